package digest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// longestWeek is the longest possible open week, including a change of the clocks or of the reader's zone or hour.
const longestWeek = 9 * 24 * time.Hour

// since is the beginning of the week: seven days before the request's time, or the end of the reader's last weekly
// summary if that was earlier. Facts between the two would otherwise appear in neither summary.
func (v *view) since() time.Time {
	begin := v.until.Add(-week)
	var last time.Time
	for _, f := range v.reader {
		if d, ok := f.Body.(record.Digest); ok && d.Until.Before(v.until) && d.Until.After(last) {
			last = d.Until
		}
	}
	if last.Before(begin) && v.until.Sub(last) <= longestWeek {
		return last
	}
	return begin
}

// thisWeek tells whether something happened within the week before the request's time.
func (v *view) thisWeek(t time.Time) bool { return t.After(v.begins) && !t.After(v.until) }

// tally counts the week's check-ins by how they ended. One that is still open is counted again in the week in which it
// ends, so that none is lost between two digests.
type tally struct{ all, answered, missed, undelivered, stopped, open int }

func (v *view) tally(h history) tally {
	var t tally
	for _, o := range h.occasions {
		if !v.thisWeek(o.at) || o.reason == record.EndLeft || o.reason == record.EndNoSession ||
			o.reason == record.EndPaused && !o.answered || v.allPrivate(h, o) || o.uncounted() ||
			!o.ended && !o.opened.Before(v.morning) && v.morning.Before(v.until) {
			continue
		}
		t.all++
		switch {
		case o.answered:
			t.answered++
		case !o.ended:
			t.open++
		case o.reason == record.EndNotDelivered:
			t.undelivered++
		case o.reason == record.EndRed:
			t.stopped++
		default:
			t.missed++
		}
	}
	return t
}

// uncounted tells whether a check-in was outside the plan and is not counted: the question that follows a phrase (shown
// only if answered), and one that a patient started and did not finish.
func (o *occasion) uncounted() bool {
	return strings.HasPrefix(o.id, flows.SaidSlot+"-") || strings.HasPrefix(o.id, flows.OwnSlot+"-") && !o.answered &&
		o.reason != record.EndRed
}

// settle computes how a check-in with private questions ended from its shared answers alone. Whether and when private
// questions were answered, declined or left open must not show.
func (v *view) settle(h history, standing map[[3]string]answer) {
	for _, o := range h.occasions {
		private := func(questionnaire string) bool { return v.private(h.withheld, questionnaire, o.opened) }
		if !slices.ContainsFunc(o.asked, private) {
			continue
		}
		var last time.Time
		for _, a := range standing {
			if a.Occasion == o.id && !a.Private && !private(a.Questionnaire) && a.told.After(last) {
				last = a.told
			}
		}
		if !last.IsZero() {
			o.at, o.ended, o.answered = last, true, true
			continue
		}
		o.answered = false
		if o.reason == "" || o.reason == record.EndAnswered || o.reason == record.EndExpired {
			o.at, o.reason = o.opened, record.EndExpired
			if closed := o.opened.Add(v.plan.Window.Deadline); !closed.After(v.until) {
				o.at, o.ended = closed, true
			} else {
				o.ended = false
			}
		}
	}
}

// allPrivate tells whether the check-in asked nothing that others may see. It is then not counted.
func (v *view) allPrivate(h history, o *occasion) bool {
	return len(o.asked) > 0 && !slices.ContainsFunc(o.asked,
		func(id string) bool { return !v.private(h.withheld, id, o.opened) })
}

// topic is the subject of a choice about private answers: one theme in one check-in.
type topic struct {
	occasion string
	theme    int
}

// choices are the latest choice for each topic.
type choices map[topic]choiceMade

type choiceMade struct {
	record.Share
	at time.Time
}

// wishes are the themes that the patient shared this week as topics to talk about, without an answer.
func (v *view) wishes(sharing choices) []int {
	themes := map[int]bool{}
	for about, made := range sharing {
		if made.Share == record.ShareTheme && v.thisWeek(made.at) {
			themes[about.theme] = true
		}
	}
	return slices.Sorted(maps.Keys(themes))
}
