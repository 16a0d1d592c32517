package bot

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/simulator"
	"footing/flows/load/loadtest"
)

// dan leads the team.
const dan = int64(1004)

// call is an alert on its way up the ladder of the sample clinic: to whom, and how long after the red answer.
type call struct {
	to    int64
	after time.Duration
}

// undisturbedCalls are the calls of an alert that nobody looks at for an hour.
func undisturbedCalls() []call {
	return []call{
		{ben, 0},
		{ben, 5 * time.Minute},
		{cat, 15 * time.Minute},
		{dan, 30 * time.Minute},
		{ben, time.Hour},
		{cat, time.Hour},
		{dan, time.Hour},
	}
}

// shift moves the calls from some time on: what was due before until comes at until, all else so much earlier.
func shift(calls []call, from, until, earlier time.Duration) []call {
	for n, c := range calls {
		if c.after > from {
			calls[n].after = max(until, c.after-earlier)
		}
	}
	return calls
}

// trouble is what happens during a siege, so long after the red answer.
type trouble struct {
	at time.Duration
	do func(*siege)
}

// TestLadderInTrouble: whatever happens to the process, the clock, the people or Telegram, no step of the ladder is
// skipped, none comes late by more than a tick, the red answer is evidence in one alert, the alert ends seen or with
// the patient told that nobody has opened it, and nothing that the patient is told claims more than is known.
func TestLadderInTrouble(t *testing.T) {
	kills := func(before time.Duration) (all []trouble) {
		for _, step := range []time.Duration{5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour} {
			all = append(all, trouble{step - before, (*siege).kill})
		}
		return all
	}
	const lease = 30 * time.Second // of a dead process
	after := func(at time.Duration, do func(*siege)) []trouble { return []trouble{{at, do}} }
	const early, later, long = 3 * time.Minute, 7 * time.Minute, 20 * time.Minute
	for name, c := range map[string]struct {
		before  func(*siege)
		trouble []trouble
		want    []call
		tick    time.Duration
		also    func(*siege)
	}{
		"nothing":              {want: undisturbedCalls(), also: (*siege).measured},
		"killed before a step": {trouble: kills(time.Second), want: undisturbedCalls(), tick: lease},
		"killed after a step":  {trouble: kills(-20 * time.Millisecond), want: undisturbedCalls(), tick: lease},
		"stopped for 20 min": {
			trouble: after(early, func(s *siege) { s.freeze(long) }),
			want:    shift(undisturbedCalls(), early, early+long, 0), tick: 10 * time.Second, // until the shards are taken again
		},
		"a clock 20 min ahead": {
			trouble: after(early, func(s *siege) { s.turn(long) }), want: undisturbedCalls(),
		},
		"a clock 20 min behind": {
			trouble: after(later, func(s *siege) { s.turn(-long) }), want: undisturbedCalls(),
		},
		"the first has blocked": {before: func(s *siege) { s.block(ben) }, want: []call{{cat, 0}, {dan, 5 * time.Minute}}},
		"all have blocked":      {before: func(s *siege) { s.block(ben, cat, dan) }},
		"Telegram is down": {
			before:  func(s *siege) { s.phone.Misbehave(down()) },
			trouble: after(12*time.Minute, func(s *siege) { s.phone.Behave() }),
			want:    shift(undisturbedCalls(), -1, 12*time.Minute, 0), tick: time.Minute, // the longest pause between two tries
			also: func(s *siege) {
				if told := s.gateway.told(); len(told) == 0 || told[0].Since.Sub(s.began) > time.Second {
					s.t.Errorf("by the second channel: %+v", told)
				}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := besieged(t)
				if c.before != nil {
					c.before(s)
				}
				s.red()
				last := time.Hour
				for _, one := range c.want {
					last = max(last, one.after)
				}
				s.live(c.trouble, last+2*time.Minute)
				s.climbed(c.want, c.tick+2*time.Second)
				s.ends(len(c.want) == 0)
				if c.also != nil {
					c.also(s)
				}
			})
		})
	}
}

func down() simulator.Fault {
	return simulator.Fault{Method: "sendMessage", Kind: simulator.ServerError, Times: simulator.Unlimited}
}

// siege is a bot with a clinician, a backup, a lead and a patient, whom trouble comes upon.
type siege struct {
	*world
	gate     *boundary
	stop     func() error
	began    time.Time // the red answer
	registry *prometheus.Registry
	gateway  *gateway
}

// besieged begins on a Monday at 14:00, when the patient is asked.
func besieged(t *testing.T) *siege { t.Helper(); return besiegedWith(t, newWorld(t, nil).live()) }

func besiegedWith(t *testing.T, w *world) *siege {
	t.Helper()
	time.Sleep(62*time.Hour - 5*time.Second - w.now().Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)))
	w.plan, w.shards = loadtest.Shipped(t), cmp.Or(w.shards, 4)
	w.plan.Bot, w.plan.Clinic.Canary = "footing_bot", nil
	w.phone.AddUser(simulator.User{ID: dan, FirstName: "Dan", LanguageCode: "en"})
	s := &siege{world: w, gateway: &gateway{status: http.StatusOK}}
	w.adjust = func(o *Options) {
		o.Drain = time.Millisecond
		o.Metrics, o.Channel = s.registry, s.gateway.channel()
	}
	w.plantAClinic(w.open(), cat, dan)
	s.start()
	for _, who := range []int64{ann, ben, cat, dan} {
		w.says(who, "/help") // or there is no chat
	}
	time.Sleep(10 * time.Second)
	return s
}

// start starts a process.
func (s *siege) start() {
	before := s.gate
	s.gate, s.registry = guarded(s.world), prometheus.NewRegistry()
	if before != nil {
		s.gate.ill(before)
	}
	s.stop = s.run(s.world.start())
}

// kill ends the process as kill -9 does, and starts another one, which has to wait for the leases of the dead.
func (s *siege) kill() {
	s.gate.cut()
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
	s.start()
}

// freeze lets no call get through for a while, as of a process that was stopped.
func (s *siege) freeze(d time.Duration) {
	s.gate.hold(s.now().Add(d))
}

// turn sets the bot's wall clock.
func (s *siege) turn(by time.Duration) { s.wrong.Add(int64(by)) }

func (s *siege) block(all ...int64) {
	for _, who := range all {
		if err := s.phone.Block(who); err != nil {
			s.t.Fatal(err)
		}
	}
}

// red answers the check-in that is open.
func (s *siege) red() {
	s.t.Helper()
	s.press(ann, "a:1:s1:more")
	time.Sleep(2 * time.Second)
	s.began = s.now()
	s.press(ann, "a:1:s2:yes")
}

// press presses the youngest button whose data begin and end so.
func (s *siege) press(who int64, begins string, ends ...string) {
	s.t.Helper()
	for _, m := range slices.Backward(s.phone.Chat(who)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if strings.HasPrefix(b.Data, begins) && strings.HasSuffix(b.Data, strings.Join(ends, "")) {
				if _, err := s.phone.TapData(who, m.ID, b.Data); err != nil {
					s.t.Fatal(err)
				}
				return
			}
		}
	}
	s.t.Fatalf("%d has no button %s\nlog:\n%s", who, begins, s.log)
}

// live lets the time pass, with trouble.
func (s *siege) live(all []trouble, until time.Duration) {
	for _, one := range all {
		time.Sleep(s.began.Add(one.at).Sub(s.now()))
		one.do(s)
	}
	time.Sleep(s.began.Add(until).Sub(s.now()))
}
