package xlsform

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/allowed"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// options reads the answers of an item. It gives the reason why the question is not taken.
func (x *reader) options(row reading.Row, list string, item *neutral.Item) string {
	if item.Kind == flows.Scale && list == "" {
		item.Options = neutral.Steps(item)
		return ""
	}
	if !neutral.Tapped(&item.Item) || item.Kind == flows.Information {
		return ""
	}
	name, other := withOther(list)
	for _, choice := range x.choices[name] {
		if why := x.option(choice, item); why != "" {
			return why
		}
	}
	if other {
		if why := x.other(row.Place, item); why != "" {
			return why
		}
	}
	if !x.Own {
		x.ValuesOfNames(row.Place, item)
	}
	if item.Kind == flows.YesNo {
		item.Options = neutral.NoOrYes()
	}
	return ""
}

func (x *reader) option(choice reading.Row, item *neutral.Item) string {
	name := choice.Get("name")
	choice.Get("list_name")
	action, value, low := choice.Get("footing_action"), choice.Get("footing_value"), choice.Get("footing_low")
	code, ours := x.NameCode(choice.Place, item, "", name)
	if name == "" {
		return choice.Place + ": an answer has no name"
	}
	if neutral.ListsOptions(item.Kind) && ours {
		x.texts(choice, "label", x.Form.Key(item, code))
	} else {
		x.spoken(choice, "label")
	}
	for _, column := range choice.Unread() {
		if why := x.Permit(allowed.XLSForm, choice.Place, column, choice.Cells[column]); why != "" {
			return choice.Place + ": " + why
		}
	}
	if !ours {
		return ""
	}
	o := flows.Option{Code: code, Low: low == neutral.Yes(true), Action: flows.Action(action)}
	if n, err := strconv.Atoi(value); err == nil {
		o.Value = &n
	}
	item.Options = append(item.Options, o)
	return ""
}

// ends reads the words at the ends of a scale, which are in brackets after the numbers.
func (x *reader) ends(row reading.Row, list string, item *neutral.Item) {
	if item.Kind != flows.Scale {
		return
	}
	var rows []reading.Row
	for _, choice := range x.choices[list] {
		if n, err := strconv.Atoi(choice.Get("name")); err == nil && n > -1_000_000 && n < 1_000_000 {
			if len(rows) == 0 {
				item.Min = n
			}
			item.Max = n
			rows = append(rows, choice)
		}
	}
	if len(rows) == 0 {
		x.Found.Form(row.Place, "the ends of the scale have no words: the numbers stand there")
		for locale := range x.Form.Texts {
			x.Say(row.Place, locale, x.Form.Key(item, neutral.LowKey), strconv.Itoa(item.Min))
			x.Say(row.Place, locale, x.Form.Key(item, neutral.HighKey), strconv.Itoa(item.Max))
		}
		return
	}
	item.Options = neutral.Steps(item)
	for _, end := range []struct {
		row reading.Row
		key string
	}{{rows[0], neutral.LowKey}, {rows[len(rows)-1], neutral.HighKey}} {
		code := end.row.Get("name")
		for name, text := range end.row.Cells {
			if trimmed, ok := strings.CutPrefix(text, code+" ("); ok {
				end.row.Cells[name] = strings.TrimSuffix(trimmed, ")")
			}
		}
		x.texts(end.row, "label", x.Form.Key(item, end.key))
	}
}

// withOther tells whether a type ends in or_other, from which other programs make an extra answer and question.
func withOther(list string) (own string, ok bool) {
	for _, end := range []string{" or_other", " or other", " or specify other", " or_specify_other"} {
		if n := len(list) - len(end); n > 0 && strings.EqualFold(list[n:], end) {
			return strings.TrimSpace(list[:n]), true
		}
	}
	return list, false
}

// other adds the answer that or_other stands for, with Footing's word for it.
func (x *reader) other(place string, item *neutral.Item) string {
	if slices.Contains(x.NamesOf(item), "other") {
		return ""
	}
	code, _ := x.NameCode(place, item, "", "other")
	words := map[string]string{"en": "Other", "de": "Anderes", "es": "Otra cosa", "ar": "شيء آخر"}
	for _, locale := range x.Form.Languages {
		word, ok := words[locale]
		if !ok {
			return fmt.Sprintf("`or_other` adds an answer whose words are not in the file, and Footing has none in `%s`; write it "+
				"yourself: a row of the list with the name `other` and its label, and the type without `or_other`", locale)
		}
		x.Form.Texts[locale][x.Form.Key(item, code)] = word
	}
	item.Options = append(item.Options, flows.Option{Code: code})
	x.Found.Add(place, "`or_other`: the answer `other` has Footing's words; what other programs then want typed is not asked here: "+
		"for that write a question of type `text` with relevant `%s`", otherRelevant(item))
	return ""
}

func otherRelevant(item *neutral.Item) string {
	if item.Kind == flows.Several {
		return "selected(${" + item.ID + "}, 'other')"
	}
	return "${" + item.ID + "} = 'other'"
}
