package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/bot/simulator"
	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
	"footing/storage"
)

// TestCrashPointsOfACheckIn stops the process at its n-th call to the outside, before it or before its reply, for
// every n, while the shipped protocol asks ann how she is, a red answer comes, ben is called and has seen it. Another
// process goes on from what is stored. Both phones must show what they show without the trouble, but for repeated
// messages, and the facts must be the same facts.
func TestCrashPointsOfACheckIn(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	undisturbed, _ := checkInWith(t, plan, 0, false)
	if len(undisturbed.Shown[ann]) < 8 || len(undisturbed.Shown[ben]) < 3 || len(undisturbed.Facts) < 7 {
		t.Fatalf("this is no check-in: %+v", undisturbed)
	}
	atEveryCall(t, undisturbed, func(t *testing.T, n int,
		torn bool,
	) (lived, bool) {
		return checkInWith(t, plan, n, torn)
	})
}

// atEveryCall lives through something again and again, with trouble at the first call, the second, and so on until none
// is left to be struck.
func atEveryCall(t *testing.T, undisturbed lived, with func(t *testing.T, n int, torn bool) (lived, bool)) {
	t.Helper()
	for _, torn := range []bool{false, true} {
		t.Run(fmt.Sprintf("torn=%v", torn), func(t *testing.T) {
			t.Parallel()
			n := 1
			for ; ; n++ {
				got, struck := with(t, n, torn)
				if !struck {
					break
				}
				if diff := cmp.Diff(undisturbed, got); diff != "" {
					t.Fatalf("trouble at call %d (-undisturbed +got)\n%s", n, diff)
				}
			}
			t.Logf("%d calls were tried", n-1)
			if n < 60 {
				t.Error("these are too few")
			}
		})
	}
}

// lived is what a check-in came to: every different text that a phone showed, in the order in which they first came,
// and what was recorded.
type lived struct {
	Shown map[int64][]string
	Facts map[string]string
}

// checkInWith lives through the check-in with trouble at one call, and tells whether it came so far.
func checkInWith(t *testing.T, plan *flows.Protocol, n int, torn bool) (lived, bool) {
	t.Helper()
	c := newCrash(t, plan, n, torn, ann, ben)
	return c.lives([]func(){
		func() { c.pass(time.Minute) }, // it is due
		func() { c.taps(ann, "a:1:s1:more") },
		func() { c.taps(ann, "a:1:s2:yes") },
		func() { c.taps(ben, "k:", ":open") },
		func() { c.taps(ben, "k:", ":seen") },
	}, ann, ben)
}

// newCrash is a clinic on a Monday at 13:59 whose bot stops at one call.
func newCrash(t *testing.T, plan *flows.Protocol, n int, torn bool, people ...int64) *crash {
	t.Helper()
	return newCrashWith(t, plan, n, torn, nil, people...)
}

// newCrashWith is newCrash with a second channel, whose calls count as the others do.
func newCrashWith(t *testing.T, plan *flows.Protocol, n int, torn bool, g *gateway, people ...int64) *crash {
	t.Helper()
	w := newWorld(t, nil)
	w.plan, w.shards, w.clock = plan, 2, time.Date(2026, 3, 2, 13, 59, 0, 0, time.UTC)
	w.redis.SetTime(w.clock)
	w.phone.AddUser(simulator.User{ID: dan, FirstName: "Dan", LanguageCode: "en"})
	gate := guarded(w)
	if g != nil {
		g.gate = gate
		w.adjust = func(o *Options) { o.Channel = g.channel() }
	}
	c := &crash{world: w, gate: gate, n: n, bot: w.start()}
	w.plantAClinic(c.bot.o.Store, people[2:]...)
	for _, who := range people {
		w.says(who, "hello") // or there is no chat
	}
	w.pump(c.bot)
	gate.calls, gate.stopAt, gate.torn = 0, n, torn
	return c
}

// lives does one thing after the other, and gives what some people's phones showed, and what was recorded of the first
// two.
func (c *crash) lives(acts []func(), people ...int64) (lived, bool) {
	c.t.Helper()
	for _, act := range acts {
		act()
		c.settle()
	}
	c.gate.stopAt = 0
	c.emptyOutbox(c.bot.o.Store)
	result := lived{Shown: map[int64][]string{}, Facts: map[string]string{}}
	for n, who := range people {
		result.Shown[who] = c.showed(who)
		if n < 2 {
			c.recorded(c.bot.o.Store, who, result.Facts)
		}
	}
	return result, c.struck
}

// crash is a process that stops at one call, and the next one.
type crash struct {
	*world
	gate   *boundary
	n      int
	bot    *Bot
	struck bool
}

// settle lets the bot do all there is to do within two minutes, which is when nothing but the future is left.
func (c *crash) settle() {
	c.t.Helper()
	for until := c.now().Add(2 * time.Minute); ; {
		next, err := c.bot.Pump(c.t.Context())
		switch {
		case c.n > 0 && !c.struck && c.gate.calls >= c.n:
			c.struck, c.gate.stopAt = true, 0
			c.pass(31 * time.Second) // the leases of the dead process run out
			c.bot = c.start()
		case err != nil:
			c.t.Fatalf("trouble at call %d: %v", c.n, err)
		case next.IsZero() || next.After(until):
			return
		default:
			c.pass(next.Sub(c.now()))
		}
	}
}

