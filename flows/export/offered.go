package export

import (
	"fmt"

	"footing/flows"
)

// choice is an option of an item in its exported form.
type choice struct {
	code  string
	value *int32
}

// choices are the options of an item.
func choices(item *flows.Item) []choice {
	var list []choice
	switch item.Kind {
	case flows.Time:
		for hour := 0; hour < 24; hour += hoursTogether {
			list = append(list, choice{code: hourName(hour)})
		}
	case flows.Text:
		list = append(list, choice{code: flows.Written})
	case flows.Choice, flows.Several, flows.Scale, flows.YesNo:
		for _, o := range item.Options {
			list = append(list, choice{o.Code, value(o.Value)})
		}
	case flows.Number, flows.Date: // a number
	case flows.Information:
		return nil
	}
	return append(list, choice{code: flows.RatherNot}, choice{code: flows.DoesNotFit})
}

// label is the text on a choice's button.
func label(wording flows.Wording, key string, item *flows.Item, c choice) string {
	switch {
	case flows.Declined(c.code), item.Kind == flows.YesNo:
		return wording["button."+c.code]
	case item.Kind != flows.Scale:
		return wording[key+"."+c.code]
	case c.value != nil && int(*c.value) == item.Min:
		return c.code + " (" + wording[key+".low"] + ")"
	case c.value != nil && int(*c.value) == item.Max:
		return c.code + " (" + wording[key+".high"] + ")"
	}
	return c.code
}

// direction says whether high or low scores of an item are good.
func direction(item *flows.Item) string {
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

// remark describes what the data hold for an item that is not answered by choosing.
func remark(item *flows.Item) string {
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
