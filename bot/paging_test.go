package bot

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/bot/channel"
	"footing/flows"
	"footing/flows/load/loadtest"
)

// TestCrashPointsOfThePages stops the process at its n-th call to the outside, before it or before its reply, for every
// n, while nobody presses on an alert and the second channel is used. It has carried the same calls as without the
// trouble, a post each under one id; only the call at which the process stopped may have come twice.
func TestCrashPointsOfThePages(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	undisturbed, want, _ := pagesWith(t, plan, 0, false)
	if len(want) != 2 || want[0].Post != "first" || want[1].Post != "backup" {
		t.Fatalf("without trouble: %+v", want)
	}
	for _, one := range want {
		if !strings.HasPrefix(one.Text, "Safety alert ") || !strings.HasSuffix(one.Text, ", open Telegram") ||
			len(one.Text) != len("Safety alert 7F3K, open Telegram") || strings.Contains(one.ID, "s0") {
			t.Errorf("it says %q", one.Text)
		}
	}
	for odd, torn := range []bool{false, true} { // every other call in each way: a run takes a while
		n := 1 + odd
		for ; ; n += 2 {
			got, pages, struck := pagesWith(t, plan, n, torn)
			if !struck {
				break
			}
			if diff := cmp.Diff(undisturbed, got); diff != "" {
				t.Fatalf("trouble at call %d, torn=%t (-undisturbed +got):\n%s", n, torn, diff)
			}
			if once := byID(pages); !slices.EqualFunc(want, once, func(a, b channel.Page) bool {
				return a.Text == b.Text && a.Post == b.Post
			}) || len(pages) > len(once)+1 {
				t.Fatalf("trouble at call %d, torn=%t: the second channel carried %+v, want %+v", n, torn, pages, want)
			}
		}
		if n < 40 {
			t.Errorf("%d calls are too few", n-1)
		}
	}
}

// byID leaves out what was carried before.
func byID(pages []channel.Page) (once []channel.Page) {
	for _, one := range pages {
		if !slices.ContainsFunc(once, func(o channel.Page) bool { return o.ID == one.ID }) {
			once = append(once, one)
		}
	}
	return once
}

// pagesWith lets an alert wait for its pages with trouble at one call, and tells whether it came so far.
func pagesWith(t *testing.T, plan *flows.Protocol, n int, torn bool) (lived, []channel.Page, bool) {
	t.Helper()
	people := []int64{ann, ben, cat, dan}
	g := &gateway{status: http.StatusOK}
	c := newCrashWith(t, plan, 0, torn, g, people...)
	began := c.redAnswer()
	c.until(began, 8*time.Minute)
	c.settle()
	c.n, c.gate.calls, c.gate.stopAt = n, 0, n
	result, struck := c.lives([]func(){
		func() { c.until(began, 10*time.Minute) },
		func() { c.until(began, 15*time.Minute) },
		func() { c.until(began, 25*time.Minute) },
		func() { c.taps(cat, "k:", ":seen") },
		func() { c.until(began, 45*time.Minute) },
	}, people...)
	return result, g.told(), struck
}

// redAnswer lets the patient give a red answer, and says when.
func (c *crash) redAnswer() time.Time {
	c.t.Helper()
	c.pass(time.Minute)
	c.settle()
	c.taps(ann, "a:1:s1:more")
	c.settle()
	c.taps(ann, "a:1:s2:yes")
	c.settle()
	return c.now()
}

// until lets time pass up to so long after a moment.
func (c *crash) until(began time.Time, after time.Duration) {
	if wait := began.Add(after).Sub(c.now()); wait > 0 {
		c.pass(wait)
	}
}

// TestAPageIsLookedAtBeforeItIsMade: while the second channel fails, somebody presses, or the post's hours end. When it
// works again, the call is not made, or made when the hours begin.
func TestAPageIsLookedAtBeforeItIsMade(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	broken := func(t *testing.T) (*crash, *gateway, time.Time) {
		g := &gateway{status: http.StatusBadGateway}
		c := newCrashWith(t, plan, 0, false, g, ann, ben, cat, dan)
		began := c.redAnswer()
		c.until(began, 10*time.Minute)
		c.settle()
		if w := c.bot.sender.unpaged(c.bot.o.Clock()); w.N != 1 {
			t.Errorf("%d calls have failed, want 1", w.N)
		}
		red := strings.Join(c.bot.sentry.Guard(c.bot.o.Clock()), "|")
		if !strings.Contains(red, "the second channel has not taken 1 calls") {
			t.Errorf("red is %q", red)
		}
		return c, g, began
	}
	t.Run("nothing happens", func(t *testing.T) {
		c, g, _ := broken(t)
		g.mend()
		c.settle()
		if told := g.told(); len(told) != 1 || told[0].Post != "first" {
			t.Errorf("the second channel carried %+v", told)
		}
		if w := c.bot.sender.unpaged(c.bot.o.Clock()); w.N != 0 {
			t.Errorf("%d calls are still said to fail", w.N)
		}
	})
	t.Run("somebody presses", func(t *testing.T) {
		c, g, _ := broken(t)
		c.taps(ben, "k:", ":seen")
		c.settle()
		g.mend()
		c.settle()
		if told := g.told(); len(told) != 0 {
			t.Errorf("the second channel carried %+v about an alert that is seen", told)
		}
	})
	t.Run("the hours end", func(t *testing.T) {
		c, g, began := broken(t)
		c.until(began, 3*time.Hour+5*time.Minute) // it is after 17:00
		g.mend()
		c.settle()
		if told := g.told(); len(told) != 0 {
			t.Fatalf("outside all hours the second channel carried %+v", told)
		}
		c.until(began, 19*time.Hour+5*time.Minute) // and now after 09:00
		c.settle()
		posts := map[string]int{}
		for _, one := range g.told() {
			posts[one.Post]++
		}
		if posts["first"] != 1 {
			t.Errorf("when the hours begin, the second channel carried %+v", g.told())
		}
	})
}
