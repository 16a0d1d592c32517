package export

import (
	"regexp"
	"slices"

	"footing/flows"
	"footing/flows/record"
)

// Status is the outcome of one question of a check-in.
type Status string

// The statuses.
const (
	Answered     Status = "answered"
	Skipped      Status = "skipped"       // "rather not say"
	DoesNotFit   Status = "does_not_fit"  // "doesn't fit me"
	Missed       Status = "missed"        // nothing of the check-in was answered
	NotDelivered Status = "not_delivered" // the check-in never reached the phone
	Expired      Status = "expired"       // the check-in was begun, but closed before this question was answered
	Stopped      Status = "stopped"       // not asked: the check-in ended to show help
	NoSession    Status = "no_session"    // not asked: there was no session that it could be about
	open         Status = "open"          // of a check-in only: not over yet at the cut-off
	completed    Status = Answered        // of a check-in: it was finished
)

// statuses of items, in the order of the documentation.
func statuses() []string {
	return []string{
		string(Answered), string(Skipped), string(DoesNotFit), string(Missed), string(NotDelivered), string(Expired),
		string(Stopped),
		string(NoSession),
	}
}

// entry is one question of a check-in, with its answer where there is one.
type entry struct {
	questionnaire string
	item          string
	theme         int
	status        Status
	answer        *answer     // nil: unanswered
	asked         *flows.Item // nil: no known plan has it
	closed        bool        // it needs the consent for private answers
}

// entries are the questions of a check-in that may be shown. It also counts the answers that may not.
func (x *run) entries(s *story, v *occasion, c *counts) []entry {
	var list []entry
	l := look{s, v, map[string]flows.Answer{}, c}
	for _, id := range v.asked() {
		q := x.form(v, id)
		if q != nil {
			for n := range q.Items {
				item := &q.Items[n]
				if e, ok := l.entry(q, item, x.closed(q, item) || s.closed(v, id, item.ID)); ok {
					list = append(list, e)
				}
			}
		}
		for n := range v.answers {
			a := &v.answers[n]
			if a.Questionnaire != id || itemOf(q, a.Item) != nil {
				continue
			}
			// It is no longer known whether it was private, so it is treated as private.
			if !s.private {
				c.leave(Kept, 1)
				continue
			}
			list = append(list, entry{id, a.Item, a.Theme, answeredStatus(a.Response), a, nil, true})
		}
	}
	return list
}

// look is one check-in being processed, with the answers so far that still apply.
type look struct {
	*story
	occasion *occasion
	standing map[string]flows.Answer
	counts   *counts
}

// entry is one item of the plan in one check-in; false if there is nothing to show.
func (l *look) entry(q *flows.Questionnaire, item *flows.Item, closed bool) (entry, bool) {
	e := entry{questionnaire: q.ID, item: item.ID, theme: q.Theme, asked: item}
	for n := range l.occasion.answers {
		if a := &l.occasion.answers[n]; a.Questionnaire == q.ID && a.Item == item.ID {
			e.answer = a
		}
	}
	applies := item.When == nil || holds(item.When, l.standing)
	if e.answer != nil && applies {
		l.standing[item.ID] = flows.Answer{Code: e.answer.Code, Codes: e.answer.Codes, Value: e.answer.Value}
	}
	e.closed = closed || (e.answer != nil && private(e.answer.Response))
	switch {
	case e.closed && !l.private:
		if e.answer != nil {
			l.counts.leave(Kept, 1)
		}
		return e, false
	case e.answer != nil && !applies:
		l.counts.leave(Outdated, 1)
		return e, false
	case e.answer != nil:
		e.status = answeredStatus(e.answer.Response)
		return e, true
	}
	if l.occasion.asks(q.ID, item) {
		e.status = l.occasion.unanswered(item)
	}
	return e, e.status != ""
}

// private tells whether an answer needs the consent for private answers.
func private(r record.Response) bool { return r.Hidden || r.Private }

func answeredStatus(r record.Response) Status {
	switch r.Code {
	case flows.RatherNot:
		return Skipped
	case flows.DoesNotFit:
		return DoesNotFit
	}
	return Answered
}

// asks tells whether a check-in was to ask an item. A phrase leads to exactly one question of its questionnaire, alone
// or added to a check-in's own questions.
func (v *occasion) asks(questionnaire string, item *flows.Item) bool {
	return slices.Contains(v.questionnaires, questionnaire) && (v.trigger() != byPhrase || item.OnPhrase)
}

// unanswered is the status of an item without an answer. It is empty if nobody can know that the item was asked, as for
// items that depend on other answers.
func (v *occasion) unanswered(item *flows.Item) Status {
	if item.When != nil || item.Kind == flows.Information {
		return ""
	}
	switch v.reason {
	case record.EndNoSession:
		return NoSession
	case record.EndRed:
		return Stopped
	case record.EndNotDelivered, record.EndExpired, record.EndReplaced, record.EndLeft, record.EndPaused:
		switch {
		case v.missed && v.reason == record.EndNotDelivered:
			return NotDelivered
		case v.missed:
			return Missed
		}
		return Expired
	case record.EndAnswered:
	}
	return ""
}

// status is the outcome of a whole check-in.
func (v *occasion) status() Status {
	switch {
	case v.ended.IsZero():
		return open
	case v.reason == record.EndNotDelivered && v.missed:
		return NotDelivered
	case v.reason == record.EndNoSession:
		return NoSession
	case v.reason == record.EndRed:
		return Stopped
	case v.missed:
		return Missed
	case v.reason == record.EndAnswered:
		return completed
	}
	return Expired
}

// asked are the questionnaires of a check-in, the announced ones first.
func (v *occasion) asked() []string {
	list := v.questionnaires
	for n := range v.answers {
		found := false
		for _, id := range list {
			found = found || id == v.answers[n].Questionnaire
		}
		if !found {
			list = append(list[:len(list):len(list)], v.answers[n].Questionnaire)
		}
	}
	return list
}

var codePattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
