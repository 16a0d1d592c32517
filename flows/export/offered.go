package export

import (
	"fmt"
	"slices"
	"strings"

	"footing/flows"
)

// choice is an answer that an item offers, as the export shows it: with a coarsened scale, several of its options.
type choice struct {
	code  string
	value *int32
	of    []flows.Option
}

// options are the answers that an item offers, without the two that all items have. In a coarsened export there are
// levels of scales, and of other items nothing.
func options(item *flows.Item, coarse bool) []choice {
	if coarse {
		return levelsOf(item)
	}
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
			list = append(list, choice{o.Code, value(o.Value), []flows.Option{o}})
		}
	case flows.Number, flows.Date, flows.Information: // a number, or nothing at all
	}
	return list
}

// levelsOf are the levels of an item's scale.
func levelsOf(item *flows.Item) []choice {
	var list []choice
	for _, o := range item.Options {
		if o.Value == nil {
			continue
		}
		code, level := coarseLevel(item, *o.Value, 1)
		if n := slices.IndexFunc(list, func(c choice) bool { return c.code == code }); n >= 0 {
			list[n].of = append(list[n].of, o)
			continue
		}
		list = append(list, choice{code, &level, []flows.Option{o}})
	}
	return list
}

// choices are the answers of an item as this export shows them, with the two that all have.
func (x *run) choices(item *flows.Item) []choice {
	list := options(item, x.Coarsen)
	if x.Coarsen || item.Kind == flows.Information {
		return list
	}
	return append(list, choice{code: flows.RatherNot}, choice{code: flows.DoesNotFit})
}

// label is what is written on the button of a choice, or on those that it stands for.
func label(wording flows.Wording, key string, item *flows.Item, c choice) string {
	if flows.Declined(c.code) {
		return wording["button."+c.code]
	}
	var labels []string
	for _, o := range c.of {
		switch {
		case item.Kind == flows.YesNo:
			labels = append(labels, wording["button."+o.Code])
		case item.Kind != flows.Scale:
			labels = append(labels, wording[key+"."+o.Code])
		case o.Value != nil && *o.Value == item.Min:
			labels = append(labels, o.Code+" ("+wording[key+".low"]+")")
		case o.Value != nil && *o.Value == item.Max:
			labels = append(labels, o.Code+" ("+wording[key+".high"]+")")
		default:
			labels = append(labels, o.Code)
		}
	}
	return strings.Join(labels, " / ")
}

// direction says which scores of an item are good.
func direction(item *flows.Item) string {
	switch {
	case !item.Scored():
		return ""
	case item.Scoring == flows.LowerBetter:
		return "lower is better"
	case item.Scoring == flows.MiddleBest:
		return "the middle is best"
	}
	return "higher is better"
}

// remark says what the data hold of an item that is not answered by choosing.
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
