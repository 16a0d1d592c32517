package export

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
)

// given is an answer as it may be shown.
type given struct {
	codes  []string
	value  *int32
	length string // of what was written, in characters: a bin
}

// show brings an answer into the form in which it may leave the house: codes of the item's own, scores and numbers as
// they are, a time of day as part of the day, a date as days from the check-in's, words as their length only. Whatever
// else might stand there stays.
func (e entry) show(due time.Time) given {
	r := e.answer.Response
	if flows.Declined(r.Code) {
		return given{codes: []string{r.Code}}
	}
	kind := flows.Choice
	switch {
	case e.asked != nil:
		kind = e.asked.Kind
	case r.Text != "":
		kind = flows.Text
	case len(r.Codes) > 0:
		kind = flows.Several
	}
	switch kind {
	case flows.Number:
		return given{value: value(r.Value)}
	case flows.Time:
		if at, err := time.Parse("15:04", r.Code); err == nil {
			return given{codes: []string{hourBin(at)}}
		}
		return given{}
	case flows.Date:
		if date, err := time.Parse(time.DateOnly, r.Code); err == nil {
			days := small(int(date.Sub(due.Truncate(day)) / day))
			return given{value: &days}
		}
		return given{}
	case flows.Text:
		return given{codes: []string{flows.Written}, length: lengthBin(len([]rune(r.Text.Reveal())))}
	case flows.Several:
		return given{codes: e.allowed(r.Codes)}
	case flows.Choice, flows.Scale, flows.YesNo, flows.Information:
	}
	return given{codes: e.allowed([]string{r.Code}), value: value(r.Value)}
}

// allowed keeps the codes that the item lists, or that are at least words of an author.
func (e entry) allowed(codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool {
		if e.asked != nil {
			if _, ok := e.asked.Option(code); ok {
				return false
			}
		}
		return !codePattern.MatchString(code)
	})
}

// lengthBin is a length in characters, roughly.
func lengthBin(n int) string {
	switch {
	case n <= 20:
		return "1-20"
	case n <= 100:
		return "21-100"
	case n <= 500:
		return "101-500"
	}
	return "over 500"
}

// lengths lists the bins.
func lengths() []string { return []string{"1-20", "21-100", "101-500", "over 500"} }

// joined writes several codes into one cell.
func joined(codes []string) string { return strings.Join(codes, " ") }

// apart reads them again.
func apart(code *string) []string { return strings.Fields(text(code)) }
