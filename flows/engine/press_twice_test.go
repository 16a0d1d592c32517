package engine_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/flows/state"
)

// TestPressedTwiceSaidOnce: in every transcript, where each press of a clinician's comes twice, nobody else hears
// anything twice.
func TestPressedTwiceSaidOnce(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	library := shipped(t) // read once: playing changes nothing of it
	for _, file := range files {
		if protocolOf(file) != "" || strings.HasSuffix(file, "canary.txt") { // no patient is there
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			lines, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			once, twice := heardBy(stageOf(t, library), string(lines), 1), heardBy(stageOf(t, library), string(lines), 2)
			if diff := cmp.Diff(once, twice); diff != "" {
				t.Errorf("-pressed once +pressed twice\n%s", diff)
			}
		})
	}
}

// toggles are the presses of which a second one takes back the first, in what is not sent yet.
var toggles = regexp.MustCompile(`^m:[^:]+:plan:(slots|days|themes)[.]`)

// heardBy plays a transcript with each press of a clinician's made so often, and returns what everybody else was sent.
func heardBy(s *stage, lines string, presses int) map[string][]string {
	heard := map[string][]string{}
	var last state.Tapped
	s.Watch = func(who string, e state.Event, effects []state.Effect) {
		role := s.Role(who)
		switch tap, tapped := e.(state.Tapped); {
		case who == "office":
		case role != nil && role.State.Desk != nil && tapped:
			last = tap
		case role == nil || role.State.Desk == nil:
			for _, effect := range effects {
				if say, ok := effect.(state.Say); ok {
					heard[who] = append(heard[who], say.Text)
				}
			}
		}
	}
	for line := range strings.Lines(lines) {
		last = state.Tapped{}
		s.line(strings.TrimSuffix(line, "\n"))
		for range presses - 1 {
			if again := last; again.Chat != 0 && !toggles.MatchString(again.Data) {
				again.ID += "-again"
				s.Rehearsal.Post(s.Rehearsal.Who(again.Chat), again)
			}
		}
	}
	return heard
}
