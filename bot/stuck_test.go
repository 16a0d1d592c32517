package bot

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/engine"
	"footing/flows/state"
)

// ill is a siege in which turns can be made to fail, and what is stored to be damaged.
type ill struct {
	*siege
	fails atomic.Pointer[func(s state.State, e state.Event) bool]
	was   map[string]string // what stood in the place of what was damaged
}

func newIll(t *testing.T) *ill {
	t.Helper()
	i := &ill{was: make(map[string]string)}
	var w *world
	w = newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if fails := i.fails.Load(); fails != nil && (*fails)(s, e) {
			panic("a turn of the test")
		}
		return engine.Step(w.plan, s, e) // and not i.plan: the first turns are made while it begins
	}).live().withFolder()
	i.siege = besiegedWith(t, w)
	return i
}

// panics lets the turns fail of which a test says so; nil: none.
func (i *ill) panics(fails func(s state.State, e state.Event) bool) {
	if fails == nil {
		i.fails.Store(nil)
		return
	}
	i.fails.Store(&fails)
}

// of is everything that comes for somebody.
func of(who int64) func(state.State, state.Event) bool {
	return func(s state.State, _ state.Event) bool { return s.Chat == who }
}

// calls are the due calls of alerts.
func calls(_ state.State, e state.Event) bool {
	due, ok := e.(state.Due)
	return ok && due.Kind == state.WakeCall
}

// damages puts something that does not open in the place of what is stored of somebody, and begins a new process, which
// has to read it.
func (i *ill) damages(who int64) {
	i.t.Helper()
	id, err := i.open().Resolve(i.t.Context(), who)
	if err != nil {
		i.t.Fatal(err)
	}
	for _, key := range i.redis.Keys() {
		if was := i.redis.HGet(key, "state"); strings.Contains(key, id) && was != "" {
			i.was[key] = was
			i.redis.HSet(key, "state", "damaged")
		}
	}
	i.kill()
}

// mends takes back what damages has done.
func (i *ill) mends() {
	for key, was := range i.was {
		i.redis.HSet(key, "state", was)
	}
	i.kill()
}

// made are the calls about the alert, each in the minute in which it came.
func (i *ill) made() (all []string) {
	names := map[int64]string{ben: "ben", cat: "cat", dan: "dan"}
	for _, e := range i.phone.Log() {
		told := strings.Contains(e.Text, "has seen this at") || strings.Contains(e.Text, "You have seen this at")
		if e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") && !told {
			all = append(all, fmt.Sprintf("%s %d", names[e.Chat], int(e.At.Sub(i.began)/time.Minute)))
		}
	}
	slices.Sort(all)
	return all
}

// key is a key of the patient's shard.
func (i *ill) key(name string) string { return fmt.Sprintf("{s%02d}:%s", i.open().ShardOf(ann), name) }

