package bot

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows/load/loadtest"
)

// unsent is a clinic that has a second channel and a data folder. Telegram takes nothing for ben, whom ann calls first.
func unsent(t *testing.T) (*crash, *gateway) {
	t.Helper()
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	g := &gateway{status: http.StatusOK}
	c := newCrashWith(t, plan, 0, false, g, ann, ben, cat, dan)
	c.withFolder()
	if err := c.bot.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.bot = c.start()
	c.settle()
	c.phone.Misbehave(simulator.Fault{
		Method: "sendMessage", Chat: ben, Kind: simulator.ServerError, Times: simulator.Unlimited,
	})
	return c, g
}

// cries lets ann say that she is not safe.
func (c *crash) cries() {
	c.t.Helper()
	c.says(ann, "/help")
	c.settle()
	c.taps(ann, "h:tell")
	c.settle()
	c.taps(ann, "h:told")
	if _, err := c.bot.Pump(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// TestWhatTelegramDoesNotTakeIsToldOnce: a post whose alarm Telegram does not take is called by the second channel
// at once, and not once more for the ladder's repeat, nor because nobody has pressed.
func TestWhatTelegramDoesNotTakeIsToldOnce(t *testing.T) {
	c, g := unsent(t)
	began := c.now()
	c.cries()
	c.passes(began, 3*time.Minute)
	if got := postsOf(g, 0); !slices.Equal(got, []string{"first"}) {
		t.Fatalf("the second channel called %q", got)
	}
	if id := g.told()[0].ID; strings.Contains(id, "s0") || id == "" {
		t.Errorf("its id is %q", id)
	}
	c.passes(began, 14*time.Minute)
	if got := postsOf(g, 0); !slices.Equal(got, []string{"first"}) {
		t.Errorf("after the repeat and unseen_after the second channel had called %q", got)
	}
}

// TestWhatTelegramDoesNotTakeWaitsForTheHours: outside the hours of the post the second channel is silent, and it is
// used when they begin.
func TestWhatTelegramDoesNotTakeWaitsForTheHours(t *testing.T) {
	c, g := unsent(t)
	evening := c.now().Add(6 * time.Hour) // Monday at 20:00
	c.passes(c.now(), 6*time.Hour)
	c.cries()
	c.passes(evening, 12*time.Hour)
	if got := postsOf(g, 0); len(got) != 0 {
		t.Fatalf("at night the second channel called %q", got)
	}
	c.passes(evening, 13*time.Hour+10*time.Minute)
	if got := postsOf(g, 0); !slices.Equal(got, []string{"first"}) {
		t.Errorf("when the hours began the second channel called %q", got)
	}
}

// TestWithoutAStoreTheRouteHasTheHours: where neither Telegram nor the store works, the route decides for which post
// the second channel is used, once; a turn hears of it from the data folder and does not use it again.
func TestWithoutAStoreTheRouteHasTheHours(t *testing.T) {
	c, g := unsent(t)
	began := c.now()
	c.cries()
	c.gate.setAway(true)
	for range 4 {
		c.pass(20 * time.Second)
		if _, err := c.bot.pager.Once(t.Context(), c.bot.o.Clock()); err != nil {
			t.Fatal(err)
		}
	}
	if got := postsOf(g, 0); !slices.Equal(got, []string{"first"}) {
		t.Fatalf("without a store the second channel called %q", got)
	}
	if n := c.bot.overflow.Len(); n != 1 {
		t.Errorf("%d arrivals wait in the data folder", n)
	}
	c.gate.setAway(false)
	c.passes(began, 14*time.Minute)
	if got := postsOf(g, 0); !slices.Equal(got, []string{"first"}) {
		t.Errorf("with the store the second channel called %q", got)
	}
	if n := c.bot.overflow.Len(); n != 0 {
		t.Errorf("%d arrivals are left in the data folder", n)
	}
}

// TestWithoutAStoreNobodyIsCalledAtNight: the route keeps the hours, too.
func TestWithoutAStoreNobodyIsCalledAtNight(t *testing.T) {
	c, g := unsent(t)
	c.passes(c.now(), 6*time.Hour) // Monday at 20:00
	c.cries()
	c.gate.setAway(true)
	for range 4 {
		c.pass(20 * time.Second)
		if _, err := c.bot.pager.Once(t.Context(), c.bot.o.Clock()); err != nil {
			t.Fatal(err)
		}
	}
	if got := postsOf(g, 0); len(got) != 0 {
		t.Errorf("at night the second channel called %q", got)
	}
	c.pass(13*time.Hour + 5*time.Minute) // Tuesday after 09:00
	if _, err := c.bot.pager.Once(t.Context(), c.bot.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if got := postsOf(g, 0); !slices.Equal(got, []string{"first"}) {
		t.Errorf("when the hours began the second channel called %q", got)
	}
}
