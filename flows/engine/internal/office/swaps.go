package office

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// How far ahead a swap may begin, how long it may be, and how long somebody has to answer where it would begin sooner.
const (
	swapAhead    = 60 * 24 * time.Hour
	longestSwap  = 32 * 24 * time.Hour
	swapPatience = 2 * time.Hour
)

// swapProposed takes the wish that somebody holds a post for a while: of who holds it, or of a lead. Nobody takes a
// post but by their own press, so who shall hold it is asked. Whoever asks for themselves has pressed already.
func (t Side) swapProposed(from string, l state.Propose) {
	asker, known := t.staff(from)
	if l.Kind != record.AsSwap || l.Swap == nil || !known {
		t.Ignore("a swap that nobody here asks for")
		return
	}
	s := *l.Swap
	of, has := t.staff(s.Of.ID)
	who, works := t.staff(s.Who.ID)
	s.Of, s.Who, s.By, s.Said, s.Begun, s.Over = of, who, from, false, false, false
	switch {
	case !has || !works || !fits(s) || from != of.ID && asker.Role != record.Lead, !t.timely(s):
		t.Tell(from, state.Swapped{News: state.SwapRefused, Swap: *l.Swap})
		return
	case slices.ContainsFunc(t.State.Office.Swaps, func(other state.Swap) bool {
		return !other.Leave && overlap(s, other)
	}):
		t.Tell(from, state.Swapped{News: state.SwapOverlaps, Swap: s})
		return
	}
	sum := sha256.Sum256([]byte("swap\x00" + t.Turn.Event.ID))
	s.ID = fmt.Sprintf("%x", sum[:8])
	t.State.Office.Swaps = append(t.State.Office.Swaps, s)
	if from == who.ID {
		t.swapAgreed(&t.State.Office.Swaps[len(t.State.Office.Swaps)-1])
		return
	}
	t.Tell(who.ID, state.Propose{Kind: record.AsSwap, Name: asker.Name, From: s.From, Until: s.Until, Swap: &s})
	t.Wake(state.WakeSwap, s.ID, t.answerBy(s))
	t.tellRoster()
}

// staff finds somebody who works here.
func (t Side) staff(id string) (state.Contact, bool) {
	if o := t.State.Office; o != nil {
		for _, c := range o.Staff {
			if c.ID == id {
				return c, true
			}
		}
	}
	return state.Contact{}, false
}

// fits reports whether a swap is of a post that its owner has, with somebody who can hold it.
func fits(s state.Swap) bool {
	return slices.Contains(state.Posts(), s.Post) && s.Of.Role == s.Post && s.Of.ID != s.Who.ID &&
		s.Who.Role != record.Supervisor
}

// timely reports whether a swap lies ahead, not too far, and is not too long.
func (t Side) timely(s state.Swap) bool {
	return s.Until.After(t.Now()) && s.Until.After(s.From) && s.From.Sub(t.Now()) <= swapAhead &&
		s.Until.Sub(s.From) <= longestSwap
}

// overlap reports whether two swaps are of one person's post, at one time.
func overlap(a, b state.Swap) bool {
	return a.Post == b.Post && a.Of.ID == b.Of.ID && a.From.Before(b.Until) && b.From.Before(a.Until)
}

// answerBy is until when a swap can be agreed to.
func (t Side) answerBy(s state.Swap) time.Time {
	by := flows.Later(s.From, t.Now().Add(swapPatience))
	if s.Until.Before(by) {
		return s.Until
	}
	return by
}

// swap finds a swap that is asked for, coming or begun.
func (t Side) swap(id string) *state.Swap {
	if o := t.State.Office; o != nil {
		for n := range o.Swaps {
			if o.Swaps[n].ID == id {
				return &o.Swaps[n]
			}
		}
	}
	return nil
}

// dropSwap forgets a swap, and its moment.
func (t Side) dropSwap(id string) {
	o := t.State.Office
	o.Swaps = slices.DeleteFunc(o.Swaps, func(s state.Swap) bool { return s.ID == id })
	t.Forget(state.WakeSwap, id)
}

// swapAnswered takes the answer of who was asked. One that comes after the question was taken back is told so.
func (t Side) swapAnswered(from string, l state.Agreed) {
	s := t.swap(l.Swap)
	switch {
	case l.Kind != record.AsSwap:
		t.Ignore("an answer for somebody else")
	case s == nil || s.Who.ID != from:
		t.Tell(from, state.Swapped{News: state.SwapOff, Swap: state.Swap{ID: l.Swap}})
	case s.Said:
		t.Ignore("a swap that was agreed to before")
	case !l.Yes:
		news := map[bool]state.SwapNews{true: state.SwapAway, false: state.SwapDeclined}[l.Away]
		t.tellSwap(*s, news, s.Who.Name, s.By, s.Of.ID)
		t.dropSwap(s.ID)
		t.tellRoster()
	default:
		t.swapAgreed(s)
	}
}

