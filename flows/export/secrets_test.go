package export

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"footing/flows/record"
)

// canaries are words and numbers that only the people concerned may read.
func canaries() []string {
	return []string{
		"canary", "A-17", "447700900123", "7000000001", "s03-CLINICIAN", "Dr Lind", "Europe/", "London", "Tokyo", "2026-03",
		"2026-04",
	}
}

func TestCanaries(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	for n, id := range s.ids[:5] {
		facts := s.held[id]
		occasion := ""
		for i := range facts {
			switch body := facts[i].Body.(type) {
			case record.Enrolment:
				body.Code, body.Clinician = "A-17", "s03-CLINICIAN"
				facts[i].Body = body
			case record.Occasion:
				occasion = body.ID
			case record.Response:
				if i%3 == n%3 { // as no author and no bot would have it
					body.Code = []string{"=canary", "canary told me", "+447700900123", "2026-04-01"}[i%4]
					facts[i].Body = body
				}
			}
		}
		at := until().AddDate(0, -1, 0)
		s.add(id,
			record.Fact{At: at, Body: record.Alert{
				ID: "canary", Short: "canary", Occasion: occasion,
				Codes: []string{"canary"},
			}},
			record.Fact{At: at, Body: record.Acknowledgement{Alert: "canary", By: "s03-CLINICIAN", Name: "Dr Lind"}},
			record.Fact{At: at, Body: record.Notice{Rule: "canary", Codes: []string{"canary"}}},
			record.Fact{At: at, Body: record.Opened{By: "s03-CLINICIAN", What: "canary", Of: id}},
			record.Fact{At: at, Body: record.Occasion{
				ID: "Canary 7000000001@2026-04-28", Planned: at,
				Questionnaires: []string{"safe"},
			}},
			record.Fact{At: at, Body: record.Missed{Occasion: "Canary 7000000001@2026-04-28", Reason: record.EndExpired}})
	}
	for name, o := range every(s) {
		f, _ := s.export(t, o)
		for file, content := range f {
			for _, canary := range append(canaries(), s.ids...) {
				if strings.Contains(content.String(), canary) {
					t.Errorf("%s: %s has %q", name, file, canary)
				}
			}
		}
	}
}

func TestPrivateAnswers(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	f, _ := s.export(t, s.options(Records))
	agreed := map[string]bool{}
	for _, p := range f.rows(t, "participants.csv") {
		agreed[p["pseudonym"]] = p["private_consent"] == "true"
	}
	// fit is kept from the clinician as a whole; safe has items that are hidden.
	for _, items := range [][]string{{"fit"}, {"unsafe", "danger", "next"}} {
		rows := map[bool]int{}
		for _, r := range f.rows(t, "responses.csv") {
			if slices.Contains(items, r["item"]) {
				rows[agreed[r["pseudonym"]]]++
			}
		}
		if rows[false] != 0 || rows[true] == 0 {
			t.Errorf("%v: %d rows of people who agreed, %d of people who did not", items, rows[true], rows[false])
		}
	}
	for _, o := range f.rows(t, "occasions.csv") {
		if !agreed[o["pseudonym"]] && strings.Contains(o["questionnaires"], "fit") {
			t.Fatalf("%v names a private questionnaire", o)
		}
	}
}

func TestNoClinicianAnywhere(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	s.changesMind(s.consenting(), until().AddDate(0, -2, 0))
	f, _ := s.export(t, s.options(Records))
	for file := range f {
		if !strings.HasSuffix(file, ".csv") {
			continue
		}
		for column := range f.rows(t, file)[0] {
			for _, word := range []string{"clinician", "backup", "desk", "panel", "code_of", "clinic"} {
				if strings.Contains(column, word) {
					t.Errorf("%s has a column %s", file, column)
				}
			}
		}
	}
}

func TestNothingIsCalledAnonymous(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	for name, o := range every(s) {
		f, _ := s.export(t, o)
		for file, content := range f {
			text := strings.ReplaceAll(strings.ToLower(content.String()), "not anonymous", "")
			text = strings.ReplaceAll(text, "**de-identified, not anonymous**", "")
			if strings.Contains(text, "anonymous") {
				t.Errorf("%s: %s calls itself anonymous", name, file)
			}
		}
		if o.Level == Records && !strings.Contains(f["README.md"].String(), "de-identified, not anonymous") {
			t.Errorf("%s: the README does not say what it is", name)
		}
		if o.Level == Tables && !strings.Contains(f["README.md"].String(), "**protected against disclosure**") {
			t.Errorf("%s: the README does not say what it is", name)
		}
	}
}

func TestFormulas(t *testing.T) {
	s := newStore(t).cohort(26, 5)
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r"} {
		s.plan.Wordings["en"]["effort.effort.text"] = start + "HYPERLINK(\"http://example.org\")"
		s.plan.Wordings["en"]["effort.effort.nothing"] = start + "1, \"quoted\"\nand broken"
		s.plan.Questionnaires["effort"].Source = start + "cmd"
		o := s.options(Records)
		o.Formats = Formats()
		f, _ := s.export(t, o)
		for file := range f {
			if !strings.HasSuffix(file, ".csv") {
				continue
			}
			for _, row := range f.rows(t, file) {
				for column, cell := range row {
					if _, err := strconv.Atoi(cell); err != nil && strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
						t.Fatalf("%s, column %s: a spreadsheet would run %q", file, column, cell)
					}
				}
			}
		}
	}
}
