package bot

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"footing/flows/load/loadtest"
)

// TestAQuestionDoesNotComeInTheNight: a check-in that was due in the daytime is not asked in the night, wherever it was
// held up: as an event that nobody had decided about, or as a message that Telegram would not take. It is recorded as
// not delivered, not as missed by the patient.
func TestAQuestionDoesNotComeInTheNight(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Clinic.Canary = nil
	for name, hold := range map[string]func(c *crash, away *bool){
		"in the inbox": func(c *crash, _ *bool) {
			if _, err := c.bot.leases.Once(t.Context(), c.bot.o.Clock()); err != nil {
				t.Fatal(err)
			}
			if n, err := c.bot.waker.Once(t.Context(), c.bot.o.Clock()); n != 1 || err != nil {
				t.Fatalf("%d moments are due, %v", n, err)
			}
			c.pass(8 * time.Hour)
			c.bot = c.start()
		},
		"in the outbox": func(c *crash, away *bool) {
			*away = true
			c.pump(c.bot)
			c.pass(8 * time.Hour)
			*away = false
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.plan, w.shards, w.clock = plan, 2, time.Date(2026, 3, 2, 13, 59, 0, 0, time.UTC)
			w.redis.SetTime(w.clock)
			away := false
			w.holds(&away)
			c := &crash{world: w, bot: w.start()}
			w.plantAClinic(c.bot.o.Store)
			w.says(ann, "hello")
			w.pump(c.bot)
			w.pass(time.Minute) // it is due
			hold(c, &away)
			c.settle()
			facts := map[string]string{}
			w.recorded(c.bot.o.Store, ann, facts)
			for _, text := range w.showed(ann) {
				if strings.Contains(text, "Here is your check-in") {
					t.Errorf("at %s the phone shows %q", w.now(), text)
				}
			}
			missed := 0
			for _, f := range facts {
				if strings.Contains(f, "record.Missed") {
					missed++
					if !strings.Contains(f, "mon@2026-03-02") || !strings.Contains(f, "not_delivered") {
						t.Errorf("the check-in ended as %s", f)
					}
				}
			}
			if missed != 1 {
				t.Errorf("%d check-ins are over: %v", missed, facts)
			}
			w.emptyOutbox(c.bot.o.Store)
		})
	}
}

// holds lets Telegram take no message while away is true.
func (w *world) holds(away *bool) {
	w.wire = func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			if *away && strings.HasSuffix(req.URL.Path, "/sendMessage") {
				return nil, http.ErrServerClosed
			}
			return next.RoundTrip(req)
		})
	}
}
