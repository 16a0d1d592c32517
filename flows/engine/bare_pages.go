package engine

import (
	"cmp"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// PageAt is when the second channel may be used for a step of a route, now or later, and for which post that is. It
// keeps what a turn does: the hours of the post's steps, and the absence of its people. False if the step has nobody,
// or its post has no hours.
func (b Bare) PageAt(r state.Route, n int, now time.Time) (post flows.Rank, at time.Time, ok bool) {
	step := r.Steps[n]
	post = cmp.Or(step.Post, step.Call)
	if len(step.People) == 0 {
		return post, time.Time{}, false
	}
	from := firstBack(r, step.People, now)
	steps := (&turn.Turn{Plan: b.plan}).StepsOf(post)
	if len(steps) == 0 { // the clinic's ladder has changed since
		return post, from, true
	}
	at, ok = b.plan.Clinic.Opens(from, steps)
	return post, at, ok
}

// firstBack is when the first of some people is there, now or later.
func firstBack(r state.Route, people []state.Contact, now time.Time) (first time.Time) {
	for _, p := range people {
		back, away := r.AwayUntil(p.ID, now)
		switch {
		case !away:
			return now
		case first.IsZero() || back.Before(first):
			first = back
		}
	}
	return first
}

// PageUnsent returns for which post the second channel is used, and when, if Telegram does not take an alarm. Whom is
// whom the alarm was for; empty if it is not known. False if the patient has left that person out, if nobody is left,
// or if the last turn has used it for their posts already. Without a route nobody's hours are known, and it is at once.
func (b Bare) PageUnsent(r state.Route, alert, whom string, now time.Time) (post flows.Rank, at time.Time, ok bool) {
	if r.None() {
		return "", now, true
	}
	used := make(map[flows.Rank]bool)
	if s := r.Alert(alert); s != nil {
		for _, p := range s.Pages {
			used[p.Call] = !p.At.IsZero()
		}
	}
	for n, step := range r.Steps {
		is := func(c state.Contact) bool { return whom == "" || c.ID == whom }
		one, opens, open := b.PageAt(r, n, now)
		if open && !used[one] && slices.ContainsFunc(step.People, is) && (!ok || opens.Before(at)) {
			post, at, ok = one, opens, true
		}
	}
	return post, at, ok
}
