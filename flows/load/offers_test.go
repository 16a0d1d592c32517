package load

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"footing/flows"
)

// TestOffers: what the clinic has is read by the themes it is for, and each mistake is named with its line.
func TestOffers(t *testing.T) {
	sample := string(flows.SampleClinic())
	clinic, err := clinicAlone([]byte(sample+`
offers:
  - {name: "peer group (Thu 17:00)", themes: [9, 12]}
  - {name: " a course ", themes: [12]}
`), "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(clinic.Offers[12], []string{"peer group (Thu 17:00)", "a course"}) || len(clinic.Offers[9]) != 1 {
		t.Errorf("%v", clinic.Offers)
	}
	lines := strings.Count(sample, "\n")
	for entry, want := range map[string]string{
		`{name: "x", themes: [0]}`:    "an offer is for one of the themes 1 to 12; whom to call about safety stands under `helplines`",
		`{name: "x", themes: [13]}`:   "`13` is not a theme",
		`{name: "x", themes: []}`:     "name the themes that this is for",
		`{name: "x"}`:                 "`themes` is missing",
		`{name: "", themes: [1]}`:     "here the value is missing",
		`{name: "x", themes: [1, 1]}`: "theme 1 stands here for the second time",
		`{name: "x", topics: [1]}`:    "unknown key `topics`",
		`{name: "` + strings.Repeat("long ", 17) + `x", themes: [1]}`: "this has 86 letters; what the clinic offers is said in 80",
	} {
		_, err := clinicAlone([]byte(sample+"offers:\n  - "+entry+"\n"), "clinic.yaml")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), place(lines+2)) {
			t.Errorf("%s: %v, not %q", entry, err, want)
		}
	}
	_, err = clinicAlone([]byte(sample+"offers:\n"+strings.Repeat("  - {name: x, themes: [3]}\n", 4)), "clinic.yaml")
	if err == nil || !strings.Contains(err.Error(), place(lines+5)) ||
		!strings.Contains(err.Error(), "theme 3 has 3 offers above") {
		t.Errorf("four for one theme: %v", err)
	}
}

// place is how a problem names a line of the clinic's file.
func place(line int) string { return fmt.Sprintf("clinic.yaml:%d:", line) }
