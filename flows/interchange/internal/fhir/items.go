package fhir

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/allowed"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
	"footing/flows/interchange/internal/rules"
)

// item reads one question.
func (r *reader) item(o object, kind string, outer around, depth int) {
	link := o.text("linkId")
	r.At, r.Own = o.place, slices.ContainsFunc(newObject("", o.keys).list("extension"), func(e object) bool {
		return e.text("url") == footingURN+"kind"
	})
	item, why := r.itemOf(o, kind)
	if why == "" && len(r.Form.Items) >= reading.MostItems {
		why = "there are too many questions"
	}
	if why != "" {
		r.Leave(o.place, link, why)
		r.lose(o, "it stands beneath `"+link+"`, which was not taken")
		return
	}
	item.ID = r.NameItem(o.place, link)
	r.Loinc[item.ID] = loincOf(o, link)
	ownWhen, limits, why := r.extensions(o, item)
	r.texts(o, "text", r.Form.Key(item, neutral.TextKey))
	if item.Kind != flows.Information {
		for _, stem := range slices.Backward(r.stems) {
			r.Stem(o.place, item, stem)
		}
	}
	if neutral.Tapped(&item.Item) {
		if odd := r.choices(o, kind, item); why == "" {
			why = odd
		}
	}
	if why == "" {
		why = r.limit(o, link, item, limits)
	}
	r.Score(o.place, link, item)
	below := o.list("item")
	r.introduction(item, below)
	for _, key := range []string{"enableWhen", "enableBehavior", "maxLength", "readOnly"} {
		o.value(key)
	}
	if odd := r.oddKeys(o); why == "" {
		why = odd
	}
	taken := r.Admit(o.place, link, item, why, func() (string, error) {
		when, err := r.when(o, ownWhen, outer)
		if err != nil {
			err = fmt.Errorf("when it is asked cannot be said here: %w", err)
		}
		return when, err
	})
	if !taken {
		r.lose(o, "it stands beneath `"+link+"`, which was not taken")
		return
	}
	r.beneath(o, item, below, depth)
}

// loincOf is the LOINC code of a question, which some files have as its linkId.
func loincOf(o object, link string) string {
	for _, c := range newObject("", o.keys).list("code") {
		if c.text("system") == "http://loinc.org" {
			return c.text("code")
		}
	}
	return link[strings.LastIndex(link, "/")+1:]
}

// oddKeys gives the reason why a key that was not read keeps the question out, if one does.
func (r *reader) oddKeys(o object) string {
	if o.keys["readOnly"] != nil && o.text("readOnly") != "false" && !r.Admitted("readOnly") {
		return "it is only shown there and not asked (`readOnly`)"
	}
	why := ""
	for _, key := range o.unread() {
		if odd := r.Permit(allowed.FHIR, o.at(key), key, o.written(key)); why == "" {
			why = odd
		}
	}
	return why
}

// when is an item's condition combined with those of its groups.
func (r *reader) when(o object, ownWhen string, outer around) (string, error) {
	same := len(outer) == 0 && len(o.list("enableWhen")) == 0
	if ownWhen != "" {
		if apart, err := rules.TakeApart(&r.Form, ownWhen); err == nil {
			if list, how, err := enabling(apart); err == nil {
				same = len(outer) == 0 && sameEnabling(o, list, how)
			}
		}
	}
	return r.Meaning(o.place, ownWhen, same, func() (string, error) {
		text, err := r.enabled(o)
		if err != nil || len(outer) == 0 {
			return text, err
		}
		var parts []rules.Phrase
		for _, condition := range append(slices.Clone(outer), text) {
			if condition != "" && !slices.ContainsFunc(parts, func(p rules.Phrase) bool { return p.Text == condition }) {
				parts = append(parts, rules.Phrase{Join: rules.Any, Text: condition})
			}
		}
		return reading.Conditions().Joined(rules.All, parts).Text, nil
	})
}

