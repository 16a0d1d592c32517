package attendant

import (
	"cmp"
	"slices"

	"footing/bot/internal/loop"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// recalled is a red answer that waits in the data folder, with the calls that an earlier process made because of it.
type recalled struct {
	post    storage.Post
	id      string
	route   state.Route
	calls   []state.Called
	pressed bool
}

// Resume goes on with the alarms of an earlier process that was ended while the store was away: it had written down
// what it did, behind the update that was the reason. An alarm on which nobody has pressed goes on up the ladder where
// it stood, by the times of its beginning. A red answer for which nobody was called yet begins its alarm.
func (a *Attendant) Resume(now loop.Reading) error {
	var all []*recalled
	err := a.with.Spool.Each(func(post storage.Post) {
		id, route, _ := a.with.Routes.Of(post.Chat)
		if called, ok := post.Event.(state.Called); ok {
			for _, r := range all {
				if r.post.Event.Head().ID == called.Evidence {
					r.calls = append(r.calls, called)
				}
			}
			return
		}
		for _, r := range all {
			r.pressed = r.pressed || r.rang(id) && a.with.Bare.Pressed(post.Event, r.post.Event.Head().ID)
		}
		if a.with.Bare.Plea(route, post.Event) == engine.PleaRed {
			all = append(all, &recalled{post: post, id: id, route: route})
		}
	})
	if err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	for _, r := range all {
		if r.pressed || now.Wall.Sub(r.post.Event.Head().At) > emergencyLife {
			continue
		}
		reached := len(r.calls) > 0 && a.resume(r, now)
		if !reached { // who called for help may have heard nothing either
			a.Came([]storage.Post{r.post}, now)
			a.Kept([]storage.Post{r.post}, InSpool, now)
		}
	}
	return nil
}

// rang tells whether an alarm was brought to somebody.
func (r *recalled) rang(id string) bool {
	return slices.ContainsFunc(r.calls, func(c state.Called) bool { return c.Message != 0 && slices.Contains(c.To, id) })
}

// resume makes the emergency as it stood, and tells whether anybody was reached. Then the next step is due by its own
// time; else all are taken again.
func (a *Attendant) resume(r *recalled, now loop.Reading) (reached bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	began := r.calls[0].At
	c := &emergency{
		evidence: r.post.Event.Head().ID, chat: r.post.Chat, route: r.route, said: r.post.Event.Head().At,
		wall: began, began: at.Add(-max(now.Wall.Sub(began), 0)), next: at, rung: make(map[flows.Rank]bool),
	}
	c.first, c.made = c.began, r.calls
	c.calls.count(r.post.Event, at)
	c.tells = a.tellsAt(c)
	for _, called := range r.calls {
		if !slices.Contains(c.taken, called.Step) {
			c.taken = append(c.taken, called.Step)
		}
		c.called = flows.Later(c.called, called.At)
		if called.Channel {
			c.rang(called)
		}
		if called.Message == 0 {
			continue
		}
		if c.arrived.IsZero() {
			c.arrived = called.At
		}
		for _, id := range called.To {
			c.calls.sent(id, called.Message, 1)
		}
	}
	for _, step := range c.route.Steps {
		for _, p := range step.People {
			if r.rang(p.ID) && !slices.Contains(c.reached, p) {
				c.reached = append(c.reached, p)
			}
		}
	}
	if len(c.reached) > 0 {
		c.next = a.nextStep(c, at)
	} else {
		c.taken = nil
	}
	a.planPage(c, now)
	a.calls[c.evidence] = c
	a.with.Log.Warn("an alarm of an earlier process goes on", "alert", a.with.Bare.Page(c.evidence), "steps", len(c.taken))
	return len(c.reached) > 0 || c.paged
}

// rang notes for which posts the second channel has taken the alarm: the release before wrote down up to which step.
func (c *emergency) rang(called state.Called) {
	c.paged, c.rung[called.Post] = true, true
	if c.pagedAt.IsZero() {
		c.pagedAt = called.At
	}
	for n, step := range c.route.Steps {
		if called.Post == "" && n <= called.Step {
			c.rung[cmp.Or(step.Post, step.Call)] = true
		}
	}
}
