package owndata

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
)

// TestDataPages: however much somebody answered, each page fits a message, and together they have all of it.
func TestDataPages(t *testing.T) {
	plan := loadtest.Shipped(t)
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	var facts []record.Fact
	for n := range 300 {
		facts = append(facts, record.Fact{
			ID: fmt.Sprint(n), At: at.Add(time.Duration(n-300) * 24 * time.Hour),
			Body: record.Response{Occasion: fmt.Sprintf("mon@%d", n), Questionnaire: "effort", Item: "effort", Code: "nothing"},
		})
	}
	s := state.State{Locale: "en", Patient: &state.Patient{Ties: state.Ties{Code: "A-17"}}}
	found := 0
	own := Side{Turn: &turn.Turn{Plan: plan, State: s, Event: state.Header{At: at}}}
	for _, page := range own.pages(facts) {
		if flows.Units(page.text) > pageUnits+200 {
			t.Errorf("a page of %d units", flows.Units(page.text))
		}
		found += strings.Count(page.text, "— Nothing")
	}
	if found != 300 {
		t.Errorf("want 300 answers on all pages together, got %d", found)
	}
}

// TestPlainCell: a spreadsheet takes nothing that somebody wrote for a formula.
func TestPlainCell(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+44": "'+44", "@x": "'@x", "-x": "'-x", "-": "-", "word": "word", "": "",
	} {
		if got := plainCell(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestOwnTimes: people read and get their answers with the time at which they gave them, and the file has both times.
func TestOwnTimes(t *testing.T) {
	plan := loadtest.Shipped(t)
	filed := time.Date(2026, 3, 3, 8, 1, 0, 0, time.UTC)
	facts := []record.Fact{{
		ID: "f", At: filed, Said: filed.Add(-19 * time.Hour),
		Body: record.Response{Occasion: "mon@1", Questionnaire: "effort", Item: "effort", Code: "nothing"},
	}}
	own := Side{Turn: &turn.Turn{
		Plan: plan, Event: state.Header{At: filed},
		State: state.State{Locale: "en", Patient: &state.Patient{Ties: state.Ties{Code: "A-17"}}},
	}}
	for what, text := range map[string]string{"page": own.pages(facts)[0].text, "table": string(own.answersTable(facts))} {
		if !strings.Contains(text, "13:01") || strings.Contains(text, "08:01") {
			t.Errorf("the %s has not the time at which it was said: %s", what, text)
		}
	}
	file := string(own.everything(facts))
	if !strings.Contains(file, "2026-03-03T08:01:00Z") || !strings.Contains(file, "2026-03-02T13:01:00Z") {
		t.Errorf("the file has not both times: %s", file)
	}
}

// TestMomentsOfTheDay: a moment that was chosen or planned by the clock on the wall stands so in the file, though it is
// kept in UTC. One that was never set stays none.
func TestMomentsOfTheDay(t *testing.T) {
	plan := loadtest.Shipped(t)
	at := time.Date(2026, 7, 6, 12, 0, 0, 0, time.UTC)
	own := Side{Turn: &turn.Turn{Plan: plan, Event: state.Header{At: at}, State: state.State{
		Locale: "en", Zone: "Europe/Berlin", Patient: &state.Patient{Ties: state.Ties{Code: "A-17"}},
	}}}
	for field, body := range map[string]record.Body{
		"Planned": record.Occasion{Planned: at}, "Until": record.Pause{Until: at}, "Next": record.Appointment{Next: at},
		"Off": record.Appointment{Off: at},
	} {
		file := string(own.everything([]record.Fact{{ID: "f", At: at, Body: body}, {ID: "g", At: at, Body: record.PutOff{Until: at}}}))
		for _, want := range []string{`"` + field + `": "2026-07-06T14:00:00+02:00"`, `"Until": "2026-07-06T14:00:00+02:00"`} {
			if !strings.Contains(file, want) {
				t.Errorf("the file has no %s:\n%s", want, file)
			}
		}
		if field == "Off" && !strings.Contains(file, `"Next": "0001-01-01T00:00:00Z"`) {
			t.Errorf("a moment that was never set is one:\n%s", file)
		}
	}
}