// taps presses the youngest button whose data begin and end so.
func (c *crash) taps(who int64, begins string, ends ...string) {
	c.t.Helper()
	for _, m := range slices.Backward(c.phone.Chat(who)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if strings.HasPrefix(b.Data, begins) && strings.HasSuffix(b.Data, strings.Join(ends, "")) {
				if _, err := c.phone.TapData(who, m.ID, b.Data); err != nil {
					c.t.Fatal(err)
				}
				return
			}
		}
	}
	c.t.Fatalf("trouble at call %d: %d has no button %s\nlog:\n%s", c.n, who, begins, c.log)
}

// plantAClinic lets ben be a clinician and ann his patient, who is asked on Mondays at 14:00. The first of the others
// is the backup, the second leads.
func (w *world) plantAClinic(store *storage.Store, others ...int64) {
	w.t.Helper()
	r := rehearsal.NewRehearsal(w.plan, w.now().Add(-time.Hour), store.ShardOf)
	draw := func(n int) string { return fmt.Sprintf("%c%cDRAWDRAWDRAWDRAWDRAWDRAW", 'A'+n%20, 'A'+n/20) }
	press := func(who int64, data string) {
		role := r.Role(r.Who(who))
		r.Tap(who, "x", role.IDs[len(role.IDs)-1], data)
	}
	last := func(who int64) string { phone := r.Role(r.Who(who)).Phone; return phone[len(phone)-1].Text }
	for n, who := range append([]int64{ben}, others...) {
		r.Post(state.OfficeID, state.Staffing{
			Header: state.Header{ID: fmt.Sprint("staffing", n), At: r.Now}, Token: state.HashSecret(draw(10 + n)),
			Name: []string{"Dr Lind", "Dr Berg", "Dr Reed"}[n], Role: []record.Role{
				record.Clinician, record.Backup,
				record.Lead,
			}[n],
		})
		r.Say(who, "x", "/start "+state.OfficeID+"_"+draw(10+n), draw(20+n))
		for _, data := range []string{"o:yes", "e:desk_zone:yes", "e:digest_hour:09:00"} {
			press(who, data)
		}
	}
	r.Say(ben, "Ben", "/invite A-17", draw(2))
	r.Say(ann, "Ann", "/start "+linkInText.FindStringSubmatch(last(ben))[1], draw(3))
	press(ann, "o:yes")
	press(ben, "i:A-17:"+digitsInText.FindStringSubmatch(last(ann))[1])
	for _, step := range []string{
		"adult:yes", "discreet:no", "care:yes", "safety:yes", "first:clinician", "excluded:done",
		"therapist:other", "research:no", "zone:yes", "days:done", "hour:14:00",
	} {
		if step == "excluded:done" && w.leftOut {
			asked := r.Role(r.Who(ann)).Phone
			press(ann, asked[len(asked)-1].Buttons[0][0].Data) // Dr Berg
		}
		if len(others) > 0 || step != "excluded:done" {
			press(ann, "e:"+step)
		}
	}
	var people []storage.Planted
	for _, id := range r.Cast() {
		role := r.Role(id)
		planted := storage.Planted{State: role.State, Facts: role.Facts}
		for _, wake := range role.Wakes {
			planted.Wakes = append(planted.Wakes, wake)
		}
		people = append(people, planted)
	}
	if err := store.MarkSynthetic(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if err := store.Plant(w.t.Context(), people); err != nil {
		w.t.Fatal(err)
	}
}

var timeInText = regexp.MustCompile(`\d\d:\d\d`)

// showed is every different text, with its buttons, that the bot sent to somebody or edited. The times of day are left
// out: a crash costs half a minute.
func (w *world) showed(who int64) []string {
	var texts []string
	for _, e := range w.phone.Log() {
		if e.Chat == who && (e.What == "sent" || e.What == "edited") {
			texts = append(texts, timeInText.ReplaceAllString(fmt.Sprint(e.Text, e.Buttons), "00:00"))
		}
	}
	return unrepeated(texts)
}

// filedOf is what the store keeps of ann: her state and her facts.
func (w *world) filedOf(store *storage.Store) (storage.Record, []record.Fact) {
	w.t.Helper()
	id, err := store.Resolve(w.t.Context(), ann)
	if err != nil {
		w.t.Fatal(err)
	}
	kept, err := store.Load(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	facts, err := store.Facts(w.t.Context(), id, time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	return kept, facts
}

// recorded adds somebody's facts by their ids.
func (w *world) recorded(store *storage.Store, who int64, facts map[string]string) {
	w.t.Helper()
	id, err := store.Resolve(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	all, err := store.Facts(w.t.Context(), id, time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range all {
		if _, twice := facts[id+" "+f.ID]; twice {
			w.t.Errorf("%d: the fact %s is there twice", who, f.ID)
		}
		facts[id+" "+f.ID] = fmt.Sprintf("%T%+v", f.Body, f.Body)
	}
}
