package cohort

import (
	"cmp"
	"slices"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
	"footing/storage"
)

// planted is one participant in the form that the store takes.
func (c *cohort) planted(role *rehearsal.Role) storage.Planted {
	p := storage.Planted{State: role.State, Facts: role.Facts}
	for _, w := range role.Wakes {
		if w, ok := c.anew(role.State, w); ok {
			p.Wakes = append(p.Wakes, w)
		}
	}
	slices.SortFunc(p.Wakes, func(a, b state.Wake) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return p
}

// anew moves the moments due between the end and now to a time after now. The engine says when such a moment comes
// again; its other effects are ignored. A moment that does not come again is dropped.
func (c *cohort) anew(s state.State, w state.Wake) (state.Wake, bool) {
	if w.At.After(c.Now) {
		return w, true
	}
	_, effects := engine.Step(c.Plan, s, state.Due{
		Header: state.Header{ID: "anew", At: c.Now}, Kind: w.Kind, Key: w.Key, Nominal: w.At,
	})
	for _, e := range effects {
		if again, ok := e.(state.Wake); ok && again.Kind == w.Kind && again.Key == w.Key && again.At.After(c.Now) {
			return again, true
		}
	}
	return state.Wake{}, false
}

// count counts the facts of a panel.
func (c *cohort) count(people []storage.Planted) {
	c.counts.Clinicians++
	c.counts.Patients += len(people) - 1
	for _, p := range people {
		for _, f := range p.Facts {
			switch f.Body.(type) {
			case record.Delivered:
				c.counts.CheckIns++
			case record.Completed:
				c.counts.Answered++
			case record.Missed:
				c.counts.Missed++
			case record.Alert:
				c.counts.Alerts++
			case record.Withdrawal:
				c.counts.Leaves++
			}
		}
		for _, w := range p.Wakes {
			if c.counts.Next.IsZero() || w.At.Before(c.counts.Next) {
				c.counts.Next = w.At
			}
		}
	}
}
