package attendant

import (
	"maps"
	"slices"

	"footing/flows/engine"
	"footing/flows/state"
)

// A press on an alert stops its calls if whoever pressed may act and had been shown all that it is about.

// holder finds somebody whose press on an alarm counts: Telegram has brought it to them, by a turn or since, also
// before it was called out anew, and they are on the ladder.
func (c *emergency) holder(id string) (state.Contact, bool) {
	n := slices.IndexFunc(c.reached, func(p state.Contact) bool { return p.ID == id })
	if n >= 0 {
		return c.reached[n], true
	}
	if c.alert == nil || !c.alert.Shown(id) {
		return state.Contact{}, false
	}
	return c.route.Contact(id)
}

// covers tells whether an event is an act on an alarm by somebody who had been shown all that it is about. Of what the
// patient has said since without a turn only the messages of this alarm tell.
func (a *Attendant) covers(c *emergency, e state.Event, id string) bool {
	if c.alert == nil {
		return a.with.Bare.Pressed(e, c.evidence)
	}
	tap, _ := e.(state.Tapped)
	return a.with.Bare.PressedAll(e, *c.alert) && (len(c.red) == 0 || tap.Message == c.storm.message[id].id)
}

// supersedes tells whether an act says more than one before: that contact was made or others deal with it, or when the
// next try is.
func supersedes(next, before engine.Acted) bool {
	return next.Closes && !before.Closes || !next.Next.IsZero() && next.At.After(before.At)
}

// act is a press of somebody on an alert.
type act struct {
	id    string // their participant id
	press state.Event
}

// rememberAct remembers a press on an alert that stands and is not taken up yet: its turn may not be made.
func (a *Attendant) rememberAct(e state.Event, id string) {
	if !a.with.Bare.Acts(e) {
		return
	}
	standing := make(map[string]bool)
	for _, patient := range a.with.Routes.Standing() {
		route, _ := a.with.Routes.Named(patient)
		for _, s := range route.Alerts {
			standing[s.ID] = true
			before, acted := a.actOn(route, s)
			who, _ := route.Contact(id)
			news := !acted || supersedes(a.with.Bare.ActedBy(who, e), before)
			if news && s.Shown(id) && a.with.Bare.PressedAll(e, s) {
				a.acts[s.ID] = act{id, e}
			}
		}
	}
	maps.DeleteFunc(a.acts, func(alert string, _ act) bool { return !standing[alert] })
}

// actOn gives the press that was remembered about an alert, if it still counts: its turn may have been made, and the
// alert called out anew since, because of newer evidence or because whoever pressed may not act any more.
func (a *Attendant) actOn(route state.Route, s state.Standing) (engine.Acted, bool) {
	one, ok := a.acts[s.ID]
	who, called := route.Contact(one.id)
	if !ok || !called || !a.with.Bare.PressedAll(one.press, s) {
		return engine.Acted{}, false
	}
	return a.with.Bare.ActedBy(who, one.press), true
}
