package xlsform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
	"footing/flows/interchange/internal/rules"
)

// question reads a row of the survey.
func (x *reader) question(row reading.Row) {
	kind, list := typeOf(row.Get("type"))
	x.At = row.Place
	if off(row) {
		x.off(row, kind)
		return
	}
	switch kind {
	case "begin_group", "begin_repeat", "end_group", "end_repeat":
		x.border(row, kind)
		return
	case "":
		row.Rest(&x.Found)
		return
	}
	name := row.Get("name")
	x.Own = row.Get("footing_kind") != ""
	if len(x.within) > 0 && x.within[len(x.within)-1].skipped != "" {
		x.Leave(row.Place, name, x.within[len(x.within)-1].skipped)
		return
	}
	item, why := x.itemOf(row, kind, list)
	if why == "" && len(x.Form.Items) >= reading.MostItems {
		why = "there are too many questions"
	}
	if why != "" {
		x.Leave(row.Place, name, why)
		return
	}
	x.add(row, name, kind, list, item)
}

// off passes over a row that is switched off. A group that is takes its questions along.
func (x *reader) off(row reading.Row, kind string) {
	x.Gone[row.Get("name")] = true
	x.Found.Form(row.Place, "it is switched off (`disabled`), there and here")
	if strings.HasPrefix(kind, "begin_") {
		x.within = append(x.within, group{kind: kind, skipped: "its group is switched off"})
	}
}

// border begins or ends a group.
func (x *reader) border(row reading.Row, kind string) {
	if strings.HasPrefix(kind, "end") {
		if len(x.within) == 0 {
			x.Found.Add(row.Place, "it ends a group that was not begun")
			return
		}
		x.within = x.within[:len(x.within)-1]
		return
	}
	if len(x.within) >= reading.Deepest {
		x.Found.Add(row.Place, "groups are nested too deep")
	}
	name := row.Get("name")
	x.Gone[name] = true
	row.Get("footing_kind")
	x.Own = false
	g := group{kind: kind, condition: row.Get(relevantColumn), stem: map[string]string{}}
	if len(x.within) > 0 {
		outer := x.within[len(x.within)-1]
		g.skipped, g.stem = outer.skipped, maps.Clone(outer.stem)
	}
	for locale, text := range x.spoken(row, "label") {
		if g.stem == nil {
			g.stem = map[string]string{}
		}
		g.stem[locale] = strings.TrimSpace(g.stem[locale] + "\n" + text)
	}
	x.spoken(row, "hint")
	switch why := x.odd(row, kind); {
	case g.skipped != "":
	case kind == "begin_repeat":
		g.skipped = "it stands in a repeat, and here nothing is asked several times over"
		x.Found.Put(neutral.NotTaken, row.Place, "the repeat `%s` is not taken, nor what is in it", name)
	case why != "":
		g.skipped = "its group `" + name + "` is not taken"
		x.Found.Put(neutral.NotTaken, row.Place, "the group `%s` is not taken, nor what is in it: %s", name, why)
	default:
		x.Found.Form(row.Place,
			"the group `%s` is taken apart: its words stand before each of its questions, each with the group's condition", name)
	}
	x.within = append(x.within, g)
}

// add imports an item with everything that its row says.
func (x *reader) add(row reading.Row, name, kind, list string, item *neutral.Item) {
	item.ID = x.NameItem(row.Place, name)
	x.texts(row, "label", x.Form.Key(item, neutral.TextKey))
	x.texts(row, "hint", x.Form.Key(item, neutral.IntroKey))
	if len(x.within) > 0 && item.Kind != flows.Information {
		x.Stem(row.Place, item, x.within[len(x.within)-1].stem)
	}
	switch row.Get("footing_follow_up") {
	case "yes":
		item.FollowUp = true
	case "safety":
		item.FollowUp, item.Safety = true, true
	}
	item.Hidden = row.Get("footing_hidden") == "yes"
	item.OnPhrase = row.Get("footing_on_phrase") == "yes"
	item.Scoring = flows.Scoring(row.Get("footing_scoring"))
	why := x.options(row, list, item)
	x.ends(row, list, item)
	x.Form.Positions[item.ID] = row.Place
	if why == "" {
		why = x.Constrain(row.Place, name, item, row.Get(constraintColumn))
	}
	row.Get("footing_when")
	row.Get(relevantColumn)
	if why == "" {
		why = x.odd(row, kind)
	}
	x.Score(row.Place, name, item)
	x.Admit(row.Place, name, item, why, func() (string, error) {
		when, err := x.relevant(row)
		if err != nil {
			err = fmt.Errorf("when it is asked cannot be said here (`%s`): %w", neutral.Short(x.whole(row)), err)
		}
		return when, err
	})
}

// whole is a question's condition combined with those of its groups.
func (x *reader) whole(row reading.Row) string {
	var parts []string
	for _, g := range x.within {
		if g.condition != "" {
			parts = append(parts, "("+g.condition+")")
		}
	}
	if own := row.Get(relevantColumn); own != "" && len(parts) > 0 {
		parts = append(parts, "("+own+")")
	} else if own != "" {
		parts = append(parts, own)
	}
	return strings.Join(parts, " and ")
}

func (x *reader) relevant(row reading.Row) (string, error) {
	own, expression := row.Get("footing_when"), x.whole(row)
	same := expression == ""
	if own != "" {
		if r, err := rules.TakeApart(&x.Form, own); err == nil {
			same = rules.XPath().Say(r) == expression
		}
	}
	return x.Meaning(row.Place, own, same, func() (string, error) {
		if expression == "" {
			return "", nil
		}
		return x.Condition(expression)
	})
}

// unusedChoices reports choices that no question uses.
func (x *reader) unusedChoices() {
	for _, list := range neutral.SortedKeys(x.choices) {
		for _, row := range x.choices[list] {
			if !row.Asked["name"] && len(row.Cells) > 0 && !slices.Contains([]string{""}, list) {
				x.Found.Form(row.Place, "no question that was taken uses the list `%s`", list)
			}
		}
	}
}
