package bench

import (
	"testing"
	"time"

	"footing/bot"
)

// TestAnotherMessageFirst: an update is answered by the first message that comes, but whoever pressed an answer goes on
// only when its message has changed, and what comes later wakes nobody.
func TestAnotherMessageFirst(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	p := newPhones(wanted{Seats: 1, People: 1, First: firstChat}, bot.NewClock(func() time.Time { return at }))
	defer p.sim.Close()
	one := p.people[firstChat]
	said := func(id int, data ...string) (s shown) {
		s.Result.ID = id
		for _, d := range data {
			s.Result.Markup.Rows = append(s.Result.Markup.Rows, []struct {
				Data string `json:"callback_data"`
			}{{Data: d}})
		}
		return s
	}
	awake := func() bool {
		select {
		case <-one.wake:
			return true
		default:
			return false
		}
	}
	one.begin()
	one.sees(1, said(5, "a:1:x:old")) // before the update went to the bot: no reply to it
	if awake() {
		t.Error("an earlier message ends the wait")
	}
	one.handed(2)
	one.sees(4, said(6, "a:1:x:low", "h"))
	if !awake() || len(p.took[opening]) != 1 || p.took[opening][0] != 2 {
		t.Errorf("the check-in: counted %v", p.took)
	}
	one.press() // the simulator has no such message, but what matters here comes before that
	one.handed(10)
	one.sees(13, said(7))
	if awake() || len(p.took[answer]) != 1 || p.took[answer][0] != 3 {
		t.Errorf("another message first: counted %v", p.took)
	}
	one.sees(15, said(6, "a:1:y:low"))
	if !awake() {
		t.Error("the message has changed, and they wait on")
	}
	one.sees(16, said(8))
	if awake() || len(p.took[answer]) != 1 {
		t.Errorf("a later message: counted %v", p.took)
	}
}
