package engine_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// paged: the second channel is used for an alert that nobody has pressed on, for a post whose hours it is and of which
// somebody is there whom the patient has not left out; not before its time, and once a post while the calls go on.
func (r *rules) paged(a *actor, e state.Event, after state.State, effects []state.Effect) {
	now := e.Head().At
	r.stopped(a, after)
	for _, effect := range effects {
		page, ok := effect.(state.Page)
		if !ok {
			continue
		}
		p := after.Patient
		n := slices.IndexFunc(p.Alerts, func(alert state.Alert) bool { return alert.ID == page.Alert })
		if n < 0 || !p.Alerts[n].Seen.IsZero() || !p.Alerts[n].Closed.IsZero() {
			r.tr.t.Fatalf("after %T the second channel is used for %s, which is not unseen", e, page.Short)
		}
		alert := p.Alerts[n]
		ladder := r.tr.plan.Clinic.Ladder
		if !slices.ContainsFunc(ladder.Steps, func(s flows.LadderStep) bool {
			return s.Call == page.Call && r.tr.plan.Clinic.Reachable(s, now)
		}) {
			r.tr.t.Fatalf("at %s the second channel is used for %s, whose hours it is not", now, page.Call)
		}
		if !there(p, page.Call, now) {
			r.tr.t.Fatalf("after %T the second channel is used for %s, of which nobody is there who may be called", e, page.Call)
		}
		if alert.Slow {
			continue // twice a day
		}
		key := calling(a, alert, page.Call)
		if r.pages[key] {
			r.tr.t.Fatalf("after %T the second channel is used for %s twice", e, page.Call)
		}
		r.pages[key] = true
		told, _ := e.(state.Told)
		if early := now.Sub(alert.Restarted) < ladder.UnseenAfter; early &&
			!isEither[state.Unreached, state.Resigned](told.Letter) {
			r.tr.t.Fatalf("after %T the second channel is used %s after the calls began", e, now.Sub(alert.Restarted))
		}
	}
}

// calling names a post that an alert calls, and since when it does.
func calling(a *actor, alert state.Alert, post flows.Rank) string {
	return fmt.Sprintf("%s%s %d %s", a.id, alert.ID, alert.Restarted.Unix(), post)
}

// stopped forgets for which posts the second channel was used for alerts that somebody has pressed on: if they are
// called out again, perhaps within the same second, it is used anew.
func (r *rules) stopped(a *actor, after state.State) {
	if after.Patient == nil {
		return
	}
	for _, alert := range after.Patient.Alerts {
		if !alert.Seen.IsZero() || !alert.Closed.IsZero() {
			maps.DeleteFunc(r.pages, func(key string, _ bool) bool { return strings.HasPrefix(key, a.id+alert.ID+" ") })
		}
	}
}

// rung: the second channel is used, at the latest when the ladder goes on, for every post that it has called and whose
// hours it is, unseen_after after that call. For whoever Telegram does not reach it is used at once. Where it was used
// for a post without a turn, since the calling began, that counts for this post only.
func (r *rules) rung(a *actor, e state.Event, after state.State, effects []state.Effect) {
	p, now, clinic := after.Patient, e.Head().At, r.tr.plan.Clinic
	if p == nil {
		return
	}
	calls := []state.Called{}
	switch e := e.(type) {
	case state.Called:
		calls = append(calls, e)
	case state.Tapped:
		calls = e.Called
	case state.SetBack: // moves all times
		r.carried[a.id] = true
	}
	if r.carried[a.id] {
		return
	}
	calls = slices.DeleteFunc(calls, func(c state.Called) bool {
		if c.Channel && c.Post != "" {
			r.rungFor(a, p, c)
		}
		return c.Post != ""
	})
	for _, call := range calls {
		r.carried[a.id+call.Evidence] = r.carried[a.id+call.Evidence] || call.Channel
		r.carried[a.id+call.At.UTC().String()] = r.carried[a.id+call.At.UTC().String()] || call.Channel
	}
	for _, alert := range p.Alerts {
		carried := slices.ContainsFunc(alert.Evidence, func(e state.Evidence) bool { return r.carried[a.id+e.Event] }) ||
			slices.ContainsFunc(alert.Pages, func(p state.Paging) bool { return r.carried[a.id+p.At.UTC().String()] })
		if !alert.Seen.IsZero() || !alert.Closed.IsZero() || carried { // without a turn
			continue
		}
		r.atOnce(a, e, p, alert)
		due, ok := e.(state.Due)
		goesOn := ok && due.Kind == state.WakeCall && due.Key == alert.ID
		slow, ok := clinic.AfterDutyDays(alert.Restarted, flows.UnseenDays)
		goesOn = goesOn && (!ok || slow.After(now))
		for _, step := range clinic.Ladder.Steps {
			key := calling(a, alert, step.Call)
			if r.calls[key].IsZero() && r.took(p, alert, step.Call, effects) {
				r.calls[key] = now
			}
			since := r.calls[key]
			if goesOn && !since.IsZero() && !r.pages[key] && now.Sub(since) >= clinic.Ladder.UnseenAfter &&
				clinic.Reachable(step, now) && there(p, step.Call, now) {
				r.tr.t.Fatalf("at %s the second channel was not used for %s, called at %s", now, step.Call, since)
			}
		}
	}
}

