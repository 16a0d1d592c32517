package release

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/export"
)

// TestStoredForm: the register is read for as long as there are exports to take people out of.
func TestStoredForm(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	for form, want := range map[string]Release{
		`{"id":"0123456789ab","study":"sample","level":"rows","until":"2026-03-02T14:00:00Z","at":"2026-03-02T15:00:00Z",` +
			`"coarsened":true,"footing":"0.1.0","recipients":["Prof. Fern"],"people":7,"answers":12,"manifest_sha256":"ab12",` +
			`"pseudonyms":["p1"],"private":["p1"]}`: {
			ID: "0123456789ab", Study: "sample", Level: export.Level("rows"), Until: at, At: at.Add(time.Hour),
			Coarsened: true, Footing: "0.1.0", Recipients: []string{"Prof. Fern"}, People: 7, Answers: 12,
			Manifest: "ab12", Pseudonyms: []string{"p1"}, Private: []string{"p1"},
		},
		`{"id":"","study":"","level":"","until":"0001-01-01T00:00:00Z","at":"0001-01-01T00:00:00Z",` +
			`"coarsened":false,"footing":"","recipients":null,"people":0,"answers":0,"manifest_sha256":""}`: {},
	} {
		data, err := json.Marshal(want)
		if err != nil || string(data) != form {
			t.Errorf("written as\n%s, %v, want\n%s", data, err, form)
		}
		var got Release
		if err := json.Unmarshal([]byte(form), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
	}
}
