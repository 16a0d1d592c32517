// Package interchange carries questionnaires from and to the formats that other people write them in: XLSForm
// workbooks, HL7 FHIR R4 Questionnaires and REDCap data dictionaries. It is pure: bytes in, bytes out.
//
// Everything goes through a Form, which is one questionnaire with its words in every language, its conditions as
// text. Of makes it from a plan, Files writes it as the YAML that a plan is loaded from, and Try loads that YAML to see
// whether it would be accepted. Each format has a writer and, but for REDCap, a reader.
//
// Two things bind all of them. What a format cannot say stands in columns or extensions of our own beside what it can,
// so that writing and reading give the same questionnaire again; where the two disagree, because somebody edited the
// file, what other programs see counts. And nothing is lost in silence: a Finding names the place and what was not
// taken, in both directions.
package interchange

import (
	"fmt"
	"slices"

	"footing/flows"
)

// Form is one questionnaire with its words.
type Form struct {
	ID        string
	Title     string
	Version   int
	Theme     int // NoTheme where the file does not say
	Private   bool
	Licence   string
	Source    string
	Review    string
	Locked    map[string]string // by locale, see flows.Questionnaire
	Items     []Item
	Alerts    []Alert
	Languages []string         // the first is that of formats that have one only
	Texts     map[string]Texts // by locale
}

// Texts are the words of one language by their keys, as in a wording file, and those of the buttons that every
// question has.
type Texts map[string]string

// Item is one question; see flows.Item. When is the condition as it is written, empty where there is none.
type Item struct {
	flows.Item
	When string
}

// Alert is one rule of urgency; see flows.Alert.
type Alert struct {
	ID    string
	Level flows.Level
	When  string
	AtEnd bool
}

// NoTheme says that a file does not tell what a questionnaire is about.
const NoTheme = -1

// Finding is something that was not taken, or not as it was meant, with the place where it stands.
type Finding struct {
	Place string // "survey row 7", "item[2].enableWhen[0]"; of an export the item
	What  string
}

// String is the place and what was found there.
func (f Finding) String() string { return f.Place + ": " + f.What }

// findings gathers what was found, each once.
type findings []Finding

func (f *findings) add(place, format string, args ...any) {
	one := Finding{place, fmt.Sprintf(format, args...)}
	if !slices.Contains(*f, one) {
		*f = append(*f, one)
	}
}

// Of is a questionnaire of a plan. False when the plan has none of that name.
func Of(plan *flows.Protocol, id string) (Form, bool) {
	q, ok := plan.Questionnaires[id]
	if !ok {
		return Form{}, false
	}
	f := Form{
		ID: q.ID, Title: plan.Title + ": " + q.ID, Version: q.Version, Theme: q.Theme, Private: q.Private,
		Licence: q.Licence, Source: q.Source, Review: q.Review, Locked: q.Locked, Texts: map[string]Texts{},
	}
	for n := range q.Items {
		f.Items = append(f.Items, Item{Item: q.Items[n], When: text(q.Items[n].When)})
		f.Items[n].Item.When, f.Items[n].Line = nil, 0
	}
	for _, a := range q.Alerts {
		f.Alerts = append(f.Alerts, Alert{a.ID, a.Level, text(a.When), a.AtEnd})
	}
	for locale, wording := range plan.Wordings {
		f.Languages = append(f.Languages, locale)
		f.Texts[locale] = f.pick(wording)
	}
	slices.SortFunc(f.Languages, func(a, b string) int { return rank(plan, a, b) })
	return f, true
}

// rank brings the clinic's languages first, in its order, and the others behind by name.
func rank(plan *flows.Protocol, a, b string) int {
	place := func(locale string) int {
		if n := slices.Index(plan.Clinic.Languages, locale); n >= 0 {
			return n
		}
		return len(plan.Clinic.Languages)
	}
	if place(a) != place(b) {
		return place(a) - place(b)
	}
	if a < b {
		return -1
	}
	return 1
}

func text(c *flows.Condition) string {
	if c == nil {
		return ""
	}
	return c.String()
}

// pick takes the words of the questionnaire out of those of a whole plan.
func (f *Form) pick(wording flows.Wording) Texts {
	words := Texts{}
	for _, key := range append(f.keys(), buttons()...) {
		if text, ok := wording[key]; ok {
			words[key] = text
		}
	}
	return words
}

// buttons are the texts that every question shares. They are shown in other formats, and not read from them.
func buttons() []string {
	return []string{button(flows.RatherNot), button(flows.DoesNotFit), button(flows.No), button(flows.Yes)}
}

func button(code string) string { return "button." + code }

// keys are those of all texts that the questionnaire has or may have, in order.
func (f *Form) keys() []string {
	var keys []string
	for n := range f.Items {
		item := &f.Items[n]
		keys = append(keys, f.key(item, introKey), f.key(item, textKey))
		if item.Kind == flows.Scale {
			keys = append(keys, f.key(item, lowKey), f.key(item, highKey))
		}
		if listsOptions(item.Kind) {
			for _, o := range item.Options {
				keys = append(keys, f.key(item, o.Code))
			}
		}
	}
	return keys
}

// The last parts of keys.
const (
	introKey = "intro"
	textKey  = "text"
	lowKey   = "low"
	highKey  = "high"
)

func (f *Form) key(item *Item, last string) string { return f.ID + "." + item.ID + "." + last }

func listsOptions(kind flows.ItemKind) bool { return kind == flows.Choice || kind == flows.Several }

// tapped tells whether an item is answered by choosing among codes.
func tapped(item *flows.Item) bool { return !item.Kind.Typed() && item.Kind != flows.Information }

// item finds an item by its id.
func (f *Form) item(id string) *Item {
	for n := range f.Items {
		if f.Items[n].ID == id {
			return &f.Items[n]
		}
	}
	return nil
}

// label is what is written on an answer's button in a language.
func (f *Form) label(item *Item, code, locale string) string {
	words := f.Texts[locale]
	switch {
	case flows.Declined(code), item.Kind == flows.YesNo:
		return words[button(code)]
	case item.Kind == flows.Scale && len(item.Options) > 0 && code == item.Options[0].Code:
		return code + " (" + words[f.key(item, lowKey)] + ")"
	case item.Kind == flows.Scale && len(item.Options) > 0 && code == item.Options[len(item.Options)-1].Code:
		return code + " (" + words[f.key(item, highKey)] + ")"
	case item.Kind == flows.Scale:
		return code
	}
	return words[f.key(item, code)]
}