// rungFor notes a use of the second channel without a turn. Before an alert was called out anew it counts for nothing.
func (r *rules) rungFor(a *actor, p *state.Patient, call state.Called) {
	for _, alert := range p.Alerts {
		former := alert.Restarted.After(alert.At) && call.At.Before(alert.Restarted)
		if alert.ID == call.Evidence && alert.Seen.IsZero() && !former {
			r.pages[calling(a, alert, call.Post)] = true
		}
	}
}

// atOnce: whoever an alarm does not reach is called by the second channel for each of their posts whose hours it is.
func (r *rules) atOnce(a *actor, e state.Event, p *state.Patient, alert state.Alert) {
	told, _ := e.(state.Told)
	letter, _ := told.Letter.(state.Unreached)
	if letter.Alert != alert.ID || alert.Slow || slices.Contains(p.Excluded, told.From) ||
		told.From == p.Clinician.ID && p.Stand == nil && away(p, e.Head().At) {
		return
	}
	for _, step := range r.tr.plan.Clinic.Ladder.Steps {
		key := calling(a, alert, step.Call)
		if !r.pages[key] && r.tr.plan.Clinic.Reachable(step, e.Head().At) &&
			slices.ContainsFunc(holding(p, step.Call), func(c state.Contact) bool { return c.ID == told.From }) {
			r.tr.t.Fatalf("the second channel was not used for %s, of which an alarm does not reach %s", step.Call, told.From)
		}
	}
}

// took tells whether effects call somebody of a post, one of whose steps was taken.
func (r *rules) took(p *state.Patient, alert state.Alert, rank flows.Rank, effects []state.Effect) bool {
	if !slices.ContainsFunc(alert.Taken, func(n int) bool { return r.tr.plan.Clinic.Ladder.Steps[n].Call == rank }) {
		return false
	}
	for _, effect := range effects {
		tell, _ := effect.(state.Tell)
		alarm, ok := tell.Letter.(state.Alarm)
		if ok && alarm.Alert == alert.ID &&
			slices.ContainsFunc(holding(p, rank), func(c state.Contact) bool { return c.ID == tell.To }) {
			return true
		}
	}
	return false
}

// there tells whether somebody of a post is there who may be called.
func there(p *state.Patient, rank flows.Rank, now time.Time) bool {
	return slices.ContainsFunc(holding(p, rank), func(c state.Contact) bool {
		absent := c.ID == p.Clinician.ID && p.Stand == nil && away(p, now)
		return !absent && !slices.Contains(p.Excluded, c.ID)
	})
}

// holding lists who holds a post for a patient, excluded or not.
func holding(p *state.Patient, rank flows.Rank) []state.Contact {
	people := p.Contacts()
	post := func(c *state.Contact) []state.Contact {
		if c == nil {
			return nil
		}
		return []state.Contact{*c}
	}
	switch rank {
	case flows.RankFirst:
		return append(people[:min(1, len(people)):min(1, len(people))], p.Along()...)
	case flows.RankBackup:
		return people[min(1, len(people)):]
	case flows.RankLead:
		return post(p.Lead)
	case flows.RankNight:
		return post(p.Night)
	}
	return nil
}

// away tells whether the patient's clinician is away.
func away(p *state.Patient, now time.Time) bool {
	if p.Stand != nil {
		return onLeaveOf(p, p.Stand.ID, now)
	}
	return p.Ahead != nil && !p.Ahead.From.After(now) && now.Before(p.Ahead.Until)
}

// onLeaveOf tells whether a stand-in or second clinician is on leave.
func onLeaveOf(p *state.Patient, id string, now time.Time) bool {
	return slices.ContainsFunc(p.Absences, func(a state.Absence) bool { return a.ID == id && a.Covers(now) })
}
