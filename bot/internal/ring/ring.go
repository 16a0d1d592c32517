// Package ring uses the second channel at once for alarms that Telegram does not take, by the rules of a turn: within
// the hours of a post, for nobody who is away or was left out, and once for each step.
//
// Ask Posts for which posts an alarm is to be rung now, then Call for each. The patient's state decides, or their route
// where that cannot be read. What was done goes to the patient's inbox, so that no turn uses the channel once more for
// the same step; while the store is away it waits in the data folder. When an alarm has waited too long, and when to
// try again, is not known here.
package ring

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/inbox"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/routes"
	"footing/bot/internal/spool"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

const (
	// lookedWithin is how long Redis may take to say how an alert stands before the route decides.
	lookedWithin = time.Second
	// joinedWithin is how soon a turn knows of a call that was made here.
	joinedWithin = time.Minute
	// known is how long it is remembered here that a post was called.
	known = 24 * time.Hour
)

// Parts are what a Ringer works with.
type Parts struct {
	Clock    loop.Clock
	Log      *slog.Logger
	Metrics  *metrics.Metrics
	Protocol *flows.Protocol
	Bare     engine.Bare
	Routes   *routes.Book
	Store    *storage.Store
	Spool    *spool.Spool
	Inboxes  inbox.All
	Channel  *channel.Channel
}

// Alarm is an alarm that does not get through.
type Alarm struct {
	ID, Text, Reason string
	Since            time.Time
	// which alert, about which patient, for whom; empty: not known
	Alert, Patient, Whom string
}

// Ringer remembers what it rang, because the turns may not know yet.
type Ringer struct {
	with Parts
	mu   sync.Mutex
	rung map[ringing]rung
}

// ringing is a call by the second channel for one post of an alert.
type ringing struct {
	alert string
	post  flows.Rank
}

// rung is the last such call: for which message, and when.
type rung struct {
	message string
	at      loop.Reading
}

// New makes a Ringer that has rung for nothing.
func New(with Parts) *Ringer { return &Ringer{with: with, rung: make(map[ringing]rung)} }

// ID names a call for whoever passes it on. It stays the same when the call is repeated, and names nobody: the id of a
// message has that of its participant in it.
func ID(message string) string {
	sum := sha256.Sum256([]byte("notice\x00" + message))
	return hex.EncodeToString(sum[:8])
}

// Posts lists the posts for which the second channel is to be used now, and says when to look again; zero: not any
// more. Of what nothing is known a human is told at once, for no post.
func (r *Ringer) Posts(ctx context.Context, a Alarm, now loop.Reading) (due []flows.Rank, next time.Time) {
	if a.Patient == "" {
		return []flows.Rank{""}, time.Time{}
	}
	if due, next, ok := r.stored(ctx, a, now); ok {
		return due, next
	}
	route, _ := r.with.Routes.Named(a.Patient)
	post, at, ok := r.with.Bare.PageUnsent(route, a.Alert, a.Whom, now.Wall)
	switch _, rung := r.rang(a, post, route); {
	case !ok || rung:
		return nil, time.Time{}
	case at.After(now.Wall):
		return nil, at
	}
	return []flows.Rank{post}, time.Time{}
}

// stored is Posts as the patient's state has it; false if that cannot be asked. What was called a moment ago counts,
// whether or not a turn knows of it by now.
func (r *Ringer) stored(ctx context.Context, a Alarm, now loop.Reading) (due []flows.Rank, next time.Time, ok bool) {
	within, cancel := context.WithTimeout(ctx, lookedWithin)
	defer cancel()
	patient, err := r.with.Store.Load(within, a.Patient)
	if err != nil {
		return nil, time.Time{}, false
	}
	posts, next := engine.PageUnsent(r.with.Protocol, patient.State, a.Alert, a.Whom, now.Wall)
	route := engine.RouteOf(r.with.Protocol, patient.State)
	for _, post := range posts {
		if at, rung := r.rang(a, post, route); rung && now.Run-at.Run < joinedWithin {
			next = now.Wall.Add(joinedWithin)
			continue
		}
		due = append(due, post)
	}
	return due, next, true
}

// rang tells whether a post was called about an alert, and when. What was before the alert was called out anew does not
// count, by the patient's route.
func (r *Ringer) rang(a Alarm, post flows.Rank, route state.Route) (at loop.Reading, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last, ok := r.rung[ringing{a.Alert, post}]
	if none, rung := r.rung[ringing{a.Alert, ""}]; !ok && rung && none.message == a.ID { // before its post was known
		last, ok = none, true
	}
	alert := route.Alert(a.Alert)
	former := alert != nil && last.at.Wall.Before(alert.Since)
	return last.at, ok && a.Alert != "" && !former
}

// Rung gives what the patient's side is told of the calls about an alert, for each post that was called. Whoever tells
// it more puts them before that: it may not know of all of them yet, and recognises those that it does know.
func (r *Ringer) Rung(patient, alert string) (arrivals []storage.Arrival) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for one, last := range r.rung {
		if one.alert == alert && alert != "" {
			arrivals = append(arrivals, called(patient, one, last))
		}
	}
	slices.SortFunc(arrivals, func(a, b storage.Arrival) int {
		return cmp.Compare(a.Event.Head().ID, b.Event.Head().ID)
	})
	return arrivals
}

// called is what the patient's side is told of a call. One for no arrival, because no route was known, counts for the
// first of the ladder.
func called(patient string, one ringing, last rung) storage.Arrival {
	return storage.Arrival{To: patient, Event: state.Called{
		Header:   state.Header{ID: last.message + "/page/" + string(one.post), At: last.at.Wall},
		Evidence: one.alert, Channel: true, Post: one.post,
	}}
}

// Call uses the second channel for one post.
func (r *Ringer) Call(ctx context.Context, a Alarm, post flows.Rank) error {
	err := r.with.Channel.Send(ctx, channel.Page{
		ID: ID(a.ID + "/" + string(post)), Text: a.Text, Reason: a.Reason, Since: a.Since, Post: string(post),
	})
	r.with.Metrics.Pages.WithLabelValues(metrics.OutcomeOf(err)).Inc()
	if err != nil {
		return fmt.Errorf("tell a human by the second channel: %w", err)
	}
	one, last := ringing{a.Alert, post}, rung{a.ID, r.with.Clock()}
	r.mu.Lock()
	for old, when := range r.rung {
		if last.at.Run-when.at.Run > known {
			delete(r.rung, old)
		}
	}
	r.rung[one] = last
	r.mu.Unlock()
	r.with.Log.Error("a human was told by the second channel", "message", a.ID, "post", post, "reason", a.Reason)
	r.join(ctx, a.Patient, one, last)
	return nil
}

// join tells the patient's side that the second channel was used for a post, as it is told of a call by the emergency
// way.
func (r *Ringer) join(ctx context.Context, patient string, one ringing, last rung) {
	if patient == "" || one.alert == "" {
		return
	}
	arrivals := []storage.Arrival{called(patient, one, last)}
	within, cancel := context.WithTimeout(ctx, lookedWithin)
	defer cancel()
	_, err := r.with.Inboxes.Receive(within, r.with.Store, last.at.Wall, arrivals)
	if err != nil && !storage.Final(err) && r.with.Spool.There() {
		err = r.with.Spool.Keep(arrivals)
	}
	if err != nil {
		r.with.Log.Error("it is not written down that the second channel was used: it may be used twice", "error", err)
	}
}
