package engine

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/desk"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// Bare helps people while their state cannot be read: it says what an update asks for, whom to call, and what to tell
// them. It is as pure as Step. It knows only the essentials of plan and clinic, the route that was last written for a
// person, and the update. Of a button's data it trusts no more than an item and a code, and only if these are red in
// the plan.
type Bare struct {
	plan    *flows.Protocol
	checked time.Time
	red     map[flows.Pair]bool
}

// NewBare makes a Bare of a plan's essentials.
func NewBare(e flows.Essentials) Bare {
	b := Bare{plan: e.Protocol(), checked: e.Checked, red: make(map[flows.Pair]bool, len(e.Red))}
	for _, pair := range e.Red {
		b.red[pair] = true
	}
	return b
}

// StormFor is for how long after the youngest alarm message a further press only changes that message.
const StormFor = desk.StormFor

// Clinic is the clinic whose ladder and numbers are used.
func (b Bare) Clinic() *flows.Clinic { return b.plan.Clinic }

// Plea is what somebody asks for with an update, as far as it can be told without their state.
type Plea int

// The pleas, the most urgent last.
const (
	PleaNone  Plea = iota // nothing that needs an answer
	PleaOther             // whatever else they wrote or pressed
	PleaHelp              // help, numbers, or words of danger
	PleaRed               // that a human is called
)

// Plea tells what an event asks for. "I'm not safe", pressed and confirmed, always calls a human. A red answer does
// about a patient who agreed to that, and about somebody of whom no route is known: the bot has put the question to
// them, so they may have agreed. Then only the second channel is used, and it names nobody.
func (b Bare) Plea(r state.Route, e state.Event) Plea {
	switch e := e.(type) {
	case state.Tapped:
		return b.pressed(r, e)
	case state.Said:
		if b.asksForHelp(e) {
			return PleaHelp
		}
		return PleaOther
	default:
		return PleaNone
	}
}

func (b Bare) pressed(r state.Route, e state.Tapped) Plea {
	p, _ := press.Decode(e.Data)
	switch p := p.(type) {
	case press.Help:
		if p.Choice == told && (!r.Staff || len(r.Steps) > 0) {
			return PleaRed
		}
		return PleaHelp
	case press.Answer:
		if !b.red[flows.Pair{Item: p.Item, Code: p.Code}] {
			return PleaOther
		}
		if r.Told || unknown(r) {
			return PleaRed
		}
		return PleaHelp
	default:
		return PleaOther
	}
}

// unknown tells whether a route is none: nothing was ever known of the sender, or it is not any more.
func unknown(r state.Route) bool { return r.Chat == 0 }

// told is the choice under Help by which "I'm not safe" is confirmed.
const told = "told"

// asksForHelp: by the button under the text field, the command, a plain word, or in words of danger.
func (b Bare) asksForHelp(e state.Said) bool {
	text := strings.TrimSpace(e.Text.Reveal())
	if name, _, ok := splitCommand(text); ok && name == "help" {
		return true
	}
	return b.turn(state.Route{}, e).AsksForHelp(text) || b.plan.Mentions(text)
}

// Step is a step of the route's ladder with the hours that the clinic gave it. A step that the clinic no longer has in
// this place counts as one at any hour.
func (b Bare) Step(r state.Route, n int) flows.LadderStep {
	want := r.Steps[n]
	if steps := b.plan.Clinic.Ladder.Steps; n < len(steps) && steps[n].Call == want.Call && steps[n].After == want.After {
		return steps[n]
	}
	return flows.LadderStep{Call: want.Call, After: want.After, Hours: flows.Hours{Always: true}}
}

// Pressed tells whether a press of staff is an act on an alarm about an alert of this id. It is one if it would stop
// the calls with a store.
func (b Bare) Pressed(e state.Event, alert string) bool {
	act, ok := actOn(e)
	return ok && act.Alert == turn.AlarmKey(alert)
}

// Acts tells whether an event is an act of staff on an alarm about any alert.
func (b Bare) Acts(e state.Event) bool {
	_, ok := actOn(e)
	return ok
}

// ActedBy is the act that somebody's press is.
func (b Bare) ActedBy(who state.Contact, e state.Event) Acted {
	act, _ := actOn(e)
	return Acted{
		ID: who.ID, Name: who.Name, At: e.Head().At, Act: deedOf(act), Reason: act.Reason, Next: act.TriesNext(),
		Closes: act.Act == press.Contact || act.Act == press.Elsewhere,
	}
}

// Lapses is when an act no longer holds if no turn has taken the alarm over, by the clinic's time for an alert that is
// seen, or soon after the time named for the next try: without a turn nobody can tell of contact. Zero: never, because
// the clinic's time is not known.
func (b Bare) Lapses(a Acted) (at time.Time) {
	clinic := b.plan.Clinic
	if a.Closes { // contact was made, or others deal with it
		return at
	}
	if clinic.Ladder.Reopen > 0 {
		at = clinic.AfterDuty(a.At, clinic.Ladder.Reopen)
	}
	if tried := a.Next.Add(turn.TryGrace); !a.Next.IsZero() && (at.IsZero() || tried.Before(at)) {
		at = tried
	}
	return at
}

// PressedAll is Pressed on an alarm about an open alert that told of all its evidence, as its calls are going on now. A
// turn lets the calls go on after any other press.
func (b Bare) PressedAll(e state.Event, a state.Standing) bool {
	act, _ := actOn(e)
	anew := a.Since.After(a.At) && e.Head().At.Before(a.Since)
	return b.Pressed(e, a.ID) && act.Shown >= a.Latest && !anew
}

// AboutAlert tells whether a press belongs to an alert, and whether it asks for words about it: a note, or a number to
// ring.
func (b Bare) AboutAlert(e state.Event) (about, asks bool) {
	tap, _ := e.(state.Tapped)
	p, _ := press.Decode(tap.Data)
	switch p := p.(type) {
	case press.AddNote, press.LeaveOut: // which may be of a note
		return true, true
	case press.Alarm:
		return true, p.Act == "note"
	case press.Choice:
		return p.What == "reach", p.What == "reach" && p.Value == state.ReachRing
	case press.Safe, press.Uncover:
		return true, false
	default:
		return false, false
	}
}

func actOn(e state.Event) (press.Alarm, bool) {
	tap, _ := e.(state.Tapped)
	p, _ := press.Decode(tap.Data)
	act, ok := p.(press.Alarm)
	tries := act.Act != press.Tried || turn.MayTryAt(act.TriesNext(), tap.At)
	return act, ok && act.Stops() && tries
}

// turn is what texts are made with. It reads in the language of the route, else in that of the sender's app.
func (b Bare) turn(r state.Route, e state.Event) *turn.Turn {
	t := &turn.Turn{Plan: b.plan, Event: e.Head(), State: state.State{Chat: r.Chat, Locale: r.Locale}}
	sender, _ := senderOf(e)
	if t.State.Chat == 0 {
		t.State.Chat = sender.Chat
	}
	if t.State.Locale == "" {
		t.State.Locale = t.LocaleFor(sender.Language)
	}
	return t
}

func senderOf(e state.Event) (state.Sender, bool) {
	switch e := e.(type) {
	case state.Said:
		return e.Sender, true
	case state.Tapped:
		return e.Sender, true
	default:
		return state.Sender{}, false
	}
}
