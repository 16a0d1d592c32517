package engine

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"footing/flows/record"
)

// TestDataFiles: the table has every answer, changed ones too, and the other file every fact, without what belongs to
// somebody else.
func TestDataFiles(t *testing.T) {
	s := staged(t, "at 2026-03-02 14:00", "patient taps No", "patient taps ‹ Back", "patient taps More than usual, or new",
		"patient taps Yes", "clinician taps I have seen this", "clinician taps Add a note", "clinician: a word among colleagues",
		"patient taps Add a note", "patient: =my note")
	var files []Document
	s.r.Watch = func(_ string, _ Event, effects []Effect) {
		for _, e := range effects {
			if d, ok := e.(Document); ok {
				files = append(files, d)
			}
		}
	}
	s.play("patient: /mydata", "patient taps Answers as a table (CSV)", "patient taps Everything (JSON)", "at 2026-03-02 14:01")
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
	}
	if err := json.Unmarshal(files[1].Data, &all); err != nil {
		t.Fatal(err)
	}
	role := s.r.Role(s.r.Who(s.chat("patient")))
	if all.Code != "A-17" || len(all.Facts) != len(role.Facts) || len(all.Notes) != 1 || !strings.Contains(all.Notes[0].Text, "=my note") {
		t.Errorf("want all %d facts and the note, got %d and %v", len(role.Facts), len(all.Facts), all.Notes)
	}
	for _, theirs := range []string{"among colleagues", s.r.Who(s.chat("clinician"))} {
		if bytes.Contains(files[1].Data, []byte(theirs)) {
			t.Errorf("the file has %q, which is somebody else's", theirs)
		}
	}
}

// TestDataPages: however much somebody answered, each page fits a message, and together they have all of it.
func TestDataPages(t *testing.T) {
	s := staged(t)
	role := s.r.Role(s.r.Who(s.chat("patient")))
	for n := range 300 {
		role.Facts = append(role.Facts, record.Fact{
			ID: fmt.Sprint(n), At: s.r.Now.Add(time.Duration(n-300) * 24 * time.Hour),
			Body: record.Response{Occasion: fmt.Sprintf("mon@%d", n), Questionnaire: "effort", Item: "effort", Code: "nothing"},
		})
	}
	turn := &turn{plan: s.plan, state: role.State, event: Header{At: s.r.Now}}
	found := 0
	for _, page := range turn.pages(role.Facts) {
		if units(page.text) > pageUnits+200 {
			t.Errorf("a page of %d units", units(page.text))
		}
		found += strings.Count(page.text, "— Nothing")
	}
	if found != 300 {
		t.Errorf("want 300 answers on all pages together, got %d", found)
	}
	s.play("patient: /mydata", "patient taps Read my answers", "at 2026-03-02 10:01", "patient taps Older ›", "at 2026-03-02 10:02")
	if out := s.since(0); !strings.Contains(out, "page 2 of") || !strings.Contains(out, "[‹ Newer][Older ›]") {
		t.Errorf("want the second page with ways both on and back, got\n%s", out)
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
