package main

import (
	"context"
	"fmt"

	"footing/flows/engine"
)

// ladder looks whether somebody can be called about every patient: one who works here and has not blocked the bot. It
// fails doctor, and is said in every health output; serve runs all the same, for it would silence whoever can be reached.
func (a *assembly) ladder(ctx context.Context) {
	if a.plan == nil {
		return
	}
	patients, alone, err := a.callable(ctx)
	switch {
	case err != nil:
		a.report("ladder", failed, err.Error(), "")
	case alone > 0:
		a.report("ladder", failed, fmt.Sprintf("for %d of %s nobody could be called at the last look: their alerts would reach nobody", alone, many(patients, "patient")),
			"footing invite clinician --role backup (or lead, night) fills a post for everybody; a clinician who blocked the bot opens it again. "+
				"Patients whose clinician left open an invitation of another, and go on as before.")
	case patients > 0:
		a.report("ladder", fine, "somebody can be called about every patient", "")
	}
}

// callable counts the patients who take part, and those of them about whom nobody can be called.
func (a *assembly) callable(ctx context.Context) (patients, alone int, err error) {
	known := map[string]bool{}
	there := func(id string) bool {
		reached, ok := known[id]
		if !ok && err == nil {
			r, failure := a.store.Load(ctx, id)
			reached, err = failure == nil && r.State.Desk != nil && !r.State.Blocked, failure
			known[id] = reached
		}
		return reached
	}
	for id, failure := range a.store.Everyone(ctx) {
		if failure != nil {
			return 0, 0, failure
		}
		r, failure := a.store.Load(ctx, id)
		if failure != nil {
			return 0, 0, fmt.Errorf("read whom a patient's alerts go to: %w", failure)
		}
		p := r.State.Patient
		if p == nil || p.Left {
			continue
		}
		patients++
		if !engine.Callable(a.plan, r.State, there) {
			alone++
		}
		if err != nil {
			return 0, 0, fmt.Errorf("read who can be called: %w", err)
		}
	}
	return patients, alone, nil
}
