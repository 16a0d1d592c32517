package bot

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/load/loadtest"
)

// TestAnUnseenAlertIsRed: an alert that nobody presses on for two full duty days is red in health and on the page of
// alarms, for whichever process works on it, until somebody presses, and not because the patient presses again. From
// then on the second channel calls the lead twice each duty day.
func TestAnUnseenAlertIsRed(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	plan.Clinic.Canary = nil
	g := &gateway{status: http.StatusOK}
	c := newCrashWith(t, plan, 0, false, g, ann, ben, cat, dan)
	began := c.redAnswer() // on a Monday at 14:00
	if began.Weekday() != time.Monday {
		t.Fatalf("it is %s", began)
	}
	red := func(want string) {
		t.Helper()
		for {
			if n, err := c.bot.alerts.Once(t.Context(), c.bot.o.Clock()); err != nil {
				t.Fatal(err)
			} else if n == 0 {
				break
			}
		}
		now := c.bot.o.Clock()
		for _, lines := range [][]string{c.bot.Health(now).Red, c.bot.Alarms(now).Red} {
			lines = slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return !strings.HasPrefix(line, "alert ") })
			got := strings.Join(lines, "; ")
			if len(got) > 10 {
				got = got[:6] + "7F3K" + got[10:]
			}
			if got != want {
				t.Errorf("at %s red is %q, want %q", c.now().Format("Mon 15:04"), got, want)
			}
		}
	}
	day := 24 * time.Hour
	red("")
	c.passes(began, 2*day) // Wednesday at 14:00, and the second full duty day is not over
	red("")
	c.passes(began, 2*day+3*time.Hour) // 17:00
	red("alert 7F3K has been unseen for 2 duty days")
	before := len(g.told())
	c.passes(began, 3*day+2*time.Hour) // Thursday at 16:00
	if posts := postsOf(g, before); !slices.Equal(posts, []string{"lead", "lead"}) {
		t.Errorf("on the first day after those the second channel called %q", posts)
	}
	c.passes(began, 7*day) // over a weekend
	red("alert 7F3K has been unseen for 4 duty days")
	if posts := postsOf(g, before); !slices.Equal(posts, []string{"lead", "lead", "lead", "lead", "lead", "lead"}) {
		t.Errorf("on two and a half days after those the second channel called %q", posts)
	}
	c.says(ann, "/help")
	c.settle()
	c.taps(ann, "h:tell")
	c.settle()
	c.taps(ann, "h:told")
	c.settle()
	red("alert 7F3K has been unseen for 4 duty days")
	if err := c.bot.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	red("")
	c.bot = c.start()
	c.settle()
	red("alert 7F3K has been unseen for 4 duty days")
	c.taps(dan, "k:", ":seen") // who was not shown the second press: that stays unseen
	c.settle()
	red("alert 7F3K has been unseen for 4 duty days")
	c.taps(ben, "k:", ":seen")
	c.settle()
	red("")
}

// postsOf are the posts that the second channel has called since so many calls.
func postsOf(g *gateway, since int) (posts []string) {
	for _, one := range g.told()[since:] {
		posts = append(posts, one.Post)
	}
	return posts
}

// passes lets time pass up to so long after a moment, with everything that is due meanwhile.
func (c *crash) passes(began time.Time, after time.Duration) {
	c.t.Helper()
	for end := began.Add(after); c.now().Before(end); {
		next, err := c.bot.Pump(c.t.Context())
		if err != nil {
			c.t.Fatal(err)
		}
		if next.IsZero() || next.After(end) {
			next = end
		}
		c.pass(max(next.Sub(c.now()), time.Second))
	}
	c.settle()
}
