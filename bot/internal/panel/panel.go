// Package panel adds facts to an event whose turn needs more than the participant's state. A Step sees one participant
// only, so the facts of a desk's patients, and a participant's own, are read here:
//
//	event, err := reader.Complete(ctx, state, due)
//
// A Reader decides nothing; what is shown of what it has read is the engine's.
package panel

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"footing/bot/internal/metrics"
	"footing/flows"
	"footing/flows/digest"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// Reader reads facts for due moments.
type Reader struct {
	store    *storage.Store
	protocol *flows.Protocol
	metrics  *metrics.Metrics
	log      *slog.Logger
}

// NewReader makes a reader of a store's facts.
func NewReader(store *storage.Store, p *flows.Protocol, m *metrics.Metrics, log *slog.Logger) *Reader {
	return &Reader{store, p, m, log}
}

// Complete adds a participant's own facts, or the composed digest, to a due moment that needs them, up to the moment
// that was due.
func (r *Reader) Complete(ctx context.Context, desk state.State, due state.Due) (state.Event, error) {
	if since, needed := engine.OwnFacts(r.protocol, desk, due.Kind, due.Key); needed {
		return r.own(ctx, desk.ID, since, due)
	}
	if id, needed := engine.Leaver(desk, due.Kind, due.Key); needed {
		return r.leaver(ctx, desk, id, due)
	}
	request, ok := engine.DigestRequest(r.protocol, desk, due.Kind, due.Key, due.Nominal)
	if !ok {
		return due, nil
	}
	people := request.People[:0:0]
	var err error
	for _, person := range request.People {
		shared, err := r.share(ctx, desk.ID, &person, due.At)
		switch {
		case err == nil && shared:
			people = append(people, person)
		case err == nil:
		case !storage.Final(err):
			return nil, err
		default: // one patient's damaged record must not cost the clinician the others
			request.Unread = append(request.Unread, person.Code)
			r.metrics.Parked.WithLabelValues("record").Inc()
			r.log.Error("a patient is missing in a summary", "participant", person.ID, "error", err)
		}
	}
	request.People = people
	if request.Reader, err = r.remembered(ctx, desk.ID, due.Nominal); err != nil {
		return nil, err
	}
	composed := digest.Compose(r.protocol, request)
	due.Digest = &composed
	return due, nil
}

// Recomplete completes a due moment whose turn is made a second time, of the event as it was. What was composed or
// counted for it then holds; the participant's own facts are read again, because they are not kept with an event.
func (r *Reader) Recomplete(ctx context.Context, s state.State, due state.Due) (state.Event, error) {
	if since, needed := engine.OwnFacts(r.protocol, s, due.Kind, due.Key); needed {
		return r.own(ctx, s.ID, since, due)
	}
	return due, nil
}

// own adds a participant's own facts to a due moment that needs them. If one cannot be read the turn is made all the
// same, because a damaged record must not keep anybody from erasing it.
func (r *Reader) own(ctx context.Context, id string, since time.Time, due state.Due) (state.Event, error) {
	facts, err := r.store.Facts(ctx, id, since)
	switch {
	case err == nil:
		due.Facts = facts
	case !storage.Final(err):
		return nil, fmt.Errorf("read a participant's own facts: %w", err)
	default:
		r.metrics.Parked.WithLabelValues("record").Inc()
		r.log.Error("a participant's own facts can't be read", "participant", id, "error", err)
		due.Unread = true
	}
	return due, nil
}

// remembered reads what a desk was shown before, as far back as a prompt may have been found not useful. If that cannot
// be read, a prompt may come twice, which is better than no summary.
func (r *Reader) remembered(ctx context.Context, desk string, until time.Time) ([]record.Fact, error) {
	facts, err := r.store.Facts(ctx, desk, until.Add(-digest.Remembers(r.protocol)))
	switch {
	case err == nil:
		return facts, nil
	case !storage.Final(err):
		return nil, fmt.Errorf("read what a clinician was shown: %w", err)
	default:
		r.log.Error("it is not known which prompts a clinician was shown", "participant", desk, "error", err)
		return nil, nil
	}
}

// share reads a patient's facts for a desk, if the link between the two holds on the patient's side too.
func (r *Reader) share(ctx context.Context, desk string, person *digest.Person, at time.Time) (shared bool, err error) {
	patient, err := r.store.Load(ctx, person.ID)
	if err != nil {
		return false, fmt.Errorf("read a patient's link: %w", err)
	}
	if !patient.State.May(desk, state.RightFacts, at) {
		return false, nil
	}
	person.Unalerted = !patient.State.May(desk, state.RightAlerts, at)
	person.Careful = patient.State.Patient.Careful.Holds()
	person.Facts, err = r.store.Facts(ctx, person.ID, time.Time{})
	if err != nil {
		return false, fmt.Errorf("read a patient's facts: %w", err)
	}
	return true, nil
}
