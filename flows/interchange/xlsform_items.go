package interchange

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// question reads a row of the survey.
func (x *xlsform) question(row sheetRow) {
	kind, list, _ := strings.Cut(strings.Join(strings.Fields(row.get("type")), " "), " ")
	kind = strings.ToLower(kind)
	if kind == "begin" || kind == "end" {
		kind, list = kind+"_"+strings.ToLower(list), ""
	}
	kind = strings.ReplaceAll(kind, "-", "_")
	switch kind {
	case "begin_group", "begin_repeat", "end_group", "end_repeat":
		x.border(row, kind)
		return
	case "":
		row.rest(&x.found)
		return
	}
	name := row.get("name")
	if text := strings.ToLower(row.get("disabled")); text != "" && text != "no" && text != "false" {
		x.leave(row, name, "it is switched off there (`disabled`)")
		return
	}
	if len(x.within) > 0 && x.within[len(x.within)-1].skipped {
		x.leave(row, name, "it stands in a repeat, and here nothing is asked several times over")
		return
	}
	item, why := x.itemOf(row, kind, list)
	if why == "" {
		why = strangeColumn(row)
	}
	if why != "" {
		x.leave(row, name, why)
		return
	}
	if len(x.form.Items) >= mostItems {
		x.leave(row, name, "there are too many questions")
		return
	}
	x.add(row, name, list, item)
}

// border begins or ends a group.
func (x *xlsform) border(row sheetRow, kind string) {
	if strings.HasPrefix(kind, "end") {
		if len(x.within) == 0 {
			x.found.add(row.place, "it ends a group that was not begun")
			return
		}
		x.within = x.within[:len(x.within)-1]
		return
	}
	if len(x.within) >= deepest {
		x.found.add(row.place, "groups are nested too deep")
	}
	outer := len(x.within) > 0 && x.within[len(x.within)-1].skipped
	g := group{kind: kind, condition: row.get("relevant"), skipped: outer || kind == "begin_repeat"}
	x.within = append(x.within, g)
	name := row.get("name")
	x.gone[name] = true
	what := "the group `%s` is taken apart: its questions stand by themselves, each with the group's condition"
	if g.skipped {
		what = "the repeat `%s` is not taken, nor what is in it"
	}
	x.found.add(row.place, what, name)
	row.get("footing_kind")
	row.rest(&x.found)
}

// leave records a question that is not imported.
func (x *xlsform) leave(row sheetRow, name, why string) {
	x.gone[name] = true
	x.found.add(row.place, "the question `%s` is not taken: %s", name, why)
}

// itemOf makes an item of a row's type, or gives the reason why it cannot.
func (x *xlsform) itemOf(row sheetRow, kind, list string) (*Item, string) {
	own := flows.ItemKind(row.get("footing_kind"))
	item := &Item{}
	switch kind {
	case "select_one":
		item.Kind = flows.Choice
		if own == flows.Scale || own == flows.YesNo {
			item.Kind = own
		}
	case "select_multiple":
		item.Kind = flows.Several
	case "range":
		return rangeItem(row)
	case "integer":
		item.Kind = flows.Number
	case "text":
		item.Kind = flows.Text
	case "date":
		item.Kind = flows.Date
	case "time":
		item.Kind = flows.Time
	case "note", "acknowledge", "trigger":
		item.Kind, item.Options = flows.Information, okOnly()
	case "decimal":
		return nil, "numbers with a fraction cannot be asked for"
	case "calculate", "hidden", "xml_external", "csv_external":
		return nil, "nothing is worked out from answers (`" + kind + "`)"
	case "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid",
		"start_geopoint", "background_audio":
		return nil, "nothing is noted beside the answers (`" + kind + "`)"
	default:
		return nil, "there is no such kind of question here (`" + strings.TrimSpace(kind+" "+list) + "`)"
	}
	if own != "" && own != item.Kind {
		x.found.add(row.place, "footing_kind `%s` does not go with the type and is not taken", own)
	}
	if item.Kind != flows.Choice && item.Kind != flows.Several && item.Kind != flows.Scale && item.Kind != flows.YesNo {
		return item, ""
	}
	if own, ok := withOther(list); ok {
		return nil, otherWords(row.get("name"), own, item.Kind)
	}
	if len(x.choices[list]) == 0 {
		return nil, fmt.Sprintf("there is no list of answers `%s`", list)
	}
	return item, ""
}

