package fhir

import (
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// choice is one answer of the file, wherever it stands.
type choice struct {
	place        string
	system, name string
	words        object // with display and its translations
	extensions   []object
	odd          string // why the question is not taken because of it
}

// choices reads the answers of a question: those beside it, or those of a value set within the file. It gives the
// reason why the question is not taken.
func (r *reader) choices(o object, kind string, item *neutral.Item) string {
	set := o.text("answerValueSet")
	options := o.list("answerOption")
	if kind == "boolean" && item.Kind == flows.YesNo || item.Kind == flows.Information {
		return ""
	}
	var list []choice
	switch {
	case set != "":
		var why string
		if list, why = r.members(set); why != "" {
			return why
		}
	default:
		for _, a := range options {
			list = append(list, r.answerOption(a))
		}
	}
	for _, c := range list {
		if c.odd != "" {
			return c.place + ": " + c.odd
		}
		if why := r.choose(c, item); why != "" {
			return c.place + ": " + why
		}
	}
	integers := slices.ContainsFunc(options, func(a object) bool { return a.keys["valueInteger"] != nil })
	r.values(o.place, item, integers)
	r.ofKind(item)
	return ""
}

// answerOption reads one answer beside its question.
func (r *reader) answerOption(a object) choice {
	c := choice{place: a.place, words: a.object("valueCoding"), extensions: a.list("extension")}
	c.system, c.name = c.words.text("system"), c.words.text("code")
	c.extensions = append(c.extensions, c.words.list("extension")...)
	if c.name == "" {
		c.name = c.words.text("display") // which is all that there is
	}
	for _, other := range []string{"valueString", "valueInteger"} {
		if text := a.text(other); text != "" && c.name == "" {
			c.name, c.words = text, newObject(a.place, map[string]any{"display": text})
		}
	}
	for _, key := range []string{"version", "userSelected", "id", "_code", "_system"} {
		c.words.value(key)
	}
	switch {
	case a.keys["modifierExtension"] != nil || c.words.keys["modifierExtension"] != nil:
		c.odd = "the answer has a modifierExtension, so what it means is not known"
	case c.name == "":
		c.odd = "an answer is neither a coding nor a text nor a whole number"
	default:
		c.odd = r.oddKeys(a)
	}
	return c
}

// choose adds an answer to the item.
func (r *reader) choose(c choice, item *neutral.Item) string {
	code, ours := r.NameCode(c.place, item, c.system, c.name)
	if !ours {
		r.spoken(c.words, "display")
		return ""
	}
	option := flows.Option{Code: code}
	for _, e := range c.extensions {
		if why := r.optionExtension(e, item, &option); why != "" {
			return why
		}
	}
	item.Options = append(item.Options, option)
	r.optionTexts(c, item, code)
	return ""
}

func (r *reader) optionExtension(e object, item *neutral.Item, option *flows.Option) string {
	switch url := e.text("url"); url {
	case ordinalValue, "http://hl7.org/fhir/StructureDefinition/itemWeight",
		"http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue":
		text := e.text("valueDecimal") + e.text("valueInteger")
		n, whole := reading.Decimal(text)
		if !whole {
			r.Found.Add(e.place, "a score must be a whole number, and this is %s: the question has no scores here", text)
			n = unkept
		}
		option.Value = &n
	case footingURN + "action":
		option.Action = flows.Action(e.text("valueString"))
	case footingURN + "low":
		option.Low = e.text("valueString") == neutral.Yes(true)
	case optionExclusive:
		option.Exclusive = e.text("valueBoolean") == "true" && item.Kind == flows.Several
	default:
		return r.passes(e, nil)
	}
	return ""
}

// unkept stands for a score that cannot be kept. It is outside what a value may be.
const unkept = 1 << 40

// values are the scores of the answers: none if one of them cannot be kept, because an item with scores for only some
// of its answers would be another measure.
func (r *reader) values(place string, item *neutral.Item, integers bool) {
	broken := slices.ContainsFunc(item.Options, func(o flows.Option) bool { return o.Value != nil && *o.Value == unkept })
	for n := range item.Options {
		if broken || item.Kind == flows.Several {
			item.Options[n].Value = nil
		}
	}
	if !r.Own && !broken {
		r.PanelValues(place, item)
		if integers { // a code that is a number is only a name
			r.ValuesOfNames(place, item)
		}
	}
}

// optionTexts stores the words of an answer. A scale has them in brackets after the numbers at its ends.
func (r *reader) optionTexts(c choice, item *neutral.Item, code string) {
	switch item.Kind {
	case flows.YesNo:
		c.words.value("display")
		c.words.value("_display")
	case flows.Scale:
		key := r.Form.Key(item, code)
		r.texts(c.words, "display", key)
		for _, words := range r.Form.Texts {
			if text, ok := strings.CutPrefix(words[key], code+" ("); ok {
				words[key] = strings.TrimSuffix(text, ")")
			}
		}
	default:
		if c.words.keys["display"] == nil && c.words.keys["_display"] == nil {
			if r.Wishes.Language != "" {
				r.Say(c.place, r.Wishes.Language, r.Form.Key(item, code), c.name)
			}
			return
		}
		r.texts(c.words, "display", r.Form.Key(item, code))
	}
}

// ofKind adapts the options to the item's kind.
func (r *reader) ofKind(item *neutral.Item) {
	switch item.Kind {
	case flows.YesNo:
		item.Options = neutral.NoOrYes()
	case flows.Scale:
		if len(item.Options) == 0 {
			return
		}
		first, last := item.Options[0].Code, item.Options[len(item.Options)-1].Code
		item.Min, _ = strconv.Atoi(first)
		item.Max, _ = strconv.Atoi(last)
		for _, words := range r.Form.Texts {
			low, high := words[r.Form.Key(item, first)], words[r.Form.Key(item, last)]
			for _, o := range item.Options {
				delete(words, r.Form.Key(item, o.Code))
			}
			if low != "" && high != "" {
				words[r.Form.Key(item, neutral.LowKey)], words[r.Form.Key(item, neutral.HighKey)] = low, high
			}
		}
		item.Options = neutral.Steps(item)
	case flows.Choice, flows.Several, flows.Number, flows.Time, flows.Date, flows.Text, flows.Information:
	}
}
