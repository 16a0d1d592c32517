package xlsform

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/allowed"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// typeNames are the ways in which XLSForms write their types; longer ones come first.
func typeNames() [][2]string {
	return [][2]string{
		{"add select multiple prompt using", "select_multiple"},
		{"add select one prompt using", "select_one"},
		{"select multiple from file", "select_multiple_from_file"},
		{"select one from file", "select_one_from_file"},
		{"select multiple from list", "select_multiple"},
		{"select one from list", "select_one"},
		{"select all that apply from", "select_multiple"},
		{"select all that apply", "select_multiple"},
		{"select multiple using", "select_multiple"},
		{"select multiple", "select_multiple"},
		{"select one external", "select_one_external"},
		{"select one using", "select_one"},
		{"select one from", "select_one"},
		{"select one", "select_one"},
		{"select1", "select_one"},
		{"add integer prompt", "integer"},
		{"integer", "integer"},
		{"int", "integer"},
		{"add text prompt", "text"},
		{"string", "text"},
		{"text", "text"},
		{"add date prompt", "date"},
		{"add note prompt", "note"},
		{"add decimal prompt", "decimal"},
		{"begin group", "begin_group"},
		{"end group", "end_group"},
		{"begin looped group", "begin_repeat"},
		{"begin repeat", "begin_repeat"},
		{"begin loop", "begin_repeat"},
		{"end loop", "end_repeat"},
		{"end repeat", "end_repeat"},
		{"end looped group", "end_repeat"},
	}
}

// typeOf is a row's type as it is written today, and the list of answers that it names.
func typeOf(text string) (kind, list string) {
	blank := func(r rune) bool { return strings.ContainsRune(" \t\n\r\u00a0", r) }
	text = strings.Join(strings.FieldsFunc(text, blank), " ")
	plain := strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(text))
	for _, name := range typeNames() {
		if plain == name[0] {
			return name[1], ""
		}
		if strings.HasPrefix(plain, name[0]+" ") {
			return name[1], strings.TrimSpace(text[len(name[0]):])
		}
	}
	kind, list, _ = strings.Cut(text, " ")
	return strings.ReplaceAll(strings.ToLower(kind), "-", "_"), list
}

// itemOf makes an item of a row's type, or gives the reason why it cannot.
func (x *reader) itemOf(row reading.Row, kind, list string) (*neutral.Item, string) {
	own := flows.ItemKind(row.Get("footing_kind"))
	item := &neutral.Item{}
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
		item.Kind, item.Options = flows.Information, neutral.OKOnly()
	default:
		return nil, x.notAsked(kind, list)
	}
	if own != "" && own != item.Kind {
		x.Found.Add(row.Place, "footing_kind `%s` does not go with the type and is not taken", own)
	}
	if !neutral.ListsOptions(item.Kind) && item.Kind != flows.Scale && item.Kind != flows.YesNo {
		return item, ""
	}
	name, _ := withOther(list)
	if len(x.choices[name]) == 0 {
		return nil, "there is no list of answers `" + name + "`"
	}
	return item, ""
}

// notAsked is why a type is not taken.
func (x *reader) notAsked(kind, list string) string {
	switch kind {
	case "decimal":
		return "numbers with a fraction cannot be asked for"
	case "calculate", "hidden", "xml_external", "csv_external":
		return "nothing is worked out from answers (`" + kind + "`)"
	case "select_one_from_file", "select_multiple_from_file", "select_one_external":
		return "its answers stand in another file (`" + list + "`)"
	case "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid",
		"start_geopoint", "background_audio":
		return "nothing is noted beside the answers (`" + kind + "`)"
	}
	return "there is no such kind of question here (`" + strings.TrimSpace(kind+" "+list) + "`)"
}

var parameter = regexp.MustCompile(`([a-zA-Z_-]+)\s*=\s*([^\s,;]+)`)

// rangeItem reads a slider: a short one becomes a scale, a longer one a number.
func rangeItem(row reading.Row) (*neutral.Item, string) {
	item := &neutral.Item{}
	item.Kind, item.Min, item.Max = flows.Scale, 1, 10
	for _, m := range parameter.FindAllStringSubmatch(row.Get("parameters"), -1) {
		n, err := strconv.Atoi(m[2])
		switch {
		case !slices.Contains([]string{"start", "end", "step"}, m[1]):
			return nil, "what its parameter `" + m[1] + "` changes is not known"
		case m[1] == "step" && (err != nil || n != 1):
			return nil, "its steps are not 1 (`step=" + m[2] + "`)"
		case err != nil:
			return nil, "its range has a fraction (`" + m[1] + "=" + m[2] + "`)"
		case n > 1_000_000 || n < -1_000_000:
			return nil, "its range is too large"
		case m[1] == "start":
			item.Min = n
		case m[1] == "end":
			item.Max = n
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

// odd gives the reason why a row's other columns keep its question out, if one of them does.
func (x *reader) odd(row reading.Row, kind string) string {
	look := strings.Fields(strings.ToLower(row.Get("appearance")))
	for _, word := range look {
		changes := slices.Contains([]string{"label", "list-nolabel", "year", "month-year", "printgroup"}, word) ||
			strings.HasPrefix(word, "ex:") || strings.HasPrefix(word, "search(")
		if changes && !x.Admitted(word) {
			return "its appearance `" + word + "` changes what is asked"
		}
	}
	if len(look) > 0 && kind != "begin_group" {
		x.Found.Form(row.Place, "its appearance is not taken")
	}
	if saysYes(row.Get("readonly")) && kind != "note" && !x.Admitted("readonly") {
		return "it is only shown there and not asked (`readonly`)"
	}
	if parameters := row.Get("parameters"); parameters != "" && kind != "range" && !x.Admitted("parameters") {
		return "what its parameters change is not known (`" + neutral.Short(parameters) + "`)"
	}
	for _, name := range row.Unread() {
		if why := x.Permit(allowed.XLSForm, row.Place, name, row.Cells[name]); why != "" {
			return why
		}
	}
	return ""
}
