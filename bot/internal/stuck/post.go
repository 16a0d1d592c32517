package stuck

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// repeatInfix is in the id of an event that is posted once more, behind its first id.
const repeatInfix = "/again/"

// post makes the overdue calls about a patient due once more, behind what desks told meanwhile, if their turns would
// not fail. What was called meanwhile the turn of the call learns from the attendant, which begins no call once turns
// go on.
func (m *Mover) post(ctx context.Context, id string, r storage.Record, p *patient, now loop.Reading) error {
	at := now.Steady(m.with.Began)
	if p.again.After(at) {
		return nil
	}
	events, err := m.aside(ctx, id)
	if err != nil {
		return err
	}
	s, acts := m.acts(r.State, events, now)
	var calls []state.Due
	late, _ := m.lateOf(r, now.Wall)
	for _, alert := range late {
		if stands := engine.RouteOf(m.with.Protocol, s); stands.Alert(alert.ID) == nil ||
			stands.Alert(alert.ID).Seen != alert.Seen { // by what desks told
			continue
		}
		due := state.Due{
			Header: state.Header{ID: fmt.Sprintf("%s%s%d", alert.ID, repeatInfix, now.Wall.UnixNano()), At: now.Wall},
			Kind:   state.WakeCall, Key: alert.ID, Nominal: now.Wall, Called: m.with.Attendant.CallsAbout(alert.ID),
		}
		next, ok := m.try(s, due)
		if !ok {
			return nil
		}
		s, calls = next, append(calls, due)
	}
	p.wait = min(max(2*p.wait, leastAgain), mostAgain)
	p.again = at.Add(p.wait)
	m.unstick(id, p)
	for _, due := range calls {
		due.Called = m.with.Attendant.CallsAbout(due.Key)
		acts = append(acts, due)
	}
	if err := m.receive(ctx, id, acts, now.Wall); err != nil {
		return errors.Join(err, m.stick(ctx, id, p, now))
	}
	p.late = time.Time{}
	m.with.Log.Info("an alert that was stuck is called out by a turn again", "participant", id)
	return nil
}

// postActs posts what desks told of acts and was set aside, if it still counts and its turn does not fail any more.
func (m *Mover) postActs(ctx context.Context, id string, r storage.Record, p *patient, now loop.Reading) error {
	if !m.swapActs(p, false) {
		return nil
	}
	events, err := m.aside(ctx, id)
	if err != nil {
		m.swapActs(p, true)
		return err
	}
	_, acts := m.acts(r.State, events, now)
	if len(acts) == 0 {
		return nil
	}
	return m.receive(ctx, id, acts, now.Wall)
}

// swapActs notes whether something that a desk told may have been set aside and not looked at, and tells what was noted
// before.
func (m *Mover) swapActs(p *patient, acts bool) (was bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	was, p.acts = p.acts, acts
	return was
}

// acts gives what desks told of acts that still stop the calls about an open alert, as it is posted once more, and the
// state after their turns.
func (m *Mover) acts(s state.State, events []state.Event, now loop.Reading) (state.State, []state.Event) {
	var acts []state.Event
	route, _ := m.with.Routes.Named(s.ID)
	for _, e := range events {
		l, ok := actedOf(e)
		alert := route.Alert(l.Alert)
		if !ok || alert == nil || !m.with.Bare.LetterStops(l, *alert) {
			continue
		}
		told, _ := e.(state.Told)
		first, _, _ := strings.Cut(told.ID, repeatInfix)
		told.ID, told.At = fmt.Sprintf("%s%s%d", first, repeatInfix, now.Wall.UnixNano()), now.Wall
		if next, ok := m.try(s, told); ok {
			s, acts = next, append(acts, told)
		}
	}
	return s, acts
}

// try makes a turn without saving it, and tells whether it does not fail.
func (m *Mover) try(s state.State, e state.Event) (next state.State, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	next, _ = m.Step(m.with.Protocol, s, e)
	return next, true
}

// receive puts events into somebody's inbox.
func (m *Mover) receive(ctx context.Context, id string, events []state.Event, now time.Time) error {
	posts := make([]storage.Arrival, len(events))
	for n, e := range events {
		posts[n] = storage.Arrival{To: id, Event: e}
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if _, err := m.with.Inboxes.Receive(ctx, m.with.Store, now, posts); err != nil {
		return fmt.Errorf("have an alert called out again: %w", err)
	}
	return nil
}
