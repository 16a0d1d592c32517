package bot

import (
	"context"
	"time"

	"footing/bot/internal/lanes"
	"footing/storage"
)

// heldWithin is how long the store may take over a hold. Nothing depends on it but a later process.
const heldWithin = time.Second

// throttled notes a 429, here and with the shard, so that it is not asked again after a restart or by another process.
func (s *Sender) throttled(ctx context.Context, it *lanes.Queued, now Reading, after time.Duration) {
	steady := s.o.steady(now)
	news, wide := s.holds.Refused(it, steady, after)
	s.pager.nudge.Poke() // Telegram's wait may be too long for an alert
	s.keep(ctx, it.Shard, now, storage.Hold{Chat: it.Chat, Method: it.Method, Until: now.Wall.Add(after)})
	if !wide.Until.IsZero() {
		lasts := wide.Until.Sub(steady)
		s.keep(ctx, it.Shard, now, storage.Hold{Method: wide.Method, Until: now.Wall.Add(lasts)})
		s.o.Log.Warn("telegram wants no messages for a while", "method", wide.Method, "for", lasts.Round(time.Second))
	} else if news {
		s.o.Log.Warn("telegram wants no messages of one kind in a chat for a while",
			"message", it.ID, "method", it.Method, "for", after)
	}
}

func (s *Sender) keep(ctx context.Context, shard int, now Reading, h storage.Hold) {
	ctx, cancel := context.WithTimeout(ctx, heldWithin)
	defer cancel()
	if err := s.o.Store.KeepHold(ctx, shard, now.Wall, h); err != nil {
		s.o.Log.Warn("a wait that telegram asked for is known to this process only", "error", err)
	}
}

// unheld ends the holds that Telegram has shown to be over by taking an item.
func (s *Sender) unheld(ctx context.Context, it *lanes.Queued) {
	own, everything := s.holds.Accepted(it)
	if own {
		s.endHold(ctx, it.Shard, storage.Hold{Chat: it.Chat, Method: it.Method})
	}
	if !everything {
		return
	}
	for _, lease := range s.leaseholder.Held() { // each shard whose message was the third refused may keep it
		s.endHold(ctx, lease.Shard, storage.Hold{})
	}
}

func (s *Sender) endHold(ctx context.Context, shard int, h storage.Hold) {
	ctx, cancel := context.WithTimeout(ctx, heldWithin)
	defer cancel()
	if err := s.o.Store.EndHold(ctx, shard, h); err != nil {
		s.o.Log.Warn("a wait that is over may be kept for a later process", "error", err)
	}
}

// restore takes over the holds of a shard that was taken.
func (s *Sender) restore(ctx context.Context, shard int, now Reading) error {
	holds, err := s.o.Store.Holds(ctx, shard, now.Wall)
	if err != nil {
		return err //nolint:wrapcheck // Refill wraps it
	}
	steady := s.o.steady(now)
	for _, h := range holds {
		s.holds.Restore(h.Chat, h.Method, steady.Add(h.Until.Sub(now.Wall)))
	}
	return nil
}
