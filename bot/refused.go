package bot

import (
	"context"
	"time"

	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/telegram"
	"footing/storage"
)

const (
	// firstRest is how long a refused message rests before it is tried again; after each refusal four times as long.
	firstRest   = 15 * time.Second
	longestRest = 10 * time.Minute
	// urgentPatience is for how long a message about safety is tried, and usualTries how often another one.
	urgentPatience = 24 * time.Hour
	usualTries     = 3
	// reportedAfter is after how many refusals of a message about safety its turn hears of them: others are called then.
	// Where the message itself is wrong, one is enough.
	reportedAfter = 2
)

// refused deals with a refusal that is not the person's own will. Telegram says "chat not found" of people who are
// there, and things that nobody knows, so most messages are tried again; what is behind goes on meanwhile. A message
// about safety is tried for a day after every refusal.
func (s *Sender) refused(ctx context.Context, it *lanes.Queued, now Reading, why error) (again time.Time) {
	kind, steady := telegram.Classify(why).Kind, s.o.steady(now)
	if it.Refusals++; it.Refusals == 1 {
		it.Refused = steady
	}
	if loop.Seldom(it.Refusals) {
		s.o.Log.Error("telegram refuses a message", "message", it.ID, "effect", metrics.KindOf(it.Effect),
			"refusals", it.Refusals, "error", why)
	}
	if !worthwhile(it, kind, steady) {
		if !it.Reported {
			it.Receipt = unreachable(it, now.Wall, kind)
		}
		return time.Time{}
	}
	if it.Urgent() && (it.Refusals >= reportedAfter || kind == telegram.Rejected) && !it.Reported {
		s.report(ctx, it, now.Wall, kind)
	}
	it.Until = steady.Add(min(firstRest<<min(2*(it.Refusals-1), 10), longestRest))
	return steady // its lane does not rest
}

// worthwhile tells whether to try a refused message again.
func worthwhile(it *lanes.Queued, kind telegram.OutcomeKind, now time.Time) bool {
	if it.Urgent() {
		return now.Sub(it.Refused) < urgentPatience
	}
	return kind != telegram.Rejected && it.Refusals < usualTries
}

// report lets the turn know that a message does not arrive, while it is still tried. If that fails, the next refusal
// reports it; a second report is recognised by its id.
func (s *Sender) report(ctx context.Context, it *lanes.Queued, now time.Time, kind telegram.OutcomeKind) {
	entries, err := s.o.Store.Receive(ctx, now, []storage.Arrival{{To: it.From, Event: unreachable(it, now, kind)}})
	s.inboxes.Give(entries)
	if err != nil {
		s.inboxes[it.Shard].Reread() // the report may have been stored
		return
	}
	it.Reported = true
}
