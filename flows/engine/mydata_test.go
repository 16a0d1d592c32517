package engine_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// TestDataFiles: the table has every answer, changed ones too, and the other file every fact, without what belongs to
// somebody else.
func TestDataFiles(t *testing.T) {
	s := staged(t, "at 2026-03-02 14:00", "patient taps No", "patient taps ‹ Back", "patient taps More than usual, or new",
		"patient taps Yes", "clinician taps I have seen this", "clinician taps Add a note",
		"clinician: a word among colleagues",
		"patient taps Add a note", "patient: =my note", "clinician taps Open", "patient: and more",
		"clinician taps Open", "clinician taps Ask how to reach them", "patient taps Ring this number, at ...",
		"patient: 555 0100 in the morning", "patient: /help", "patient taps My phone may be seen")
	var files []state.Document
	s.Rehearsal.Watch = func(_ string, _ state.Event, effects []state.Effect) {
		for _, e := range effects {
			if d, ok := e.(state.Document); ok {
				files = append(files, d)
			}
		}
	}
	s.play("patient: /mydata", "patient taps Answers as a table (CSV)", "patient taps Everything (JSON)",
		"at 2026-03-02 14:01")
	if len(files) != 2 {
		t.Fatalf("want two files, got %d", len(files))
	}
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(files[0].Data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 4 || lines[1][6] != "no" || lines[2][6] != "more" || lines[2][8] != "1" || lines[3][4] != "Yes" {
		t.Errorf("want three answers, one of them a revision, got %q", lines)
	}
	var all struct {
		Code  string
		Notes []struct{ Text string }
		Facts []json.RawMessage

		Careful struct{ By string }
		Reach   []struct{ How, Ring string }
	}
	if err := json.Unmarshal(files[1].Data, &all); err != nil {
		t.Fatal(err)
	}
	role := s.Rehearsal.Role(s.Rehearsal.Who(s.Chat("patient")))
	if all.Code != "A-17" || len(all.Facts) != len(role.Facts) || len(all.Notes) != 2 ||
		all.Notes[0].Text != "=my note" || all.Notes[1].Text != "and more" {
		t.Errorf("want all %d facts and both notes, got %d and %v", len(role.Facts), len(all.Facts), all.Notes)
	}
	if all.Careful.By != state.CarefulByWish || len(all.Reach) != 1 || all.Reach[0].How != state.ReachRing ||
		all.Reach[0].Ring != "555 0100 in the morning" {
		t.Errorf("careful contact and how to reach them: %+v, %+v", all.Careful, all.Reach)
	}
	for _, theirs := range []string{"among colleagues", s.Rehearsal.Who(s.Chat("clinician"))} {
		if bytes.Contains(files[1].Data, []byte(theirs)) {
			t.Errorf("the file has %q, which is somebody else's", theirs)
		}
	}
}

// TestDataPagesLead: however much somebody answered, the pages lead on and back.
func TestDataPagesLead(t *testing.T) {
	s := staged(t)
	role := s.Rehearsal.Role(s.Rehearsal.Who(s.Chat("patient")))
	for n := range 300 {
		role.Facts = append(role.Facts, record.Fact{
			ID: fmt.Sprint(n), At: s.Rehearsal.Now.Add(time.Duration(n-300) * 24 * time.Hour),
			Body: record.Response{Occasion: fmt.Sprintf("mon@%d", n), Questionnaire: "effort", Item: "effort", Code: "nothing"},
		})
	}
	s.play("patient: /mydata", "patient taps Read my answers", "at 2026-03-02 10:01", "patient taps Older ›",
		"at 2026-03-02 10:02")
	if out := s.since(0); !strings.Contains(out, "page 2 of") || !strings.Contains(out, "[‹ Newer][Older ›]") {
		t.Errorf("want the second page with ways both on and back, got\n%s", out)
	}
}
