package attendant

import (
	"slices"

	"footing/bot/internal/loop"
	"footing/flows/state"
)

// raiseStanding adds a red answer that the store did not take to the patient's open alert, whose calls are not to wait
// because they have called again. Those who were called are called at once. An answer that has had its turn, and comes
// once more because the process ended before that was noted, is neither counted nor called again. False if the patient
// has no open alert.
func (a *Attendant) raiseStanding(p *plight, now loop.Reading) bool {
	route, _ := a.with.Routes.Named(p.id)
	event := p.arrival.Event.Head().ID
	had := slices.IndexFunc(route.Alerts, func(s state.Standing) bool { return s.Has(event) })
	a.mu.Lock()
	well := p.where == InInbox && a.wellOf(p.id)
	a.mu.Unlock()
	switch {
	case well && had >= 0: // what its turn says is on its way
		a.Answered(event)
		return true
	case well || len(route.Alerts) == 0:
		return false
	case had < 0:
		had = len(route.Alerts) - 1
	}
	return a.joinStanding(p, route.Alerts[had], now)
}

// joinStanding joins a red answer to an open alert whose calls go on without turns; false if they do not.
func (a *Attendant) joinStanding(p *plight, alert state.Standing, now loop.Reading) bool {
	a.mu.Lock()
	c := a.emergencies[alert.ID]
	a.mu.Unlock()
	if c == nil {
		a.takeUp([]string{p.id}, now)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	event := p.arrival.Event.Head().ID
	c = a.emergencies[alert.ID]
	has := alert.Has(event)
	if c == nil || c.alert == nil || c.pressed() && !has {
		return false
	}
	if p.emergency = c; has {
		return true
	}
	at := a.steady(now)
	c.red[event] = true
	if c.storm.count(p.arrival.Event, at) {
		a.renewCalls(c, p.arrival.Event, now)
	}
	return true
}
