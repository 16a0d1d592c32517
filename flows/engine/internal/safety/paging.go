package safety

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// The second channel is used for each post that the ladder has called, once while its calls go on, when nobody has
// pressed for as long as the clinic says. It keeps the hours of the post's steps and waits for them. It is not used
// for a post whose people the patient has left out, or are away. That it was used is no act of anybody: the ladder
// goes on, and only a person's press stops it.

// expectPage notes that a post was called, and from when the second channel is to be used for it.
func (t Side) expectPage(a *state.Alert, rank flows.Rank, from time.Time) {
	rank = t.PostOf(rank)
	if p := paging(a, rank); p == nil {
		a.Pages = append(a.Pages, state.Paging{Call: rank, From: from})
	} else if p.At.IsZero() && from.Before(p.From) {
		p.From = from
	}
}

// paging is how the second channel is used for a post; nil if it is not.
func paging(a *state.Alert, rank flows.Rank) *state.Paging {
	for n := range a.Pages {
		if a.Pages[n].Call == rank {
			return &a.Pages[n]
		}
	}
	return nil
}

// unseenAt is when the second channel is used for a post that is called at a given time.
func (t Side) unseenAt(called time.Time) time.Time {
	after := t.Plan.Clinic.Ladder.UnseenAfter
	if after <= 0 {
		after = flows.DefaultUnseenAfter
	}
	return called.Add(after)
}

// page uses the second channel for each post for which that is due.
func (t Side) page(a *state.Alert) {
	for n := range a.Pages {
		p := &a.Pages[n]
		if at, ok := t.pageAt(p); ok && !at.After(t.Now()) {
			p.At = t.Now()
			t.Add(state.Page{Alert: a.ID, Short: a.Short, Call: p.Call, At: p.At, Since: a.UnseenSince()})
		}
	}
}

// pageAt is when the second channel is to be used for a post. False if it was used, or while nobody of the post can be
// called.
func (t Side) pageAt(p *state.Paging) (time.Time, bool) {
	people, back := t.Paged(p.Call)
	if !p.At.IsZero() || len(people) == 0 && back.IsZero() {
		return time.Time{}, false
	}
	from := flows.Later(flows.Later(p.From, t.Now()), back)
	return t.Plan.Clinic.Opens(from, t.StepsOf(p.Call))
}

// orPage is the given time of the next call, or that at which the second channel is used, if that is sooner.
func (t Side) orPage(a *state.Alert, next time.Time) time.Time {
	for n := range a.Pages {
		if at, ok := t.pageAt(&a.Pages[n]); ok && at.Before(next) {
			next = at
		}
	}
	return next
}

// pageAgain uses the second channel once more, whether it was used before or not: for the lead, or where nobody leads
// for the last post of the ladder that somebody holds.
func (t Side) pageAgain(a *state.Alert) {
	rank := flows.RankLead
	for _, step := range slices.Backward(t.Plan.Clinic.Ladder.Steps) {
		if people, _ := t.Paged(rank); len(people) > 0 {
			break
		}
		if step.Call != flows.RankNight {
			rank = step.Call
		}
	}
	t.pageAnew(a, rank)
}

// pageAnew uses the second channel for a post, whether it was used before or not.
func (t Side) pageAnew(a *state.Alert, rank flows.Rank) {
	a.Pages = slices.DeleteFunc(a.Pages, func(p state.Paging) bool { return p.Call == rank })
	a.Pages = append(a.Pages, state.Paging{Call: rank, From: t.Now()})
	t.page(a)
}

// pageUnreached uses the second channel at once for somebody whom Telegram does not reach.
func (t Side) pageUnreached(a *state.Alert, c state.Contact) {
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		if slices.Contains(t.OnLadder(step.Call), c) {
			t.expectPage(a, step.Call, t.Now())
		}
	}
	t.page(a)
}

// joinPage counts the second channel as used for the post that it was used for without a turn, or for every step that
// was taken by the emergency way. What was done about the alert before it was called out anew does not count.
func (t Side) joinPage(a *state.Alert, e state.Called) {
	if e.Evidence == a.ID && a.Restarted.After(a.At) && e.At.Before(a.Restarted) {
		return
	}
	if e.Post != "" {
		t.usedFor(a, e.Post, e.At)
		return
	}
	for n, step := range t.Plan.Clinic.Ladder.Steps {
		if n <= e.Step {
			t.usedFor(a, step.Call, e.At)
		}
	}
}

// usedFor notes that the second channel was used for a post.
func (t Side) usedFor(a *state.Alert, rank flows.Rank, at time.Time) {
	t.expectPage(a, rank, at)
	if p := paging(a, t.PostOf(rank)); p.At.IsZero() {
		p.At = at
	}
}

// PageUnsent lists the posts for which the second channel is to be used now because Telegram does not take the alarm to
// somebody: those that they were called for and for which it was not used yet. Next is when that may be due for another
// of them; zero: it is not.
func (t Side) PageUnsent(alert, whom string) (due []flows.Rank, next time.Time) {
	a := t.alertOf(alert)
	if a == nil || !a.Closed.IsZero() || !a.Seen.IsZero() {
		return nil, time.Time{}
	}
	for n := range a.Pages {
		p := state.Paging{Call: a.Pages[n].Call, At: a.Pages[n].At}
		is := func(c state.Contact) bool { return c.ID == whom }
		at, ok := t.pageAt(&p)
		switch {
		case !ok || !slices.ContainsFunc(t.OnLadder(p.Call), is):
		case !at.After(t.Now()):
			due = append(due, p.Call)
		case next.IsZero() || at.Before(next):
			next = at
		}
	}
	return due, next
}

// PageFrom is when a page may be made, now or later: its post's hours may be over, or its people away, since it was
// decided on. False if it is not to be made at all: somebody has pressed, the calling has begun anew, or the patient
// has left out everybody of the post.
func (t Side) PageFrom(e state.Page) (time.Time, bool) {
	a := t.alertOf(e.Alert)
	if a == nil || !a.Closed.IsZero() || !a.Seen.IsZero() {
		return time.Time{}, false
	}
	p := paging(a, e.Call)
	if p == nil || !p.At.Equal(e.At) {
		return time.Time{}, false
	}
	return t.pageAt(&state.Paging{Call: e.Call})
}
