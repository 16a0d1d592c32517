package attendant

import (
	"context"
	"fmt"
	"slices"
	"time"

	"footing/flows/state"
)

// Whoever has an alarm hears what a colleague has done about it, as by a turn: they may be about to ring. Whom it was
// brought to is written down, so that the turns do not tell them again.

// spread has those told who has pressed on an alarm, if that is due for one. It tells whether there was one.
func (a *Attendant) spread(at time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.emergencies {
		if !c.hasNews() || c.news.After(at) {
			continue
		}
		c.news = time.Time{}
		for _, id := range c.hearers() {
			a.brings = append(a.brings, &bring{
				patient: c.patient, whom: id, alarm: state.Alarm{Alert: c.evidence}, of: c, acted: c.acted, due: at,
			})
		}
		a.Nudge.Poke()
		return true
	}
	return false
}

// hasNews tells whether those who have an alarm are to be told who has pressed. But for contact, and what is dealt with
// elsewhere, they are told behind the patient, of whom the message tells. The attendant's lock is held.
func (c *emergency) hasNews() bool {
	patient := c.acted.Closes || c.tells.IsZero() && c.telling == 0
	return !c.news.IsZero() && patient && c.pressed() && c.acted.Act != ""
}

// hearers are the participant ids of those in whose chats an alarm stands, but for who has pressed, and those who were
// told of that. The attendant's lock is held.
func (c *emergency) hearers() []string {
	ids := idsOf(c.reached)
	if c.alert != nil {
		ids = append(slices.Concat(c.alert.Called, c.alert.Earlier), ids...)
	}
	knows := func(id string) bool {
		return id == c.acted.ID || slices.ContainsFunc(c.heard, func(told state.Called) bool {
			return slices.Contains(told.To, id) && told.By == c.acted.ID && told.Act == c.acted.Act &&
				!told.At.Before(c.acted.At.Truncate(time.Second))
		})
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), knows)
}

// toldByTurn tells whether news need not be brought any more: a turn has taken the alarm over and tells everybody, or
// somebody has done more about it.
func (a *Attendant) toldByTurn(ctx context.Context, b *bring) bool {
	c := b.of
	if c == nil {
		return false
	}
	a.mu.Lock()
	stale := a.emergencies[c.evidence] != c || c.acted != b.acted ||
		c.alert != nil && len(c.red) == 0 && a.wellOf(c.patient)
	where := a.pleas[c.evidence].where
	a.mu.Unlock()
	return stale || c.alert == nil && a.doneElsewhere(ctx, c.evidence, a.shardOf(c.chat), where)
}

// spreadTo notes that somebody has the news.
func (a *Attendant) spreadTo(b *bring) {
	told := state.Called{To: []string{b.whom}, By: b.acted.ID, Act: b.acted.Act}
	a.write(b.of, fmt.Sprintf("news%d.%s.%s", b.acted.At.Unix(), b.acted.Act, b.whom), told)
	told.At = a.now()
	a.mu.Lock()
	b.of.heard = append(b.of.heard, told)
	a.mu.Unlock()
}
