// Package routes keeps the last route of each participant (state.Route). It is all that the bot knows of them while
// their state cannot be read. Routes are in memory, so that asking for one waits for nothing, and in the data folder,
// so that they outlive the process.
//
//	book := routes.Open(data)
//	err := book.Before(id, next)       // the turn takes somebody away: gone from the folder before the commit
//	book.After(shard, id, next)        // it was committed: what it added
//
// So at every moment the folder names nobody whom a committed turn has taken away. What a crash keeps from being added
// is found again when everything is read from the store (Restore).
//
// The routes of a shard are believed only as long as nobody else has held it, since another process may have taken
// people away unseen. The shard's epoch tells, and is kept beside its routes.
package routes

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage/folder"
)

// Book is the routes of one process. Its methods may be called from any goroutine.
type Book struct {
	Nudge  loop.Nudge     // when an alert begins to stand, for whoever watches those
	folder *folder.Folder // nil: nothing outlives the process
	clock  loop.Clock

	writing sync.Mutex // held by whatever changes the folder; taken before mu

	mu      sync.RWMutex // never held while the folder is written
	routes  map[string]state.Route
	chats   map[int64]string // whose chat it is
	alerts  map[string]bool  // about whom open alerts stand
	turns   map[string]int   // how many turns have changed somebody's route
	begun   map[string]bool  // a turn that changes the route is under way
	owed    map[string]bool  // the folder has less than what is known
	epochs  map[int]int64    // the takeover of a shard under which its routes were made
	held    map[int]bool
	anew    map[int]bool  // all routes of the shard were made anew since it was taken
	times   map[int]times // of when the routes in the folder are
	stale   map[int]bool  // the folder has routes of the shard that are not believed, or no epoch
	unread  int           // routes in the folder that this release cannot read
	trouble error         // why the folder could not be written; nil when it last could
}

// Open gives the routes in a data folder; without one (nil) it begins with none.
func Open(f *folder.Folder, clock loop.Clock) *Book {
	b := &Book{
		Nudge: loop.NewNudge(), folder: f, clock: clock, routes: make(map[string]state.Route), chats: make(map[int64]string),
		alerts: make(map[string]bool), turns: make(map[string]int),
		begun: make(map[string]bool), owed: make(map[string]bool), epochs: make(map[int]int64), held: make(map[int]bool),
		stale: make(map[int]bool), anew: make(map[int]bool), times: make(map[int]times),
	}
	if f == nil {
		return b
	}
	for _, id := range f.RouteIDs() {
		data, _ := f.Route(id)
		var shard int
		if _, err := fmt.Sscanf(id+"!", "s%02d!", &shard); err == nil && len(data) == 8 {
			b.epochs[shard] = int64(binary.BigEndian.Uint64(data)) //nolint:gosec // never negative
			continue
		}
		if shard, t, ok := readTimes(id, data); ok {
			b.times[shard] = t
			continue
		}
		effect, err := state.DecodeEffect(data)
		route, ok := effect.(state.Route)
		if err != nil || !ok {
			b.unread++
			b.owed[id] = true // to be taken out: it is made anew from the store
			continue
		}
		b.set(id, route)
	}
	return b
}

// mark is the name under which a shard's epoch stands in the folder. No participant has it.
func mark(shard int) string { return fmt.Sprintf("s%02d", shard) }

// on tells whether a participant lives on a shard.
func on(shard int, id string) bool { return strings.HasPrefix(id, mark(shard)+"-") }

// Named gives the route of a participant, with the steps that hold now.
func (b *Book) Named(id string) (state.Route, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	route, ok := b.routes[id]
	return route.At(b.clock().Wall), ok
}

// Of gives whose chat it is and their route, as Named.
func (b *Book) Of(chat int64) (id string, route state.Route, ok bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if id, ok = b.chats[chat]; ok {
		route, ok = b.routes[id]
	}
	return id, route.At(b.clock().Wall), ok
}

// Standing lists those about whom an open alert stands, pressed on or not.
func (b *Book) Standing() []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if len(b.alerts) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(b.alerts))
}

// Problems says in words for an operator what is wrong, and whether people may not be helped because of it.
func (b *Book) Problems() (serious, others []string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.trouble != nil {
		serious = append(serious, "the routes cannot be written, and turns that take somebody out of one wait: "+
			b.trouble.Error())
	}
	if len(b.owed) > 0 {
		others = append(others, fmt.Sprintf("%d routes are not in the data folder yet", len(b.owed)))
	}
	if b.unread > 0 {
		others = append(others, fmt.Sprintf("%d routes in the data folder could not be read and are made anew", b.unread))
	}
	return serious, others
}

// set notes a route in memory.
func (b *Book) set(id string, route state.Route) {
	if old, ok := b.routes[id]; ok && b.chats[old.Chat] == id {
		delete(b.chats, old.Chat)
	}
	delete(b.routes, id)
	delete(b.alerts, id)
	if route.Gone {
		return
	}
	b.routes[id] = route
	if len(route.Alerts) > 0 {
		b.alerts[id] = true
		b.Nudge.Poke()
	}
	if route.Chat != 0 {
		b.chats[route.Chat] = id
	}
}

