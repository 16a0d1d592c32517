// Package neutral is one questionnaire with its words in every language, as no format and every format has it, and what
// is found on the way from or to one.
//
//	form, ok := neutral.Of(plan, "effort")
//
// A reader of a format makes a Form, and a writer takes one, so each format knows this package and no other format. Of
// makes a Form of a plan, and Form makes the YAML of one. A Finding is what a person must be told: what was left out,
// changed or taken with a doubt. Fold puts findings that say the same into one.
package neutral

import (
	"slices"

	"footing/flows"
)

// Form is one questionnaire with its texts.
type Form struct {
	ID        string
	Title     string
	Version   int
	Theme     int // NoTheme if the file does not say
	Private   bool
	Licence   string
	Source    string
	Review    string
	Locked    map[string]string // by locale, see flows.Questionnaire
	Items     []Item
	Alerts    []Alert
	Languages []string          // formats with only one language use the first
	Texts     map[string]Texts  // by locale
	Remarks   []string          // of an import: what was decided, for the head of the file
	Reworded  []string          // ids of the items that earlier versions worded otherwise; only today's words go along
	Spans     []string          // ids of the items that asked about one of several spans; here they ask without one
	Positions map[string]string // of an import: where each item stands in the file, and each of its answers
}

// Texts are the texts of one language by key, as in a wording file, including the buttons that every question has.
type Texts map[string]string

// Item is one question; see flows.Item. When is the text of its condition, empty if there is none.
type Item struct {
	flows.Item
	When string
}

// Alert is one alert rule; see flows.Alert.
type Alert struct {
	ID    string
	Level flows.Level
	When  string
	AtEnd bool
}

// NoTheme means that a file does not say which theme a questionnaire has.
const NoTheme = -1

// Of is a questionnaire of a plan as a Form; false if the plan does not have it.
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
		if len(q.Items[n].Earlier) > 0 {
			f.Reworded, f.Items[n].Earlier = append(f.Reworded, q.Items[n].ID), nil
		}
		f.Items[n].Since = 0
		if len(q.Items[n].Windows) > 0 {
			f.Spans, f.Items[n].Windows = append(f.Spans, q.Items[n].ID), nil
		}
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

// rank sorts languages: the clinic's first, in its order, then the others by name.
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

// pick selects the questionnaire's texts from those of a whole plan.
func (f *Form) pick(wording flows.Wording) Texts {
	words := Texts{}
	for _, key := range append(f.Keys(), buttons()...) {
		if text, ok := wording[key]; ok {
			words[key] = text
		}
	}
	return words
}

// buttons are the texts that all questions share. They are written to other formats, but not read back.
func buttons() []string {
	return []string{button(flows.RatherNot), button(flows.DoesNotFit), button(flows.No), button(flows.Yes)}
}

func button(code string) string { return "button." + code }

// Keys are the keys, in order, of all texts that the questionnaire has or may have.
func (f *Form) Keys() []string {
	var keys []string
	for n := range f.Items {
		item := &f.Items[n]
		keys = append(keys, f.Key(item, IntroKey), f.Key(item, TextKey))
		if item.Kind == flows.Scale {
			keys = append(keys, f.Key(item, LowKey), f.Key(item, HighKey))
		}
		if ListsOptions(item.Kind) {
			for _, o := range item.Options {
				keys = append(keys, f.Key(item, o.Code))
			}
		}
	}
	return keys
}

// The last parts of keys.
const (
	IntroKey = "intro"
	TextKey  = "text"
	LowKey   = "low"
	HighKey  = "high"
)

// Key is the key of an item's text, of which last is the last part.
func (f *Form) Key(item *Item, last string) string { return f.ID + "." + item.ID + "." + last }

// ListsOptions tells whether the answers of a kind have words of their own.
func ListsOptions(kind flows.ItemKind) bool { return kind == flows.Choice || kind == flows.Several }

// Tapped tells whether an item is answered by choosing among codes.
func Tapped(item *flows.Item) bool { return !item.Kind.Typed() && item.Kind != flows.Information }

// Item finds an item by its id.
func (f *Form) Item(id string) *Item {
	for n := range f.Items {
		if f.Items[n].ID == id {
			return &f.Items[n]
		}
	}
	return nil
}

// Label is the text on an answer's button in one language.
func (f *Form) Label(item *Item, code, locale string) string {
	words := f.Texts[locale]
	switch {
	case flows.Declined(code), item.Kind == flows.YesNo:
		return words[button(code)]
	case item.Kind == flows.Scale && len(item.Options) > 0 && code == item.Options[0].Code:
		return code + " (" + words[f.Key(item, LowKey)] + ")"
	case item.Kind == flows.Scale && len(item.Options) > 0 && code == item.Options[len(item.Options)-1].Code:
		return code + " (" + words[f.Key(item, HighKey)] + ")"
	case item.Kind == flows.Scale:
		return code
	}
	return words[f.Key(item, code)]
}
