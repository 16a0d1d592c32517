package storage

import (
	"context"
	"fmt"
	"footing/flows/state"
	"strings"
)

// erasePage is how many messages of an outbox are looked at in one round trip.
const erasePage = 500

// erasing names, for the script of a turn that erases its participant, the messages that wait for them, behind the
// word that says so. Only the shard's worker adds to an outbox, so none can come in between. Letters to others stay:
// an alarm may be among them. So does what can't be read, for it may be one.
func (s *Store) erasing(ctx context.Context, shard int, id string) (string, error) {
	words := []string{"erase"}
	for after, full := "", true; full; {
		page, err := s.Outbox(ctx, shard, after, erasePage)
		if err != nil {
			return "", fmt.Errorf("look for what waits for %s: %w", id, err)
		}
		for _, o := range page {
			if _, letter := o.Effect.(state.Tell); o.From == id && o.Err == nil && !letter {
				words = append(words, o.Stream)
			}
		}
		if full = len(page) == erasePage; full {
			after = page[len(page)-1].Stream
		}
	}
	return strings.Join(words, " "), nil
}
