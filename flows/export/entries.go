package export

import (
	"regexp"
	"slices"

	"footing/flows"
	"footing/flows/record"
)

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

// look is one check-in being processed, with the answers so far that still apply.
type look struct {
	*story
	run       *run
	occasion  *occasion
	standing  map[string]flows.Answer
	statuses  map[string]Status // of the items so far
	followUps map[bool]int      // answered so far, in private questionnaires and others
	most      int               // follow-ups in one check-in
	counts    *counts
}

func (x *run) lookAt(s *story, v *occasion, c *counts) look {
	l := look{
		story: s, run: x, occasion: v, standing: map[string]flows.Answer{}, statuses: map[string]Status{},
		followUps: map[bool]int{}, most: x.Plan.Limits.FollowUps, counts: c,
	}
	if s.standing == nil {
		s.standing = map[*occasion]map[string]flows.Answer{}
	}
	s.standing[v] = l.standing
	return l
}

// entries are the questions of a check-in that may be shown. It also counts the answers that may not.
func (x *run) entries(s *story, v *occasion, c *counts) []entry {
	var list []entry
	l := x.lookAt(s, v, c)
	for _, id := range v.asked() {
		q := x.form(v, id)
		for n := 0; q != nil && n < len(q.Items); n++ {
			item := &q.Items[n]
			if v.cut == (askedItem{id, item.ID}) {
				return list
			}
			if e, ok := l.entry(q, item, x.needsPrivateConsent(s, v, id, item.ID)); ok {
				list = append(list, e)
			}
		}
		for n := range v.answers {
			a := &v.answers[n]
			if a.Questionnaire != id || itemOf(q, a.Item) != nil {
				continue
			}
			// It is no longer known whether it was private, so the veil left it only to those who agreed to private ones.
			c.leave(Superseded, a.stored()-1)
			list = append(list, entry{id, a.Item, a.Theme, answeredStatus(a.Response), a, nil, true})
		}
	}
	return list
}

// entry is one item of the plan in one check-in; false if there is nothing to show.
func (l *look) entry(q *flows.Questionnaire, item *flows.Item, closed bool) (entry, bool) {
	e := entry{questionnaire: q.ID, item: item.ID, theme: q.Theme, asked: item, answer: l.occasion.answer(q.ID, item.ID)}
	outdated := e.answer != nil && item.When != nil && !holds(item.When, l.standing) && l.outdated(item, e.answer)
	if e.answer != nil && !outdated {
		l.standing[item.ID] = flows.Answer{Code: e.answer.Code, Codes: e.answer.Codes, Value: e.answer.Value}
	}
	e.closed = closed || (e.answer != nil && private(e.answer.Response))
	switch {
	case e.closed && !l.private:
		if e.answer != nil {
			l.counts.leave(Kept, e.answer.stored())
		}
		return e, false
	case e.answer != nil:
		l.counts.leave(Superseded, e.answer.stored()-1)
		e.status = answeredStatus(e.answer.Response)
	case !l.occasion.asks(q.ID, item) || item.Kind == flows.Information:
	case item.When == nil:
		e.status = l.occasion.unanswered()
	default:
		e.status = l.conditional(q, item)
	}
	if outdated {
		l.counts.leave(Outdated, 1)
		e.status = NotApplicable
		e.answer = nil
	}
	if e.answer != nil && item.FollowUp && !item.Safety {
		l.followUps[q.Private]++
	}
	l.statuses[item.ID] = e.status
	return e, e.status != ""
}

// outdated tells whether the question of an answer followed, when it was given, from answers that are shown and have
// been changed since. A question that was asked because of what the person wrote, or that followed from none of them,
// had another reason.
func (l *look) outdated(item *flows.Item, given *answer) bool {
	if len(item.When.Past()) > 0 || !given.Words.IsZero() {
		return false
	}
	then := map[string]flows.Answer{}
	for _, parent := range item.When.Items() {
		if a := l.occasion.answer("", parent); a != nil {
			for n := 0; n < len(a.given) && a.given[n].place < given.place; n++ {
				then[parent] = a.given[n].Answer
			}
		}
	}
	held, err := evaluate(item.When, then)
	return held && err == nil
}

// answer finds the current answer to an item. The questionnaire may be left empty, because items have ids of their own.
func (v *occasion) answer(questionnaire, item string) *answer {
	for n := range v.answers {
		a := &v.answers[n]
		if a.Item == item && (questionnaire == "" || a.Questionnaire == questionnaire) {
			return a
		}
	}
	return nil
}

// asks tells whether a check-in was to ask an item. A phrase leads to exactly one question of its questionnaire, alone
// or added to a check-in's own questions.
func (v *occasion) asks(questionnaire string, item *flows.Item) bool {
	_, kind := v.slot()
	return slices.Contains(v.questionnaires, questionnaire) && (kind != byPhrase || item.OnPhrase)
}

// asked are the questionnaires of a check-in in the order in which they are asked: first that of a question which a
// phrase has added.
func (v *occasion) asked() []string {
	var added []string
	for n := range v.answers {
		if id := v.answers[n].Questionnaire; !slices.Contains(v.questionnaires, id) && !slices.Contains(added, id) {
			added = append(added, id)
		}
	}
	return append(added, v.questionnaires...)
}

// private tells whether an answer needs the consent for private answers.
func private(r record.Response) bool { return r.Hidden || r.Private }

var codePattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// evaluate tells whether a condition holds for the answers of one check-in.
func evaluate(c *flows.Condition, answers map[string]flows.Answer) (bool, error) {
	return c.Holds(answers, nil) //nolint:wrapcheck // its error names the condition
}

// holds is evaluate for deciding whether something was asked. If a condition cannot be evaluated or reads earlier
// check-ins, it is taken to hold, because the answer itself shows that the item was asked.
func holds(c *flows.Condition, standing map[string]flows.Answer) bool {
	if len(c.Past()) > 0 {
		return true
	}
	yes, err := evaluate(c, standing)
	return yes || err != nil
}
