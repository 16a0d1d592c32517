package flows

import (
	"slices"
)

// The most combinations of answers that are tried out for one condition.
const mostCombinations = 50_000

// The most options of an item with several answers that one condition may look at: every subset is tried.
const mostTicked = 8

// trial tries out answers in order to find some that make a condition true.
type trial struct {
	condition *Condition
	items     []*Item // of the check-in, in the order in which they are asked
	past      []*Item // whose earlier answers play a part
	days      bool    // the time since they were given does, too
	open      bool    // the check-in may have ended at any question
	numbers   []int   // the literals of all conditions that play a part
	codes     []string
}

func newTrial(items []*Item, condition *Condition) *trial {
	t := &trial{condition: condition, items: items}
	conditions := []*Condition{condition}
	for _, item := range items {
		if item.When != nil {
			conditions = append(conditions, item.When)
		}
	}
	for _, c := range conditions {
		t.numbers, t.codes = append(t.numbers, c.numbers...), append(t.codes, c.codes...)
		for _, id := range c.Past() {
			if !slices.Contains(t.past, c.past[id]) {
				t.past = append(t.past, c.past[id])
			}
		}
		for _, o := range c.operands {
			t.days = t.days || o.function == "days_since"
		}
	}
	return t
}

// combinations is how many combinations of answers there can be at most.
func (t *trial) combinations() int {
	n := 1
	for _, item := range t.items {
		n = min(n*len(t.answersTo(item)), mostCombinations+1)
	}
	for _, item := range t.past {
		n = min(n*(len(t.answersTo(item))*len(t.lapses())+1), mostCombinations+1)
	}
	return n
}

// possible tells whether any answers to the items, each asked only when its own condition holds, make the
// condition true, whatever was answered before.
func (t *trial) possible() bool { return t.tryPast(t.past, map[string]Past{}) }

func (t *trial) tryPast(items []*Item, past map[string]Past) bool {
	if len(items) == 0 {
		return t.tryAnswers(t.items, map[string]Answer{}, past)
	}
	item, rest := items[0], items[1:]
	if t.tryPast(rest, past) { // never answered
		return true
	}
	defer delete(past, item.ID)
	for _, answer := range t.answersTo(item) {
		for _, days := range t.lapses() {
			past[item.ID] = Past{answer, days}
			if t.tryPast(rest, past) {
				return true
			}
		}
	}
	return false
}

func (t *trial) tryAnswers(items []*Item, answers map[string]Answer, past map[string]Past) bool {
	if len(items) == 0 || t.open {
		if holds, err := t.condition.Holds(answers, past); len(items) == 0 || err == nil && holds {
			return err == nil && holds
		}
	}
	item, rest := items[0], items[1:]
	if !asked(item, answers, past) {
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

// lapses are the numbers of days worth trying: those around what the conditions compare with.
func (t *trial) lapses() []int {
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

// answersTo are the answers to an item that can make a difference.
func (t *trial) answersTo(item *Item) []Answer {
	answers := []Answer{{Code: RatherNot}, {Code: DoesNotFit}}
	switch item.Kind {
	case Number:
		values := []int{item.Min, item.Max}
		for _, n := range t.numbers {
			values = append(values, n-1, n, n+1)
		}
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			if value >= item.Min && value <= item.Max {
				answers = append(answers, Answer{Code: "number", Value: &value})
			}
		}
	case Time, Date, Text:
		answers = append(answers, Answer{Code: Written})
	case Several:
		answers = append(answers, t.subsets(item)...)
	case Choice, Scale, YesNo, Information:
		for _, option := range item.Options {
			answers = append(answers, option.answer())
		}
	}
	return answers
}

// subsets are the ways to tick the options that the conditions look at, with another one or without.
func (t *trial) subsets(item *Item) []Answer {
	var mentioned []string
	other := ""
	for _, code := range codesOf(item) {
		switch {
		case !slices.Contains(t.codes, code):
			other = code
		case len(mentioned) < mostTicked:
			mentioned = append(mentioned, code)
		}
	}
	var answers []Answer
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
		answers = append(answers, Answer{Codes: codes})
	}
	return answers
}
