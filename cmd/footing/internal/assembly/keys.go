package assembly

import (
	"context"
	"fmt"
)

// checkKeys says how far the replacement of a sealing key has got, if one is under way.
func (a *Assembly) checkKeys(ctx context.Context) {
	if key, ok := a.keys.Waiting(); ok {
		a.report("keys", warning, fmt.Sprintf("key %08x was added to the keyset and does not seal yet", key),
			"Run footing keys rotate: it goes on where it stopped.")
	}
	shards, key, err := a.Store.ToReseal(ctx)
	switch {
	case err != nil:
		a.report("keys", failed, err.Error(), "See whether Redis works.")
	case len(shards) > 0:
		a.report("keys", warning, fmt.Sprintf("%d of %d shards still hold values that another key than %08x has sealed",
			len(shards), a.Store.Shards(), key),
			"Nothing needs to be done: footing serve seals them anew while it runs. See footing keys list.")
	case !a.keys.Sealing()[0].Seals:
		a.report("keys", warning, fmt.Sprintf("everything is sealed with key %08x, and the keyset has older keys", key),
			"Take them out when nothing needs them: see footing keys list, then footing keys drop.")
	}
}
