package interchange

import (
	"strconv"
	"strings"

	"footing/flows"
)

// answers reads the options of a choice.
func (r *fhirReading) answers(o object, kind string, item *Item) {
	if kind != "choice" {
		return
	}
	options := o.list("answerOption")
	for _, a := range options {
		value := a.object("valueCoding")
		name := value.text("code")
		for _, other := range []string{"valueString", "valueInteger"} {
			if text := a.text(other); text != "" && name == "" {
				name, value = text, newObject(a.place, map[string]any{"display": text})
			}
		}
		if name == "" {
			r.found.add(a.place, "the answer is not taken: it is neither a coding nor a text nor a whole number")
			continue
		}
		value.value("system")
		code, ours := r.nameCode(a.place, item, name)
		if !ours {
			continue
		}
		option := flows.Option{Code: code}
		r.optionExtensions(a, &option)
		r.optionExtensions(value, &option)
		item.Options = append(item.Options, option)
		r.optionTexts(value, item, code, name)
		a.rest(&r.found)
		value.rest(&r.found)
	}
	for n := range item.Options {
		if r.unscored {
			item.Options[n].Value = nil // an item with scores for only some options would be another measure
		}
	}
	r.unscored = false
	r.ofKind(item)
}

func (r *fhirReading) optionExtensions(o object, option *flows.Option) {
	for _, e := range o.list("extension") {
		switch url := e.text("url"); url {
		case ordinalValue, "http://hl7.org/fhir/StructureDefinition/itemWeight":
			n, err := strconv.Atoi(strings.TrimSuffix(e.text("valueDecimal"), ".0"))
			if err != nil {
				r.found.add(e.place, "a score must be a whole number, and this is %s: the question has no scores here",
					e.text("valueDecimal"))
				r.unscored = true
				continue
			}
			option.Value = &n
		case footingURN + "action":
			option.Action = flows.Action(e.text("valueString"))
		default:
			r.found.add(e.place, "the extension %s is not taken", short(url))
		}
	}
}

// optionTexts stores the words of an answer. A scale has them in brackets after the numbers at its ends.
func (r *fhirReading) optionTexts(value object, item *Item, code, name string) {
	switch item.Kind {
	case flows.YesNo:
		value.value("display")
		value.value("_display")
	case flows.Scale:
		key := r.form.key(item, code)
		r.texts(value, "display", key)
		for _, words := range r.form.Texts {
			if text, ok := strings.CutPrefix(words[key], code+" ("); ok {
				words[key] = strings.TrimSuffix(text, ")")
			}
		}
	default:
		if value.keys["display"] == nil && value.keys["_display"] == nil {
			r.say(value.place, r.wishes.Language, r.form.key(item, code), name)
			return
		}
		r.texts(value, "display", r.form.key(item, code))
	}
}

// ofKind adapts the options to the item's kind.
func (r *fhirReading) ofKind(item *Item) {
	switch item.Kind {
	case flows.YesNo:
		item.Options = noOrYes()
	case flows.Scale:
		if len(item.Options) == 0 {
			return
		}
		first, last := item.Options[0].Code, item.Options[len(item.Options)-1].Code
		item.Min, _ = strconv.Atoi(first)
		item.Max, _ = strconv.Atoi(last)
		for _, words := range r.form.Texts {
			low, high := words[r.form.key(item, first)], words[r.form.key(item, last)]
			for _, o := range item.Options {
				delete(words, r.form.key(item, o.Code))
			}
			if low != "" && high != "" {
				words[r.form.key(item, lowKey)], words[r.form.key(item, highKey)] = low, high
			}
		}
		item.Options = steps(item)
	case flows.Choice, flows.Several, flows.Number, flows.Time, flows.Date, flows.Text, flows.Information:
	}
}
