package demo_test

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/cmd/footing/demo"
)

// TestPlay lives through two weeks twice: the same seed gives the same bytes, nothing is lost or counted
// twice, and the one red answer is seen.
func TestPlay(t *testing.T) {
	first, second := play(t), play(t)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the same seed gave another course of events (-first +second):\n%s", diff)
	}
	for _, want := range []string{`\b0 lost\b`, `\b0 duplicated\b`, `\b1 alerts?\b`, `\b1 acknowledged\b`} {
		if !regexp.MustCompile(`(?m)^14 days: .*` + want).MatchString(first) {
			t.Errorf("the last line is %q, want %s", lastLine(first), want)
		}
	}
}

func play(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	if err := demo.Play(t.Context(), stage(t), 14*24*time.Hour, 1, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func lastLine(text string) string {
	return regexp.MustCompile(`[^\n]*\n?$`).FindString(text)
}
