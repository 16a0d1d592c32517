package desk

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
	"slices"
)

// postTapped ends somebody's post in two steps, for whoever leads the team: f:ask, f:<colleague>, f:<colleague>:yes.
func (t Side) postTapped(e state.Tapped, who, value string) {
	d := t.State.Desk
	if !d.Leads() {
		t.Toast(e, "toast.old")
		return
	}
	if who == "ask" {
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("post.who"), t.posts()...)
		return
	}
	n := slices.IndexFunc(d.Staff, func(c state.Contact) bool { return c.ID != t.State.ID && turn.ColleagueKey(c.ID) == who })
	switch {
	case n < 0 || value != "" && value != "yes":
		t.Toast(e, "toast.old")
	case value == "":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("post.sure", "name", d.Staff[n].Name),
			turn.Row(turn.Button(t.Text("post.end"), "f:"+who+":yes")), turn.Row(turn.Button(t.Text("button.back"), "f:ask")))
	default:
		t.Toast(e, "")
		t.Tell(state.OfficeID, state.Dismiss{Who: d.Staff[n].ID})
		t.Edit(e.Message, t.Text("post.asked", "name", d.Staff[n].Name))
	}
}

// posts are everybody else who works here, as buttons.
func (t Side) posts() [][]state.Button {
	var rows [][]state.Button
	for _, c := range t.State.Desk.Staff {
		if c.ID != t.State.ID {
			rows = append(rows, turn.Row(turn.Button(c.Name, "f:"+turn.ColleagueKey(c.ID))))
		}
	}
	return rows
}
