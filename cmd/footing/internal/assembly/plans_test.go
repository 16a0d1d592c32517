package assembly

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestStoredFormOfPlans: an answer is explained by the plan that was kept when it was given, however long ago.
func TestStoredFormOfPlans(t *testing.T) {
	const form = `{"at":"2026-03-02T14:00:00Z","files":{"protocol.yaml":"bmFtZTogc2FtcGxlCg=="}}` + "\n"
	want := keptPlan{
		At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Files: map[string][]byte{"protocol.yaml": []byte("name: sample\n")},
	}
	packed, err := packPlan(want)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(strings.NewReader(string(packed)))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(r); string(data) != form || err != nil {
		t.Errorf("a plan is written as\n%s, %v, want\n%s", data, err, form)
	}
	var written strings.Builder
	w := gzip.NewWriter(&written)
	if _, err := io.WriteString(w, form); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := unpackPlan([]byte(written.String()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a plan is read differently (-want +got):\n%s", diff)
	}
}
