package load

import (
	"maps"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/internal/harm"
	"footing/flows/load/internal/condition"
)

// checkHarm refuses a question about suicide or self-harm that nobody acts on. Such a question belongs to safety, which
// is asked only of those who agreed to it and while somebody is on duty, and its answers have to reach a human.
func (d *reading) checkHarm() {
	terms := harm.ReadTerms()
	for _, s := range d.inOrder() {
		for n := range s.Items {
			item := &s.Items[n]
			term, found := d.aboutHarm(terms, s, item)
			if !found || s.items[n].when.broken {
				continue
			}
			at := s.items[n].id
			switch open := d.unheard(s, n); {
			case s.Theme != 0:
				s.src.complain(at, "`%s` asks about suicide or self-harm (%s), and `%s` is not about safety: write `theme: 0`, so "+
					"that it is asked only of those who agreed to such questions and while somebody is on duty, and alerts for its answers",
					item.ID, term, s.ID)
			case open != "":
				s.src.complain(at, "`%s` asks about suicide or self-harm (%s), and nobody hears of the answer `%s`: it needs a "+
					"`follow_up: safety` that can raise a red alert, or an alert `red` or `note`", item.ID, term, open)
			}
			d.checkHarmDuty(s, item)
		}
	}
}

// aboutHarm tells whether a question, its introduction or one of its answers speaks of suicide or self-harm in any
// language. What is only read asks nothing.
func (d *reading) aboutHarm(terms harm.Terms, s *sheet, item *flows.Item) (term string, found bool) {
	if item.Kind == flows.Information {
		return "", false
	}
	key := s.ID + "." + item.ID + "."
	last := []string{"intro", "text", "low", "high"}
	if ownOptions(item.Kind) {
		last = append(last, condition.CodesOf(item)...)
	}
	for _, locale := range keysOf(d.texts) {
		for _, part := range last {
			if term, found := terms.In(d.texts[locale][key+part].text); found {
				return term, true
			}
		}
	}
	return "", false
}

// unheard is an answer that leads to nothing: neither to a red alert, at once or after a follow-up, nor to a note. One
// answer of an item without values may be met with a line of the weekly summary alone ("about my usual"), if another
// can be red. The lowest answer, and "rather not say", need nothing.
func (d *reading) unheard(s *sheet, n int) string {
	item := &s.Items[n]
	lines, red := 0, false
	for _, one := range answersThatCount(item) {
		answers := map[string]flows.Answer{item.ID: one.answer}
		level := d.raised(s, answers)
		follows := slices.ContainsFunc(s.Items[n+1:], func(next flows.Item) bool {
			return next.FollowUp && next.When != nil && condition.Asked(&next, answers, nil) && d.canBeRed(s, &next, answers)
		})
		red = red || follows || level == flows.Red
		switch {
		case follows, level == flows.Red, level == flows.Note:
		case level == flows.Line && !item.Scored() && lines == 0:
			lines++
		default:
			return one.name
		}
	}
	if lines > 0 && !red {
		return answersThatCount(item)[0].name
	}
	return ""
}

// canBeRed tells whether an answer to a follow-up raises a red alert.
func (d *reading) canBeRed(s *sheet, item *flows.Item, before map[string]flows.Answer) bool {
	for _, o := range item.Options {
		answers := maps.Clone(before)
		answers[item.ID] = condition.AnswerOf(o)
		if d.raised(s, answers) == flows.Red {
			return true
		}
	}
	return false
}

// raised is the most urgent level that these answers raise.
func (d *reading) raised(s *sheet, answers map[string]flows.Answer) flows.Level {
	urgent := []flows.Level{flows.Line, flows.Note, flows.Red}
	var most flows.Level
	for _, alert := range s.Alerts {
		if alert.When == nil {
			continue
		}
		holds, err := alert.When.Holds(answers, nil)
		if err == nil && holds && slices.Index(urgent, alert.Level) > slices.Index(urgent, most) {
			most = alert.Level
		}
	}
	return most
}

// named is an answer and how it is called in a problem.
type named struct {
	name   string
	answer flows.Answer
}

// answersThatCount are an item's answers but the lowest one: the smallest value or number, else the first option.
func answersThatCount(item *flows.Item) []named {
	var list []named
	switch item.Kind {
	case flows.Number:
		lowest, next := item.Min+1, item.Max
		return []named{
			{"more than the lowest", flows.Answer{Code: "number", Value: &lowest}},
			{"the highest", flows.Answer{Code: "number", Value: &next}},
		}
	case flows.Time, flows.Date, flows.Text:
		return []named{{"what is written", flows.Answer{Code: flows.Written}}}
	case flows.Choice, flows.Several, flows.Scale, flows.YesNo, flows.Information:
	}
	lowest := lowestOption(item)
	for n, o := range item.Options {
		if n == lowest || o.Exclusive {
			continue
		}
		answer := condition.AnswerOf(o)
		if item.Kind == flows.Several {
			answer = flows.Answer{Codes: []string{o.Code}}
		}
		list = append(list, named{o.Code, answer})
	}
	return list
}

// lowestOption is the place of the option that says that there is nothing; of several answers only an exclusive one
// does.
func lowestOption(item *flows.Item) int {
	if item.Kind == flows.Several {
		return -1
	}
	lowest := 0
	for n, o := range item.Options {
		if !item.Scored() && slices.Contains([]string{flows.No, "none", "never", "not_at_all"}, o.Code) {
			return n
		}
		least := item.Options[lowest].Value
		if o.Value != nil && (least == nil || *o.Value < *least) {
			lowest = n
		}
	}
	return lowest
}

// checkHarmDuty reports check-ins that ask such a question with too little duty time left.
func (d *reading) checkHarmDuty(s *sheet, item *flows.Item) {
	const leastDuty = 2 * time.Hour
	for n, slot := range d.protocol.Rotation {
		asks := slices.ContainsFunc(slot.Weeks, func(ids []string) bool { return slices.Contains(ids, s.ID) })
		if asks && s.Theme == 0 && slot.DutyHours > 0 && slot.DutyHours < leastDuty {
			d.main.complain(d.slots[n].at, "the check-in `%s` asks about suicide or self-harm (`%s`): `duty_hours` must be %s or more",
				slot.ID, item.ID, lengthText(leastDuty))
		}
	}
}
