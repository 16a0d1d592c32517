package engine

import (
	"slices"

	"footing/flows/record"
)

// Dismiss asks the office to end somebody's post, as the operator's command does. Only whoever leads the team is heard.
type Dismiss struct {
	Who string `json:"who"` // participant id
}

func (Dismiss) letter() {}

// leads tells whether this desk's owner leads the team.
func (d *Desk) leads() bool { return d != nil && d.Active && d.Role == record.Lead }

// postTapped ends somebody's post in two steps, for whoever leads the team: f:ask, f:<colleague>, f:<colleague>:yes.
func (t *turn) postTapped(e Tapped, who, value string) {
	d := t.state.Desk
	if !d.leads() {
		t.toast(e, "toast.old")
		return
	}
	if who == "ask" {
		t.toast(e, "")
		t.edit(e.Message, t.text("post.who"), t.posts()...)
		return
	}
	n := slices.IndexFunc(d.Staff, func(c Contact) bool { return c.ID != t.state.ID && colleagueKey(c.ID) == who })
	switch {
	case n < 0 || value != "" && value != "yes":
		t.toast(e, "toast.old")
	case value == "":
		t.toast(e, "")
		t.edit(e.Message, t.text("post.sure", "name", d.Staff[n].Name),
			row(button(t.text("post.end"), "f:"+who+":yes")), row(button(t.text("button.back"), "f:ask")))
	default:
		t.toast(e, "")
		t.tell(OfficeID, Dismiss{Who: d.Staff[n].ID})
		t.edit(e.Message, t.text("post.asked", "name", d.Staff[n].Name))
	}
}

// posts are everybody else who works here, as buttons.
func (t *turn) posts() [][]Button {
	var rows [][]Button
	for _, c := range t.state.Desk.Staff {
		if c.ID != t.state.ID {
			rows = append(rows, row(button(c.Name, "f:"+colleagueKey(c.ID))))
		}
	}
	return rows
}

// dismissAsked ends a post because whoever leads the team wants it. The office's own list says who that is.
func (t *turn) dismissAsked(from string, l Dismiss) {
	o := t.state.Office
	leads := func(c Contact) bool { return c.ID == from && c.Role == record.Lead }
	if o == nil || l.Who == from || !slices.ContainsFunc(o.Staff, leads) {
		t.ignore("a dismissal by somebody who does not lead")
		return
	}
	t.endPost(l.Who, from)
}
