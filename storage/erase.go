package storage

import (
	"context"
	"fmt"
	"strings"

	"footing/flows/state"
)

// erasePage is how many messages of an outbox are read in one round trip.
const erasePage = 500

// eraseArgument returns an argument of commit.lua: `erase` and the stream ids of the participant's queued messages.
// None can be added in between, because only the shard's worker adds to an outbox. Letters to others stay, because an
// alarm may be among them, and so does what cannot be read, because it may be a letter.
func (s *Store) eraseArgument(ctx context.Context, shard int, id string) (string, error) {
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
