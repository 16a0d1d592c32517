package digest

import (
	"strings"
	"testing"
	"time"

	"footing/flows/load/loadtest"
)

// TestCarefulContactIsSaid: in the panel's message, in a patient's summary and in the lines before an appointment, also
// where nothing else is told of the patient; and of nobody else.
func TestCarefulContactIsSaid(t *testing.T) {
	const line = "Careful contact:"
	d := Compose(loadtest.Shipped(t), Request{
		Until: until, Zone: time.UTC, Locale: "en",
		People: []Person{{ID: "a", Code: "A-17", Careful: true}, {ID: "b", Code: "A-18"}},
	})
	if n := strings.Count(d.Text, line); n != 1 {
		t.Errorf("the panel's message says it %d times:\n%s", n, d.Text)
	}
	for _, s := range d.People {
		for what, text := range map[string]string{"summary": s.Text, "brief": s.Brief} {
			if strings.Contains(text, line) != (s.Code == "A-17") {
				t.Errorf("the %s of %s reads:\n%s", what, s.Code, text)
			}
		}
	}
	if first := d.People[0]; first.Code != "A-17" || !first.Attention {
		t.Errorf("%s is first", first.Code)
	}
}
