// Package ring uses the second channel at once for alarms that Telegram does not take, by the rules of a turn: within
// the hours of a post, for nobody who is away or was left out, and once for each step.
//
// Ask Posts for which posts an alarm is to be rung now, then Call for each. The patient's state decides, or their route
// where that cannot be read. What was done goes to the patient's inbox, so that no turn uses the channel once more for
// the same step; while the store is away it waits in the data folder. When an alarm has waited too long, and when to
// try again, is not known here.
package ring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
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
	rung map[ringing]loop.Reading // when it was
}

// ringing is a call by the second channel for one post of an alert.
type ringing struct {
	alert string
	post  flows.Rank
}

// New makes a Ringer that has rung for nothing.
func New(with Parts) *Ringer { return &Ringer{with: with, rung: make(map[ringing]loop.Reading)} }

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
	post, at, ok := r.with.Bare.PageUnsent(route, a.Whom, now.Wall)
	switch _, rung := r.rang(a, post); {
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
	for _, post := range posts {
		if at, rung := r.rang(a, post); rung && now.Run-at.Run < joinedWithin {
			next = now.Wall.Add(joinedWithin)
			continue
		}
		due = append(due, post)
	}
	return due, next, true
}

// rang tells whether a post was called about an alert, and when.
func (r *Ringer) rang(a Alarm, post flows.Rank) (at loop.Reading, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok = r.rung[ringing{a.Alert, post}]
	return at, ok && a.Alert != ""
}

// About tells whether any post was called about an alert.
func (r *Ringer) About(alert string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for one := range r.rung {
		if one.alert == alert {
			return true
		}
	}
	return false
}

// Call uses the second channel for one post.
func (r *Ringer) Call(ctx context.Context, a Alarm, post flows.Rank) error {
	err := r.with.Channel.Send(ctx, channel.Notice{
		ID: ID(a.ID + "/" + string(post)), Text: a.Text, Reason: a.Reason, Since: a.Since, Post: string(post),
	})
	r.with.Metrics.Pages.WithLabelValues(metrics.OutcomeOf(err)).Inc()
	if err != nil {
		return fmt.Errorf("tell a human by the second channel: %w", err)
	}
	now := r.with.Clock()
	r.mu.Lock()
	for old, at := range r.rung {
		if now.Run-at.Run > known {
			delete(r.rung, old)
		}
	}
	r.rung[ringing{a.Alert, post}] = now
	r.mu.Unlock()
	r.with.Log.Error("a human was told by the second channel", "message", a.ID, "post", post, "reason", a.Reason)
	r.join(ctx, a, post, now)
	return nil
}

// join tells the patient's side that the second channel was used for a post, as it is told of a call by the emergency
// way.
func (r *Ringer) join(ctx context.Context, a Alarm, post flows.Rank, now loop.Reading) {
	if a.Patient == "" || a.Alert == "" || post == "" {
		return
	}
	posts := []storage.Post{{To: a.Patient, Event: state.Called{
		Header:   state.Header{ID: a.ID + "/page/" + string(post), At: now.Wall},
		Evidence: a.Alert, Channel: true, Post: post,
	}}}
	within, cancel := context.WithTimeout(ctx, lookedWithin)
	defer cancel()
	_, err := r.with.Inboxes.Receive(within, r.with.Store, now.Wall, posts)
	if err != nil && !storage.Final(err) && r.with.Spool.There() {
		err = r.with.Spool.Keep(posts)
	}
	if err != nil {
		r.with.Log.Error("it is not written down that the second channel was used: it may be used twice", "error", err)
	}
}