var (
	parameter = regexp.MustCompile(`(start|end|step)\s*=\s*(-?[0-9]+)(\s|,|;|$)`)
	between   = regexp.MustCompile(`^\.\s*>=\s*(-?[0-9]+)\s+and\s+\.\s*<=\s*(-?[0-9]+)$`)
	atMost    = regexp.MustCompile(`^string-length\(\s*\.\s*\)\s*<=\s*([0-9]+)$`)
)

// rangeItem reads a slider: a short one becomes a scale, a longer one a number.
func rangeItem(row sheetRow) (*Item, string) {
	item := &Item{}
	item.Kind, item.Max = flows.Scale, 10
	item.Min = 1
	for _, m := range parameter.FindAllStringSubmatch(row.get("parameters"), -1) {
		n, err := strconv.Atoi(m[2])
		switch {
		case err != nil || n > 1_000_000 || n < -1_000_000:
			return nil, "its range is too large"
		case m[1] == "start":
			item.Min = n
		case m[1] == "end":
			item.Max = n
		case n != 1:
			return nil, "its steps are not 1"
		}
	}
	if item.Max <= item.Min {
		return nil, "its range ends before it begins"
	}
	if item.Max-item.Min > 10 {
		item.Kind = flows.Number
	}
	return item, ""
}

// add imports an item with everything that its row says.
func (x *xlsform) add(row sheetRow, name, list string, item *Item) {
	item.ID = x.nameItem(row.place, name)
	if !x.limits(row, item) {
		x.leave(row, name, "its limits are no whole numbers")
		return
	}
	x.texts(row, "label", x.form.key(item, textKey))
	x.texts(row, "hint", x.form.key(item, introKey))
	switch row.get("footing_follow_up") {
	case "yes":
		item.FollowUp = true
	case "safety":
		item.FollowUp, item.Safety = true, true
	}
	item.Hidden = row.get("footing_hidden") == "yes"
	item.OnPhrase = row.get("footing_on_phrase") == "yes"
	item.Scoring = flows.Scoring(row.get("footing_scoring"))
	if required := row.get("required"); !slices.Contains([]string{"", "no", "false", "false()"},
		strings.ToLower(required)) {
		x.found.add(row.place, "`required` is not taken: every question may be declined here")
	}
	x.options(row, list, item)
	x.ends(row, list, item)
	x.form.Items = append(x.form.Items, *item)
	when, err := x.relevant(row)
	if err != nil {
		x.drop(item.ID)
		x.leave(row, name, fmt.Sprintf("when it is asked cannot be said here (`%s`): %v", x.whole(row), err))
		return
	}
	x.form.Items[len(x.form.Items)-1].When = when
	row.rest(&x.found)
}

// whole is a question's condition combined with those of its groups.
func (x *xlsform) whole(row sheetRow) string {
	var parts []string
	for _, g := range x.within {
		if g.condition != "" {
			parts = append(parts, "("+g.condition+")")
		}
	}
	if own := row.get("relevant"); own != "" && len(parts) > 0 {
		parts = append(parts, "("+own+")")
	} else if own != "" {
		parts = append(parts, own)
	}
	return strings.Join(parts, " and ")
}

func (x *xlsform) relevant(row sheetRow) (string, error) {
	own, expression := row.get("footing_when"), x.whole(row)
	same := expression == ""
	if own != "" {
		if r, err := x.form.takeApart(own); err == nil {
			same = xpath().say(r) == expression
		}
	}
	return x.meaning(row.place, own, same, func() (string, error) {
		if expression == "" {
			return "", nil
		}
		return x.condition(expression)
	})
}

// limits reads the limits of a number and the longest length of a text.
func (x *xlsform) limits(row sheetRow, item *Item) bool {
	const usualNumber, usualText, longestText = 100, 1000, 3000
	constraint := row.get("constraint")
	switch {
	case item.Kind == flows.Number && item.Max == 0:
		item.Max = usualNumber
		if m := between.FindStringSubmatch(constraint); m != nil {
			low, lowErr := strconv.Atoi(m[1])
			high, highErr := strconv.Atoi(m[2])
			item.Min, item.Max = low, high
			return lowErr == nil && highErr == nil && low < high
		}
		x.found.add(row.place, "a number needs limits: it goes from 0 to %d here", usualNumber)
	case item.Kind == flows.Text:
		item.Max = usualText
		if m := atMost.FindStringSubmatch(constraint); m != nil {
			n, err := strconv.Atoi(m[1])
			if err == nil && n >= 1 && n <= longestText {
				item.Max = n
				return true
			}
		}
	}
	if constraint != "" {
		x.found.add(row.place, "the constraint `%s` is not taken", short(constraint))
	}
	return true
}