// TestAnAlertThatIsStuckGoesOn: whatever keeps turns from going on with an open alert although the store is there,
// each step of the ladder is taken in its time, once, by the route, and the patient is told that nobody has opened it.
// When turns can be made again they go on behind that.
func TestAnAlertThatIsStuckGoesOn(t *testing.T) {
	at := func(minutes int, do func(*ill)) func(*ill) trouble {
		return func(i *ill) trouble { return trouble{time.Duration(minutes) * time.Minute, func(*siege) { do(i) }} }
	}
	all := []string{"ben 0", "ben 5", "ben 60", "cat 15", "cat 60", "dan 30", "dan 60"}
	kill := func(i *ill) { i.kill() }
	for name, troubles := range map[string][]func(*ill) trouble{
		"the call's turn fails": {at(3, func(i *ill) { i.panics(calls) })},
		"the call's turn fails, for a while": {
			at(3, func(i *ill) { i.panics(calls) }), at(20, func(i *ill) { i.panics(nil) }),
		},
		"the call's turn fails until the next release": {
			at(3, func(i *ill) { i.panics(calls) }), at(20, func(i *ill) { i.panics(nil); i.kill() }),
		},
		"every turn of the patient fails": {at(3, func(i *ill) { i.panics(of(ann)) })},
		"every turn of the patient fails, for a while": {
			at(3, func(i *ill) { i.panics(of(ann)) }), at(20, func(i *ill) { i.panics(nil) }),
		},
		"and the process is killed": {at(3, func(i *ill) { i.panics(of(ann)) }), at(22, kill)},
		"the state is damaged":      {at(3, func(i *ill) { i.damages(ann) })},
		"the state is damaged, for a while": {
			at(3, func(i *ill) { i.damages(ann) }), at(20, (*ill).mends),
		},
		"what is due is lost": {at(3, func(i *ill) { _, _ = i.redis.ZRem(i.key("due"), i.idOf(ann)) })},
		"the due set can't be read": {at(3, func(i *ill) {
			i.redis.Del(i.key("due"))
			_ = i.redis.Set(i.key("due"), "damaged")
		})},
		"the inbox can't be read": {at(3, func(i *ill) {
			i.redis.Del(i.key("inbox"))
			_ = i.redis.Set(i.key("inbox"), "damaged")
		})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				i := newIll(t)
				i.red()
				var list []trouble
				for _, one := range troubles {
					list = append(list, one(i))
				}
				i.live(list, time.Hour+2*time.Minute)
				if made := i.made(); !slices.Equal(made, all) {
					t.Errorf("called %q, want %q\nlog:\n%s", made, all, i.log)
				}
				if n := i.toldNobody(); n != 1 {
					t.Errorf("the patient was told %d times that nobody has opened it: %q", n, i.heard(ann))
				}
				if err := i.stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func (i *ill) idOf(who int64) string {
	id, err := i.open().Resolve(i.t.Context(), who)
	if err != nil {
		i.t.Fatal(err)
	}
	return id
}

// TestAPressOnAStuckAlertCounts: nobody is called any more after it, also by the next process, the patient hears of it,
// and when turns can be made again it is the alert's. Nothing follows on it, so after the clinic's time the alert is
// called out anew.
func TestAPressOnAStuckAlertCounts(t *testing.T) {
	for name, c := range map[string]struct {
		begins, ends func(*ill)
		who          int64
		by           string
		restarts     bool
	}{
		"the call's turn fails": {func(i *ill) { i.panics(calls) }, func(i *ill) { i.panics(nil) }, cat, "Dr Berg", false},
		"the patient's turns fail": {
			func(i *ill) { i.panics(of(ann)) }, func(i *ill) { i.panics(nil) }, cat, "Dr Berg", false,
		},
		"the patient's turns fail, and the process is killed": {
			func(i *ill) { i.panics(of(ann)) }, func(i *ill) { i.panics(nil) }, cat, "Dr Berg", true,
		},
		"the patient's state is damaged": {func(i *ill) { i.damages(ann) }, (*ill).mends, cat, "Dr Berg", false},
		"the desk's turns fail":          {func(i *ill) { i.panics(of(ben)) }, func(i *ill) { i.panics(nil) }, ben, "Dr Lind", false},
		"the desk's state is damaged":    {func(i *ill) { i.damages(ben) }, (*ill).mends, ben, "Dr Lind", false},
		"neither's turns can be made": {
			func(i *ill) {
				i.panics(func(s state.State, _ state.Event) bool { return s.Chat == ann || s.Chat == ben })
			}, func(i *ill) { i.panics(nil) }, ben, "Dr Lind", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				i := newIll(t)
				i.red()
				i.live([]trouble{
					{3 * time.Minute, func(*siege) { c.begins(i) }},
					{16 * time.Minute, func(s *siege) { s.press(c.who, "k:", ":seen") }},
				}, 17*time.Minute)
				before := len(i.made())
				if said := strings.Join(i.heard(ann), "|"); !strings.Contains(said, c.by+" opened it at") {
					t.Errorf("the patient is not told who has pressed: %s\nlog:\n%s", said, i.log)
				}
				if c.restarts {
					i.kill()
				}
				i.live([]trouble{{40 * time.Minute, func(*siege) { c.ends(i) }}}, 50*time.Minute)
				if made := i.made(); len(made) != before {
					t.Errorf("called %q, %d before the press\nlog:\n%s", made, before, i.log)
				}
				i.live(nil, 105*time.Minute) // the turn of the press may have been made at 40
				if made := i.made(); len(made) == before {
					t.Errorf("it is not called out anew: %q\nlog:\n%s", made, i.log)
				}
				i.true()
				if err := i.stop(); err != nil {
					t.Error(err)
				}
				kept, facts := i.filedOf(i.open())
				i.evidence(kept.State.Patient.Alerts, facts)
				if a := kept.State.Patient.Alerts[0]; a.BeforeBy != c.by {
					t.Errorf("seen by %q, want %s: %+v", a.BeforeBy, c.by, a)
				}
			})
		})
	}
}

