package attendant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/flows"
	"footing/flows/state"
)

// The second channel is used at once, because the store cannot carry the alarm: for each post whose step was taken,
// once, within its hours and while its people are there, as a turn would do it. For a post that a turn has called it is
// used when that turn meant to.

// planPage plans when the second channel is used next for an alarm.
func (a *Attendant) planPage(c *emergency, now loop.Reading) {
	c.pageNext, c.pageWaits = time.Time{}, false
	if a.with.Channel == nil || c.pressed() || c.paging {
		return
	}
	if next, ok := a.nextPage(c, now.Wall); ok {
		c.pageNext = a.steady(now).Add(next.at.Sub(now.Wall))
		c.pageWaits = next.at.After(now.Wall)
	}
}

// page is a use of the second channel: for which post, by which step, and when: now or later.
type page struct {
	post flows.Rank
	step int
	at   time.Time
}

// nextPage is the next use of the second channel. For somebody of whom no route is known it is used once, for no post.
// False if there is none: also for a patient whom nobody is left for.
func (a *Attendant) nextPage(c *emergency, now time.Time) (next page, ok bool) {
	route := c.route.At(now)
	if route.None() {
		return page{at: now}, !c.rung[""]
	}
	for n, step := range route.Steps {
		if !c.counts(route, n) {
			continue
		}
		post, at, open := a.with.Bare.PageAt(route, n, flows.Later(now, c.from[cmp.Or(step.Post, step.Call)]))
		if open && !c.rung[post] && (!ok || at.Before(next.at)) {
			next, ok = page{post, n, at}, true
		}
	}
	return next, ok
}

// nameOf names the use of the second channel for a post; once the alarm was called out anew, it is another.
func (c *emergency) nameOf(post flows.Rank) string {
	if c.anew > 0 {
		return fmt.Sprintf("%s/%d", post, c.anew)
	}
	return string(post)
}

// counts tells whether a step counts as taken: the first that has somebody always does, and each one once nobody could
// be reached by any.
func (c *emergency) counts(route state.Route, n int) bool {
	first := slices.IndexFunc(route.Steps, func(s state.RouteStep) bool { return len(s.People) > 0 })
	return n <= first || c.tries > 0 || slices.Contains(c.taken, n)
}

// duePage takes an alarm for which the second channel is due.
func (a *Attendant) duePage(at time.Time) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.earliest(at, func(c *emergency) time.Time { return unless(c.paging, c.pageNext) })
	if c != nil {
		c.paging = true
		a.Nudge.Poke()
	}
	return c
}

// page uses the second channel for the post that is due. After a failure it is tried again.
func (a *Attendant) page(ctx context.Context, c *emergency, now loop.Reading) {
	a.mu.Lock()
	next, ok := a.nextPage(c, now.Wall)
	if !ok || next.at.After(now.Wall) || c.pressed() {
		c.paging = false
		a.planPage(c, now)
		a.mu.Unlock()
		return
	}
	a.mu.Unlock()
	err := a.with.Channel.Send(ctx, channel.Page{
		ID: c.evidence + "/emergency/" + c.nameOf(next.post), Text: a.with.Bare.Page(c.evidence),
		Reason: "Footing's store cannot be reached", Since: c.wall, Post: string(next.post),
	})
	a.with.Metrics.Pages.WithLabelValues(metrics.OutcomeOf(err)).Inc()
	a.mu.Lock()
	c.paging = false
	c.pages++
	if err == nil {
		c.paged, c.rung[next.post] = true, true
		if c.pagedAt.IsZero() {
			c.pagedAt = a.now()
		}
	}
	if a.planPage(c, now); err != nil && !c.pageNext.IsZero() {
		c.pageNext = a.steady(now).Add(channel.RetryAfter)
	}
	a.mu.Unlock()
	a.Nudge.Poke()
	if err != nil {
		a.with.Log.Error("the second channel did not take an alarm", "error", err)
		return
	}
	a.write(c, "page/"+c.nameOf(next.post), state.Called{Step: next.step, Channel: true, Post: next.post})
}
