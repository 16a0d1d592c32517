package bot

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/record"
)

var (
	fateSeeds = flag.Uint64("fate.seeds", 3, "how many sequences of faults TestFate lives through, each by another seed")
	fateFrom  = flag.Uint64("fate.from", 1, "the first seed")
)

// fateOnce are seeds that have found something once.
var fateOnce = []uint64{
	706, 815, // what had to be written down about the last poll held up the next one while Redis was slow
	703, // the patient read that somebody had the alarm since the second channel had it
	784, // a call was cut off by a fault that had begun long before
}

// TestFate: whatever happens, and in whatever order, each red answer is evidence in exactly one alert, which ends seen,
// or with the patient told that nobody has opened it. Nobody is called twice about one piece of evidence in one step
// unless a call was cut off, whoever is left out hears nothing, and whoever asks for help has an answer within two
// seconds.
func TestFate(t *testing.T) {
	var seeds []uint64
	if *large {
		seeds = fateOnce
	}
	for seed := *fateFrom; seed < *fateFrom+*fateSeeds; seed++ {
		seeds = append(seeds[:len(seeds):len(seeds)], seed)
	}
	all := &tally{struck: map[string]int{}}
	t.Cleanup(func() { t.Log(all) })
	for _, seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				f := newFate(t, folder, seed)
				f.live()
				all.add(f)
			})
			if t.Failed() {
				t.Logf("again: go test ./bot -run TestFate -fate.from %d -fate.seeds 1", seed)
			}
		})
	}
}

// fate is a siege in which dice decide.
type fate struct {
	*siege
	dice *rand.Rand
	past []string // what has happened, for whoever has to find out why
	left int64    // who was left out before; 0: nobody
	// calls for help that had to have an answer within two seconds, and had
	answered int
	doubts   []time.Time // when calls to Telegram may have been cut off, so that a message may come twice
	turned   bool        // the clock was turned, so that the ladder's times were others
	mute     bool        // Telegram does not take everything
	heals    []moment    // what ends the faults that last, the next first
}

func newFate(t *testing.T, folder string, seed uint64) *fate {
	t.Helper()
	f := &fate{dice: rand.New(rand.NewPCG(seed, 16))}
	w := newWorld(t, nil).live().withFolderAt(folder)
	if f.dice.IntN(2) == 0 {
		f.left, w.leftOut = cat, true
	}
	f.siege = besiegedWith(t, w)
	return f
}

func (f *fate) happens(format string, args ...any) {
	f.past = append(f.past, f.now().Format("15:04:05 ")+fmt.Sprintf(format, args...))
}

// between is a duration, thrown.
func (f *fate) between(least, most time.Duration) time.Duration {
	return least + time.Duration(f.dice.Int64N(int64(most-least)))
}

// live: faults begin and end, and the patient gives a red answer at some time among them. When all is well again, the
// ladder has time to end.
func (f *fate) live() {
	f.press(ann, "a:1:s1:more")
	time.Sleep(10 * time.Second)
	acts := 6 + f.dice.IntN(8)
	red := f.dice.IntN(acts)
	answers := f.dice.IntN(3) > 0
	for n := range acts {
		if n == red {
			if f.dice.IntN(2) == 0 { // mostly, for these are the harder ones
				f.redis("Redis is away", true, "", 0)
				f.passes(time.Second)
			}
			f.began = f.now()
			f.happens("a red answer")
			f.taps("a:1:s2:yes") // also where the question is on its way to another message
		}
		if n > red && answers && f.dice.IntN(4) == 0 {
			f.acknowledges()
		}
		f.strikes()
		f.passes(f.between(5*time.Second, 2*time.Minute))
		f.asks()
	}
	f.isHealed()
	time.Sleep(40 * time.Minute)
	if answers {
		f.acknowledges()
	}
	time.Sleep(3 * time.Hour) // a try lapses, and whoever was called for it does not answer either
	f.ends()
}

func (f *fate) taps(data string) {
	shown := f.shown(ann)
	if _, err := f.phone.TapData(ann, shown[len(shown)-1].ID, data); err != nil {
		f.t.Fatal(err)
	}
}

