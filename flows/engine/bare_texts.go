package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// Handling is what was really done about an update, without a store.
type Handling struct {
	Kept    bool      // it is stored and waits for its turn
	Known   bool      // there is a route of the sender
	Called  []string  // the names of those whom Telegram has brought an alarm
	Channel bool      // the second channel has taken the alarm
	Trying  []string  // the names of those whom an alarm is still on its way to, while nobody else was reached
	At      time.Time // when that was done
	Alarm   string    // the red event of the alarm, which may be an earlier one
	Now     time.Time // when they are told
}

// Says tells whether the sender of a red answer reads the same of it as of another, whenever it was done.
func (d Handling) Says(other Handling) bool {
	d, other = d.told(), other.told()
	return d.Kept == other.Kept && d.Channel == other.Channel &&
		slices.Equal(d.Called, other.Called) && slices.Equal(d.Trying, other.Trying)
}

// told leaves what the text about a red answer says: who was called, else that the second channel was used, else who is
// being called.
func (d Handling) told() Handling {
	if len(d.Called) > 0 {
		d.Channel = false
	}
	if len(d.Called) > 0 || d.Channel {
		d.Trying = nil
	}
	return d
}

// Answer is what somebody is told about their update: the truth about what was done, and the clinic's numbers. A press
// is answered in any case, so that its button stops spinning. What comes so late that the phone may have been put away
// waits behind a note, where nothing readable may be sent unasked.
func (b Bare) Answer(r state.Route, e state.Event, d Handling) []state.Effect {
	t := b.turn(r, e)
	answeredAt(t, e, d.Now)
	plea := b.Plea(r, e)
	if plea == PleaNone {
		return nil
	}
	if covered(r) && t.Stale() {
		return b.answerBehind(t, r, plea, e, d)
	}
	if b.underHelp(t, r, e, d) {
		return t.Effects
	}
	if tap, ok := e.(state.Tapped); ok {
		t.Toast(tap, "bare.toast")
	}
	parts := []string{b.truth(t, r, plea, e, d), b.numbers(t, r, plea, e, d)}
	rows := [][]state.Button{t.HelpRow()}
	switch {
	case plea == PleaRed && unknown(r) && helpChoice(e) == "": // who has not agreed to be told may say so now
		rows = b.tellRows(t, e)
	case plea == PleaHelp && !r.Staff && (first(r) != "" || unknown(r) && asksToTell(e)):
		rows = b.tellRows(t, e)
		if asksToTell(e) {
			parts[0] = t.Text("help.tell_sure", "name", cmp.Or(first(r), b.plan.Clinic.Name))
		}
	}
	if !asksToTell(e) {
		rows = slices.Insert(rows, len(rows)-1, b.carefulWay(t, r)...)
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	t.Say(state.ClassSafety, strings.Join(parts, "\n\n"), rows...)
	if plea == PleaRed && !covered(r) {
		t.Cards()
	}
	return t.Effects
}

// answerBehind sends a note in the place of an answer. Behind it is how the alarm stands, or else the numbers, as they
// are under Help: by then the answer may not be true any more.
func (b Bare) answerBehind(t *turn.Turn, r state.Route, plea Plea, e state.Event, d Handling) []state.Effect {
	if tap, ok := e.(state.Tapped); ok {
		t.Toast(tap, "")
	}
	if plea == PleaRed {
		cover(t, r, press.Uncover{Cover: turn.AlarmKey(cmp.Or(d.Alarm, e.Head().ID))})
	} else {
		cover(t, r, press.Help{})
	}
	return t.Effects
}

// answeredAt makes a turn one of a later time than that of its event.
func answeredAt(t *turn.Turn, e state.Event, now time.Time) {
	switch e := e.(type) {
	case state.Said:
		t.Spoken = e.SaidAt
	case state.Tapped:
		t.Spoken = e.SaidAt
	}
	if t.Spoken.IsZero() {
		t.Spoken = e.Head().At
	}
	if now.After(t.Event.At) {
		t.Event.At = now
	}
}

// Toast answers a press that a text has been sent about before.
func (b Bare) Toast(r state.Route, e state.Event, acted bool) []state.Effect {
	tap, ok := e.(state.Tapped)
	if !ok {
		return nil
	}
	t := b.turn(r, e)
	key := "bare.toast"
	if acted {
		key = "bare.toast_acted"
	}
	t.Toast(tap, key)
	return t.Effects
}

// Refusal is why a press was not kept.
type Refusal string

// The refusals, each the key of what is said of it.
const (
	RefusedMuch    Refusal = "bare.refused"         // its chat writes more than is taken
	RefusedSame    Refusal = "bare.refused_same"    // it repeats what was kept a moment ago
	RefusedUnknown Refusal = "bare.refused_unknown" // nobody has time for somebody unknown just now
)

// Refused answers a press that was not kept.
func (b Bare) Refused(r state.Route, e state.Event, why Refusal) []state.Effect {
	tap, ok := e.(state.Tapped)
	if !ok {
		return nil
	}
	t, key := b.turn(r, e), string(why)
	if !b.says(t, key) { // the essentials are of a release that did not keep it
		key = ""
	}
	t.Toast(tap, key)
	return t.Effects
}

// truth says what became of an update.
func (b Bare) truth(t *turn.Turn, r state.Route, plea Plea, e state.Event, d Handling) string {
	kept := ""
	if !d.Kept {
		kept = t.Text("bare.lost") + "\n"
	}
	switch {
	case plea == PleaRed && len(d.Called) > 0:
		return kept + t.Text("bare.called", "name", strings.Join(d.Called, ", "), "time", t.Clock(d.At))
	case plea == PleaRed && d.Channel:
		return kept + t.Text("bare.paged", "time", t.Clock(d.At))
	case plea == PleaRed && len(d.Trying) > 0:
		return kept + t.Text("bare.trying", "name", strings.Join(d.Trying, ", "))
	case b.callsNobody(t, r, plea, e, d):
		return kept + t.Text(nobodyLeft, "numbers", t.Numbers())
	case plea == PleaRed:
		return kept + t.Text("bare.nobody")
	case plea == PleaHelp && keepsQuiet(e):
		return t.Text("help.kept_quiet")
	case !d.Kept:
		return t.Text("bare.lost")
	case !d.Known:
		return t.Text("bare.unknown")
	case r.Staff:
		return t.Text("bare.staff")
	default:
		return t.Text("bare.waits")
	}
}

// nobodyLeft is what a patient reads who asks that somebody is called, where nobody is left: the numbers are in it.
const nobodyLeft = "gone.nobody_called"

// callsNobody tells whether somebody asks that a human is called about a known patient whom nobody is left for, and
// nobody was called before. The essentials of an earlier release have no words for that.
func (b Bare) callsNobody(t *turn.Turn, r state.Route, plea Plea, e state.Event, d Handling) bool {
	called := len(d.Called) > 0 || d.Channel || len(d.Trying) > 0
	alone := !r.None() && !r.Staff && len(r.Steps) == 0
	return (plea == PleaRed || asksToTell(e)) && alone && !called && b.says(t, nobodyLeft)
}

// numbers are the clinic's, as of when they were checked if that is some time ago. After a red answer it is said when
// somebody is there again, if nobody is.
func (b Bare) numbers(t *turn.Turn, r state.Route, plea Plea, e state.Event, d Handling) string {
	text := t.Text("safety.numbers", "numbers", t.Numbers())
	at := b.Begins(r, t.Now())
	switch {
	case b.callsNobody(t, r, plea, e, d):
		text = ""
	case plea == PleaRed && at.After(t.Now()):
		text = t.Text("safety.off_duty", "when", t.Clock(at), "numbers", t.Numbers())
	}
	if !b.checked.IsZero() {
		text += "\n" + t.Text("bare.as_of", "date", b.checked.In(t.Zone()).Format(time.DateOnly))
	}
	return strings.TrimLeft(text, "\n")
}

// Begins is when the ladder of a route really starts if it is to start now: when somebody on it is on duty.
func (b Bare) Begins(r state.Route, now time.Time) time.Time {
	clinic := *b.plan.Clinic
	clinic.Ladder.Steps = nil
	for n, step := range r.Steps {
		if len(step.People) > 0 {
			clinic.Ladder.Steps = append(clinic.Ladder.Steps, b.Step(r, n))
		}
	}
	return clinic.LadderFrom(now)
}

// first is the name of whoever is called first, or "" if nobody is.
func first(r state.Route) string {
	for _, step := range r.Steps {
		if len(step.People) > 0 {
			return step.People[0].Name
		}
	}
	return ""
}

// tellRows offer to call a human, or ask whether to.
func (b Bare) tellRows(t *turn.Turn, e state.Event) [][]state.Button {
	if !asksToTell(e) {
		return [][]state.Button{turn.Row(turn.Button(t.Text("help.tell"), press.Help{Choice: "tell"})), t.HelpRow()}
	}
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("help.tell_yes"), press.Help{Choice: told})),
		turn.Row(turn.Button(t.Text("help.tell_no"), press.Help{Choice: "not_now"})),
	}
}

