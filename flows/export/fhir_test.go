package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/samply/golang-fhir-models/fhir-models/fhir"
)

var fhirIDPattern = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

func TestFHIR(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	o := s.options(Records)
	o.Formats = []Format{CSV, FHIR}
	f, _ := s.export(t, o)
	offered := checkQuestionnaires(t, f)
	answers, ids := 0, map[string]bool{}
	for _, line := range lines(f["fhir/QuestionnaireResponse.ndjson"]) {
		r, err := fhir.UnmarshalQuestionnaireResponse([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		if ids[*r.Id] || !fhirIDPattern.MatchString(*r.Id) {
			t.Fatalf("id %q is taken or not one of FHIR", *r.Id)
		}
		ids[*r.Id] = true
		for _, item := range r.Item {
			answers++
			options, asked := offered[*r.Questionnaire][item.LinkId]
			if !asked {
				t.Fatalf("%s does not ask %s", *r.Questionnaire, item.LinkId)
			}
			for _, a := range item.Answer {
				if coded := len(options) > 0; coded != (a.ValueCoding != nil) || (coded && !options[*a.ValueCoding.Code]) ||
					coded == (a.ValueInteger != nil) {
					t.Fatalf("%s answers %s with %+v", *r.Questionnaire, item.LinkId, a)
				}
			}
		}
	}
	want := 0
	for _, r := range f.rows(t, "responses.csv") {
		if r["item_version"] != "" {
			want++
		}
	}
	if answers != want || want == 0 {
		t.Errorf("%d answers, want %d", answers, want)
	}
}

// checkQuestionnaires gives what each item of each questionnaire offers.
func checkQuestionnaires(t *testing.T, f folder) map[string]map[string]map[string]bool {
	t.Helper()
	offered, enabled := map[string]map[string]map[string]bool{}, 0
	for _, line := range lines(f["fhir/Questionnaire.ndjson"]) {
		var q struct {
			ResourceType, ID, URL, Version, Status string
			Item                                   []struct {
				LinkID, Text, Type string
				AnswerOption       []map[string]struct{ Code, System string }
				EnableWhen         []struct {
					Question, Operator string
					AnswerCoding       struct{ Code, System string }
				}
				EnableBehavior string
			}
		}
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatal(err)
		}
		if q.ResourceType != "Questionnaire" || !fhirIDPattern.MatchString(q.ID) || q.Status != "draft" {
			t.Errorf("%s is a %s, %s", q.ID, q.ResourceType, q.Status)
		}
		items := map[string]map[string]bool{}
		offered[q.URL+"|"+q.Version] = items
		for _, i := range q.Item {
			items[i.LinkID] = map[string]bool{}
			typed := slices.Contains([]string{"integer", "text", "display"}, i.Type)
			if i.Text == "" || (!typed && i.Type != "choice") || (typed && len(i.AnswerOption) > 0) ||
				(!typed && len(i.AnswerOption) < 3) {
				t.Errorf("%s.%s asks %q as %s with %d options", q.ID, i.LinkID, i.Text, i.Type, len(i.AnswerOption))
			}
			for _, option := range i.AnswerOption {
				if len(option) != 1 {
					t.Fatalf("%s.%s has an option of several kinds: %v", q.ID, i.LinkID, option)
				}
				items[i.LinkID][option["valueCoding"].Code] = true
			}
			for _, e := range i.EnableWhen {
				enabled++
				if !items[e.Question][e.AnswerCoding.Code] || e.Operator != "=" || i.EnableBehavior != "any" {
					t.Errorf("%s.%s is asked when %s %s %s, which does not come before it", q.ID, i.LinkID, e.Question, e.Operator,
						e.AnswerCoding.Code)
				}
			}
		}
	}
	if enabled == 0 {
		t.Error("no item has a condition")
	}
	return offered
}

func lines(content *bytes.Buffer) []string {
	var list []string
	scanner := bufio.NewScanner(bytes.NewReader(content.Bytes()))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		list = append(list, scanner.Text())
	}
	return list
}