// lasts lets a fault begin, and end after a while.
func (f *fate) lasts(d time.Duration, what string, begin, end func()) {
	f.happens("%s for %s", what, d)
	begin()
	n, _ := slices.BinarySearchFunc(f.heals, f.now().Add(d), func(m moment, at time.Time) int { return m.at.Compare(at) })
	f.heals = slices.Insert(f.heals, n, moment{f.now().Add(d), end})
}

// passes lets time pass, in which faults end.
func (f *fate) passes(d time.Duration) {
	until := f.now().Add(d)
	for len(f.heals) > 0 && !f.heals[0].at.After(until) {
		next := f.heals[0]
		f.heals = f.heals[1:]
		time.Sleep(next.at.Sub(f.now()))
		next.do()
	}
	time.Sleep(until.Sub(f.now()))
}

func (f *fate) redis(what string, away bool, refuses string, late time.Duration) {
	f.lasts(f.between(2*time.Second, 4*time.Minute), what, func() { f.gate.setIll(away, refuses, late) },
		func() { f.gate.setIll(false, "", 0) })
}

// strikes lets the next fault begin.
func (f *fate) strikes() {
	switch f.dice.IntN(11) {
	case 0, 1:
		f.redis("Redis is away", true, "", 0)
	case 2:
		f.redis("Redis is slow", false, "", f.between(time.Second, 8*time.Second))
	case 3:
		f.redis("Redis refuses", false, []string{"MISCONF no", "OOM no", "NOPERM no", "READONLY no"}[f.dice.IntN(4)], 0)
	case 4:
		f.throttled()
	case 5:
		f.doubts, f.mute = append(f.doubts, f.now()), true
		f.happens("Telegram hangs")
		f.phone.Misbehave(simulator.Fault{
			Method: "sendMessage", Kind: simulator.Delay, Delay: time.Minute, Times: 1 + f.dice.IntN(3),
		})
	case 6:
		f.mute = true
		f.happens("Telegram fails")
		f.phone.Misbehave(simulator.Fault{Method: "*", Kind: simulator.BadGateway, Times: 1 + f.dice.IntN(6)})
	case 7:
		who := []int64{ben, dan}[f.dice.IntN(2)]
		f.lasts(f.between(time.Minute, 10*time.Minute), fmt.Sprint(who, " blocks"), func() { f.block(who) },
			func() { _ = f.phone.Unblock(who) })
	case 8, 9:
		if away, refuses, late := f.gate.illness(); away || refuses != "" || late > 0 {
			return // without Redis serve begins with numbers only, which the campaign shows
		}
		f.doubts = append(f.doubts, f.now())
		f.happens("kill")
		f.kill()
	default:
		f.turned = true
		back := f.between(time.Second, 10*time.Minute)
		f.lasts(f.between(time.Minute, 10*time.Minute), fmt.Sprint("the clock is back by ", back), func() { f.turn(-back) },
			func() { f.turn(back) })
	}
}

func (f *fate) throttled() {
	f.mute = true
	fault := simulator.Fault{
		Method: "sendMessage", Kind: simulator.Throttle, RetryAfter: 1 + f.dice.IntN(300), Times: 1 + f.dice.IntN(10),
		Chat: []int64{0, ann, ben, dan}[f.dice.IntN(4)],
	}
	f.happens("Telegram wants %d of %d s", fault.Times, fault.RetryAfter)
	f.phone.Misbehave(fault)
}

// isHealed ends all faults.
func (f *fate) isHealed() {
	f.happens("all is well again")
	f.phone.Behave()
	for _, heal := range f.heals {
		heal.do()
	}
	f.heals = nil
}

// asks: the patient asks for help, and has an answer within two seconds, where Telegram takes it and has not had much
// to take for their chat.
func (f *fate) asks() {
	if f.dice.IntN(2) == 0 {
		return
	}
	quiet := !f.mute && f.last(ann) > 15*time.Second
	before := len(f.all(ann))
	f.says(ann, []string{"/help", "Help", "I want to die"}[f.dice.IntN(3)])
	f.happens("the patient asks for help")
	f.passes(2 * time.Second)
	switch {
	case !quiet:
	case len(f.all(ann)) > before:
		f.answered++
	default:
		f.t.Errorf("no answer within two seconds\n%s", strings.Join(f.past, "\n"))
	}
}

