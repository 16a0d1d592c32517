package digest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// longestWeek is how long a week can be that has been left open: one with a change of the clocks, or of the reader's
// zone or hour.
const longestWeek = 9 * 24 * time.Hour

// since is when the week begins: seven days before the request's time, or where the reader's last weekly summary ended,
// if that was longer ago. Otherwise what came in between would be in neither.
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

// tally counts the week's check-ins by how they ended. One that is still open is counted with the week in
// which it ends as well: nothing is lost between two digests.
type tally struct{ all, answered, missed, undelivered, stopped, open int }

func (v *view) tally(h history) tally {
	var t tally
	for _, o := range h.occasions {
		if !v.thisWeek(o.at) || o.reason == record.EndLeft || o.reason == record.EndNoSession ||
			o.reason == record.EndPaused && !o.answered || v.allPrivate(h, o) || o.uncounted() {
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

// uncounted tells whether a check-in is none of those that were planned: the question that follows a phrase, which
// shows nowhere unless it is answered, and one that a patient began and left.
func (o *occasion) uncounted() bool {
	return strings.HasPrefix(o.id, flows.SaidSlot+"-") || strings.HasPrefix(o.id, flows.OwnSlot+"-") && !o.answered &&
		o.reason != record.EndRed
}

// settle lets a check-in with private questions be told by its shared answers alone: which of the others were
// answered, declined or left open, and when, must not show in how the check-in ended.
func (v *view) settle(h history, standing map[[3]string]answer) {
	for _, o := range h.occasions {
		private := func(questionnaire string) bool { return v.private(h.withheld, questionnaire, o.opened) }
		if !slices.ContainsFunc(o.asked, private) {
			continue
		}
		var last time.Time
		for _, a := range standing {
			if a.Occasion == o.id && !a.Private && !private(a.Questionnaire) && a.at.After(last) {
				last = a.at
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

// allPrivate tells whether the check-in asked nothing that others may see: it is not counted at all.
func (v *view) allPrivate(h history, o *occasion) bool {
	return len(o.asked) > 0 && !slices.ContainsFunc(o.asked,
		func(id string) bool { return !v.private(h.withheld, id, o.opened) })
}

// topic is what a choice about private answers is about: one theme in one check-in.
type topic struct {
	occasion string
	theme    int
}

// choices are the latest ones.
type choices map[topic]choiceMade

type choiceMade struct {
	record.Share
	at time.Time
}

// wishes are the themes that were shared in the week as something to talk about, and no more.
func (v *view) wishes(sharing choices) []int {
	themes := map[int]bool{}
	for about, made := range sharing {
		if made.Share == record.ShareTheme && v.thisWeek(made.at) {
			themes[about.theme] = true
		}
	}
	return slices.Sorted(maps.Keys(themes))
}
