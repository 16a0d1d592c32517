package panel

import (
	"context"
	"fmt"
	"slices"

	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// leaver counts which of a colleague's patients would have nobody without them. A patient who cannot be read counts as
// one. If the colleague's own desk cannot be read, nothing can be counted.
func (r *Reader) leaver(ctx context.Context, desk state.State, id string, due state.Due) (state.Event, error) {
	leaving, err := r.store.Load(ctx, id)
	switch {
	case err != nil && !storage.Final(err):
		return nil, fmt.Errorf("read the desk of somebody who is to leave: %w", err)
	case err != nil || leaving.State.Desk == nil:
		due.Unread = true
		return due, nil //nolint:nilerr // what is lost is said: it could not be counted
	}
	var failed error
	there := func(id string) bool {
		if failed != nil || !slices.ContainsFunc(desk.Desk.Staff, func(c state.Contact) bool { return c.ID == id }) {
			return false
		}
		colleague, err := r.store.Load(ctx, id)
		if err != nil && !storage.Final(err) {
			failed = fmt.Errorf("read who is left for somebody's patients: %w", err)
		}
		return err == nil && colleague.State.Desk != nil && !colleague.State.Blocked
	}
	for _, m := range leaving.State.Desk.Panel {
		patient, err := r.store.Load(ctx, m.ID)
		if err != nil && !storage.Final(err) {
			return nil, fmt.Errorf("read a patient of somebody who is to leave: %w", err)
		}
		lost, alerts := true, 0
		if err == nil {
			lost, alerts = engine.Loses(r.protocol, patient.State, id, there)
		}
		if lost {
			due.Lost, due.LostAlerts = due.Lost+1, due.LostAlerts+alerts
		}
	}
	if failed != nil {
		return nil, failed
	}
	return due, nil
}
