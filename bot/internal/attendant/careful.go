package attendant

import (
	"slices"

	"footing/flows/state"
)

// cares begins careful contact with somebody who says that their phone may be seen, without waiting for the turn: what
// comes by itself is a note from now on, no card is sent, and those who are called read it in their messages.
func (a *Attendant) cares(p *plight) {
	if !a.with.Bare.AsksForCare(p.route, p.arrival.Event) {
		return
	}
	a.with.Routes.Cover(p.id)
	a.mu.Lock()
	defer a.mu.Unlock()
	if !p.route.Careful {
		a.warn(p)
	}
	p.route.Careful = true
	for _, other := range a.waiting {
		if other.id == p.id {
			other.route.Careful = true
		}
	}
	for _, c := range a.emergencies {
		if c.chat != p.arrival.Chat || c.route.Careful {
			continue
		}
		c.route.Careful = true
		for person, m := range c.storm.message {
			c.storm.message[person] = shown{id: m.id} // it says too little now
		}
	}
	a.Nudge.Poke()
}

// warn has those told in whose chats an open alert about somebody stands. Whoever was called without a turn reads it in
// that message.
func (a *Attendant) warn(p *plight) {
	due := a.steady(a.with.Clock())
	for _, s := range p.route.Alerts {
		for _, id := range slices.Concat(s.Called, s.Earlier) {
			if c := a.emergencies[s.ID]; c == nil || c.storm.message[id].id == 0 {
				about := state.Alarm{Alert: s.ID, At: s.At}
				a.brings = append(a.brings, &bring{patient: p.id, whom: id, alarm: about, care: true, due: due})
			}
		}
	}
}
