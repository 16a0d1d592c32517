package stuck

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"footing/bot/internal/ring"
	"footing/flows/state"
	"footing/storage"
)

// SetAside notes that an entry is about to be set aside, and gives what a human is to be told of that at once by the
// second channel. It may have been a call about an alert, or what somebody did about one: an act that stops the calls,
// or an alarm that did not reach somebody, is passed on to the patient's side; the alerts about a patient go on by the
// emergency way if no turn goes on with them. Of whom nothing can be read, the same is told, whether or not there is an
// alert. Taken says that an act was passed on.
func (m *Mover) SetAside(ctx context.Context, entry storage.Entry) (pages []ring.Alarm, taken bool, err error) {
	id := entry.To
	if id == "" {
		id, _, _ = m.with.Routes.Of(entry.Chat)
	}
	if id == "" || id == state.OfficeID {
		return nil, false, nil
	}
	if taken, err = m.passOn(ctx, id, entry.Event); err != nil {
		return nil, false, err
	}
	shorts, first := m.with.Alerts.Of(id), m.Look(id)
	record, err := m.with.Store.Load(ctx, id)
	switch {
	case err == nil:
		m.with.Alerts.Observe(entry.Shard, record)
		shorts = m.with.Alerts.Of(id)
	case !storage.Final(err):
		return nil, taken, fmt.Errorf("look for alerts of somebody for whom an entry is set aside: %w", err)
	case len(shorts) == 0 && len(m.standing(id)) == 0:
		m.with.Attendant.Unread(id, "")
		return []ring.Alarm{{
			ID: "record:" + id, Text: "The record of somebody can't be read. Open Telegram, and tell the operator.",
		}}, taken, nil
	}
	standing := m.standing(id)
	for _, short := range shorts {
		if !standing[short] { // else they are called about it
			m.with.Attendant.Unread(id, short)
		}
		standing[short] = true
	}
	if first {
		for _, short := range slices.Sorted(maps.Keys(standing)) {
			pages = append(pages, ring.Alarm{ID: "aside:" + id + "/" + short, Text: state.Page{Short: short}.Text()})
		}
	}
	return pages, taken, nil
}

// Look has somebody's alerts looked after at once, and tells whether they were not known to be stuck.
func (m *Mover) Look(id string) (first bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.people[id]
	if p == nil {
		p = &patient{}
		m.people[id] = p
	}
	p.asked, p.acts = true, true
	m.Nudge.Poke()
	return !p.stuck
}

// standing are the alerts about somebody that go on by their route, by their names for people.
func (m *Mover) standing(id string) map[string]bool {
	all := make(map[string]bool)
	if route, _ := m.with.Routes.Named(id); len(route.Everybody()) > 0 {
		for _, alert := range route.Alerts {
			all[m.with.Bare.Short(alert.ID)] = true
		}
	}
	return all
}

// passOn tells a patient's side what somebody's desk can't: that they have acted on an open alert, which is taken then,
// or that its alarm did not reach them.
func (m *Mover) passOn(ctx context.Context, id string, e state.Event) (taken bool, err error) {
	var letter func(state.Standing) (state.Letter, bool)
	switch e := e.(type) {
	case state.Tapped:
		letter = func(s state.Standing) (state.Letter, bool) {
			act, ok := m.with.Bare.Act(e, s.ID)
			return act, ok
		}
	case state.Unreachable:
		letter = func(s state.Standing) (state.Letter, bool) {
			return state.Unreached{Alert: s.ID}, strings.TrimPrefix(e.Anchor, "alarm:") == s.ID
		}
	default:
		return false, nil
	}
	for _, patient := range m.with.Routes.Standing() {
		route, _ := m.with.Routes.Named(patient)
		if _, on := route.Contact(id); !on {
			continue
		}
		for _, s := range route.Alerts {
			l, ok := letter(s)
			if !ok {
				continue
			}
			told := state.Told{Header: state.Header{ID: e.Head().ID + "/passed", At: m.with.Clock().Wall}, From: id, Letter: l}
			if err := m.receive(ctx, patient, []state.Event{told}, told.At); err != nil {
				return false, err
			}
			m.with.Log.Error("a desk's turn can't be made: the patient's side was told of what it says of an alert", "alert",
				m.with.Bare.Short(s.ID))
			_, acted := l.(state.Acted)
			return acted, nil
		}
	}
	return false, nil
}
