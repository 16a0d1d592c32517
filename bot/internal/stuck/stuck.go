// Package stuck restarts open alerts whose turns have stopped, although the store may be there: the patient's state
// can't be read, their turn fails, what is due does not come out of the store, or what a desk did about the alert was
// set aside. Nothing else would call anybody then: the call that failed is not due any more.
//
//	mover := stuck.New(parts)
//	pages, err := mover.SetAside(ctx, entry) // an entry is about to be set aside
//	n, err := mover.Once(ctx, now)           // look after the alerts that stand, again and again
//
// Whoever has an open alert by their route (routes.Book.Standing) is looked after. An alert is stuck if its next call
// is not planned, or is overdue, or its patient can't be read. Then the attendant goes on with it by the route, as
// while the store is away. Turns are tried out without saving them; as soon as they do not fail the attendant ends,
// what desks told meanwhile is posted once more, and the call is made due.
//
// It decides nothing: whom to call, and what a press does, is the engine's.
package stuck

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"footing/bot/internal/alerts"
	"footing/bot/internal/attendant"
	"footing/bot/internal/inbox"
	"footing/bot/internal/loop"
	"footing/bot/internal/routes"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

const (
	// lookEvery is how often an alert is looked after.
	lookEvery = 10 * time.Second
	// overdue is how long a call may be due, or a patient not be read, until the alert is stuck.
	overdue = 30 * time.Second
	// within is how long the store may take over one patient.
	within = time.Second
	// leastAgain and mostAgain are how long after a turn was posted another one is.
	leastAgain = time.Minute
	mostAgain  = time.Hour
)

// Parts are what a Mover works with. All are required.
type Parts struct {
	Clock     loop.Clock
	Began     loop.Reading // when the bot was made
	Log       *slog.Logger
	Store     *storage.Store
	Protocol  *flows.Protocol
	Bare      engine.Bare
	Routes    *routes.Book
	Inboxes   inbox.All
	Attendant *attendant.Attendant // goes on with what is stuck
	Alerts    *alerts.Tally
}

// Mover looks after open alerts.
type Mover struct {
	Nudge loop.Nudge // for the loop that repeats Once
	// Step is engine.Step, or a test's own.
	Step func(*flows.Protocol, state.State, state.Event) (state.State, []state.Effect)
	with Parts

	resumed map[int]bool // the shards of which it is known what was set aside before; the loop's alone

	mu     sync.Mutex
	people map[string]*patient // those with open alerts on shards that are held here, by participant id
}

// patient is how the alerts about somebody go on. All times are steady.
type patient struct {
	looked time.Time
	asked  bool      // something of theirs was set aside; by the lock, as acts and stuck
	acts   bool      // among that may be what a desk told
	silent time.Time // since when they could not be read; zero: they could
	late   time.Time // since when a call is overdue; zero: none is
	stuck  bool
	again  time.Time // when a turn may be posted next
	wait   time.Duration
}

// New makes a Mover that has looked at nothing.
func New(with Parts) *Mover {
	return &Mover{
		Nudge: loop.NewNudge(), Step: engine.Step, with: with, people: make(map[string]*patient),
		resumed: make(map[int]bool),
	}
}

// Once looks after the alerts that it is time for. It returns 0: what could not be done waits for its next time.
func (m *Mover) Once(ctx context.Context, now loop.Reading) (int, error) {
	at := now.Steady(m.with.Began)
	var failed loop.Failures
	failed.Add(m.resume(ctx, now))
	silent := make(map[int]bool)
	for _, id := range m.due(at) {
		shard, err := m.with.Store.ShardOfID(id)
		if err == nil {
			err = m.look(ctx, id, silent[shard], now)
		}
		silent[shard] = silent[shard] || err != nil
		failed.Add(err)
	}
	return 0, failed.Err()
}

// Rest is how long nothing is due.
func (m *Mover) Rest(now loop.Reading) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.people) == 0 && len(m.with.Routes.Standing()) == 0 && len(m.resumed) == len(m.with.Inboxes) {
		return time.Minute
	}
	at, wait := now.Steady(m.with.Began), lookEvery
	for _, p := range m.people {
		wait = min(wait, max(p.looked.Add(lookEvery).Sub(at), time.Second))
	}
	return wait
}

// due lists the people whom it is time to look at, and forgets those of whom nothing stands any more.
func (m *Mover) due(at time.Time) (due []string) {
	ids := m.with.Routes.Standing()
	m.mu.Lock()
	defer m.mu.Unlock()
	here := make(map[string]bool, len(ids))
	for _, id := range ids {
		shard, err := m.with.Store.ShardOfID(id)
		route, _ := m.with.Routes.Named(id)
		if err != nil || len(route.Everybody()) == 0 || !m.with.Inboxes[shard].Holds() {
			continue
		}
		here[id] = true
		p := m.people[id]
		if p == nil {
			p = &patient{acts: true}
			m.people[id] = p
		}
		if p.asked || at.Sub(p.looked) >= lookEvery {
			p.asked, p.looked = false, at
			due = append(due, id)
		}
	}
	for id, p := range m.people {
		if !here[id] {
			if p.stuck {
				m.with.Attendant.Moves(id)
			}
			delete(m.people, id)
		}
	}
	return due
}