// TestADeskThatCannotBeMadeIsBroughtTheAlarm: where a desk's turns fail or its state can't be read, whoever it is of is
// brought the alarm by their route at each step, and the others are called as for somebody who can't be reached.
func TestADeskThatCannotBeMadeIsBroughtTheAlarm(t *testing.T) {
	for name, c := range map[string]struct {
		before, begins func(*ill)
		want           []string
	}{
		"its turns fail": {begins: func(i *ill) { i.panics(of(ben)) }, want: []string{"ben 0", "ben 5", "ben 35"}},
		"its state is damaged": {
			begins: func(i *ill) { i.damages(ben) }, want: []string{"ben 0", "ben 5", "ben 35"},
		},
		"and nobody else can be reached": {
			before: func(i *ill) { i.block(cat, dan) }, begins: func(i *ill) { i.panics(of(ben)) },
			want: []string{"ben 0", "ben 5", "ben 35"},
		},
		"nor is it told that an alarm does not arrive": {
			before: func(i *ill) { i.block(ben) }, begins: func(i *ill) {
				i.panics(func(s state.State, e state.Event) bool {
					_, lost := e.(state.Unreachable)
					return lost && s.Chat == ben
				})
			}, want: []string{"cat 0"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				i := newIll(t)
				if c.before != nil {
					c.before(i)
				}
				c.begins(i)
				time.Sleep(40 * time.Second)
				i.red()
				i.live(nil, time.Hour+2*time.Minute)
				made := i.made()
				for _, one := range c.want {
					if !slices.Contains(made, one) {
						t.Errorf("called %q, want %s\nlog:\n%s", made, one, i.log)
					}
				}
				if n := len(slices.DeleteFunc(made, func(one string) bool { return !strings.HasPrefix(one, "ben") })); n > 3 {
					t.Errorf("ben was called %d times", n)
				}
				if err := i.stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestARedAnswerThatHasNoTurnIsRecalled: a red answer whose own turn fails has no alert. It is called out all the same,
// and by the next process, too, until an operator has looked at what was set aside.
func TestARedAnswerThatHasNoTurnIsRecalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIll(t)
		i.panics(func(s state.State, e state.Event) bool {
			tap, ok := e.(state.Tapped)
			return ok && s.Chat == ann && strings.HasSuffix(tap.Data, ":s2:yes")
		})
		called := func(when string, want int) {
			t.Helper()
			time.Sleep(2 * time.Minute)
			if made := i.made(); len(made) != want {
				t.Errorf("%s: called %q, want %d\nlog:\n%s", when, made, want, i.log)
			}
		}
		i.red()
		called("at once", 1)
		i.kill()
		called("by the next process", 2)
		if err := i.open().SetLooked(t.Context(), i.now()); err != nil {
			t.Fatal(err)
		}
		i.kill()
		called("once an operator has looked", 2)
		if err := i.stop(); err != nil {
			t.Error(err)
		}
	})
}