// last is how long ago the bot last wrote to somebody.
func (f *fate) last(who int64) time.Duration {
	shown := f.shown(who)
	return f.now().Sub(shown[len(shown)-1].Date)
}

// acknowledges lets the first who has an alarm press that they have seen it.
func (f *fate) acknowledges() {
	for _, who := range []int64{ben, cat, dan} {
		for _, m := range slices.Backward(f.messages(who)) {
			for _, b := range slices.Concat(m.Buttons...) {
				if !strings.HasSuffix(b.Data, ":seen") {
					continue
				}
				if f.dice.IntN(3) == 0 {
					f.tries(who, m.ID, strings.TrimSuffix(b.Data, ":seen"))
					return
				}
				f.happens("%d has seen it", who)
				if _, err := f.phone.TapData(who, m.ID, b.Data); err != nil {
					f.happens("which fails: %v", err)
				}
				return
			}
		}
	}
}

// ends: the alert is as it should be, and nobody heard what they should not.
func (f *fate) ends() {
	if err := f.stop(); err != nil {
		f.t.Error(err)
	}
	store := f.open()
	kept, facts := f.filedOf(store)
	evidence := 0
	for _, a := range kept.State.Patient.Alerts {
		for _, e := range a.Evidence {
			if e.What == "s2=yes" {
				evidence++
			}
		}
	}
	if evidence != 1 {
		f.t.Errorf("the red answer is evidence %d times", evidence)
	}
	f.filed(facts)
	for _, a := range kept.State.Patient.Alerts {
		if a.Seen.IsZero() && f.now().Sub(a.Restarted) > unreachedBy && f.unreachedSaid(a) == 0 {
			f.t.Errorf("alert %s ends neither seen nor unreached and said: %+v", a.Short, a)
		}
	}
	if n := len(f.messages(cat)); f.left == cat && n > 0 {
		f.t.Errorf("who is left out was called %d times", n)
	}
	doubt := func(at time.Time) bool {
		return at.After(f.began.Add(-time.Minute)) && at.Before(f.began.Add(early))
	}
	if n := f.early(ben) - f.cutOff(); n > 1 && !f.turned && !slices.ContainsFunc(f.doubts, doubt) {
		f.t.Errorf("the first was called %d times at once about one answer", n)
	}
	if n, err := store.Parked(f.t.Context()); n > 0 || err != nil {
		f.t.Errorf("%d parked, %v", n, err)
	}
	if f.t.Failed() {
		f.t.Logf("%s\nthe patient: %s\nlog:\n%s", strings.Join(f.past, "\n"), strings.Join(f.heard(ann), "\n  "), f.log)
	}
}

// filed: one alert was called out, once.
func (f *fate) filed(facts []record.Fact) {
	n := 0
	for _, fact := range facts {
		if _, ok := fact.Body.(record.Alert); ok {
			n++
		}
	}
	if n != 1 {
		f.t.Errorf("%d alerts are filed", n)
	}
}

// early is before the ladder's second step.
const early = 4 * time.Minute

// cutOff counts the calls to Telegram before the second step of the ladder of which nobody knows whether they arrived.
func (f *fate) cutOff() (n int) {
	for line := range strings.Lines(f.log.String()) {
		stamp, _, _ := strings.Cut(strings.TrimPrefix(line, "time="), " ")
		at, err := time.Parse(time.RFC3339, stamp)
		if err == nil && strings.Contains(line, "timed out") && at.Sub(f.began) >= 0 && at.Sub(f.began) < early {
			n++
		}
	}
	return n
}

// early counts the calls to somebody before the second step of the ladder. That somebody else has seen it is no call.
func (f *fate) early(who int64) (n int) {
	for _, e := range f.phone.Log() {
		if e.Chat == who && e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") &&
			!strings.Contains(e.Text, "has seen this at") && e.At.Sub(f.began) < early {
			n++
		}
	}
	return n
}
