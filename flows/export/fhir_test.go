package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
	items, answers, reasons, ids := 0, 0, map[string]int{}, map[string]bool{}
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
			items++
			if len(item.Answer) > 0 {
				answers++
			} else {
				reasons[extension(item.Extension, dataAbsent)]++
			}
			if !strings.Contains(*r.Questionnaire, "|") { // nothing of it was answered
				if len(item.Answer) > 0 {
					t.Fatalf("%s has an answer, and no version", *r.Id)
				}
				continue
			}
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
	want, all := 0, f.rows(t, "responses.csv")
	for _, r := range all {
		typed := slices.Contains([]string{"hours", "began", "words"}, r["item"])
		if r["code"] != "" && !typed || r["value"] != "" {
			want++
		}
	}
	if answers != want || want == 0 || items != len(all) {
		t.Errorf("%d answers of %d questions, want %d of %d", answers, items, want, len(all))
	}
	for _, reason := range []string{"masked", "not-applicable", "not-performed", "not-asked", "asked-declined"} {
		if reasons[reason] == 0 || len(reasons) > 5 {
			t.Errorf("answers are absent because of %v, not %s", reasons, reason)
		}
	}
}

// extension is the value of an extension as text.
func extension(list []fhir.Extension, url string) string {
	for _, e := range list {
		switch {
		case e.Url != url:
		case e.ValueCode != nil:
			return *e.ValueCode
		case e.ValueString != nil:
			return *e.ValueString
		case e.ValueInteger != nil:
			return strconv.Itoa(*e.ValueInteger)
		case e.ValueDecimal != nil:
			return e.ValueDecimal.String()
		}
	}
	return ""
}

// TestFHIRHasWhatTheRowsHave: status, trigger, times and scores of each question are found again in its resource.
func TestFHIRHasWhatTheRowsHave(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	o := s.options(Records)
	o.Formats, o.FineTimes = []Format{CSV, FHIR}, true
	f, _ := s.export(t, o)
	occasions, rows := map[string]map[string]string{}, map[string]map[string]string{}
	for _, o := range f.rows(t, "occasions.csv") {
		occasions[o["pseudonym"]+" "+o["occasion"]] = o
	}
	for _, r := range f.rows(t, "responses.csv") {
		rows[r["pseudonym"]+" "+r["occasion"]+" "+r["item"]] = r
	}
	for _, line := range lines(f["fhir/QuestionnaireResponse.ndjson"]) {
		q, err := fhir.UnmarshalQuestionnaireResponse([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		at := *q.Subject.Identifier.Value + " " + extension(q.Extension, fhirNamespace+"occasion")
		o := occasions[at]
		for column, name := range map[string]string{
			"status": "status", "trigger": "trigger", "week": "week", "day": "day", "hour": "hour", "planned_min": "planned-min",
			"sent_min": "sent-min", "first_tap_min": "first-tap-min", "ended_min": "ended-min",
		} {
			if got := extension(q.Extension, fhirNamespace+name); got != o[column] {
				t.Fatalf("%s of %v is %q", column, o, got)
			}
		}
		if (q.Status == fhir.QuestionnaireResponseStatusCompleted) != (o["status"] == "answered") {
			t.Fatalf("%v is %s", o, q.Status)
		}
		for _, item := range q.Item {
			r := rows[at+" "+item.LinkId]
			for column, name := range map[string]string{
				"status": "status", "score": "score", "answered_min": "answered-min", "received_min": "received-min",
				"window_days": "window-days", "text_length": "text-length",
			} {
				if got := extension(item.Extension, fhirNamespace+name); got != r[column] {
					t.Fatalf("%s of %v is %q", column, r, got)
				}
			}
			delete(rows, at+" "+item.LinkId)
		}
	}
	if len(rows) > 0 {
		t.Errorf("%d rows have no item", len(rows))
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

// TestFHIRIsInAllLanguages: questions and answers have the words that the codebook has, in each language.
func TestFHIRIsInAllLanguages(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	german := maps.Clone(s.plan.Wordings["en"])
	for key, text := range german {
		german[key] = "auf Deutsch: " + text
	}
	s.plan.Wordings["de"] = german
	o := s.options(Records)
	o.Formats = []Format{CSV, FHIR}
	f, _ := s.export(t, o)
	type words struct {
		Extension []struct {
			URL       string
			Extension []struct{ URL, ValueCode, ValueString string }
		}
	}
	found := map[string]string{}
	keep := func(key string, w words) {
		for _, e := range w.Extension {
			if e.URL != translation || len(e.Extension) != 2 || e.Extension[0].ValueCode != "de" {
				t.Fatalf("%s is translated as %+v", key, e)
			}
			found[key] = e.Extension[1].ValueString
		}
	}
	for _, line := range lines(f["fhir/Questionnaire.ndjson"]) {
		var q struct {
			Item []struct {
				LinkID       string
				Text         words `json:"_text"`
				AnswerOption []struct {
					ValueCoding struct {
						Code    string
						Display words `json:"_display"`
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatal(err)
		}
		for _, item := range q.Item {
			keep(item.LinkID, item.Text)
			for _, option := range item.AnswerOption {
				keep(item.LinkID+" "+option.ValueCoding.Code, option.ValueCoding.Display)
			}
		}
	}
	rows := of(f.rows(t, "codebook.csv"), map[string]string{"locale": "de"})
	for _, r := range rows {
		coded := !slices.Contains([]string{"number", "date", "text"}, r["kind"])
		if found[r["item"]] != r["text"] || coded && found[r["item"]+" "+r["code"]] != r["label"] {
			t.Errorf("%s %s: FHIR says %q and %q, the codebook %q and %q", r["item"], r["code"], found[r["item"]],
				found[r["item"]+" "+r["code"]], r["text"], r["label"])
		}
	}
	if len(rows) < 50 {
		t.Errorf("the codebook has %d rows, so this test shows little", len(rows))
	}
}
