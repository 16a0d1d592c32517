package circle

import (
	"time"

	"footing/flows/state"
)

// A leave is told when it is set, in the patient's waking hours, and again on its first day. A person whom the patient
// has excluded, or the patient's own desk, does not stand in; the patient then hears who is told in their place.

// announced stores a leave that is to come, or one in which nobody stands in, and tells the patient.
func (t Side) announced(l state.Away) {
	p := t.State.Patient
	a := &state.Stand{Contact: l.Who, Number: t.NextSerial(), From: l.From, Until: l.Until}
	if l.Who.ID == t.State.ID || p.LeavesOut(l.Who.ID) {
		a.Contact = state.Contact{}
	}
	if a.From.IsZero() {
		a.From = t.Now()
	}
	p.Ahead = a
	if !t.Waits(state.NewsStand) {
		t.TellStand()
	}
}

// back ends a leave, or calls one off that is to come. What the patient was not told of is not taken back either.
func (t Side) back() {
	p := t.State.Patient
	if a := p.Ahead; a != nil {
		switch {
		case !a.Told:
			p.Ahead = nil
		case a.From.After(t.Now()):
			p.Ahead = &state.Stand{}
		default:
			p.Ahead, p.WasAway = nil, true
		}
	}
	switch {
	case p.Stand != nil:
		t.standEnds()
	case p.Ahead == nil && !p.WasAway:
		t.Ignore("a leave that nobody was told of")
	case !t.Waits(state.NewsStand):
		t.TellStand()
	}
}

// tellAhead tells the patient of a leave that was announced or called off. It reports whether there was one to tell.
func (t Side) tellAhead() bool {
	p := t.State.Patient
	a := p.Ahead
	if a == nil || a.Told {
		return false
	}
	a.Told = true
	name, words := p.Clinician.Name, []string{"name", p.Clinician.Name}
	if a.Until.IsZero() {
		p.Ahead = nil
		t.Say(state.ClassPrompt, t.Text("leave.off", "name", name), t.HelpRow())
		return true
	}
	words = append(words, "from", t.Date(a.From), "until", t.Date(a.Until.Add(-time.Minute)))
	text := ""
	switch people := t.InOrder(); {
	case a.ID != "":
		text = t.Text("leave.ahead", append(words, "who", a.Name)...)
	case people != "":
		text = t.Text("leave.ahead_alone", append(words, "people", people)...)
	default:
		text = t.Text("leave.ahead_nobody", append(words, "numbers", t.Numbers())...)
	}
	t.Say(state.ClassPrompt, text, t.HelpRow())
	return true
}
