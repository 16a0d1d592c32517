package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
)

// away takes the store away, and back brings it back.
func (s *siege) away() { s.gate.setAway(true) }
func (s *siege) back() { s.gate.setAway(false) }

// numbersOnly ends the process as kill -9 does. The next one cannot start and serves numbers only.
func (s *siege) numbersOnly() {
	s.gate.cut()
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
	o := &outageWorld{world: s.world}
	end := o.numbersOnly()
	s.stop = func() error { end(); return nil }
}

// serves begins a process again after numbers only.
func (s *siege) serves() {
	s.back()
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
	s.gate = nil
	s.start()
}

// alarms are the calls about the alert, in the order in which they were made.
func (s *siege) alarms() (made []string) {
	names := map[int64]string{ben: "ben", cat: "cat", dan: "dan"}
	for _, e := range s.phone.Log() {
		if e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") && !strings.Contains(e.Text, "has seen this") {
			made = append(made, fmt.Sprintf("%s %s", names[e.Chat], e.At.Sub(s.began).Round(time.Minute)))
		}
	}
	slices.Sort(made)
	return made
}

// TestALadderOutlivesTheStore: a red answer was called out by its turn, and then the store goes away. Each step of the
// ladder is taken in its time, once, also by a next process that cannot start, and the second channel is used for each
// post when it is due; when the store is back, the turns go on behind that.
func TestALadderOutlivesTheStore(t *testing.T) {
	at := func(minutes int, do func(*siege)) trouble { return trouble{time.Duration(minutes) * time.Minute, do} }
	all := []string{"ben 0s", "ben 1h0m0s", "ben 5m0s", "cat 15m0s", "cat 1h0m0s", "dan 1h0m0s", "dan 30m0s"}
	for name, trouble := range map[string][]trouble{
		"until the first repeats": {at(3, (*siege).away)},
		"for two steps":           {at(3, (*siege).away), at(20, (*siege).back)},
		"and again": {
			at(3, (*siege).away), at(8, (*siege).back), at(12, (*siege).away), at(31, (*siege).back),
		},
		"from before a step on":   {at(4, (*siege).away), at(40, (*siege).back)},
		"between two steps only":  {at(6, (*siege).away), at(12, (*siege).back)},
		"and the process with it": {at(3, (*siege).away), at(7, (*siege).numbersOnly), at(32, (*siege).serves)},
		"and the process at once": {at(3, func(s *siege) { s.away(); s.numbersOnly() }), at(20, (*siege).serves)},
		"and the process, twice": {
			at(3, (*siege).away), at(4, (*siege).numbersOnly), at(17, (*siege).numbersAgain),
		},
		"and comes back for the next step":   {at(3, (*siege).away), at(14, (*siege).back)},
		"and the process, for good":          {at(3, (*siege).away), at(6, (*siege).numbersOnly)},
		"and Redis refuses what it is given": {at(3, func(s *siege) { s.gate.setIll(false, "MISCONF no", 0) }), at(20, func(s *siege) { s.gate.setIll(false, "", 0) })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := besiegedWith(t, newWorld(t, nil).live().withFolder())
				s.red()
				s.live(trouble, time.Hour+2*time.Minute)
				if made := s.alarms(); !slices.Equal(made, all) {
					t.Errorf("called %q, want %q\nlog:\n%s", made, all, s.log)
				}
				if n := s.toldNobody(); n != 1 {
					t.Errorf("the patient was told %d times that nobody has opened it", n)
				}
				if err := s.stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// numbersAgain ends numbers only as kill -9 does, and begins them again.
func (s *siege) numbersAgain() {
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
	o := &outageWorld{world: s.world}
	end := o.numbersOnly()
	s.stop = func() error { end(); return nil }
}

func (s *siege) toldNobody() (n int) {
	for _, said := range s.heard(ann) {
		if strings.Contains(said, "Nobody has opened it") {
			n++
		}
	}
	return n
}

// TestTheSecondChannelOutlivesTheStore: it is used for each post that was called, once, no sooner than it would be.
func TestTheSecondChannelOutlivesTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := besiegedWith(t, newWorld(t, nil).live().withFolder())
		s.red()
		s.live([]trouble{{3 * time.Minute, (*siege).away}}, 9*time.Minute)
		if told := s.gateway.told(); len(told) != 0 {
			t.Errorf("used before it is due: %+v", told)
		}
		s.live([]trouble{{50 * time.Minute, (*siege).back}}, 2*time.Hour)
		var posts []string
		for _, n := range s.gateway.told() {
			posts = append(posts, n.Post)
		}
		if want := []string{"first", "backup", "lead"}; !slices.Equal(posts, want) {
			t.Errorf("used for %q, want %q", posts, want)
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAPressWithoutTheStoreEndsTheCalls: nobody is called any more by whatever way, in this process and the next. The
// patient hears who has pressed, and when the store is back the press is the alert's.
func TestAPressWithoutTheStoreEndsTheCalls(t *testing.T) {
	presses := func(who int64) func(*siege) { return func(s *siege) { s.press(who, "k:", ":seen") } }
	for name, c := range map[string]struct {
		trouble []trouble
		by      string
		called  int
	}{
		"on the message of a turn": {[]trouble{{3 * time.Minute, (*siege).away}, {4 * time.Minute, presses(ben)}}, "Dr Lind", 1},
		"before it is noticed that the store is away": {
			[]trouble{{3 * time.Minute, (*siege).away}, {3*time.Minute + 5*time.Second, presses(ben)}}, "Dr Lind", 1,
		},
		"on an emergency call": {[]trouble{{3 * time.Minute, (*siege).away}, {16 * time.Minute, presses(cat)}}, "Dr Berg", 3},
		"on one of a process before": {[]trouble{
			{3 * time.Minute, (*siege).away}, {16 * time.Minute, presses(cat)}, {17 * time.Minute, (*siege).numbersOnly},
		}, "Dr Berg", 3},
		"on the message of a turn, with numbers only": {[]trouble{
			{3 * time.Minute, (*siege).away}, {4 * time.Minute, (*siege).numbersOnly}, {6 * time.Minute, presses(ben)},
		}, "Dr Lind", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := besiegedWith(t, newWorld(t, nil).live().withFolder())
				s.red()
				s.live(c.trouble, 40*time.Minute)
				if said := strings.Join(s.heard(ann), "|"); !strings.Contains(said, c.by+" opened it at") {
					t.Errorf("the patient is not told who has pressed: %s", said)
				}
				s.serves()
				time.Sleep(10 * time.Minute)
				if made := s.alarms(); len(made) != c.called {
					t.Errorf("called %q, want %d calls\nlog:\n%s", made, c.called, s.log)
				}
				if err := s.stop(); err != nil {
					t.Error(err)
				}
				s.true()
				kept, facts := s.filedOf(s.open())
				s.evidence(kept.State.Patient.Alerts, facts)
				if a := kept.State.Patient.Alerts[0]; !strings.Contains(a.SeenBy, c.by) {
					t.Errorf("seen by %q, want %s: %+v", a.SeenBy, c.by, a)
				}
			})
		})
	}
}

// TestACallOnTopOfAnAlertWithoutTheStore: the patient calls once more while the store is away. Whoever was called is
// called at once, about the same alert, and the next step is not delayed. When the store is back, that call is evidence
// in the same alert.
func TestACallOnTopOfAnAlertWithoutTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := besiegedWith(t, newWorld(t, nil).live().withFolder())
		s.red()
		calls := func(s *siege) { s.press(ann, "h:told") }
		s.live([]trouble{
			{time.Minute, func(s *siege) { s.says(ann, "/help") }},
			{70 * time.Second, func(s *siege) { s.press(ann, "h:tell") }},
			{3 * time.Minute, (*siege).away},
			{8 * time.Minute, calls},
			{9 * time.Minute, calls},
		}, 10*time.Minute)
		if made := s.alarms(); !slices.Equal(made, []string{"ben 0s", "ben 5m0s", "ben 8m0s", "ben 9m0s"}) {
			t.Errorf("called %q\nlog:\n%s", made, s.log)
		}
		if said := s.phone.Chat(ben); !strings.Contains(said[len(said)-1].Text, "They have called or answered") {
			t.Errorf("ben reads %q", said[len(said)-1].Text)
		}
		if said := strings.Join(s.heard(ann), "|"); !strings.Contains(said, "I have sent this to Dr Lind by the emergency way") {
			t.Errorf("the patient is told %s", said)
		}
		s.live(nil, 20*time.Minute)
		if made := s.alarms(); made[len(made)-1] != "cat 15m0s" {
			t.Errorf("called %q", made)
		}
		s.back()
		time.Sleep(2 * time.Minute)
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		kept, _ := s.filedOf(s.open())
		if alerts := kept.State.Patient.Alerts; len(alerts) != 1 || alerts[0].Latest != 2 {
			t.Errorf("alerts %+v", alerts)
		}
	})
}

