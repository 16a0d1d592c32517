package assembly

import (
	"context"
	"errors"
	"time"
)

// lateErasure is how long after an erasure Redis' append-only files are surely written anew while serve runs.
const lateErasure = 15 * time.Minute

// checkErased warns of what was erased and is still in an append-only file of Redis, and says what stands in the way.
func (a *Assembly) checkErased(ctx context.Context) {
	list, err := a.Store.Erased(ctx)
	done, failed := a.Store.Rewritten(ctx)
	now, wrong := a.Store.Clock(ctx)
	if err = errors.Join(err, failed, wrong); err != nil {
		a.report("erased", warning, err.Error(), "")
		return
	}
	late := 0
	for _, at := range list {
		if at.After(done) && now.Sub(at) > lateErasure {
			late++
		}
	}
	if late == 0 {
		return
	}
	says := "what was erased is still in Redis' append-only file (" + Many(late, "erasure") + ")"
	if why := a.Store.AppendOnly().Hindrance(ctx); why != nil {
		says += ": " + why.Error()
	}
	a.report("erased", warning, says, "Start footing serve, which has that file written anew. If it runs, allow the bot's Redis user "+
		"BGREWRITEAOF, on replicas as well, let it reach them, and see Redis' log for why it fails.")
}
