package bot

import (
	"context"

	"footing/bot/internal/loop"
	"footing/flows/state"
)

// PassOn calls the next person of the ladder when a letter that calls somebody is not delivered, for instance because
// that person's shard is away. The letter stays, and is delivered when it can be.
func (s *Sender) PassOn(ctx context.Context, now Reading) (did int, err error) {
	s.mu.Lock()
	overdue := s.calls.Overdue(now, s.known)
	s.mu.Unlock()
	var failed loop.Failures
	for _, it := range overdue {
		tell, _ := it.Effect.(state.Tell)
		alarm, _ := tell.Letter.(state.Alarm)
		if err := s.unreached(ctx, now.Wall, it.ID, it.From, tell.To, alarm); err != nil {
			failed.Add(err)
			continue
		}
		s.mu.Lock()
		it.Reported = true
		s.mu.Unlock()
		s.o.Log.Error("an alarm is not delivered: the ladder goes on", "message", it.ID, "alert", alarm.Short)
		did++
	}
	return did, failed.Err()
}
