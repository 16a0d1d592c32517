// Package items describes the questions of a plan to other programs: the answers that each offers with their labels and
// values, what the data hold where an answer is typed, and, as far as others can read it, when it is asked.
//
//	for _, c := range items.Choices(item) {
//		fmt.Println(c.Code, c.Value, items.Words(wording, "effort.effort", item, c))
//	}
//
// It knows the plan and nothing about people or files.
package items

import (
	"fmt"
	"strings"
	"time"

	"footing/flows"
)

// Choice is an option of an item in its exported form.
type Choice struct {
	Code  string
	Value *int32
}

// Choices are the options of an item.
func Choices(item *flows.Item) []Choice {
	var list []Choice
	switch item.Kind {
	case flows.Time:
		for hour := 0; hour < 24; hour += hoursTogether {
			list = append(list, Choice{Code: hourName(hour)})
		}
	case flows.Text:
		list = append(list, Choice{Code: flows.Written})
	case flows.Choice, flows.Several, flows.Scale, flows.YesNo:
		for _, o := range item.Options {
			list = append(list, Choice{o.Code, value(o.Value)})
		}
	case flows.Number, flows.Date: // a number
	case flows.Information:
		return nil
	}
	return append(list, Choice{Code: flows.RatherNot}, Choice{Code: flows.DoesNotFit})
}

// Words are the text on a choice's button.
func Words(wording flows.Wording, key string, item *flows.Item, c Choice) string {
	switch {
	case flows.Declined(c.Code), item.Kind == flows.YesNo:
		return wording["button."+c.Code]
	case item.Kind != flows.Scale:
		return wording[key+"."+c.Code]
	case c.Value != nil && int(*c.Value) == item.Min:
		return c.Code + " (" + wording[key+".low"] + ")"
	case c.Value != nil && int(*c.Value) == item.Max:
		return c.Code + " (" + wording[key+".high"] + ")"
	}
	return c.Code
}

// Direction says whether high or low scores of an item are good.
func Direction(item *flows.Item) string {
	switch {
	case !item.Scored():
		return ""
	case item.Scoring == flows.NoScoring:
		return "not said"
	case item.Scoring == flows.LowerBetter:
		return "lower is better"
	case item.Scoring == flows.MiddleBest:
		return "the middle is best"
	}
	return "higher is better"
}

// Remark describes what the data hold for an item that is not answered by choosing.
func Remark(item *flows.Item) string {
	switch item.Kind {
	case flows.Number:
		return fmt.Sprintf("value: a whole number from %d to %d", item.Min, item.Max)
	case flows.Date:
		return "value: the days from the check-in to the date that was given"
	case flows.Time:
		return "code: the three hours in which the time lies that was given"
	case flows.Text:
		return "text_length: how many characters were written; the words are not exported"
	case flows.Several:
		return "code: all that were chosen, separated by spaces"
	case flows.Choice, flows.Scale, flows.YesNo, flows.Information:
	}
	return ""
}

// hoursTogether is the number of hours in one bin of the time of day.
const hoursTogether = 3

// HourBin is the bin of the hour at which a check-in was due, such as "12-15".
func HourBin(local time.Time) string {
	return hourName(local.Hour() / hoursTogether * hoursTogether)
}

func hourName(from int) string { return fmt.Sprintf("%02d-%02d", from, from+hoursTogether) }

// Text is a question as it is shown. One that asks about several spans has its sentence for each, by
// window_days.
func Text(wording flows.Wording, questionnaire string, item *flows.Item) string {
	if len(item.Windows) == 0 {
		return wording[item.TextKey(questionnaire, 0)]
	}
	parts := make([]string, 0, len(item.Windows))
	for _, days := range item.Windows {
		parts = append(parts, fmt.Sprintf("%d: %s", days, wording[item.TextKey(questionnaire, days)]))
	}
	return strings.Join(parts, " / ")
}

func value(n *int) *int32 {
	if n == nil {
		return nil
	}
	m := int32(*n) //nolint:gosec // a score
	return &m
}
