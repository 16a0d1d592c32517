package redcap

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/allowed"
	"footing/flows/interchange/internal/logic"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
	"footing/flows/interchange/internal/rules"
	"footing/flows/internal/dictionary"
)

// reader is the state of reading a data dictionary.
type reader struct {
	*reading.Reading
	columns []string
	stem    map[string]string // the section header above
	matrix  string            // the matrix group that it belongs to, empty for a section
}

// Read reads a data dictionary. It has no title, no version and one language, so those come from the wishes.
func Read(data []byte, w reading.Wishes) (neutral.Form, []neutral.Finding, error) {
	if len(data) > reading.LargestFile {
		return neutral.Form{}, nil, reading.Unreadable("it is larger than %d MiB", reading.LargestFile>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	lines := csv.NewReader(bytes.NewReader(data))
	lines.FieldsPerRecord, lines.LazyQuotes = -1, true
	table, err := lines.ReadAll()
	if err != nil {
		return neutral.Form{}, nil, reading.Unreadable("it is not a CSV file (%v)", err)
	}
	if len(table) == 0 || len(table) > reading.MostRows {
		return neutral.Form{}, nil, reading.Unreadable("it has %d rows, and from 2 to %d are read", len(table), reading.MostRows)
	}
	r := &reader{Reading: reading.New(w)}
	r.EmptyIsZero = true
	if r.columns, err = columnsOf(table[0]); err != nil {
		return neutral.Form{}, nil, err
	}
	rows := r.rows(table[1:])
	if w.Language == "" {
		return neutral.Form{}, nil, reading.Unreadable("a data dictionary does not say its language; --language says it")
	}
	r.Form.Theme, r.Form.Version = neutral.NoTheme, 1
	id := "imported"
	if len(rows) > 0 {
		id = neutral.FirstOf(rows[0].Get(dictionary.Column(dictionary.Form)), id)
	}
	r.NameForm("dictionary row 2", id)
	for _, row := range rows {
		r.Count[row.Get(dictionary.Column(dictionary.Name))]++
	}
	for n, row := range rows {
		r.field(row, n == 0)
	}
	return r.Finish()
}

// columnsOf finds the columns of a data dictionary, which may be named by their old names.
func columnsOf(head []string) ([]string, error) {
	columns := make([]string, 0, len(head))
	found := 0
	for _, cell := range head {
		name := strings.Join(strings.Fields(cell), " ")
		for _, known := range dictionary.Columns() {
			if strings.EqualFold(known, name) {
				name = known
				found++
			}
		}
		columns = append(columns, name)
	}
	if found < 6 || !slices.Contains(columns, dictionary.Column(dictionary.Name)) {
		return nil, reading.Unreadable("it is not a data dictionary: its first row must have REDCap's columns, `%s` the first of them",
			dictionary.Column(dictionary.Name))
	}
	return columns, nil
}

// rows are the fields, by column name.
func (r *reader) rows(table [][]string) []reading.Row {
	var list []reading.Row
	for n, cells := range table {
		row := reading.Row{Place: fmt.Sprintf("dictionary row %d", n+2), Cells: map[string]string{}, Asked: map[string]bool{}}
		for i, cell := range cells {
			if strings.TrimSpace(cell) != "" && i < len(r.columns) {
				row.Cells[r.columns[i]] = cell
			}
		}
		if len(row.Cells) > 0 {
			list = append(list, row)
		}
	}
	return list
}

// field reads one field.
func (r *reader) field(row reading.Row, first bool) {
	get := func(column int) string { return unarmed(row.Get(dictionary.Column(column))) }
	name, kind := get(dictionary.Name), strings.ToLower(get(dictionary.Type))
	r.At = row.Place
	get(dictionary.Form)
	r.section(row, get(dictionary.Section))
	if first && kind == "text" && get(dictionary.Validation) == "" && len(r.Form.Items) == 0 && get(dictionary.Branching) == "" {
		r.Gone[name] = true
		r.Found.Form(row.Place, "`%s` names the record there, and is not asked", name)
		return
	}
	item, why := r.itemOf(row, kind)
	if why != "" {
		r.Leave(row.Place, name, why)
		return
	}
	item.ID = r.NameItem(row.Place, strings.TrimPrefix(name, "q_"))
	r.Names[name] = item.ID
	label := neutral.FirstOf(bare(get(dictionary.Label)), name)
	r.Say(row.Place, r.Wishes.Language, r.Form.Key(item, neutral.TextKey), label)
	if note := bare(get(dictionary.Note)); note != "" {
		r.Say(row.Place, r.Wishes.Language, r.Form.Key(item, neutral.IntroKey), note)
	}
	if item.Kind != flows.Information {
		r.Stem(row.Place, item, r.stem)
	}
	why = r.answersOf(row, kind, item)
	if why == "" {
		why = r.bounds(row, name, item)
	}
	if odd := r.annotations(row, item); why == "" {
		why = odd
	}
	if odd := r.others(row); why == "" {
		why = odd
	}
	r.Score(row.Place, name, item)
	r.Admit(row.Place, name, item, why, func() (string, error) { return r.branching(get(dictionary.Branching)) })
}

// section notes a section header, which stands before the questions of its matrix, or before the first one.
func (r *reader) section(row reading.Row, header string) {
	matrix := row.Get("Matrix Group Name")
	if header = bare(header); header != "" {
		r.stem, r.matrix = map[string]string{r.Wishes.Language: header}, matrix
		return
	}
	if r.matrix == "" || matrix != r.matrix {
		r.stem, r.matrix = nil, ""
	}
}

// itemOf makes an item of a field's type, or gives the reason why it cannot.
func (r *reader) itemOf(row reading.Row, kind string) (*neutral.Item, string) {
	item, validation := &neutral.Item{}, strings.ToLower(row.Get(dictionary.Column(dictionary.Validation)))
	switch kind {
	case "radio", "dropdown":
		item.Kind = flows.Choice
	case "checkbox":
		item.Kind = flows.Several
	case "yesno", "truefalse":
		item.Kind, item.Options = flows.YesNo, neutral.NoOrYes()
	case "slider":
		item.Kind = flows.Number
	case "notes":
		item.Kind = flows.Text
	case "descriptive":
		item.Kind, item.Options = flows.Information, neutral.OKOnly()
	case "text":
		switch {
		case validation == "":
			item.Kind = flows.Text
		case validation == "integer":
			item.Kind = flows.Number
		case strings.HasPrefix(validation, "date_"):
			item.Kind = flows.Date
		case validation == "time" || validation == "time_hh_mm_ss":
			item.Kind = flows.Time
		default:
			return nil, "what is typed must be of a sort that cannot be asked for (`" + validation + "`)"
		}
	case "calc", "sql":
		return nil, "nothing is worked out from answers (`" + kind + "`)"
	default:
		return nil, "there is no such kind of question here (`" + kind + "`)"
	}
	return item, ""
}

// answersOf reads "1, Never | 2, Often" and the words of a slider.
func (r *reader) answersOf(row reading.Row, kind string, item *neutral.Item) string {
	choices := unarmed(row.Get(dictionary.Column(dictionary.Choices)))
	switch {
	case item.Kind == flows.YesNo:
		r.Answers[item.ID] = []reading.Known{{System: "", Name: "0", Code: flows.No}, {System: "", Name: "1", Code: flows.Yes}}
		return ""
	case kind == "slider":
		return r.slider(row, item, choices)
	case !neutral.ListsOptions(item.Kind):
		return ""
	}
	for _, entry := range strings.Split(choices, "|") {
		name, label, ok := strings.Cut(entry, ",")
		if name, label = strings.TrimSpace(name), bare(label); !ok || name == "" || label == "" {
			return "an answer is not of the form `code, label` (`" + neutral.Short(entry) + "`)"
		}
		code, ours := r.NameCode(row.Place, item, "", name)
		if !ours {
			continue
		}
		item.Options = append(item.Options, flows.Option{Code: code})
		r.Say(row.Place, r.Wishes.Language, r.Form.Key(item, code), label)
	}
	r.ValuesOfNames(row.Place, item)
	return ""
}

// slider makes a number of a slider, from 0 to 100 where nothing else is said, as it goes there.
func (r *reader) slider(row reading.Row, item *neutral.Item, ends string) string {
	low, high := 0, 100
	for column, into := range map[int]*int{dictionary.Least: &low, dictionary.Most: &high} {
		if text := row.Get(dictionary.Column(column)); text != "" {
			n, whole := reading.Decimal(text)
			if !whole {
				return "its ends are no whole numbers"
			}
			*into = n
		}
	}
	item.Min, item.Max = low, high
	if high-low <= 10 {
		item.Kind, item.Options = flows.Scale, nil
		item.Options = neutral.Steps(item)
	}
	words := strings.Split(ends, "|")
	first, last := bare(words[0]), bare(words[len(words)-1])
	if item.Kind == flows.Scale {
		r.Say(row.Place, r.Wishes.Language, r.Form.Key(item, neutral.LowKey), neutral.FirstOf(first, strconv.Itoa(low)))
		r.Say(row.Place, r.Wishes.Language, r.Form.Key(item, neutral.HighKey), neutral.FirstOf(last, strconv.Itoa(high)))
	} else if ends != "" {
		key := r.Form.Key(item, neutral.TextKey)
		text := r.Form.Texts[r.Wishes.Language][key]
		r.Say(row.Place, r.Wishes.Language, key, fmt.Sprintf("%s\n%d: %s\n%d: %s", text, low, first, high, last))
		r.Found.Add(row.Place, "the slider is typed as a number here; the words at its ends stand in the question")
	}
	return ""
}

// bounds gives a typed number the limits of the file.
func (r *reader) bounds(row reading.Row, name string, item *neutral.Item) string {
	low, high := row.Get(dictionary.Column(dictionary.Least)), row.Get(dictionary.Column(dictionary.Most))
	switch {
	case item.Kind == flows.Text:
		item.Max = reading.UsualText
	case item.Kind == flows.Number && item.Max == 0 && item.Min == 0:
		var said reading.Limits
		for _, end := range []struct {
			text string
			into **int
		}{{low, &said.Low}, {high, &said.High}} {
			if n, whole := reading.Decimal(end.text); whole {
				*end.into = &n
			} else if end.text != "" {
				return "its limit `" + neutral.Short(end.text) + "` is no whole number"
			}
		}
		return r.Bound(row.Place, name, item, said, "")
	case (low != "" || high != "") && (item.Kind == flows.Date || item.Kind == flows.Time):
		r.Found.Add(row.Place, "its limits (%s to %s) are not taken: any day or time can be given", neutral.Short(low), neutral.Short(high))
	}
	return ""
}

var annotation = regexp.MustCompile(`@[A-Z][A-Z0-9_-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s]+))?`)

// annotations reads action tags. It gives the reason why the question is not taken.
func (r *reader) annotations(row reading.Row, item *neutral.Item) string {
	for _, tag := range annotation.FindAllString(row.Get(dictionary.Column(dictionary.Annotation)), -1) {
		name, value, _ := strings.Cut(tag, "=")
		name, value = strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), `"'`)
		if name == "@NONEOFTHEABOVE" && item.Kind == flows.Several {
			for n := range item.Options {
				alone := strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ' ' })
				item.Options[n].Exclusive = slices.Contains(alone, r.NameOf(item, item.Options[n].Code))
			}
			continue
		}
		if why := r.Permit(allowed.REDCap, row.Place, name, value); why != "" {
			return why
		}
	}
	return ""
}