// TestAnAlertThatWasSeenStaysQuiet: what somebody pressed on before the store went away calls nobody, also where the
// store went away before the patient's side heard of the press.
func TestAnAlertThatWasSeenStaysQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := besiegedWith(t, newWorld(t, nil).live().withFolder())
		s.red()
		s.live([]trouble{
			{2 * time.Minute, func(s *siege) { s.press(ben, "k:", ":seen") }},
			{3 * time.Minute, (*siege).away},
			{20 * time.Minute, (*siege).numbersOnly},
		}, 50*time.Minute)
		if made := s.alarms(); !slices.Equal(made, []string{"ben 0s"}) {
			t.Errorf("called %q", made)
		}
		for _, id := range s.folder.RouteIDs() {
			data, _ := s.folder.Route(id)
			e, err := state.DecodeEffect(data)
			r, ok := e.(state.Route)
			if err == nil && ok && slices.ContainsFunc(r.Alerts, func(a state.Standing) bool { return !a.Held() }) {
				t.Errorf("the data folder has %+v", e)
			}
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhoIsLeftOutStaysOut: an alert that goes on without the store calls nobody whom the route does not name any more,
// nor who is away while others are there, nor about somebody who has no route.
func TestWhoIsLeftOutStaysOut(t *testing.T) {
	for name, c := range map[string]struct {
		change   func(r *state.Route)
		ben, cat int
	}{
		"nobody":         {func(*state.Route) {}, 1, 1},
		"left out":       {func(r *state.Route) { r.Steps[2].People = nil }, 1, 0},
		"away":           {func(r *state.Route) { goes(r, "s00-B", r.Alerts[0].At) }, 0, 1},
		"erased":         {func(r *state.Route) { *r = state.Route{Gone: true} }, 0, 0},
		"seen meanwhile": {func(r *state.Route) { r.Alerts = nil }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newOutage(t)
				stop := w.begins()
				route, _ := w.b.keeper.Named("s00-A")
				now := w.b.o.Clock().Wall
				route.Alerts = []state.Standing{{
					ID: "u1.c1", At: now, Since: now, Repeated: now, Latest: 1, Taken: []int{0}, Called: []string{"s00-B", "s00-C"},
				}}
				learn(w.b.keeper.Book, "s00-A", route)
				c.change(&route)
				learn(w.b.keeper.Book, "s00-A", route)
				w.gate.setAway(true)
				time.Sleep(20 * time.Minute)
				w.expectTold(ben, "Safety alert ", c.ben)
				w.expectTold(cat, "Safety alert ", c.cat)
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
