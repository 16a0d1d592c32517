package neutral

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
)

// Files are the questionnaire as the YAML files of a plan, by name: one file of structure, and one of texts for each
// language.
func (f *Form) Files() map[string][]byte {
	files := map[string][]byte{f.ID + ".yaml": f.structure()}
	for _, locale := range f.Languages {
		files[f.ID+"."+locale+".yaml"] = f.words(locale)
	}
	return files
}

// Quote writes a scalar that every YAML reader reads as the same text.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Code writes an id or code, quoted if some YAML readers would not read it as text.
func Code(text string) string {
	if _, err := strconv.Atoi(text); err == nil ||
		slices.Contains([]string{"no", "yes", "on", "off", "y", "n", "true", "false", "null"}, text) {
		return Quote(text)
	}
	return text
}

func (f *Form) structure() []byte {
	var b strings.Builder
	for _, remark := range f.Remarks {
		fmt.Fprintf(&b, "# %s\n", strings.Join(strings.Fields(remark), " "))
	}
	fmt.Fprintf(&b, "id: %s\nversion: %d\nlicence: %s\nsource: %s\nreview: %s\ntheme: %d\n",
		Code(f.ID), f.Version, Quote(f.Licence), Quote(f.Source), Quote(f.Review), f.Theme)
	if f.Private {
		b.WriteString("private: true\n")
	}
	if len(f.Locked) > 0 {
		b.WriteString("locked:\n")
		for _, locale := range SortedKeys(f.Locked) {
			fmt.Fprintf(&b, "  %s: %s\n", Code(locale), Quote(f.Locked[locale]))
		}
	}
	b.WriteString("\nitems:\n")
	for n := range f.Items {
		f.Items[n].write(&b)
	}
	if len(f.Alerts) > 0 {
		b.WriteString("\nalerts:\n")
	}
	for _, a := range f.Alerts {
		fmt.Fprintf(&b, "  - id: %s\n    level: %s\n    when: %s\n", Code(a.ID), a.Level, Quote(a.When))
		if a.AtEnd {
			b.WriteString("    at_end: true\n")
		}
	}
	return []byte(b.String())
}

func (i *Item) write(b *strings.Builder) {
	fmt.Fprintf(b, "  - id: %s\n", Code(i.ID))
	if i.Kind != flows.Choice {
		fmt.Fprintf(b, "    kind: %s\n", i.Kind)
	}
	if i.When != "" {
		fmt.Fprintf(b, "    when: %s\n", Quote(i.When))
	}
	switch {
	case i.FollowUp && i.Safety:
		b.WriteString("    follow_up: safety\n")
	case i.FollowUp:
		b.WriteString("    follow_up: true\n")
	}
	if i.OnPhrase {
		b.WriteString("    on_phrase: true\n")
	}
	if i.Hidden {
		b.WriteString("    hidden: true\n")
	}
	if i.Scoring != flows.HigherBetter {
		fmt.Fprintf(b, "    scoring: %s\n", i.Scoring)
	}
	switch i.Kind {
	case flows.Scale, flows.Number:
		fmt.Fprintf(b, "    min: %d\n    max: %d\n", i.Min, i.Max)
	case flows.Text:
		fmt.Fprintf(b, "    max: %d\n", i.Max)
	case flows.Choice, flows.Several:
		b.WriteString("    options:\n")
		for _, o := range i.Options {
			b.WriteString("      - {code: " + Code(o.Code))
			if o.Value != nil {
				fmt.Fprintf(b, ", value: %d", *o.Value)
			}
			if o.Low {
				b.WriteString(", low: true")
			}
			if o.Action != flows.NoAction {
				b.WriteString(", action: " + string(o.Action))
			}
			if o.Exclusive {
				b.WriteString(", exclusive: true")
			}
			b.WriteString("}\n")
		}
	case flows.YesNo, flows.Time, flows.Date, flows.Information:
	}
}

func (f *Form) words(locale string) []byte {
	var b strings.Builder
	for _, key := range f.Keys() {
		if text, ok := f.Texts[locale][key]; ok {
			fmt.Fprintf(&b, "%s: %s\n", key, Quote(text))
		}
	}
	return []byte(b.String())
}
