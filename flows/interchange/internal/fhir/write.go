// Package fhir writes and reads HL7 FHIR R4 Questionnaires, as JSON.
//
//	data, lost, err := fhir.Write(form)
//	form, found, err := fhir.Read(data, wishes)
//
// Between the two stands a neutral.Form. Write returns beside the file what it could not say in it. Read returns what
// it took otherwise than it stood there, or left out. What is decided for every format alike is in package reading, and
// how conditions are said in package rules.
package fhir

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
)

// FHIR R4 Questionnaires, with our own types: the library's types write every form of an answer option at once and have
// no place for translations. A linkId is an item's id; an answer is a coding in the item's own code system, as in the
// data of footing export. Texts are in the first language, with the others as translation extensions.

const (
	footingURN      = "urn:footing:"
	translation     = "http://hl7.org/fhir/StructureDefinition/translation"
	ordinalValue    = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
	minValue        = "http://hl7.org/fhir/StructureDefinition/minValue"
	maxValue        = "http://hl7.org/fhir/StructureDefinition/maxValue"
	optionExclusive = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
	itemControl     = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
	controlCodes    = "http://hl7.org/fhir/questionnaire-item-control"
)

// introSuffix marks the display item beneath a question that holds its introduction.
const introSuffix = "--intro"

type resource struct {
	ResourceType string              `json:"resourceType"`
	ID           string              `json:"id"`
	Language     string              `json:"language,omitempty"`
	Extension    []extension         `json:"extension,omitempty"`
	URL          string              `json:"url"`
	Version      string              `json:"version"`
	Name         string              `json:"name"`
	Title        string              `json:"title,omitempty"`
	Status       string              `json:"status"`
	SubjectType  []string            `json:"subjectType"`
	Copyright    string              `json:"copyright"`
	Item         []questionnaireItem `json:"item,omitempty"`
}

type questionnaireItem struct {
	Extension      []extension         `json:"extension,omitempty"`
	LinkID         string              `json:"linkId"`
	Text           string              `json:"text,omitempty"`
	TextElement    *element            `json:"_text,omitempty"`
	Type           string              `json:"type"`
	EnableWhen     []enableWhen        `json:"enableWhen,omitempty"`
	EnableBehavior string              `json:"enableBehavior,omitempty"`
	Repeats        bool                `json:"repeats,omitempty"`
	MaxLength      int                 `json:"maxLength,omitempty"`
	AnswerOption   []answer            `json:"answerOption,omitempty"`
	Item           []questionnaireItem `json:"item,omitempty"`
}

type element struct {
	Extension []extension `json:"extension"`
}

type extension struct {
	Extension       []extension `json:"extension,omitempty"`
	URL             string      `json:"url"`
	ValueBoolean    bool        `json:"valueBoolean,omitempty"`
	ValueCode       string      `json:"valueCode,omitempty"`
	ValueDecimal    *int        `json:"valueDecimal,omitempty"`
	ValueInteger    *int        `json:"valueInteger,omitempty"`
	ValueString     string      `json:"valueString,omitempty"`
	CodeableConcept *concept    `json:"valueCodeableConcept,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding"`
}

type coding struct {
	Extension      []extension `json:"extension,omitempty"`
	System         string      `json:"system,omitempty"`
	Code           string      `json:"code"`
	Display        string      `json:"display,omitempty"`
	DisplayElement *element    `json:"_display,omitempty"`
}

type answer struct {
	Extension []extension `json:"extension,omitempty"`
	Value     coding      `json:"valueCoding"`
}

type enableWhen struct {
	Question      string  `json:"question"`
	Operator      string  `json:"operator"`
	AnswerBoolean *bool   `json:"answerBoolean,omitempty"`
	AnswerInteger *int    `json:"answerInteger,omitempty"`
	AnswerCoding  *coding `json:"answerCoding,omitempty"`
}

