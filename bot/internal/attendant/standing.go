package attendant

import (
	"context"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
	"footing/flows/state"
)

// tellsAt is when the patient is told that nobody has pressed: at the ladder's time for that, whoever is on it.
func (a *Attendant) tellsAt(c *emergency) time.Time {
	for _, step := range a.with.Bare.Clinic().Ladder.Steps {
		if step.Tell {
			return c.first.Add(step.After)
		}
	}
	return time.Time{}
}

// CallsAbout are the emergency calls that were made because of an event. They are known here before they have come out
// of the data folder: its turn may be made before, where Redis had the event though its answer was lost.
func (a *Attendant) CallsAbout(event string) []state.Called {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.calls[event]; c != nil {
		return slices.Clone(c.made)
	}
	return nil
}

// dueTruth takes an alarm on which nobody has pressed, of which the patient is to be told so now.
func (a *Attendant) dueTruth(at time.Time) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.calls {
		if c.pressed == "" && !c.tells.IsZero() && !c.tells.After(at) {
			c.tells = time.Time{}
			return c
		}
	}
	return nil
}

// tellNobody tells the patient that nobody has pressed. What Telegram does not take is tried again.
func (a *Attendant) tellNobody(ctx context.Context, c *emergency, now loop.Reading) {
	if a.pushes(ctx, a.with.Bare.Nobody(c.route, c.evidence, now.Wall)) {
		return
	}
	a.mu.Lock()
	c.tells = a.steady(now).Add(attendedAgain)
	a.mu.Unlock()
	a.Nudge.Poke()
}

// pushes sends what nobody has asked for, and tells whether there is no point in trying again.
func (a *Attendant) pushes(ctx context.Context, effects []state.Effect) bool {
	over := true
	for _, e := range effects {
		kind := a.send(ctx, e).Kind
		over = over && (kind == telegram.Done || kind == telegram.Blocked || kind == telegram.Missing)
	}
	return over
}

// acted notes that somebody who was called has pressed on an alarm: nobody else is called, and the patient hears of it.
func (a *Attendant) acted(e state.Event, id string) {
	for _, c := range a.calls {
		n := slices.IndexFunc(c.reached, func(p state.Contact) bool { return p.ID == id })
		if n >= 0 && c.pressed == "" && a.with.Bare.Pressed(e, c.evidence) {
			c.pressed, c.when, c.next, c.pageNext = c.reached[n].Name, e.Head().At, time.Time{}, time.Time{}
		}
	}
}

// callActed finds the alarm that a press is an act on.
func (a *Attendant) callActed(e state.Event) *emergency {
	for _, c := range a.calls {
		if a.with.Bare.Pressed(e, c.evidence) {
			return c
		}
	}
	return nil
}

func (a *Attendant) actedOn(e state.Event) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.callActed(e)
}

// tellSeen tells the patient once who has pressed on their alarm.
func (a *Attendant) tellSeen(ctx context.Context, press state.Event, now time.Time) {
	a.mu.Lock()
	c := a.callActed(press)
	due := c != nil && c.pressed != "" && !c.seen
	if due {
		c.seen = true
	}
	a.mu.Unlock()
	if due {
		a.pushes(ctx, a.with.Bare.Seen(c.route, c.evidence, c.pressed, now))
	}
}

// callOpened finds the alarm of a patient whose note about it an event opens.
func (a *Attendant) callOpened(e state.Event, chat int64) *emergency {
	for _, c := range a.calls {
		if c.chat == chat && a.with.Bare.Opens(e, c.evidence) {
			return c
		}
	}
	return nil
}

// opened shows how an alarm stands, in the place of the note about it.
func (a *Attendant) opened(p *plight) []state.Effect {
	a.mu.Lock()
	name, when := p.opens.pressed, p.opens.when
	a.mu.Unlock()
	return a.with.Bare.Opened(p.route, p.post.Event, name, when)
}