// swapAgreed makes a swap hold: from its beginning on, or at once.
func (t Side) swapAgreed(s *state.Swap) {
	s.Said = true
	t.swapAudit(*s, s.Who.ID, record.DeedSet)
	t.tellSwap(*s, state.SwapAgreed, s.Who.Name, t.concerned(*s, s.Who.ID)...)
	if s.From.After(t.Now()) {
		t.Wake(state.WakeSwap, s.ID, s.From)
		t.tellRoster()
		return
	}
	t.beginSwap(s)
}

// beginSwap lets who has agreed be called.
func (t Side) beginSwap(s *state.Swap) {
	s.Begun = true
	t.tellSwap(*s, state.SwapBegun, s.Who.Name, s.Who.ID)
	t.Wake(state.WakeSwap, s.ID, s.Until)
	t.tellRoster()
}

// swapDue begins or ends a swap when its time comes, or gives up waiting for an answer.
func (t Side) swapDue(id string) {
	s := t.swap(id)
	switch {
	case s == nil:
		t.Ignore("a swap that was taken back")
	case s.Said && !t.Now().Before(s.Until): // perhaps without having begun, where the bot was down
		if !s.Leave || !t.absent(s.Of.ID, t.Now()) {
			t.tellSwap(*s, state.SwapEnded, "", s.Of.ID, s.Who.ID)
		}
		t.dropSwap(id)
		t.tellRoster()
	case s.Said && s.Begun, s.Said && t.Now().Before(s.From): // the clock was set back
		t.Wake(state.WakeSwap, id, map[bool]time.Time{true: s.Until, false: s.From}[s.Begun])
	case s.Said:
		t.beginSwap(s)
	default:
		t.tellSwap(*s, state.SwapUnanswered, s.Who.Name, s.By, s.Of.ID)
		t.tellSwap(*s, state.SwapOff, "", s.Who.ID)
		t.dropSwap(id)
		t.tellRoster()
	}
}

// swapTakenBack ends a swap, or a question about one, because somebody concerned wants it, or is away.
func (t Side) swapTakenBack(from string, l state.TakeBack) {
	s := t.swap(l.Swap)
	asker, known := t.staff(from)
	switch {
	case !known || s != nil && from != s.Of.ID && from != s.Who.ID && from != s.By && asker.Role != record.Lead:
		t.Ignore("a swap taken back by somebody whom it does not concern")
		return
	case s == nil:
		t.Ignore("a swap that is over already")
		return
	case s.Leave:
		t.Ignore("a swap that lasts as long as a leave")
		return
	}
	news := state.SwapTakenBack
	switch {
	case l.Away && from == s.Who.ID:
		news = state.SwapAbsent
	case !s.Said && from == s.Who.ID:
		news = state.SwapDeclined
	}
	t.endSwap(*s, news, asker, from)
	t.tellRoster()
}

// endSwap ends a swap before its time and tells everybody concerned, but for one.
func (t Side) endSwap(s state.Swap, news state.SwapNews, by state.Contact, but string) {
	if s.Said {
		t.swapAudit(s, by.ID, record.DeedEnded)
	}
	t.tellSwap(s, news, by.Name, t.concerned(s, but)...)
	if !s.Said && but != s.Who.ID {
		t.tellSwap(s, state.SwapOff, "", s.Who.ID)
	}
	t.dropSwap(s.ID)
}

// swapsGone ends the swaps of somebody who does not work here any more, or not in the post that was swapped.
func (t Side) swapsGone() {
	for _, s := range slices.Clone(t.State.Office.Swaps) {
		of, has := t.staff(s.Of.ID)
		who, works := t.staff(s.Who.ID)
		after := s
		after.Of, after.Who = of, who
		switch {
		case s.Leave: // standIns looks after it
		case has && works && fits(after):
		case !has || of.Role != s.Post:
			t.endSwap(s, state.SwapVoid, state.Contact{}, "")
		default:
			t.endSwap(s, state.SwapLeft, state.Contact{}, "")
		}
	}
}

// concerned lists whom a swap concerns, but for one: whose post it is, who asked for it, and once it is agreed who
// holds it and the leads.
func (t Side) concerned(s state.Swap, but string) []string {
	ids := []string{s.Of.ID, s.By}
	if s.Said {
		ids = append(ids, s.Who.ID)
		for _, c := range t.State.Office.Staff {
			if c.Role == record.Lead {
				ids = append(ids, c.ID)
			}
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == but })
}

// tellSwap tells people what became of a swap, each once, if they work here.
func (t Side) tellSwap(s state.Swap, news state.SwapNews, by string, ids ...string) {
	told := map[string]bool{}
	for _, id := range ids {
		if _, works := t.staff(id); works && !told[id] {
			told[id] = true
			t.Tell(id, state.Swapped{News: news, Swap: s, By: by})
		}
	}
}

// swapAudit files who changed whose post.
func (t Side) swapAudit(s state.Swap, by string, deed record.Deed) {
	zone := t.Plan.Clinic.Location()
	const form = "2006-01-02 15:04"
	t.Keep(record.Audit{
		By: by, Deed: deed, What: record.ChangeSwap, Detail: fmt.Sprintf("%s: %s for %s, %s to %s", s.Post,
			cmp.Or(s.Who.Name, "nobody"), s.Of.Name, s.From.In(zone).Format(form), s.Until.In(zone).Format(form)),
	})
}
