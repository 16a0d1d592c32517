package interchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// options reads the answers of an item.
func (x *xlsform) options(row sheetRow, list string, item *Item) {
	if item.Kind == flows.Scale && list == "" {
		item.Options = steps(item)
		return
	}
	if !tapped(&item.Item) {
		return
	}
	numbers := 0
	for _, choice := range x.choices[list] {
		name := choice.get("name")
		code, ours := x.nameCode(choice.place, item, name)
		if !ours {
			continue
		}
		o := flows.Option{Code: code, Action: flows.Action(choice.get("footing_action"))}
		if n, err := strconv.Atoi(choice.get("footing_value")); err == nil {
			o.Value = &n
		}
		if _, err := strconv.Atoi(name); err == nil {
			numbers++
		}
		item.Options = append(item.Options, o)
		if listsOptions(item.Kind) {
			x.texts(choice, "label", x.form.key(item, code))
		}
		choice.get("list_name")
	}
	if numbers == len(item.Options) && item.Kind == flows.Choice && !item.Scored() &&
		!slices.Contains(x.columns[choicesSheet], "footing_value") {
		for n := range item.Options {
			if value, err := strconv.Atoi(item.Options[n].Code); err == nil {
				item.Options[n].Value = &value
			}
		}
		x.unrated(row.place, item)
	}
	if item.Kind == flows.YesNo {
		item.Options = noOrYes()
	}
}

// ends reads the words at the ends of a scale, which are in brackets after the numbers.
func (x *xlsform) ends(row sheetRow, list string, item *Item) {
	if item.Kind != flows.Scale {
		return
	}
	var rows []sheetRow
	for _, choice := range x.choices[list] {
		if n, err := strconv.Atoi(choice.get("name")); err == nil && n > -1_000_000 && n < 1_000_000 {
			if len(rows) == 0 {
				item.Min = n
			}
			item.Max = n
			rows = append(rows, choice)
		}
	}
	if len(rows) == 0 {
		x.found.add(row.place, "the ends of the scale have no words: the numbers stand there")
		for locale := range x.form.Texts {
			x.say(row.place, locale, x.form.key(item, lowKey), strconv.Itoa(item.Min))
			x.say(row.place, locale, x.form.key(item, highKey), strconv.Itoa(item.Max))
		}
		return
	}
	item.Options = steps(item)
	for _, end := range []struct {
		row sheetRow
		key string
	}{{rows[0], lowKey}, {rows[len(rows)-1], highKey}} {
		code := end.row.get("name")
		for name, text := range end.row.cells {
			if trimmed, ok := strings.CutPrefix(text, code+" ("); ok {
				end.row.cells[name] = strings.TrimSuffix(trimmed, ")")
			}
		}
		x.texts(end.row, "label", x.form.key(item, end.key))
	}
}

// unusedChoices reports choices that no question uses.
func (x *xlsform) unusedChoices() {
	for _, list := range sortedKeys(x.choices) {
		for _, row := range x.choices[list] {
			if !row.asked["name"] {
				x.found.add(row.place, "no question that was taken uses the list `%s`", list)
				continue
			}
			for name := range row.cells {
				if base, _, _ := strings.Cut(name, "::"); base == "label" {
					row.asked[name] = true
				}
			}
			row.rest(&x.found)
		}
	}
}

// withOther tells whether a type ends in or_other, from which other programs make an extra answer and question.
func withOther(list string) (own string, ok bool) {
	const other = " or_other"
	n := len(list) - len(other)
	if n < 0 || !strings.EqualFold(list[n:], other) {
		return list, false
	}
	return list[:n], true
}

// otherWords suggests what to write instead of or_other, because the texts that it adds are in no language of the file.
func otherWords(name, list string, kind flows.ItemKind) string {
	relevant := "${" + name + "} = 'other'"
	if kind == flows.Several {
		relevant = "selected(${" + name + "}, 'other')"
	}
	return fmt.Sprintf("`or_other` adds an answer and a question whose words are not in the file; write them yourself: on the sheet "+
		"`choices` a row of the list `%s` with the name `other` and its label, here the type without `or_other`, and, if more is to be "+
		"written, below it a row of type `text` with relevant `%s`", list, relevant)
}