// itemOf makes an item of a type, or gives the reason why it cannot.
func (r *reader) itemOf(o object, kind string) (*neutral.Item, string) {
	item := &neutral.Item{}
	answers := len(o.list("answerOption")) > 0 || o.text("answerValueSet") != ""
	switch kind {
	case "choice":
		item.Kind = flows.Choice
	case "boolean":
		item.Kind, item.Options = flows.YesNo, neutral.NoOrYes()
	case "integer":
		item.Kind = flows.Number
	case "text", "string":
		item.Kind = flows.Text
	case "date":
		item.Kind = flows.Date
	case "time":
		item.Kind = flows.Time
	case "display":
		item.Kind, item.Options = flows.Information, neutral.OKOnly()
	case "open-choice":
		return nil, "an answer cannot be tapped or typed as one likes; make a choice and a text of it"
	case "decimal", "quantity":
		return nil, "numbers with a fraction or a unit cannot be asked for"
	default:
		return nil, "there is no such kind of question here (`" + kind + "`)"
	}
	if answers && (item.Kind.Typed() || item.Kind == flows.YesNo) {
		item.Kind, item.Options = flows.Choice, nil // what can be typed is one of the answers of the file
	}
	if repeats := o.text("repeats") == "true"; repeats && item.Kind == flows.Choice {
		item.Kind = flows.Several
	} else if repeats {
		return nil, "here nothing is answered several times over"
	}
	return item, ""
}

// limit gives a number and a text their limits.
func (r *reader) limit(o object, link string, item *neutral.Item, said reading.Limits) string {
	switch item.Kind {
	case flows.Number:
		return r.Bound(o.place, link, item, said, "")
	case flows.Text:
		item.Max = reading.UsualText
		if n, err := strconv.Atoi(o.text("maxLength")); err == nil && n > 0 {
			item.Max = min(n, reading.LongestText)
		}
	case flows.Choice, flows.Several, flows.Scale, flows.YesNo, flows.Time, flows.Date, flows.Information:
	}
	return ""
}

// help are the controls of a text beneath a question that explains it; the text is said before the question.
func help() []string { return []string{"help", "prompt", "instructions", "security", "legal"} }

// introduction reads what explains a question: a text beneath it without a condition, whose control says so.
func (r *reader) introduction(item *neutral.Item, below []object) {
	for _, child := range below {
		if !r.explains(item, child) {
			continue
		}
		key := r.Form.Key(item, neutral.IntroKey)
		if child.text("linkId") != item.ID+introSuffix {
			r.Found.Form(child.place, "it explains the question, and is said before it and not beneath it")
		}
		for spoken, text := range r.spoken(child, "text") {
			locale := r.Tongue(spoken)
			before := ""
			if words := r.Form.Texts[locale]; words != nil && words[key] != "" {
				before = words[key] + "\n\n"
			}
			r.Say(child.place, locale, key, text)
			if before != "" && r.Form.Texts[locale] != nil {
				r.Form.Texts[locale][key] = before + r.Form.Texts[locale][key]
			}
		}
		return
	}
}

func (r *reader) explains(item *neutral.Item, child object) bool {
	if child.text("type") != "display" || len(child.list("enableWhen")) > 0 || child.keys["modifierExtension"] != nil {
		return false
	}
	known := child.text("linkId") == item.ID+introSuffix
	for _, e := range child.list("extension") {
		if e.text("url") != itemControl {
			return false
		}
		for _, c := range e.object("valueCodeableConcept").list("coding") {
			known = known || slices.Contains(help(), c.text("code"))
		}
	}
	return known
}

// beneath reads the items nested in a question, which are asked only if it is.
func (r *reader) beneath(o object, item *neutral.Item, below []object, depth int) {
	outer := around(nil)
	if when := r.Form.Item(item.ID).When; when != "" {
		outer = around{when}
	}
	explained := false
	for _, child := range below {
		if !explained && r.explains(item, child) {
			explained = true
			continue
		}
		r.Found.Form(child.place, "what stands beneath `%s` comes after it here", o.text("linkId"))
		if depth >= reading.Deepest {
			r.Leave(child.place, child.text("linkId"), "it is nested too deep")
			continue
		}
		if kind := child.text("type"); kind == "group" {
			r.group(child, outer, depth+1)
		} else {
			r.item(child, kind, outer, depth+1)
		}
	}
}
