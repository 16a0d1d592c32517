package assembly

import (
	"context"
	"fmt"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
)

// momentsNamed is how many patients without a moment are named.
const momentsNamed = 10

// checkMoments finds patients for whom a check-in is not planned. They would never be asked it again, and nobody would
// notice: silence looks like that of somebody who does not answer.
func (a *Assembly) checkMoments(ctx context.Context, now time.Time) {
	if a.Plan == nil || a.Store == nil || a.inStore == 0 {
		return
	}
	var names string
	n := 0
	for id, err := range a.Store.Everyone(ctx) {
		if err != nil {
			a.report("moments", warning, err.Error(), "See whether Redis works.")
			return
		}
		r, err := a.Store.Load(ctx, id)
		if err != nil {
			a.report("moments", warning, err.Error(), "See footing parked list: what cannot be read is set aside there.")
			return
		}
		missing := engine.Unplanned(a.Plan, r.State, now, func(kind state.WakeKind, key string) bool {
			_, awaited := r.Awaits(kind, key)
			return awaited
		})
		if len(missing) == 0 {
			continue
		}
		if n++; n <= momentsNamed {
			names += fmt.Sprintf(" %s (%s)", r.State.Patient.Code, missing[0])
		}
	}
	if n > 0 {
		a.shortfall("moments", Many(n, "patient")+" would never be asked a check-in again, because no moment is planned for it:"+names,
			"Ask them to choose their days again (/schedule): that plans every check-in anew.")
	}
}
