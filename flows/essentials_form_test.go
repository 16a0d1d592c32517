package flows

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestEssentialsKeepTheirForm: what a release has kept in a data folder is read by the next one.
func TestEssentialsKeepTheirForm(t *testing.T) {
	want := Essentials{
		Checked: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		Clinic: Clinic{
			Version: 3, Name: "North Street", Zone: "Europe/London", Languages: []string{"en", "de"},
			Hours: map[time.Weekday][]Span{time.Sunday: {{540, 1020}}, time.Monday: {{540, 720}, {780, 1020}}},
			Closed: ClosedDays{
				Dates: map[string]string{"2026-04-03": "Good Friday"}, Yearly: map[string]string{"12-25": ""},
			},
			Ladder: Ladder{Every: 30 * time.Minute, Reopen: time.Hour, UnseenAfter: 9 * time.Minute, Steps: []LadderStep{
				{Call: RankFirst, Hours: Hours{Always: true}},
				{
					Call: RankLead, After: 30 * time.Minute, Tell: true,
					Hours: Hours{Duty: true, Spans: map[time.Weekday][]Span{time.Monday: {{540, 1020}}}},
				},
			}},
			Helplines: []Helpline{
				{Name: "Emergency", Number: "112", For: ForCrisis, Hours: "always", Source: "x", Checked: "2026-01-02"},
				{Name: "Safe at home", Number: "116", For: ForAbuse, Hours: "always", Source: "x", Checked: "2026-01-02"},
			},
		},
		Words: map[string]Wording{"en": {"bare.waits": "It waits."}},
		Red:   []Pair{{Item: "s2", Code: "yes"}},
	}
	data, err := json.MarshalIndent(want, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/essentials.json"
	if *update {
		if err := os.WriteFile(golden, append(data, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), string(data)+"\n"); diff != "" {
		t.Errorf("what is written now (-kept +now):\n%s", diff)
	}
	var got Essentials
	if err := json.Unmarshal(kept, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Clinic{})); diff != "" {
		t.Errorf("what was kept is read as (-want +got):\n%s", diff)
	}
}
