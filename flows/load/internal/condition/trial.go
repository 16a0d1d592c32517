package condition

import (
	"slices"

	"footing/flows"
)

// The largest number of answer combinations tried for one condition, in each order of the answers.
const mostCombinations = 20_000

// The largest number of options of a multiple-choice item in one condition, because every subset is tried.
const mostTicked = 8

// Trial searches for answers that make a rule true.
type Trial struct {
	condition *flows.Condition
	items     []*flows.Item // of the check-in, in the order in which they are asked
	past      []*flows.Item // whose earlier answers play a part
	days      bool          // the time since they were given matters too
	Open      bool          // the check-in may have ended at any question
	numbers   []int         // the literals of all conditions involved
	codes     []string
	order     func(Trial, []flows.Answer) // which answers are tried first
	tried     int                         // combinations so far, in this order
}

// Verdict is whether any answers make a condition true.
type Verdict int

// The verdicts.
const (
	Never     Verdict = iota // none do
	Holds                    // some do
	Undecided                // there are more combinations than are tried
)

// Rules are compiled conditions.
type Rules map[*flows.Condition]*Rule

// Trial makes the trial of a condition that follows these items of its check-in. It and theirs are among the rules.
func (all Rules) Trial(items []*flows.Item, condition *flows.Condition) *Trial {
	t := &Trial{condition: condition, items: items}
	conditions := []*flows.Condition{condition}
	for _, item := range items {
		if item.When != nil {
			conditions = append(conditions, item.When)
		}
	}
	for _, c := range conditions {
		r := all[c]
		t.numbers, t.codes, t.days = append(t.numbers, r.numbers...), append(t.codes, r.codes...), t.days || r.days
		for _, item := range r.past {
			if !slices.Contains(t.past, item) {
				t.past = append(t.past, item)
			}
		}
	}
	return t
}

// Answers is how many answers play a part.
func (t *Trial) Answers() int { return len(t.items) + len(t.past) }

// Search looks for answers that make the condition true, with any earlier answers. An item is answered only if its own
// condition holds. A condition over many answers is tried in several orders: answers that the conditions name first,
// others first, as listed, and from the end. One of them meets "any of these", "all of these" and chains at once.
func (t *Trial) Search() Verdict {
	for _, order := range []func(Trial, []flows.Answer){
		func(Trial, []flows.Answer) {},
		Trial.namedFirst,
		func(t Trial, answers []flows.Answer) { t.namedFirst(answers); slices.Reverse(answers) },
		func(_ Trial, answers []flows.Answer) { slices.Reverse(answers) },
	} {
		t.order, t.tried = order, 0
		switch {
		case t.tryPast(t.past, map[string]flows.Past{}):
			return Holds
		case t.tried <= mostCombinations:
			return Never // every combination was tried
		}
	}
	return Undecided
}

// namedFirst sorts the answers that the conditions name before the others.
func (t Trial) namedFirst(answers []flows.Answer) {
	slices.SortStableFunc(answers, func(a, b flows.Answer) int { return t.rank(a) - t.rank(b) })
}

func (t Trial) rank(a flows.Answer) int {
	if slices.Contains(t.codes, a.Code) || a.Value != nil && slices.Contains(t.numbers, *a.Value) ||
		slices.ContainsFunc(a.Codes, func(code string) bool { return slices.Contains(t.codes, code) }) {
		return 0
	}
	return 1
}

func (t *Trial) tryPast(items []*flows.Item, past map[string]flows.Past) bool {
	if len(items) == 0 {
		return t.tryAnswers(t.items, map[string]flows.Answer{}, past)
	}
	item, rest := items[0], items[1:]
	if t.tryPast(rest, past) { // never answered
		return true
	}
	defer delete(past, item.ID)
	for _, answer := range t.answersTo(item) {
		for _, days := range t.lapses() {
			past[item.ID] = flows.Past{Answer: answer, Days: days}
			if t.tryPast(rest, past) {
				return true
			}
		}
	}
	return false
}

func (t *Trial) tryAnswers(items []*flows.Item, answers map[string]flows.Answer, past map[string]flows.Past) bool {
	if t.tried > mostCombinations {
		return false
	}
	if len(items) == 0 || t.Open {
		t.tried++
		if holds, err := t.condition.Holds(answers, past); len(items) == 0 || err == nil && holds {
			return err == nil && holds
		}
	}
	item, rest := items[0], items[1:]
	if !Asked(item, answers, past) {
		return t.tryAnswers(rest, answers, past)
	}
	defer delete(answers, item.ID)
	for _, answer := range t.answersTo(item) {
		answers[item.ID] = answer
		if t.tryAnswers(rest, answers, past) {
			return true
		}
	}
	return false
}

// lapses are the numbers of days worth trying: those near the literals of the conditions.
func (t *Trial) lapses() []int {
	if !t.days {
		return []int{1}
	}
	days := []int{1}
	for _, n := range t.numbers {
		days = append(days, max(0, n-1), max(0, n), max(0, n+1))
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// answersTo are the answers to an item that can affect the result. Of those that the conditions cannot tell apart, one
// stands for all.
func (t *Trial) answersTo(item *flows.Item) []flows.Answer {
	answers := []flows.Answer{{Code: flows.RatherNot}}
	if slices.Contains(t.codes, flows.DoesNotFit) || slices.Contains(t.codes, flows.RatherNot) {
		answers = append(answers, flows.Answer{Code: flows.DoesNotFit})
	}
	defer func() { t.order(*t, answers) }()
	switch item.Kind {
	case flows.Number:
		values := []int{item.Min, item.Max}
		for _, n := range t.numbers {
			values = append(values, n-1, n, n+1)
		}
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			if value >= item.Min && value <= item.Max {
				answers = append(answers, flows.Answer{Code: "number", Value: &value})
			}
		}
	case flows.Time, flows.Date, flows.Text:
		answers = append(answers, flows.Answer{Code: flows.Written})
	case flows.Several:
		answers = append(answers, t.subsets(item)...)
	case flows.Choice, flows.Scale, flows.YesNo, flows.Information:
		unnamed := false
		for _, option := range item.Options {
			if option.Value == nil && !slices.Contains(t.codes, option.Code) {
				if unnamed {
					continue // no condition tells it from another that none names
				}
				unnamed = true
			}
			answers = append(answers, AnswerOf(option))
		}
	}
	return answers
}

// subsets are the combinations of the options that the conditions name, each with and without another option.
func (t *Trial) subsets(item *flows.Item) []flows.Answer {
	var mentioned []string
	other := ""
	for _, code := range CodesOf(item) {
		switch {
		case !slices.Contains(t.codes, code):
			other = code
		case len(mentioned) < mostTicked:
			mentioned = append(mentioned, code)
		}
	}
	var answers []flows.Answer
	for set := range 1 << len(mentioned) {
		var codes []string
		for n, code := range mentioned {
			if set&(1<<n) != 0 {
				codes = append(codes, code)
			}
		}
		if len(codes) == 0 && other == "" {
			continue
		}
		if other != "" {
			codes = append(codes, other)
		}
		answers = append(answers, flows.Answer{Codes: codes})
	}
	return answers
}

// Asked tells whether the item is asked, given these answers.
func Asked(item *flows.Item, answers map[string]flows.Answer, past map[string]flows.Past) bool {
	if item.When == nil {
		return true
	}
	holds, err := item.When.Holds(answers, past)
	return err == nil && holds
}

// AnswerOf is the answer that choosing the option gives.
func AnswerOf(o flows.Option) flows.Answer { return flows.Answer{Code: o.Code, Value: o.Value} }
