package attendant

// cares begins careful contact with somebody who says that their phone may be seen, without waiting for the turn: what
// comes by itself is a note from now on, no card is sent, and those who are called read it in their messages.
func (a *Attendant) cares(p *plight) {
	if !a.with.Bare.AsksForCare(p.route, p.arrival.Event) {
		return
	}
	a.with.Routes.Cover(p.id)
	a.mu.Lock()
	defer a.mu.Unlock()
	p.route.Careful = true
	for _, other := range a.waiting {
		if other.id == p.id {
			other.route.Careful = true
		}
	}
	for _, c := range a.calls {
		if c.chat != p.arrival.Chat || c.route.Careful {
			continue
		}
		c.route.Careful = true
		for person, m := range c.calls.message {
			c.calls.message[person] = shown{id: m.id} // it says too little now
		}
	}
	a.Nudge.Poke()
}
