package office

import (
	"footing/flows/record"
	"footing/flows/state"
	"slices"
)

// dismissAsked ends a post because whoever leads the team wants it. The office's own list says who that is.
func (t Side) dismissAsked(from string, l state.Dismiss) {
	o := t.State.Office
	leads := func(c state.Contact) bool { return c.ID == from && c.Role == record.Lead }
	if o == nil || l.Who == from || !slices.ContainsFunc(o.Staff, leads) {
		t.Ignore("a dismissal by somebody who does not lead")
		return
	}
	t.endPost(l.Who, from)
}
