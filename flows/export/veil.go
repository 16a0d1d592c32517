package export

import (
	"maps"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// This file removes what tells of answers that a person has not agreed to show. Not to write those answers is not
// enough: a check-in that stops behind a certain answer tells that the hidden question after it was answered "yes".
// So for people without the second consent
//
//   - a check-in ends, whatever became of it, where the first hidden question could have come: no row, time or status
//     is from later, and none of the check-ins and changes until the end of the next day, which it may have put off;
//   - the end of any other check-in with a private question is worked out from its open questions, and no time is from
//     behind the first private one.
//
// What is left depends on no hidden or private answer, not even on whether it exists.

// afterwards is how long after a check-in with hidden questions its end may show in other check-ins.
const afterwards = 24 * time.Hour

// dayAfter is when a person's own day ends.
func (x *run) dayAfter(s *story, at time.Time) time.Time {
	zone := s.journal.Zone(at, x.clinic)
	return flows.Resolve(floating(at, zone).Truncate(day).Add(day), zone)
}

// veiled is a time of which nothing is shown.
type veiled struct{ from, until time.Time }

// veil removes it from a story.
func (x *run) veil(s *story, c *counts) {
	if s.private {
		return
	}
	var until time.Time
	all := s.occasions
	s.occasions = make([]*occasion, 0, len(all)) // those before the one in hand
	for _, v := range all {
		after := v.planned.Before(until)
		x.veilOccasion(s, v, c)
		if v.cut != (askedItem{}) {
			until = x.dayAfter(s, v.planned.Add(afterwards))
			s.veiled = append(s.veiled, veiled{v.planned, until})
		}
		if !after {
			s.occasions = append(s.occasions, v)
			continue
		}
		for n := range v.answers {
			c.leave(Kept, v.answers[n].stored())
		}
	}
}

// veiling is one check-in of which something may be closed to the export.
type veiling struct {
	*occasion
	kept   []answer   // what may be shown
	firsts []revision // of these, as first given, in the order of their questions; Code is the item
	closed bool       // a private question came before
	end    time.Time  // when the first hidden question could come
}

// veilOccasion does it for one check-in.
func (x *run) veilOccasion(s *story, v *occasion, c *counts) {
	w := veiling{occasion: v, closed: x.unknownAnswers(v)}
	for _, id := range v.asked() {
		q := x.form(v, id)
		if q == nil || x.needsPrivateConsent(s, v, id, "") {
			w.closed = true
			continue
		}
		for n := 0; n < len(q.Items) && v.cut == (askedItem{}); n++ {
			w.item(q, &q.Items[n], x.needsPrivateConsent(s, v, id, q.Items[n].ID))
		}
	}
	hidden := false
	for n := range v.answers {
		a := &v.answers[n]
		if !w.keeps(a) {
			c.leave(Kept, a.stored())
			hidden = hidden || a.Hidden
		}
	}
	w.closed = w.closed || hidden
	if hidden && v.reason == record.EndRed {
		v.reason = record.EndExpired
	}
	w.finish()
	if w.closed && v.cut == (askedItem{}) {
		x.ending(s, v)
	}
}

// unknownAnswers tells whether a check-in has answers to questions that no known plan has.
func (x *run) unknownAnswers(v *occasion) bool {
	return slices.ContainsFunc(v.answers, func(a answer) bool { return itemOf(x.form(v, a.Questionnaire), a.Item) == nil })
}

// item goes through one question: its answer is kept, closed, or behind the first hidden question.
func (w *veiling) item(q *flows.Questionnaire, item *flows.Item, closed bool) {
	a := w.answer(q.ID, item.ID)
	switch {
	case closed || (a != nil && private(a.Response)):
		if at, could := w.couldAsk(q, item); could {
			w.cut, w.end = askedItem{q.ID, item.ID}, at
		}
	case a != nil:
		w.kept = append(w.kept, *a)
		if !w.closed {
			w.firsts = append(w.firsts, revision{flows.Answer{Code: item.ID}, a.given[0].at, a.given[0].place})
		} else {
			w.kept[len(w.kept)-1].at, w.kept[len(w.kept)-1].filed = time.Time{}, time.Time{}
		}
	}
}

// keeps tells whether an answer may be shown. One that was changed after a hidden question could come is not: its first
// form would be wrong, and the later one is from behind that question.
func (w *veiling) keeps(a *answer) bool {
	found := slices.ContainsFunc(w.kept, func(k answer) bool {
		return k.Questionnaire == a.Questionnaire && k.Item == a.Item
	})
	return found && (w.cut == askedItem{} || !a.at.After(w.end))
}

// finish leaves only what is kept.
func (w *veiling) finish() {
	w.answers = slices.DeleteFunc(w.kept, func(a answer) bool { return !w.keeps(w.answer(a.Questionnaire, a.Item)) })
	if w.cut == (askedItem{}) && !w.closed {
		return
	}
	w.first, w.ended = time.Time{}, time.Time{}
	for _, f := range w.firsts {
		late := w.cut != askedItem{} && f.at.After(w.end)
		if !late && (w.first.IsZero() || f.at.Before(w.first)) {
			w.first = f.at
		}
	}
	w.over = w.over || w.cut != askedItem{}
}

// couldAsk tells whether a check-in could come to a hidden question after what was answered openly, whatever was
// answered in hidden ones, and when. Before the first hidden question that could come, none was answered.
func (w *veiling) couldAsk(q *flows.Questionnaire, item *flows.Item) (at time.Time, could bool) {
	if !w.asks(q.ID, item) {
		return at, false
	}
	from := 0
	if item.When != nil {
		if at, could = w.everHeld(item); !could {
			return at, false
		}
		for n, f := range w.firsts {
			if slices.Contains(item.When.Items(), f.Code) {
				from = n + 1
			}
		}
	}
	for _, f := range w.firsts[from:] { // the questions in between
		if f.at.After(at) {
			at = f.at
		}
	}
	return at, true
}

// mostCombinations limits the work on a condition over answers that were changed again and again.
const mostCombinations = 256

// everHeld tells whether the condition of a question held after any of the answers given in a check-in, those that were
// changed later too, and since when. Answers that need the second consent count as not given.
func (v *occasion) everHeld(item *flows.Item) (at time.Time, held bool) {
	if len(item.When.Past()) > 0 {
		return time.Time{}, true
	}
	combinations := []combination{{answers: map[string]flows.Answer{}}}
	for _, parent := range item.When.Items() {
		a := v.answer("", parent)
		if a == nil || private(a.Response) {
			continue
		}
		var longer []combination
		for _, c := range combinations {
			for _, g := range a.given {
				longer = append(longer, c.with(parent, g))
			}
		}
		if combinations = longer; len(combinations) > mostCombinations {
			return a.given[0].at, true
		}
	}
	for _, c := range combinations {
		if yes, err := evaluate(item.When, c.answers); (yes || err != nil) && (!held || c.at.Before(at)) {
			at, held = c.at, true
		}
	}
	return at, held
}

// combination is what was answered to several questions at some time.
type combination struct {
	answers map[string]flows.Answer
	at      time.Time // when the last one was given
}

func (c combination) with(item string, g revision) combination {
	more := combination{maps.Clone(c.answers), c.at}
	more.answers[item] = g.Answer
	if g.at.After(c.at) {
		more.at = g.at
	}
	return more
}

// ending works out from the open questions of a check-in how it ended.
func (x *run) ending(s *story, v *occasion) {
	v.over = !v.planned.Add(afterwards).After(x.Until)
	switch {
	case v.reason == record.EndNoSession, v.reason == record.EndRed:
		v.missed = v.missed || len(v.answers) == 0
		return
	case v.reason == record.EndNotDelivered && v.sent.IsZero() && len(v.answers) == 0:
		v.missed = true
		return
	}
	v.reason, v.missed = record.EndExpired, false
	scratch, waits := newCounts(), false
	for _, e := range x.entries(s, v, &scratch) {
		waits = waits || e.status == Expired
	}
	switch {
	case len(v.answers) == 0:
		v.missed = true
	case !waits:
		v.reason = record.EndAnswered
	}
}
