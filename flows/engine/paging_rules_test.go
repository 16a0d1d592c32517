package engine_test

import (
	"fmt"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// paged: the second channel is used for an alert that nobody has pressed on, for a post whose hours it is and of which
// somebody is there whom the patient has not left out; not before its time, and once a post while the calls go on.
func (r *rules) paged(a *actor, e state.Event, after state.State, effects []state.Effect) {
	now := e.Head().At
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
		if !slices.ContainsFunc(holding(p, page.Call), func(c state.Contact) bool {
			absent := c.ID == p.Clinician.ID && p.Stand == nil && away(p, now)
			return !absent && !slices.Contains(p.Excluded, c.ID)
		}) {
			r.tr.t.Fatalf("after %T the second channel is used for %s, of which nobody is there who may be called", e, page.Call)
		}
		if alert.Slow {
			continue // twice a day
		}
		key := fmt.Sprint(a.id, page.Alert, alert.Restarted, page.Call)
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
	return p.Ahead != nil && !p.Ahead.From.After(now) && now.Before(p.Ahead.Until)
}
