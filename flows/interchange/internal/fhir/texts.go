package fhir

import (
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/interchange/internal/allowed"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
)

// spoken are a text and its translations, by language.
func (r *reader) spoken(o object, name string) map[string]string {
	texts := map[string]string{}
	text := o.text(name)
	switch {
	case text == "":
	case r.Wishes.Language == "":
		r.Found.Add(o.at(name), "in which language is it? --language says so; it is not taken")
	default:
		texts[r.Wishes.Language] = text
	}
	for _, e := range o.object("_" + name).list("extension") {
		url := e.text("url")
		if url != translation {
			if allowed.Find(allowed.FHIR, url).Use == allowed.Unknown {
				r.Found.Add(e.place, "the extension %s of the text is not taken", url)
			}
			continue
		}
		locale, content := "", ""
		for _, p := range e.list("extension") {
			switch p.text("url") {
			case "lang":
				locale = p.text("valueCode")
			case "content":
				content = p.text("valueString") + p.text("valueMarkdown")
			}
		}
		if !neutral.LocaleTag.MatchString(locale) {
			r.Found.Add(e.place, "the language `%s` is not known: it is not taken", locale)
			continue
		}
		texts[locale] = content
	}
	return texts
}

// texts stores a text and its translations.
func (r *reader) texts(o object, name, key string) {
	texts := r.spoken(o, name)
	for _, locale := range neutral.SortedKeys(texts) {
		r.Say(o.at(name), locale, key, texts[locale])
	}
}

// controls are the ways to show a question that change nothing of it.
func controls() []string {
	return []string{
		"radio-button", "drop-down", "check-box", "list", "table", "htable", "header", "help", "prompt", "instructions",
		"text-box", "text-area", "text", "autocomplete", "spinner", "page", "inline", "flyover", "group",
	}
}

// passes gives the reason why an extension keeps the question out; empty if it does not. What it says of a number's
// limits goes into said.
func (r *reader) passes(e object, said *reading.Limits) string {
	url := e.text("url")
	switch url {
	case "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden":
		if e.text("valueBoolean") == "false" {
			return ""
		}
		if r.Admitted(url) {
			r.Found.Add(e.place, "it is hidden there and asked here, as --allow says")
			return ""
		}
		return "it is hidden there (`questionnaire-hidden`), so nobody is asked it; --allow " + url + " passes that over"
	case itemControl:
		for _, c := range e.object("valueCodeableConcept").list("coding") {
			if code := c.text("code"); !slices.Contains(controls(), code) && !r.Admitted(code) {
				return "how its control `" + code + "` asks is not known; --allow " + code + " passes it over"
			}
		}
		return ""
	case minValue, maxValue:
		n, ok := reading.Decimal(e.text("valueInteger") + e.text("valueDecimal"))
		if said == nil || !ok {
			return "its limit `" + e.written("valueDate") + e.text("valueDecimal") + "` cannot be kept here (" + url + ")"
		}
		if url == minValue {
			said.Low = &n
		} else {
			said.High = &n
		}
		return ""
	case "http://hl7.org/fhir/StructureDefinition/questionnaire-sliderStepValue":
		if e.text("valueInteger") == "1" {
			return ""
		}
		return "its steps are not 1"
	}
	return r.Permit(allowed.FHIR, e.place, url, e.written("valueString")+e.written("valueBoolean")+e.written("valueExpression"))
}

// extensions reads our own extensions and the limits of a number. It returns our own condition, and the reason why the
// question is not taken.
func (r *reader) extensions(o object, item *neutral.Item) (when string, said reading.Limits, why string) {
	for _, e := range o.list("extension") {
		text := e.text("valueString")
		switch url := e.text("url"); url {
		case footingURN + "kind":
			if own := flows.ItemKind(text); item.Kind == flows.Choice && (own == flows.Scale || own == flows.YesNo) {
				item.Kind = own
			} else if own != item.Kind {
				r.Found.Add(e.place, "the kind `%s` does not go with the type and is not taken", own)
			}
		case footingURN + "asked-when":
			when = text
		case footingURN + "follow-up":
			item.FollowUp, item.Safety = true, text == "safety"
		case footingURN + "hidden":
			item.Hidden = text == "yes"
		case footingURN + "on-phrase":
			item.OnPhrase = text == "yes"
		case footingURN + "scoring":
			item.Scoring = flows.Scoring(text)
		case footingURN + "intro":
			for _, p := range e.list("extension") {
				r.Say(p.place, p.text("url"), r.Form.Key(item, neutral.IntroKey), p.text("valueString"))
			}
		default:
			into := &said
			if item.Kind != flows.Number {
				into = nil
			}
			if odd := r.passes(e, into); why == "" {
				why = odd
			}
		}
	}
	return when, said, why
}

// yesCode is the code of a truth value.
func yesCode(text string) string {
	if is, err := strconv.ParseBool(text); err == nil && is {
		return flows.Yes
	}
	return flows.No
}
