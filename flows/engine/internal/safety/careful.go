package safety

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// BeCareful begins careful contact, unless it holds already. By says what set it.
func (t Side) BeCareful(by string) {
	p := t.State.Patient
	if p.Careful.Holds() {
		return
	}
	p.Careful = state.Careful{Since: t.Now(), By: by}
	for n := range p.Alerts {
		a := &p.Alerts[n]
		a.Reach.Early = a.Reach.How != ""
		if a.Closed.IsZero() {
			t.warn(a)
		}
	}
}

// warn tells those in whose chats an open alert stands that careful contact now holds: they may have looked behind
// [Open] before, and be about to ring.
func (t Side) warn(a *state.Alert) {
	for _, id := range everybody(a) {
		t.Tell(id, state.ReachSaid{Alert: a.ID, At: t.Now(), Careful: true})
	}
	t.askReach(a, state.ClassSafety) // also where they were asked before it held, whatever they said then
}

// early tells whether the patient has said how they may be reached before the careful contact that holds now, of which
// they may not have thought then. A release that did not note it is told by the time.
func (t Side) early(r state.Reach) bool {
	return t.Careful() && (r.Early || r.At.Before(t.State.Patient.Careful.Since))
}

// EndCareful ends careful contact. Only the patient does so.
func (t Side) EndCareful() { t.State.Patient.Careful = state.Careful{} }

// CarefulAsked is "My phone may be seen": it begins careful contact at once, or says that it holds and since when.
func (t Side) CarefulAsked() {
	p := t.State.Patient
	if p == nil || p.Erased {
		t.HelpMenu()
		return
	}
	if p.Careful.Holds() {
		t.Say(state.ClassReply, t.Text("careful.is_on", "date", t.Date(p.Careful.Since)), t.carefulRows()...)
		return
	}
	t.BeCareful(state.CarefulByWish)
	if !t.Met { // else they have read it
		t.Say(state.ClassReply, t.Text("careful.on"), t.carefulRows()...)
	}
}

func (t Side) carefulRows() [][]state.Button {
	return [][]state.Button{
		t.CarefulWay(true),
		turn.Row(turn.Button(t.Text("careful.end"), press.Chose("careful", "end"))), t.HelpRow(),
	}
}
