package digest

import (
	"fmt"
	"slices"
	"time"

	"footing/flows/record"
)

// Silence is news after so many due check-ins in a row, and so long, without an answer that may be shown.
const (
	silentCheckIns = 2
	silentFor      = 7 * 24 * time.Hour
)

// afterAlert is how long after an alert silence comes before other news.
const afterAlert = 28 * 24 * time.Hour

// silence is since when nothing was answered that may be shown: zero while there is no such news. Skips are answers.
// Check-ins that ask nothing but private questions, that never arrived or fell into a pause do not count.
func (v *view) silence(h history) time.Time {
	if !h.unreached.IsZero() || h.paused.After(v.until) {
		return time.Time{}
	}
	since := h.lastSaid
	if since.IsZero() {
		since = h.joined
	}
	unanswered := 0
	for _, o := range h.occasions {
		if !o.opened.After(since) || !o.ended || o.answered || o.uncounted() || v.allPrivate(h, o) {
			continue
		}
		if o.reason == record.EndExpired || o.reason == record.EndReplaced {
			unanswered++
		}
	}
	quiet := v.until.Sub(since)
	if h.paused.After(since) {
		quiet = v.until.Sub(h.paused)
	}
	if since.IsZero() || unanswered < silentCheckIns || quiet < silentFor {
		return time.Time{}
	}
	return since
}

// silenceLine says since when there is nothing to show, and whether there was a safety alert shortly before.
func (v *view) silenceLine(h history, since time.Time) (line string, alerted bool) {
	args := []string{"date", v.date(since), "n", fmt.Sprint(v.days(since, v.until))}
	for _, a := range slices.Backward(h.alerts) {
		if v.until.Sub(a.at) > afterAlert {
			continue
		}
		if v.days(a.said, since) == 0 {
			return v.say("silence.alert_that_day", args...), true
		}
		return v.say("silence.alert", append(args, "alert", v.date(a.said))...), true
	}
	return v.say("silence", args...), false
}