func asksToTell(e state.Event) bool { return helpChoice(e) == "tell" }

func keepsQuiet(e state.Event) bool { return helpChoice(e) == "not_now" }

// helpChoice is what was chosen under Help.
func helpChoice(e state.Event) string {
	tap, _ := e.(state.Tapped)
	p, _ := press.Decode(tap.Data)
	help, _ := p.(press.Help)
	return help.Choice
}

// Emergency is what somebody is called about without a turn.
type Emergency struct {
	Alert       string    // its id: that of its first red event
	Upto        int       // the number of the youngest evidence that was there before: the message covers it; 0: none
	First, Last time.Time // when the patient called or answered, first and last
	N           int       // how often
	Untold      bool      // Telegram does not bring the patient word of it
}

// Alarm is the message to somebody who is called about a patient. Its buttons name the alert by the id that a turn
// derives from the same event, so that a press on them finds it. An act on the message covers what was there before, or
// the first call: what the others are, a later turn decides.
func (b Bare) Alarm(patient, callee state.Route, c Emergency, now time.Time) state.Say {
	t := b.turn(callee, state.Said{Header: state.Header{ID: c.Alert, At: now}})
	act := func(act string) press.Press {
		return press.Alarm{Alert: turn.AlarmKey(c.Alert), Shown: max(c.Upto, 1), Act: act}
	}
	lines := []string{
		t.Text("alarm.head", "short", turn.ShortID(c.Alert), "code", patient.Code, "time", t.Clock(c.First)),
		t.Text("bare.alarm"),
	}
	if c.N > 1 && b.says(t, "alarm.storm") {
		lines = append(lines, t.Text("alarm.storm", "n", strconv.Itoa(c.N), "time", t.Clock(c.Last)))
	}
	lines = append(append(lines, b.careful(t, patient)...), t.Text("alarm.repeats"))
	return state.Say{
		Chat: callee.Chat, Class: state.ClassSafety, Text: strings.Join(lines, "\n"),
		Buttons: [][]state.Button{
			turn.Row(turn.Button(t.Text("alarm.open"), act("open"))),
			turn.Row(turn.Button(t.Text("alarm.seen"), act(press.Seen))),
		},
		Anchor: "alarm:" + c.Alert, Protect: true,
	}
}

// says tells whether there is a text: what an earlier release has put beside the store may lack it.
func (b Bare) says(t *turn.Turn, key string) bool { return b.plan.Wording(t.State.Locale)[key] != "" }

// Page is the line for the second channel. It names the alert and no person.
func (b Bare) Page(evidence string) string { return PageOf(evidence) }

// PageOf is the line for the second channel about an alert, given by its id.
func PageOf(alert string) string { return state.Page{Short: turn.ShortID(alert)}.Text() }
