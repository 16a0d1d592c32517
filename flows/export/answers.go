package export

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/export/internal/items"
)

// given is an answer in the form in which it may be exported.
type given struct {
	codes  []string
	value  *int32
	length string // of what was written, in characters: a bin
}

// show converts an answer to its exported form: codes of the item, scores and numbers unchanged, a time of day as a
// bin, a date as days relative to the check-in, free text as its binned length. Anything else is omitted.
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
			return given{codes: []string{items.HourBin(at)}}
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

// allowed keeps the codes that the item lists, or that at least look like an author's code.
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

// lengthBin is the bin of a length in characters.
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

// apart splits a cell of several codes.
func apart(code *string) []string { return strings.Fields(text(code)) }
