// Package sendable decides, right before a message goes to Telegram, whether it may still go: a message can wait long
// in the outbox, held by Telegram, and what it says can be forbidden meanwhile.
//
// Now is asked for every message. It looks at the message's own time, and for a clinician's reply at the state of the
// patient as it is then. While that cannot be read, a reply waits. Nothing is taken out of the outbox here.
package sendable

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footing/bot/internal/lanes"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// within is how long the store may take to say how a patient's state is.
const within = time.Second

// Now reports whether a message may go now. With an error that is not known, and the message is to wait.
func Now(ctx context.Context, store *storage.Store, p *flows.Protocol, it *lanes.Queued, now time.Time) (bool, error) {
	say, ok := it.Effect.(state.Say)
	if !ok {
		return true, nil
	}
	if !say.Until.IsZero() && !now.Before(say.Until) {
		return false, nil
	}
	key, reply := strings.CutPrefix(say.Anchor, state.AnchorReply)
	if !reply {
		return true, nil
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	patient, err := store.Load(ctx, it.From)
	if err != nil {
		return false, fmt.Errorf("ask whether a reply may still go: %w", err)
	}
	return engine.ReplyStands(p, patient.State, key, now), nil
}