// look looks after the alerts about one patient. Of a shard that has just failed nothing is asked.
func (m *Mover) look(ctx context.Context, id string, silent bool, now loop.Reading) error {
	m.mu.Lock()
	p := m.people[id]
	m.mu.Unlock()
	at := now.Steady(m.with.Began)
	var record storage.Record
	err := errSilent
	if !silent {
		record, err = m.load(ctx, id)
	}
	switch {
	case storage.Final(err): // there is no turn to try
		p.silent, p.late = time.Time{}, time.Time{}
		return m.stick(ctx, id, p, now)
	case err != nil:
		if p.silent.IsZero() {
			p.silent = at
		}
		if at.Sub(p.silent) >= overdue && m.mark(p, true) {
			m.with.Attendant.Stuck(id, nil, now)
		}
		if errors.Is(err, errSilent) {
			return nil
		}
		return fmt.Errorf("look after an alert: %w", err)
	}
	p.silent = time.Time{}
	late, missing := m.lateOf(record, now.Wall)
	switch {
	case len(late) == 0:
		p.late, p.wait = time.Time{}, 0
		m.unstick(id, p)
		return m.postActs(ctx, id, record, p, now)
	case p.late.IsZero():
		p.late = at
	}
	if !missing && at.Sub(p.late) < overdue { // it may be about to be made
		return nil
	}
	known := p.stuck
	if err := m.stick(ctx, id, p, now); err != nil || !known { // first the attendant recalls what was called
		return err
	}
	return m.post(ctx, id, record, p, now)
}

// errSilent says that the shard of somebody has just failed for somebody else.
var errSilent = errors.New("the shard has just failed")

func (m *Mover) load(ctx context.Context, id string) (storage.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	record, err := m.with.Store.Load(ctx, id)
	if err != nil {
		return record, fmt.Errorf("look after an alert: %w", err)
	}
	return record, nil
}

// lateOf lists the open alerts of a patient whose next call is overdue or not planned, and whether one is not planned.
func (m *Mover) lateOf(record storage.Record, now time.Time) (late []state.Standing, missing bool) {
	for _, alert := range engine.RouteOf(m.with.Protocol, record.State).Alerts {
		at, planned := record.Awaits(state.WakeCall, alert.ID)
		if !planned || at.Before(now) {
			late, missing = append(late, alert), missing || !planned
		}
	}
	return late, missing
}

// mark notes whether the alerts about somebody are stuck, and tells whether that is new.
func (m *Mover) mark(p *patient, stuck bool) (changed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed, p.stuck = p.stuck != stuck, stuck
	return changed
}

// stick has the attendant go on with the alerts about somebody.
func (m *Mover) stick(ctx context.Context, id string, p *patient, now loop.Reading) error {
	events, err := m.aside(ctx, id)
	if changed := m.mark(p, true); changed || err == nil {
		m.with.Attendant.Stuck(id, events, now)
	}
	return err
}

// unstick ends that.
func (m *Mover) unstick(id string, p *patient) {
	if m.mark(p, false) {
		m.with.Attendant.Moves(id)
	}
}

// aside gives what was set aside of somebody's and tells of their alerts.
func (m *Mover) aside(ctx context.Context, id string) ([]state.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	shard, err := m.with.Store.ShardOfID(id)
	if err != nil {
		return nil, fmt.Errorf("look after an alert: %w", err)
	}
	all, err := m.with.Store.Aside(ctx)
	if storage.FailedOn(err, shard) {
		return nil, fmt.Errorf("look after an alert: %w", err)
	}
	var events []state.Event
	for _, one := range all {
		if one.Shard != shard || one.Whose != id || one.Box != "inbox" {
			continue
		}
		entry, err := m.with.Store.AsideEvent(ctx, one)
		if err != nil && !errors.Is(err, storage.ErrGone) {
			return nil, fmt.Errorf("look after an alert: %w", err)
		}
		_, called := entry.Event.(state.Called)
		if _, acted := actedOf(entry.Event); called || acted {
			events = append(events, entry.Event)
		}
	}
	return events, nil
}

// actedOf gives what a desk told of an act.
func actedOf(e state.Event) (l state.Acted, ok bool) {
	told, _ := e.(state.Told)
	l, ok = told.Letter.(state.Acted)
	return l, ok
}
