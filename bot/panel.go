package bot

import (
	"context"
	"fmt"
	"time"

	"footing/flows/digest"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// prepare adds to an event what is known beside it: to a press the emergency calls that it was the reason for, and the
// composed digest to a due moment that needs one. Step sees one participant only, so the facts of a
// desk's patients are read here, up to the moment that was due.
func (w *Worker) prepare(ctx context.Context, desk state.State, e state.Event) (state.Event, error) {
	if tap, ok := e.(state.Tapped); ok {
		tap.Called = w.CallsAbout(tap.ID)
		return tap, nil
	}
	due, ok := e.(state.Due)
	if !ok {
		return e, nil
	}
	if since, needed := engine.OwnFacts(w.o.Protocol, desk, due.Kind, due.Key); needed {
		return w.own(ctx, desk.ID, since, due)
	}
	request, ok := engine.DigestRequest(w.o.Protocol, desk, due.Kind, due.Key, due.Nominal)
	if !ok {
		return e, nil
	}
	people := request.People[:0:0]
	var err error
	for _, person := range request.People {
		shared, err := w.share(ctx, desk.ID, &person, due.At)
		switch {
		case err == nil && shared:
			people = append(people, person)
		case err == nil:
		case !storage.Final(err):
			return nil, err
		default: // one patient's damaged record must not cost the clinician the others
			request.Unread = append(request.Unread, person.Code)
			w.metrics.Parked.WithLabelValues("record").Inc()
			w.o.Log.Error("a patient is missing in a summary", "participant", person.ID, "error", err)
		}
	}
	request.People = people
	if request.Reader, err = w.remembered(ctx, desk.ID, due.Nominal); err != nil {
		return nil, err
	}
	composed := digest.Compose(w.o.Protocol, request)
	due.Digest = &composed
	return due, nil
}

// own adds a participant's own facts to a due moment that needs them. If one cannot be read the turn is made all the
// same, because a damaged record must not keep anybody from erasing it.
func (w *Worker) own(ctx context.Context, id string, since time.Time, due state.Due) (state.Event, error) {
	facts, err := w.o.Store.Facts(ctx, id, since)
	switch {
	case err == nil:
		due.Facts = facts
	case !storage.Final(err):
		return nil, fmt.Errorf("read a participant's own facts: %w", err)
	default:
		w.metrics.Parked.WithLabelValues("record").Inc()
		w.o.Log.Error("a participant's own facts can't be read", "participant", id, "error", err)
		due.Unread = true
	}
	return due, nil
}

// remembered reads what a desk was shown before, as far back as a prompt is not repeated. If that cannot be read, a
// prompt may come twice, which is better than no summary.
func (w *Worker) remembered(ctx context.Context, desk string, until time.Time) ([]record.Fact, error) {
	facts, err := w.o.Store.Facts(ctx, desk, until.Add(-w.o.Protocol.Digest.Rest))
	switch {
	case err == nil:
		return facts, nil
	case !storage.Final(err):
		return nil, fmt.Errorf("read what a clinician was shown: %w", err)
	default:
		w.o.Log.Error("it is not known which prompts a clinician was shown", "participant", desk, "error", err)
		return nil, nil
	}
}

// share reads a patient's facts for a desk, if the link between the two holds on the patient's side too.
func (w *Worker) share(ctx context.Context, desk string, person *digest.Person, at time.Time) (shared bool, err error) {
	patient, err := w.o.Store.Load(ctx, person.ID)
	if err != nil {
		return false, fmt.Errorf("read a patient's link: %w", err)
	}
	if !patient.State.May(desk, state.RightFacts, at) {
		return false, nil
	}
	person.Unalerted = !patient.State.May(desk, state.RightAlerts, at)
	person.Facts, err = w.o.Store.Facts(ctx, person.ID, time.Time{})
	if err != nil {
		return false, fmt.Errorf("read a patient's facts: %w", err)
	}
	return true, nil
}
