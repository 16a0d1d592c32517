package office

import (
	"footing/flows/record"
	"footing/flows/state"
	"slices"
)

// dismissal is the operator's command: somebody's post at the clinic ends at once.
func (t Side) dismissal(e state.Dismissal) { t.endPost(e.Who, "") }

// endPost ends somebody's post, and tells them and whoever leads the team.
func (t Side) endPost(who, by string) {
	o := t.State.Office
	n := -1
	if o != nil {
		n = slices.IndexFunc(o.Staff, func(c state.Contact) bool { return c.ID == who })
	}
	if t.State.ID != state.OfficeID || n < 0 {
		t.Ignore("a dismissal of somebody who does not work here")
		return
	}
	name := o.Staff[n].Name
	t.Tell(who, state.Dismissed{By: by})
	t.dismiss(who, by)
	for _, c := range o.Staff {
		if c.Role == record.Lead {
			t.Tell(c.ID, state.Gone{Name: name})
		}
	}
}
