package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footing/bot/internal/lanes"
	"footing/flows/state"
	"footing/storage"
)

// An alarm that is set aside reaches nobody. So its addressee counts as not reached, which calls the next person of the
// ladder at once, and a human is told by the second channel. Both happen before the alarm is set aside: whatever
// stops in between, it is done again, and recognised by its id. The same holds of an alarm that has to wait.

// passOver lets the ladder go on behind an entry that is to be set aside, if that may be an alarm.
func (w *Worker) passOver(ctx context.Context, now time.Time, entry storage.Entry) error {
	told, ok := entry.Event.(state.Told)
	alarm, calls := told.Letter.(state.Alarm)
	switch {
	case entry.Event == nil || entry.Err != nil: // nobody knows what it was
		w.sender.pager.aside("unread:"+fmt.Sprint(w.shard)+":"+entry.Stream,
			"Something that came for somebody could not be read. Open Telegram, and tell the operator.", w.o.Clock())
		return nil //nolint:nilerr // a human has been told of it
	case !ok || !calls:
		return w.passAlerts(ctx, entry)
	}
	return w.sender.unreached(ctx, now, told.ID, told.From, entry.To, alarm)
}

// passAlerts tells humans of the open alerts of somebody for whom an entry is to be set aside: it may have been a call,
// or what somebody did about one. Of whom nothing can be read, the same is told, whether or not there is an alert.
func (w *Worker) passAlerts(ctx context.Context, entry storage.Entry) error {
	id := entry.To
	if id == "" {
		id, _, _ = w.keeper.book.Of(entry.Chat)
	}
	if id == "" || id == state.OfficeID {
		return nil
	}
	shorts := w.alerts.Of(id)
	r, err := w.o.Store.Load(ctx, id)
	switch {
	case err == nil:
		w.alerts.Note(w.shard, r)
		shorts = w.alerts.Of(id)
	case !storage.Final(err):
		return fmt.Errorf("look for alerts of somebody for whom an entry is set aside: %w", err)
	case len(shorts) == 0:
		w.sender.pager.aside("record:"+id, "The record of somebody can't be read. Open Telegram, and tell the operator.",
			w.o.Clock())
		w.attendant.Unread(id, "")
	}
	for _, short := range shorts {
		w.sender.pager.aside("aside:"+id+"/"+short, state.Page{Short: short}.Text(), w.o.Clock())
		w.attendant.Unread(id, short)
	}
	return nil
}

// passOver does the same for a letter that is to be set aside.
func (s *Sender) passOver(ctx context.Context, it *lanes.Item) error {
	tell, ok := it.Effect.(state.Tell)
	alarm, calls := tell.Letter.(state.Alarm)
	switch {
	case !ok:
		s.pager.aside("unread:"+it.ID, "Something that was to be sent could not be read. Open Telegram, and tell the operator.",
			s.o.Clock())
		return nil
	case !calls:
		return nil
	}
	return s.unreached(ctx, s.o.now(), it.ID, it.From, tell.To, alarm)
}

// unreached tells the patient's side that an alarm does not reach somebody, and a human by the second channel.
//
//nolint:revive // what a letter says: when, which, of whom, to whom, about what
func (s *Sender) unreached(ctx context.Context, now time.Time, id, patient, whom string, alarm state.Alarm) error {
	s.pager.aside("aside:"+id, state.Page{Short: alarm.Short}.Text(), s.o.Clock())
	entries, err := s.o.Store.Receive(ctx, now, []storage.Post{{To: patient, Event: state.Told{
		Header: state.Header{ID: id + "/aside", At: now}, From: whom,
		Letter: state.Unreached{Alert: alarm.Alert, Paged: s.o.Channel != nil},
	}}})
	s.inboxes.Give(entries)
	switch {
	case err == nil:
		return nil
	case storage.Final(err): // the patient's id is none either, so there is nobody to tell
		s.o.Log.Error("nobody can be told of an alarm that was set aside", "message", id, "error", err)
		return nil
	}
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
func (p *Pager) aside(id, text string, now Reading) {
	if p.o.Channel == nil {
		return
	}
	spot := lanes.Spot{Shard: -1, Stream: id} // of no outbox
	p.mu.Lock()
	for at, one := range p.waiting { // what was told stays known for a while, lest it be told again
		if one.aside && one.told && now.Run-one.since.Run > asideKnown {
			delete(p.waiting, at)
		}
	}
	if p.waiting[spot] == nil {
		p.waiting[spot] = &page{Spot: spot, id: id, text: text, since: now, aside: true}
	}
	p.mu.Unlock()
	p.nudge.Poke()
}