// Write writes the questionnaire as an R4 resource. The findings list what other programs will not see.
func Write(f neutral.Form) ([]byte, []neutral.Finding, error) {
	var found neutral.Findings
	f.ConfessPrivate(&found)
	q := resource{
		ResourceType: "Questionnaire", ID: strings.ReplaceAll(f.ID, "_", "-"), URL: footingURN + "Questionnaire:" + f.ID,
		Version: fmt.Sprint(f.Version), Name: "Footing_" + f.ID, Title: f.Title, Status: "draft",
		SubjectType: []string{"Patient"},
		Copyright:   "licence: " + f.Licence + "; source: " + f.Source,
	}
	if f.Review == "approved" {
		q.Status = "active"
	}
	if len(f.Languages) > 0 {
		q.Language = f.Languages[0]
	}
	q.Extension = append(q.Extension, own("id", f.ID), own("licence", f.Licence), own("source", f.Source),
		own("review", f.Review),
		extension{URL: footingURN + "theme", ValueInteger: &f.Theme})
	if f.Private {
		q.Extension = append(q.Extension, extension{URL: footingURN + "private", ValueBoolean: true})
	}
	for _, locale := range neutral.SortedKeys(f.Locked) {
		q.Extension = append(q.Extension, nested("locked", own2("lang", locale), own2("wording", f.Locked[locale])))
	}
	for _, a := range f.Alerts {
		parts := []extension{own2("id", a.ID), own2("level", string(a.Level)), own2("when", a.When)}
		if a.AtEnd {
			parts = append(parts, own2("at-end", "yes"))
		}
		q.Extension = append(q.Extension, nested("alert", parts...))
	}
	if len(f.Alerts) > 0 {
		found.Add("questionnaire", "nothing there raises an alert: %s stand in extensions that other programs do not read",
			neutral.Counted(len(f.Alerts), "rule"))
	}
	for n := range f.Items {
		q.Item = append(q.Item, question(&f, &f.Items[n], &found))
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // keeps conditions readable
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(q); err != nil {
		return nil, found, fmt.Errorf("write the resource: %w", err)
	}
	return b.Bytes(), found, nil
}

func own(name, value string) extension { return extension{URL: footingURN + name, ValueString: value} }

// own2 is a part of one of our extensions; its name has no address.
func own2(name, value string) extension { return extension{URL: name, ValueString: value} }

func nested(name string, parts ...extension) extension {
	return extension{URL: footingURN + name, Extension: parts}
}

// translated are a text's translations.
func translated(f *neutral.Form, say func(locale string) string) *element {
	var e element
	for n, locale := range f.Languages {
		if text := say(locale); n > 0 && text != "" {
			e.Extension = append(e.Extension, extension{URL: translation, Extension: []extension{
				{URL: "lang", ValueCode: locale}, {URL: "content", ValueString: text},
			}})
		}
	}
	if len(e.Extension) == 0 {
		return nil
	}
	return &e
}

func question(f *neutral.Form, item *neutral.Item, found *neutral.Findings) questionnaireItem {
	text := func(last string) func(string) string {
		return func(locale string) string { return f.Texts[locale][f.Key(item, last)] }
	}
	i := questionnaireItem{
		LinkID: item.ID, Type: fhirType(item.Kind), Text: f.InFirst(text(neutral.TextKey)),
		TextElement: translated(f, text(neutral.TextKey)),
		Repeats:     item.Kind == flows.Several, Extension: []extension{own("kind", string(item.Kind))},
	}
	if item.When != "" {
		i.Extension = append(i.Extension, own("asked-when", item.When))
		i.EnableWhen, i.EnableBehavior = enable(f, item, found)
	}
	for name, value := range map[string]string{
		"follow-up": rules.FollowUp(item), "hidden": neutral.Yes(item.Hidden), "on-phrase": neutral.Yes(item.OnPhrase),
		"scoring": string(item.Scoring),
	} {
		if value != "" {
			i.Extension = append(i.Extension, own(name, value))
		}
	}
	sortExtensions(i.Extension)
	switch item.Kind {
	case flows.Number:
		i.Extension = append(i.Extension, extension{URL: minValue, ValueInteger: &item.Min},
			extension{URL: maxValue, ValueInteger: &item.Max})
	case flows.Text:
		i.MaxLength = item.Max
	case flows.Choice, flows.Several, flows.Scale, flows.YesNo, flows.Time, flows.Date, flows.Information:
	}
	if neutral.Tapped(&item.Item) {
		i.AnswerOption = answersOf(f, item)
	}
	if intro := f.InFirst(text(neutral.IntroKey)); intro != "" {
		i.Item = append(i.Item, questionnaireItem{
			LinkID: item.ID + introSuffix, Type: "display", Text: intro, TextElement: translated(f, text(neutral.IntroKey)),
			Extension: []extension{{
				URL:             itemControl,
				CodeableConcept: &concept{[]coding{{System: controlCodes, Code: "help"}}},
			}},
		})
		if item.Kind == flows.Information {
			// A display item cannot contain items, so its introduction is in an extension.
			i.Item = nil
			i.Extension = append(i.Extension, introParts(f, text(neutral.IntroKey)))
		}
	}
	f.Confess(item, found)
	return i
}

// introParts is one of our extensions with a text in every language.
func introParts(f *neutral.Form, say func(locale string) string) extension {
	e := nested("intro")
	for _, locale := range f.Languages {
		if text := say(locale); text != "" {
			e.Extension = append(e.Extension, own2(locale, text))
		}
	}
	return e
}

func fhirType(kind flows.ItemKind) string {
	switch kind {
	case flows.Number:
		return "integer"
	case flows.Time:
		return "time"
	case flows.Date:
		return "date"
	case flows.Text:
		return "text"
	case flows.Information:
		return "display"
	case flows.Choice, flows.Several, flows.Scale, flows.YesNo:
	}
	return "choice"
}

func answersOf(f *neutral.Form, item *neutral.Item) []answer {
	var list []answer
	for _, code := range rules.EveryCode(item) {
		say := func(locale string) string { return f.Label(item, code, locale) }
		a := answer{Value: coding{
			System: footingURN + "code:" + item.ID, Code: code, Display: f.InFirst(say), DisplayElement: translated(f, say),
		}}
		if o, ok := item.Option(code); ok && o.Value != nil {
			a.Value.Extension = []extension{{URL: ordinalValue, ValueDecimal: o.Value}}
		}
		if o, ok := item.Option(code); ok && o.Exclusive {
			a.Extension = append(a.Extension, extension{URL: optionExclusive, ValueBoolean: true})
		}
		if o, ok := item.Option(code); ok && o.Action != flows.NoAction {
			a.Extension = []extension{own("action", string(o.Action))}
		}
		if o, ok := item.Option(code); ok && o.Low {
			a.Extension = append(a.Extension, own("low", neutral.Yes(true)))
		}
		list = append(list, a)
	}
	return list
}
