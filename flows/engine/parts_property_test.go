package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footing/flows/record"
)

// place is where somebody types in several messages, as people know it.
type place struct {
	who   string
	asks  []string // what they do so that the first text is taken
	first string   // the least that it must say
	least int      // how many parts cannot be left out, because other buttons change or remove them
	helps bool     // a look at the help menu ends nothing
	reads bool     // what somebody has read stays
}

func places() map[string]place {
	return map[string]place{
		"note":   {"patient", []string{"patient taps Add a note"}, "", 0, true, true},
		"remark": {"clinician", []string{"clinician taps Add a note"}, "", 0, true, true},
		"ring": {
			"patient", []string{"patient taps Ring this number, at ..."}, "07700 900123 ", 1, true, false,
		},
		"goal": {"patient", []string{"patient: /goal", "patient taps Change the goal"}, "", 1, false, false},
		"step": {"patient", []string{"patient: /goal", "patient taps Change the step"}, "", 1, false, false},
	}
}

// typist types, and remembers what must stand.
type typist struct {
	*stage
	place
	name   string
	number int
	kept   []string // that stands, oldest first
	read   int      // how many of those somebody has read
	gone   []string // what was left out
	last   int      // how many of kept can be left out, the youngest first
	going  bool     // what is typed now goes on
}

func (y *typist) types(int) {
	begins := !y.going
	if begins {
		if y.name == "ring" && y.number > 0 {
			y.line("patient taps Change this")
		}
		y.play(y.asks...)
		y.going, y.last = true, 0
		if !y.reads { // it is asked for anew
			y.kept, y.read = nil, 0
		}
	}
	y.number++
	text := fmt.Sprintf("part-%d%s.", y.number, strings.Repeat("o", y.number)) // each of another size
	if begins {
		text = y.first + text
	}
	y.line(y.who + ": " + text)
	y.kept, y.last = append(y.kept, text), y.last+1
}

func (y *typist) leavesOut(int) {
	if y.last <= y.least || !y.going {
		return
	}
	y.line(y.who + " taps Leave out the last")
	n := len(y.kept) - 1
	switch {
	case !y.reads || n >= y.read:
		y.gone, y.kept = append(y.gone, y.kept[n]), y.kept[:n]
		y.last--
	case y.name == "remark": // it was said of, and the one before is next
		y.last = 0
	}
}

func (y *typist) looks(int) {
	y.line("clinician taps Open")
	y.read = len(y.kept)
}

func (y *typist) asksHelp(int) {
	y.line(y.who + ": help")
	y.going = y.going && y.helps
}

func (y *typist) turnsAway(int) {
	y.line(y.who + map[bool]string{true: ": /whosees", false: ": /patients"}[y.who == "patient"])
	y.going = false
	y.line(y.who + ": this is said to nobody")
}

// stands is what is kept now at the place.
func (y *typist) stands() string {
	p := y.role("patient").State.Patient
	var remarks []string
	switch y.name {
	case "note":
		return strings.TrimSpace(noteOf(p.Alerts[0]))
	case "remark":
		for _, r := range p.Alerts[0].Remarks {
			remarks = append(remarks, r.Text.Reveal())
		}
		return strings.Join(remarks, "\n")
	case "ring":
		return p.Alerts[0].Reach.Ring.Reveal()
	case "goal":
		return p.Goal.Text.Reveal()
	default:
		return p.Goal.Step.Reveal()
	}
}

// shows tells what the other side reads: behind [Open], or in the facts that summaries are made of.
func (y *typist) shows() string {
	if y.name != "goal" && y.name != "step" {
		y.line("clinician taps Open")
		return y.phoneOf("clinician")
	}
	facts := y.role("patient").Facts
	for _, f := range slices.Backward(facts) {
		if g, ok := f.Body.(record.Goal); ok {
			return g.Text.Reveal() + "\n" + g.Step.Reveal()
		}
	}
	return ""
}

// TestWhatWasLeftOutIsGone: wherever people type in several messages, whatever they type, leave out, look at and turn
// to in between, exactly the parts stand that were not left out, and the other side reads those. What somebody had
// read before it was left out stays, and never anything else.
func TestWhatWasLeftOutIsGone(t *testing.T) {
	outer, plan := t, shipped(t)
	for name, where := range places() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				y := &typist{stage: stageOf(outer, plan), place: where, name: name}
				y.play("everybody is set up", "patient: /goal", "patient: A boat", "patient taps Add a step", "patient: Ask",
					"patient: help", "patient taps Tell Sample Clinic I'm not safe", "patient taps Yes, tell Sample Clinic",
					"clinician taps I have seen this")
				acts := []func(int){y.types, y.types, y.types, y.leavesOut, y.leavesOut, y.looks, y.asksHelp, y.turnsAway}
				for n := range rapid.IntRange(1, 14).Draw(t, "acts") {
					rapid.SampledFrom(acts).Draw(t, "act")(n)
					if len(y.kept) > 5 {
						break
					}
				}
				if y.number == 0 {
					return
				}
				if got, want := y.stands(), strings.Join(y.kept, "\n"); got != want {
					t.Fatalf("%q stands, want %q:\n%s", got, want, y.Out.String())
				}
				shown := y.shows()
				for _, part := range y.gone {
					if strings.Contains(shown, part) && y.reads {
						t.Fatalf("%q was left out and is read:\n%s", part, y.Out.String())
					}
				}
				for _, part := range y.kept {
					if !strings.Contains(shown, part) {
						t.Fatalf("%q is not read:\n%s", part, y.Out.String())
					}
				}
			})
		})
	}
}
