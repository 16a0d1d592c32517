package office

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// Whoever has a post and is on leave is not called by it: who stands in for them holds it for these days, as by a swap.
// If those are away too, it is who stands in for them, and so on. Where nobody is left who is there, the post is passed
// over. A swap that somebody has agreed to goes before.

// absence takes a leave of somebody who works here, or its end.
func (t Side) absence(from string, l state.Away) {
	o := t.State.Office
	of, works := t.staff(from)
	if !works {
		t.Ignore("a leave of somebody who does not work here")
		return
	}
	t.noAbsence(from)
	if !l.Until.IsZero() {
		o.Absences = append(o.Absences, state.Swap{ID: from, Of: of, Who: l.Who, From: l.From, Until: l.Until})
	}
	ahead := l.Until.IsZero() || l.From.After(t.Now())
	holds := func(s state.Swap) bool { return ahead && s.Begun && !s.Leave && s.Who.ID == from }
	if t.standIns() || slices.ContainsFunc(o.Swaps, holds) {
		t.tellRoster()
	}
}

// roster is who works here and who holds whose post, as everybody is told it. A swap ends there when a leave of whoever
// holds it begins, so that a patient's side, and the route of one, know beforehand whom the ladder calls from then on.
func (t Side) roster() state.Roster {
	o := t.State.Office
	swaps := slices.Clone(o.Swaps)
	for n := range swaps {
		for _, l := range o.Absences {
			if s := &swaps[n]; s.Begun && !s.Leave && s.Who.ID == l.ID && l.From.After(s.From) && l.From.Before(s.Until) {
				s.Until = l.From
			}
		}
	}
	return state.Roster{Staff: slices.Clone(o.Staff), Swaps: swaps}
}

// noAbsence forgets somebody's leave.
func (t Side) noAbsence(id string) {
	o := t.State.Office
	o.Absences = slices.DeleteFunc(o.Absences, func(s state.Swap) bool { return s.ID == id })
}

// away is somebody's leave, if they are on leave at a time.
func (t Side) away(id string, at time.Time) (state.Swap, bool) {
	for _, l := range t.State.Office.Absences {
		if l.ID == id && !at.Before(l.From) && at.Before(l.Until) {
			return l, true
		}
	}
	return state.Swap{}, false
}

// absent reports whether somebody who works here is on leave at a time.
func (t Side) absent(id string, at time.Time) bool {
	_, away := t.away(id, at)
	return away
}

// standIns brings the swaps that follow from leaves up to date and tells everybody concerned. It reports whether any of
// them has changed.
func (t Side) standIns() (changed bool) {
	o := t.State.Office
	o.Absences = slices.DeleteFunc(o.Absences, func(l state.Swap) bool { return !l.Until.After(t.Now()) })
	wanted := t.wanted()
	for _, s := range slices.Clone(o.Swaps) {
		kept := slices.ContainsFunc(wanted, func(w state.Swap) bool {
			return w.ID == s.ID && (w.From.Equal(s.From) || s.Begun && !w.From.After(t.Now()))
		})
		if s.Leave && !kept {
			changed = true
			t.standInEnds(s)
		}
	}
	for _, s := range wanted {
		if t.swap(s.ID) != nil {
			continue
		}
		changed = true
		s.Begun = !s.From.After(t.Now())
		o.Swaps = append(o.Swaps, s)
		t.swapAudit(s, s.Of.ID, record.DeedSet)
		t.Wake(state.WakeSwap, s.ID, map[bool]time.Time{true: s.Until, false: s.From}[s.Begun])
		if s.Who.ID != "" {
			t.tellSwap(s, state.SwapLeave, "", t.concerned(s, "")...)
		}
	}
	return changed
}

// standInEnds drops a swap that no leave wants any more, and tells those concerned where its owner is back.
func (t Side) standInEnds(s state.Swap) {
	t.swapAudit(s, s.Of.ID, record.DeedEnded)
	of, works := t.staff(s.Of.ID)
	switch {
	case !works || s.Who.ID == "" || t.absent(of.ID, t.Now()):
	case s.Until.After(t.Now()):
		t.tellSwap(s, state.SwapTakenBack, of.Name, t.concerned(s, "")...)
	default:
		t.tellSwap(s, state.SwapEnded, "", s.Of.ID, s.Who.ID)
	}
	t.dropSwap(s.ID)
}

// wanted lists the swaps that follow from the leaves, each for as long as one person stands in.
func (t Side) wanted() []state.Swap {
	var all []state.Swap
	cuts := t.cuts()
	for _, c := range t.State.Office.Staff {
		if !slices.Contains(state.Posts(), c.Role) {
			continue
		}
		first := len(all)
		for n, at := range cuts[:max(len(cuts), 1)-1] {
			if !t.absent(c.ID, at) || t.lent(c, at) {
				continue
			}
			s := state.Swap{
				Post: c.Role, Of: c, Who: t.standIn(c.ID, at), From: at, Until: cuts[n+1], By: c.ID, Said: true, Leave: true,
			}
			if last := len(all) - 1; last >= first && all[last].Until.Equal(s.From) && all[last].Who.ID == s.Who.ID {
				all[last].Until = s.Until
				continue
			}
			all = append(all, s)
		}
	}
	all = slices.DeleteFunc(all, func(s state.Swap) bool { return !s.Until.After(t.Now()) })
	for n := range all {
		s := &all[n]
		sum := sha256.Sum256(fmt.Appendf(nil, "leave\x00%s\x00%s\x00%s\x00%d", s.Post, s.Of.ID, s.Who.ID, s.Until.Unix()))
		s.ID = fmt.Sprintf("%x", sum[:8])
	}
	return all
}

// cuts are the times at which a leave or an agreed swap begins or ends, in order.
func (t Side) cuts() []time.Time {
	var all []time.Time
	for _, l := range t.State.Office.Absences {
		all = append(all, l.From, l.Until)
	}
	for _, s := range t.State.Office.Swaps {
		if s.Said && !s.Leave {
			all = append(all, s.From, s.Until)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// lent reports whether somebody else has agreed to hold a post at a time.
func (t Side) lent(of state.Contact, at time.Time) bool {
	return slices.ContainsFunc(t.State.Office.Swaps, func(s state.Swap) bool {
		return s.Said && !s.Leave && s.Post == of.Role && s.Of.ID == of.ID && !at.Before(s.From) && at.Before(s.Until)
	})
}

// standIn is who is there at a time in the place of somebody who is away; empty if nobody is.
func (t Side) standIn(id string, at time.Time) state.Contact {
	for range t.State.Office.Staff { // two can stand in for each other
		l, _ := t.away(id, at)
		who, works := t.staff(l.Who.ID)
		switch {
		case !works || who.Role == record.Supervisor:
			return state.Contact{}
		case !t.absent(who.ID, at):
			return who
		}
		id = who.ID
	}
	return state.Contact{}
}
