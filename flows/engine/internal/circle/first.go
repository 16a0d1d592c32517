package circle

import (
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// AskFirst says who gets urgent messages and, if there is more than one person, lets the patient choose.
func (t Side) AskFirst() (string, [][]state.Button) {
	p := t.State.Patient
	first := func(post string, c state.Contact) press.Press {
		return press.SetUp{Step: "first", Value: post, Of: turn.ColleagueKey(c.ID)}
	}
	if p.Backup == nil {
		return t.Text("setup.first_only", "name", p.Clinician.Name),
			[][]state.Button{turn.Row(turn.Button(t.Text("button.ok"), first("clinician", p.Clinician)))}
	}
	return t.Text("setup.first", "name", p.Clinician.Name, "backup", p.Backup.Name), [][]state.Button{
		turn.Row(turn.Button(p.Clinician.Name, first("clinician", p.Clinician))),
		turn.Row(turn.Button(p.Backup.Name, first("backup", *p.Backup))),
	}
}

// TakeFirst makes the chosen person the first to be called. Buttons of earlier releases name only the post.
func (t Side) TakeFirst(pressed press.SetUp) turn.Outcome {
	p := t.State.Patient
	before := t.With(state.RightJoined)
	is := func(c state.Contact, post string) bool {
		return pressed.Of == turn.ColleagueKey(c.ID) || pressed.Of == "" && pressed.Value == post
	}
	switch {
	case is(p.Clinician, "clinician"):
		t.PutFirst(p.Clinician)
	case p.Backup != nil && is(*p.Backup, "backup"):
		t.PutFirst(*p.Backup)
	default:
		return turn.Odd
	}
	t.Introduce(before)
	t.safety.CallFirst()
	return turn.Next
}

// TakeExcluded excludes the chosen person, or includes them again.
func (t Side) TakeExcluded(pressed press.SetUp) turn.Outcome {
	p := t.State.Patient
	if pressed.Value == "done" {
		return turn.Next
	}
	what := pressed.Value
	others := t.Others()
	n := slices.IndexFunc(others, func(c state.Contact) bool { return turn.ColleagueKey(c.ID) == pressed.Of })
	if n < 0 || what != "out" && what != "in" {
		return turn.Odd
	}
	id, before, nobody := others[n].ID, t.With(state.RightJoined), len(t.Staffed()) == 0
	switch out := p.LeavesOut(id); {
	case what == "in" && out:
		t.LetIn(id)
	case what == "out" && !out:
		t.LeaveOut(id)
	}
	t.Introduce(before)
	if nobody { // an alert may have waited for somebody to call
		t.safety.CallFirst()
	}
	return turn.Stay
}