// others looks at the columns that are not read.
func (r *reader) others(row reading.Row) string {
	if text := strings.ToLower(row.Get("Identifier?")); text != "" && text != "n" && text != "no" && !r.Admitted("Identifier?") {
		return "it asks what identifies somebody (`Identifier?`)"
	}
	if text := row.Get("Matrix Ranking?"); text != "" && strings.ToLower(text) != "n" && !r.Admitted("Matrix Ranking?") {
		return "it ranks answers against each other (`Matrix Ranking?`)"
	}
	for _, column := range []int{
		dictionary.Label, dictionary.Note, dictionary.Branching, dictionary.Choices, dictionary.Least, dictionary.Most,
		dictionary.Validation,
	} {
		row.Get(dictionary.Column(column))
	}
	why := ""
	for _, name := range row.Unread() {
		if odd := r.Permit(allowed.REDCap, row.Place, name, row.Cells[name]); why == "" {
			why = odd
		}
	}
	return why
}

func (r *reader) branching(expression string) (string, error) {
	if expression == "" {
		return "", nil
	}
	node, err := logic.REDCap(expression)
	if err == nil {
		var made rules.Phrase
		if made, err = r.Translate(node, true); err == nil {
			return made.Text, nil
		}
	}
	return "", fmt.Errorf("when it is asked cannot be said here (`%s`): %w", neutral.Short(expression), err)
}
