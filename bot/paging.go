package bot

import (
	"context"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/ring"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// pageSlots is how many calls by the second channel may be under way at once.
const pageSlots = 4

// page makes a call by the second channel that a turn has decided on: nobody has pressed on an alert for too long. The
// call waits in the outbox until the channel has taken it, so a restart loses none. One that was taken just before a
// crash is repeated under the same id. Before each try the patient's state is looked at: who has pressed meanwhile is
// not called, nor is anybody outside the hours of their post or whom the patient has left out by now.
func (s *Sender) page(ctx context.Context, it *lanes.Queued) (again time.Time) {
	now := s.o.Clock()
	page, ok := it.Effect.(state.Page)
	if !ok || s.o.Channel == nil { // doctor says that there is none; the metric, how often it would have rung
		s.metrics.Sends.WithLabelValues("Page", "skipped").Inc()
		return time.Time{}
	}
	from, wanted := now.Wall, true
	r, err := s.o.Store.Load(ctx, it.From)
	switch {
	case err == nil:
		from, wanted = engine.PageFrom(s.o.Protocol, r.State, page, now.Wall)
	case !storage.Final(err): // it is asked again; a state that can never be read counts as that of an unseen alert
		return s.later(it, err)
	}
	switch {
	case !wanted:
		s.metrics.Sends.WithLabelValues("Page", "late").Inc()
		return time.Time{}
	case from.After(now.Wall):
		return s.o.steady(now).Add(from.Sub(now.Wall))
	}
	err = s.o.Channel.Send(ctx, channel.Page{
		ID: ring.ID(it.ID), Text: page.Text(), Reason: "nobody has pressed on this alert", Since: page.Since, Post: string(page.Call),
	})
	s.metrics.Pages.WithLabelValues(metrics.OutcomeOf(err)).Inc()
	if err != nil {
		if failures := s.failed(it); loop.Seldom(failures) {
			s.o.Log.Error("the second channel does not take a call", "message", it.ID, "failures", failures, "error", err)
		}
		return s.o.steady(s.o.Clock()).Add(channel.RetryAfter)
	}
	s.o.Log.Error("nobody has pressed on an alert: a human was told by the second channel", "message", it.ID,
		"alert", page.Short, "post", page.Call)
	return time.Time{}
}

// unpaged are the calls by the second channel that have failed and are tried again.
func (s *Sender) unpaged(now Reading) (w lanes.Waiting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.known {
		if _, page := it.Effect.(state.Page); page && !it.Over && it.Failures > 0 {
			w.Add(now.Run - it.Since)
		}
	}
	return w
}