// Before begins a turn that changes a route: whom and what the turn takes away is gone from the folder, safe on disk,
// when it returns nil. After an error the turn must not be committed.
func (b *Book) Before(id string, next state.Route) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	b.turns[id]++
	b.begun[id] = true
	old, ok := b.routes[id]
	b.mu.Unlock()
	less := next
	if ok {
		less = Reduced(old, next)
	}
	// Whoever goes is taken out of the folder even if nothing is known of them: an older release may have written it.
	if !next.Gone && (!ok || less.Same(old)) {
		return nil
	}
	err := b.write(map[string]state.Route{id: less})
	if err != nil && (!ok || !onlyAlerts(old, less)) {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.set(id, less)
	if err != nil { // what follows from a press on an alert must not wait for the disk
		b.owed[id] = true
	}
	return nil
}

// Cover notes that somebody is to be contacted with care, before a turn has said so: their phone may be seen. What
// cannot be written now is written by Pay.
func (b *Book) Cover(id string) {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	route, ok := b.routes[id]
	route.Careful = true
	if ok {
		b.set(id, route)
	}
	b.mu.Unlock()
	if ok && b.write(map[string]state.Route{id: route}) != nil {
		b.owes(id)
	}
}

// onlyAlerts tells whether one route takes nothing away from another but alerts on which somebody has pressed.
func onlyAlerts(old, less state.Route) bool {
	old.Alerts = less.Alerts
	return less.Same(old)
}

// owes notes that the folder has something else than what is known.
func (b *Book) owes(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.owed[id] = true
}

// After ends a turn that was committed. What cannot be written now is written by Pay.
func (b *Book) After(shard int, id string, next state.Route) {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	delete(b.begun, id)
	held := b.held[shard]
	if held {
		b.set(id, next)
	}
	b.mu.Unlock()
	if held && b.write(map[string]state.Route{id: next}) != nil {
		b.owes(id)
	}
}

// Outlives tells whether the routes outlive the process.
func (b *Book) Outlives() bool { return b.folder != nil }

// Abandon ends a turn of which nobody knows whether it was committed, once it can't be committed any more. What holds
// must be read from the store.
func (b *Book) Abandon(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.begun, id)
}

// Pay writes what the folder does not have yet.
func (b *Book) Pay() error {
	b.writing.Lock()
	defer b.writing.Unlock()
	batch := make(map[string]state.Route)
	b.mu.RLock()
	for id := range b.owed {
		route, ok := b.routes[id]
		route.Gone = !ok
		batch[id] = route
	}
	b.mu.RUnlock()
	if len(batch) == 0 {
		return nil
	}
	return b.write(batch)
}

// write puts routes into the folder, safe on disk, and takes those out that are gone. What was written is owed no more.
func (b *Book) write(batch map[string]state.Route) error {
	if b.folder == nil {
		return nil
	}
	set, gone := make(map[string][]byte), []string(nil)
	for id, route := range batch {
		if route.Gone {
			gone = append(gone, id)
			continue
		}
		data, err := state.EncodeEffect(route)
		if err != nil {
			return fmt.Errorf("write a route: %w", err)
		}
		set[id] = data
	}
	stamped := b.stamps(batch, set)
	err := b.folder.SetRoutes(set)
	if len(gone) > 0 {
		err = errors.Join(err, b.folder.DropRoute(gone...))
	}
	if err := b.wrote(err); err != nil {
		return err
	}
	b.know(stamped)
	b.mu.Lock()
	defer b.mu.Unlock()
	for id := range batch {
		delete(b.owed, id)
	}
	return nil
}

// wrote notes whether the folder could be written.
func (b *Book) wrote(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.trouble = err; err != nil {
		return fmt.Errorf("write routes: %w", err)
	}
	return nil
}

// Reduced is what two routes have in common: a former one without what the next takes away.
func Reduced(old, next state.Route) state.Route {
	if next.Gone {
		return next
	}
	less := old
	if old.Chat != next.Chat {
		less.Chat = 0 // whose it is now, the former chat does not say any more
	}
	less.Staff, less.Told = old.Staff && next.Staff, old.Told && next.Told
	less.Discreet, less.Careful = old.Discreet || next.Discreet, old.Careful || next.Careful
	if len(next.Absences) > 0 {
		less.Absences = next.Absences
	}
	over := func(a state.Standing) bool { return next.Alert(a.ID) == nil }
	less.Alerts = slices.DeleteFunc(slices.Clone(old.Alerts), over)
	for n := range less.Alerts {
		if one := next.Alert(less.Alerts[n].ID); one.Held() { // a press takes the calls away
			less.Alerts[n] = *one
		}
	}
	stay := next.Everybody()
	less.Steps, less.Shifts = only(old.Steps, stay), slices.Clone(old.Shifts)
	for n := range less.Shifts {
		less.Shifts[n].Steps = only(less.Shifts[n].Steps, stay)
	}
	return less
}

// only is steps with some people alone; none where those are none.
func only(steps []state.RouteStep, stay []state.Contact) (left []state.RouteStep) {
	if len(stay) == 0 {
		return nil
	}
	for _, step := range steps {
		step.People = slices.DeleteFunc(slices.Clone(step.People), func(p state.Contact) bool {
			return !slices.ContainsFunc(stay, func(other state.Contact) bool { return other.ID == p.ID })
		})
		left = append(left, step)
	}
	return left
}
