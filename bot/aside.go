package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/bot/internal/ring"
	"footing/flows/state"
	"footing/storage"
)

// An alarm that is set aside, or that has to wait, reaches nobody. So its addressee counts as not reached: the
// patient's next turn calls the next person of the ladder and uses the second channel. The event that says so is stored
// before the alarm is set aside; if the process ends in between, both are done again, and the event is recognised by
// its id. While the event cannot be stored, the second channel is used here, and so it is, for no particular post,
// where there is no patient whose turn could decide.

// passOver lets the ladder go on behind an entry that is to be set aside, if that may be an alarm, or may concern an
// alert. It tells whether an act on one was passed on.
func (w *Worker) passOver(ctx context.Context, now time.Time, entry storage.Entry) (taken bool, err error) {
	told, ok := entry.Event.(state.Told)
	alarm, calls := told.Letter.(state.Alarm)
	switch {
	case entry.Event == nil || entry.Err != nil: // nobody knows what it was
		w.sender.pager.aside(ring.Alarm{
			ID:   "unread:" + fmt.Sprint(w.shard) + ":" + entry.Stream,
			Text: "Something that came for somebody could not be read. Open Telegram, and tell the operator.",
		})
		w.mover.Look(entry.To)
		return false, nil //nolint:nilerr // a human has been told of it
	case !ok || !calls:
		pages, taken, err := w.mover.SetAside(ctx, entry)
		for _, page := range pages {
			w.sender.pager.aside(page)
		}
		return taken, err //nolint:wrapcheck // it says what it did
	case alarm.Message != 0: // it is about a message that they have
		return false, nil
	}
	w.attendant.Bring(told.From, entry.To, alarm)
	return false, w.sender.unreached(ctx, now, told.ID, told.From, entry.To, alarm)
}

// passOver does the same for a letter that is to be set aside.
func (s *Sender) passOver(ctx context.Context, it *lanes.Queued) error {
	tell, ok := it.Effect.(state.Tell)
	alarm, calls := tell.Letter.(state.Alarm)
	switch {
	case !ok:
		s.pager.aside(ring.Alarm{
			ID:   "unread:" + it.ID,
			Text: "Something that was to be sent could not be read. Open Telegram, and tell the operator.",
		})
		return nil
	case !calls:
		return nil
	}
	return s.unreached(ctx, s.o.now(), it.ID, it.From, tell.To, alarm)
}

// unreached tells the patient's side that an alarm does not reach somebody.
//
//nolint:revive // what a letter says: when, which, of whom, to whom, about what
func (s *Sender) unreached(ctx context.Context, now time.Time, id, patient, whom string, alarm state.Alarm) error {
	entries, err := s.o.Store.Receive(ctx, now, append(s.pager.ringer.Rung(patient, alarm.Alert), storage.Arrival{
		To: patient, Event: state.Told{
			Header: state.Header{ID: id + "/aside", At: now}, From: whom, Letter: state.Unreached{Alert: alarm.Alert},
		},
	}))
	s.inboxes.Give(entries)
	switch {
	case err == nil:
		return nil
	case storage.Final(err): // the patient's id is none either, so there is nobody to tell
		s.o.Log.Error("nobody can be told of an alarm that was set aside", "message", id, "error", err)
		return nil
	}
	s.pager.aside(ring.Alarm{
		ID: "aside:" + id, Text: state.Page{Short: alarm.Short}.Text(), Alert: alarm.Alert, Patient: patient, Whom: whom,
	})
	if shard, wrong := s.o.Store.ShardOfID(patient); wrong == nil {
		s.inboxes[shard].Reread() // it may have been stored
	}
	return errors.Join(errAside, err)
}

// asideKnown is how long it is remembered that a human was told of something that was set aside.
const asideKnown = time.Hour

// errAside says that the ladder could not be told of an alarm that is to be set aside, so that is not done yet.
var errAside = errors.New("tell the ladder of an alarm that is to be set aside")

// aside tells a human by the second channel of something that was set aside.
func (p *Pager) aside(alarm ring.Alarm) {
	if p.o.Channel == nil {
		return
	}
	now := p.o.Clock()
	spot := lanes.Spot{Shard: -1, Stream: alarm.ID} // of no outbox
	alarm.Since, alarm.Reason = now.Wall, "the bot could not pass this on"
	p.mu.Lock()
	for at, old := range p.waiting { // what was told stays known for a while, lest it be told again
		if old.aside && old.told && now.Run-old.since.Run > asideKnown {
			delete(p.waiting, at)
		}
	}
	if p.waiting[spot] == nil {
		p.waiting[spot] = &ringing{Spot: spot, Alarm: alarm, since: now, aside: true}
	}
	p.mu.Unlock()
	p.nudge.Poke()
}

// PassOn calls the next person of the ladder when a letter that calls somebody is not delivered, for instance because
// that person's shard is away. The letter stays, and is delivered when it can be.
func (s *Sender) PassOn(ctx context.Context, now Reading) (did int, err error) {
	s.mu.Lock()
	overdue := s.calls.Overdue(now, s.known)
	s.mu.Unlock()
	var failed loop.Failures
	for _, it := range overdue {
		tell, _ := it.Effect.(state.Tell)
		alarm, _ := tell.Letter.(state.Alarm)
		if err := s.unreached(ctx, now.Wall, it.ID, it.From, tell.To, alarm); err != nil {
			failed.Add(err)
			continue
		}
		s.mu.Lock()
		it.Reported = true
		s.mu.Unlock()
		s.o.Log.Error("an alarm is not delivered: the ladder goes on", "message", it.ID, "alert", alarm.Short)
		did++
	}
	return did, failed.Err()
}
