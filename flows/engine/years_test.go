package engine_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"footing/flows"
	"footing/flows/rehearsal"
)

const (
	yearSeed  = 52
	yearPairs = 160
	someYears = 24 // of them, unless the larger worlds are asked for
)

// TestAYear lets pairs of a patient and a clinician, with their colleagues, live through a year each, as their habits
// are. No answer is lost; every alert is called out until somebody deals with it; whoever is left out or dismissed
// hears of no alert; and every time that somebody is promised comes, or is taken back in words. Besides, nothing
// unasked comes at night but what is about safety, and discreet mode and careful contact keep their word. A failure
// names its pair; another -rapid.seed gives other pairs.
func TestAYear(t *testing.T) {
	plan := approving(shipped(t))
	pairs, weeks := someYears, 52
	switch {
	case underRace:
		pairs, weeks = 2, 12
	case *large:
		pairs = yearPairs
	}
	var mutex sync.Mutex
	held := map[string]int{}
	t.Run("pairs", func(t *testing.T) {
		const groups = 4
		for g := range groups {
			t.Run(fmt.Sprint(g), func(t *testing.T) {
				t.Parallel()
				for n := g; n < pairs; n += groups {
					y := newYear(t, plan, n)
					y.lives(weeks)
					y.rules.over()
					mutex.Lock()
					for what, times := range y.rules.held {
						held[what] += times
					}
					mutex.Unlock()
				}
			})
		}
	})
	t.Logf("%d pairs: %v", pairs, held)
	if underRace {
		return
	}
	for _, what := range []string{
		"answer", "changed answer", "answered to the end", "alert", "alert called again", "excluded alert", "dismissed",
		"kept next", "retracted next", "kept later", "kept tried", "kept ahead", "kept reply", "kept day", "retracted day", "night safety",
		"discreet", "careful", "tidied", "opened at its hour",
	} {
		if held[what] == 0 {
			t.Errorf("no year had anything of the kind %q", what)
		}
	}
}

// yearDice are the dice of a pair. They do not depend on the day: without a seed they are always the same.
func yearDice(n int) *rand.Rand {
	seed, _ := strconv.ParseUint(flag.Lookup("rapid.seed").Value.String(), 0, 64)
	return rand.New(rand.NewPCG(yearSeed+seed, uint64(n)))
}

// The people of a year, beside the patient.
const (
	yearClinician = "clinician"
	yearBackup    = "backup"
	yearLead      = "lead"
	yearColleague = "colleague"
	yearPatient   = "patient"
)

// year is one pair, a patient and a clinician with colleagues, who live through a year. Their habits and all that they
// do are drawn from the seed of the pair.
type year struct {
	t      testing.TB
	n      int
	script *rehearsal.Script
	dice   *rand.Rand
	actor  string // participant id of who has just done something; empty: a moment has come
	habits yearly // of this pair
	rules  *yearRules
}

// yearly are how often somebody does something, in a hundred.
type yearly struct {
	answers, finishes, wanders, sees, closes, replies, moves int
}

// newYear sets up a pair with its team.
func newYear(t testing.TB, plan *flows.Protocol, n int) *year {
	y := &year{t: t, n: n, dice: yearDice(n)}
	y.habits = yearly{
		answers: 20 + y.dice.IntN(80), finishes: 40 + y.dice.IntN(60), wanders: 5 + y.dice.IntN(40),
		sees: 30 + y.dice.IntN(70), closes: 5 + y.dice.IntN(60), replies: 10 + y.dice.IntN(60), moves: y.dice.IntN(30),
	}
	y.script = rehearsal.NewScript(plan)
	if err := y.script.SetUp(); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"lead Dr Abt", "clinician Dr Moss"} {
		name := yearLead
		if strings.HasSuffix(who, "Moss") {
			name = yearColleague
		}
		y.does("office invites " + who)
		for _, line := range []string{
			": /start {link}", " taps data=o:yes", " taps data=e:desk_zone:yes", " taps data=e:digest_hour:09:00",
		} {
			y.does(name + line)
		}
	}
	y.script.Rehearsal.Pictures = false
	y.rules = newYearRules(y)
	y.script.Rehearsal.Watch = y.rules.turn
	return y
}

// does plays a line. A button that is not there is not pressed.
func (y *year) does(line string) {
	name, _, _ := strings.Cut(line, " ")
	y.by(strings.TrimSuffix(name, ":"), func() { _ = y.script.Line(line) })
}

// by lets somebody do something, and what the bot does at once about it.
func (y *year) by(name string, act func()) {
	r := y.script.Rehearsal
	if y.actor = r.Who(y.script.Chat(name)); y.actor == "" {
		y.actor = name // the operator
	}
	act()
	r.Advance(r.Now)
	y.actor = ""
}

func (y *year) id(name string) string { return y.script.Rehearsal.Who(y.script.Chat(name)) }

func (y *year) role(name string) *rehearsal.Role { return y.script.Role(name) }

// oftenEnough draws whether something that happens so often in a hundred happens now.
func (y *year) oftenEnough(of int) bool { return y.dice.IntN(100) < of }

// presses presses one of the buttons with such data, in the youngest message that has one.
func (y *year) presses(name string, parts ...string) bool {
	role := y.role(name)
	for n := len(role.Phone) - 1; n >= max(0, len(role.Phone)-30); n-- {
		var like []string
		for _, b := range slices.Concat(role.Phone[n].Buttons...) {
			if b.Data != "" && slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(b.Data, p) }) {
				like = append(like, b.Data)
			}
		}
		if len(like) > 0 {
			id, data := role.IDs[n], like[y.dice.IntN(len(like))]
			y.by(name, func() { y.script.Rehearsal.Tap(y.script.Chat(name), name+"'s phone", id, data) })
			return true
		}
	}
	return false
}

// walks writes a text and presses one button after the other.
func (y *year) walks(name, text string, parts ...string) {
	y.does(name + ": " + text)
	for _, p := range parts {
		if !y.presses(name, p) {
			return
		}
	}
}

// wanders presses any button of one of the youngest messages.
func (y *year) wanders(name string) {
	role := y.role(name)
	if len(role.Phone) == 0 {
		return
	}
	n := len(role.Phone) - 1 - y.dice.IntN(min(4, len(role.Phone)))
	if all := slices.Concat(role.Phone[n].Buttons...); len(all) > 0 {
		if data := all[y.dice.IntN(len(all))].Data; data != "" && data != "q:yes" && data != "c:erase:now" {
			id := role.IDs[n]
			y.by(name, func() { y.script.Rehearsal.Tap(y.script.Chat(name), name+"'s phone", id, data) })
		}
	}
}
