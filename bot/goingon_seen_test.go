package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestASeenAlertIsCalledOutAnewWithoutTheStore: nothing follows on a press while the store is away. After the clinic's
// time the alert is called out anew, or, ten minutes after the time named for the next try, with backup and lead, and
// the patient is told. When the store is back nobody is called once more for that. Whoever tells of contact ends it.
func TestASeenAlertIsCalledOutAnewWithoutTheStore(t *testing.T) {
	seen := trouble{2 * time.Minute, func(s *siege) { s.press(ben, "k:", ":seen") }}
	tried := trouble{150 * time.Second, func(s *siege) { s.triesAgain(ben, s.began.Add(32*time.Minute)) }}
	away, back := trouble{3 * time.Minute, (*siege).away}, trouble{65 * time.Minute, (*siege).back}
	contact := trouble{10 * time.Minute, func(s *siege) { s.press(ben, "k:", ":contact") }}
	for name, c := range map[string]struct {
		trouble []trouble
		want    []string
		said    string
	}{
		"seen": {
			[]trouble{seen, away}, []string{"ben 0s", "ben 1h2m0s", "ben 1h7m0s", "cat 1h17m0s"}, "",
		},
		"seen, and the store is back": {
			[]trouble{seen, away, back}, []string{"ben 0s", "ben 1h2m0s", "ben 1h7m0s", "cat 1h17m0s"}, "",
		},
		"seen, with numbers only": {
			[]trouble{seen, away, {20 * time.Minute, (*siege).numbersOnly}},
			[]string{"ben 0s", "ben 1h2m0s", "ben 1h7m0s", "cat 1h17m0s"},
			"",
		},
		"contact was made": {[]trouble{seen, away, contact, back}, []string{"ben 0s"}, ""},
		"contact was made, and the process ends": {
			[]trouble{seen, away, contact, {20 * time.Minute, (*siege).numbersOnly}}, []string{"ben 0s"}, "",
		},
		"tried": {
			[]trouble{seen, tried, away, {55 * time.Minute, (*siege).back}},
			[]string{"ben 0s", "ben 40m0s", "ben 45m0s", "cat 40m0s", "dan 40m0s"},
			"Nobody has noted a call at 14:30",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := besiegedWith(t, newWorld(t, nil).live().withFolder())
				s.red()
				until := 80 * time.Minute
				if c.said != "" {
					until = time.Hour
				}
				s.live(c.trouble, until)
				if made := s.alarms(); !near(made, c.want) {
					t.Errorf("called %q, want %q\nlog:\n%s", made, c.want, s.log)
				}
				if said := strings.Join(s.heard(ann), "|"); strings.Count(said, c.said) != 1 && c.said != "" {
					t.Errorf("the patient is told %s", said)
				}
				if n := strings.Count(strings.Join(s.heard(ann), "|"), "Dr Lind opened it"); n != 1 {
					t.Errorf("the patient is told %d times who has opened it", n)
				}
				if err := s.stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// near tells whether calls are those that are wanted, each within two minutes.
func near(made, want []string) bool {
	return slices.EqualFunc(made, want, func(a, b string) bool {
		who, after, _ := strings.Cut(a, " ")
		other, then, _ := strings.Cut(b, " ")
		is, _ := time.ParseDuration(after)
		wants, err := time.ParseDuration(then)
		return err == nil && who == other && (is-wants).Abs() <= 2*time.Minute
	})
}

// triesAgain presses that there was no answer, and when the next try is.
func (s *siege) triesAgain(who int64, next time.Time) {
	s.t.Helper()
	for _, m := range slices.Backward(s.phone.Chat(who)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if alarm, ok := strings.CutSuffix(b.Data, ":tried"); ok {
				data := fmt.Sprint(alarm, ":tried_", next.Truncate(15*time.Minute).Unix()/60)
				if _, err := s.phone.TapData(who, m.ID, data); err != nil {
					s.t.Fatal(err)
				}
				return
			}
		}
	}
	s.t.Fatalf("%d cannot say that they tried\nlog:\n%s", who, s.log)
}
