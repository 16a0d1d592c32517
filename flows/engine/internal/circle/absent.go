package circle

import (
	"slices"

	"footing/flows/state"
)

// Nobody stands in for a stand-in, or for a second clinician: while they are on leave the others are called.

// absent notes that a stand-in or second clinician is on leave, or back. The patient, who was told that a stand-in gets
// their urgent messages, is told so.
func (t Side) absent(c state.Contact, l state.Away) {
	p := t.State.Patient
	was := t.IsAway(c.ID)
	p.Absences = slices.DeleteFunc(p.Absences, func(a state.Absence) bool {
		return a.ID == c.ID || !a.Until.After(t.Now())
	})
	switch a := (state.Absence{ID: c.ID, From: l.From, Until: l.Until}); {
	case a.Until.After(t.Now()):
		if a.From.IsZero() {
			a.From = t.Now()
		}
		p.Absences = append(p.Absences, a)
		if a.Covers(t.Now()) {
			t.safety.LetGo(c)
		}
	case was:
		t.safety.CallOpen(c)
	}
	if p.Stand == nil || p.Stand.ID != c.ID || !p.Stand.Told {
		return
	}
	p.Stand.Told = false
	if !t.Waits(state.NewsStand) {
		t.TellStand()
	}
}

// standAway says when whoever stands in is on leave too, and who is told then; empty if they are not.
func (t Side) standAway() string {
	s := t.State.Patient.Stand
	for _, a := range t.State.Patient.Absences {
		if a.ID != s.ID || !a.Until.After(t.Now()) || !a.From.Before(s.Until) {
			continue
		}
		words := append(t.Span(a.From, a.Until), "who", s.Name)
		if people := t.InOrderWithout(s.ID); people != "" {
			return t.Text("leave.stand_away", append(words, "people", people)...)
		}
		return t.Text("leave.stand_away_nobody", append(words, "numbers", t.Numbers())...)
	}
	return ""
}
