package interchange

import (
	"os"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/load/loadtest"
)

// TestInstruments: the shipped instruments load as they are, and are refused when a word, a score or an alert of them
// is changed.
func TestInstruments(t *testing.T) {
	plan := loadtest.Shipped(t)
	for name, changes := range map[string][][2]string{
		"phq9": {
			{"or hopeless", "or sad"},
			{"phq9_9 >= 1", "phq9_9 >= 2"},
			{`"valueDecimal": 3`, `"valueDecimal": 4`},
			{`"valueString": "red"`, `"valueString": "line"`},
		},
		"gad7": {{"Trouble relaxing", "Being tense"}, {`"display": "Several days"`, `"display": "Some days"`}},
	} {
		data, err := os.ReadFile("../library/instruments/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		f, found, err := ReadFHIR(data, Wishes{Theme: 2})
		if err != nil || len(found) > 0 {
			t.Fatal(name, err, found)
		}
		if err := Try(f, plan); err != nil {
			t.Errorf("%s is not taken:\n%v", name, err)
		}
		if !strings.Contains(f.Source, "No permission required to reproduce, translate, display or distribute.") ||
			f.Licence == "own" {
			t.Errorf("%s: licence %s, source %s", name, f.Licence, f.Source)
		}
		for _, change := range changes {
			altered := strings.Replace(string(data), change[0], change[1], 1)
			if altered == string(data) {
				t.Fatalf("%s has no %s", name, change[0])
			}
			f, _, err := ReadFHIR([]byte(altered), Wishes{Theme: 2})
			if err != nil {
				t.Fatal(err)
			}
			if err := Try(f, plan); err == nil || !strings.Contains(err.Error(), "is locked") {
				t.Errorf("%s with %s is taken: %v", name, change[1], err)
			}
		}
	}
}

// TestNinthQuestion: whoever has thoughts of being better off dead is never only asked.
func TestNinthQuestion(t *testing.T) {
	data, err := os.ReadFile("../library/instruments/phq9.json")
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := ReadFHIR(data, Wishes{Theme: NoTheme})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := tried(f, loadtest.Shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	q := plan.Questionnaires["phq9"]
	if q.Theme != 0 {
		t.Errorf("it is of theme %d, so it would be asked without duty hours and without the consent", q.Theme)
	}
	answer := func(id, code string) flows.Answer {
		item, _ := plan.Item("phq9", id)
		option, ok := item.Option(code)
		if !ok {
			t.Fatalf("%s has no answer %s", id, code)
		}
		return flows.Answer{Code: code, Value: option.Value}
	}
	act, _ := plan.Item("phq9", "phq9_act")
	for _, c := range []struct {
		ninth, act string
		asked      bool
		raised     string
	}{
		{"not_at_all", "", false, ""},
		{"several_days", "", true, "note"},
		{"nearly_every_day", "no", true, "note"},
		{"more_than_half", "unsure", true, "red note"},
		{"several_days", "yes", true, "red note"},
		{"several_days", "rather_not", true, "note care"},
		{"rather_not", "", false, "care"},
	} {
		answers := map[string]flows.Answer{"phq9_9": answer("phq9_9", c.ninth)}
		if c.act != "" {
			answers["phq9_act"] = answer("phq9_act", c.act)
		}
		asked, err := act.When.Holds(answers, nil)
		if err != nil || asked != c.asked || !act.Safety {
			t.Errorf("after %s it is asked on: %v, %v", c.ninth, asked, err)
		}
		var raised []string
		for _, alert := range q.Alerts {
			holds, err := alert.When.Holds(answers, nil)
			if err != nil {
				t.Fatal(err)
			}
			if holds {
				raised = append(raised, string(alert.Level))
			}
		}
		if got := strings.Join(raised, " "); got != c.raised {
			t.Errorf("%s, then %q: raised %q, want %q", c.ninth, c.act, got, c.raised)
		}
	}
}
