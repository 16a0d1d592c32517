package interchange

import (
	"strconv"

	"footing/flows"
)

// leave records an item that is not imported.
func (r *fhirReading) leave(o object, link, why string) {
	r.gone[link] = true
	r.found.add(o.place, "the question `%s` is not taken: %s", link, why)
	r.lose(o)
}

// item reads one question.
func (r *fhirReading) item(o object, kind string, outer around, depth int) {
	link := o.text("linkId")
	item, why := r.itemOf(o, kind)
	if why == "" {
		why = strange(o)
	}
	if why != "" || len(r.form.Items) >= mostItems {
		if why == "" {
			why = "there are too many questions"
		}
		r.leave(o, link, why)
		return
	}
	item.ID = r.nameItem(o.place, link)
	ownWhen := r.extensions(o, item)
	r.texts(o, "text", r.form.key(item, textKey))
	if prefix := o.text("prefix"); prefix != "" {
		r.found.add(o.at("prefix"), "it is not taken: %s", short(prefix))
	}
	if o.text("required") == "true" {
		r.found.add(o.at("required"), "it is not taken: every question may be declined here")
	}
	if tapped(&item.Item) {
		r.answers(o, kind, item)
	}
	if !ownItem(o) {
		r.unrated(o.place, item)
	}
	r.form.Items = append(r.form.Items, *item)
	when, err := r.when(o, ownWhen, outer)
	if err != nil {
		r.drop(item.ID)
		r.leave(o, link, "when it is asked cannot be said here: "+err.Error())
		return
	}
	r.form.Items[len(r.form.Items)-1].When = when
	r.beneath(o, item, when, depth)
	o.rest(&r.found)
}

// when is an item's condition combined with those of its groups.
func (r *fhirReading) when(o object, ownWhen string, outer around) (string, error) {
	same := len(outer) == 0 && len(o.list("enableWhen")) == 0
	if ownWhen != "" {
		if apart, err := r.form.takeApart(ownWhen); err == nil {
			if list, how, err := enabling(apart); err == nil {
				same = len(outer) == 0 && sameEnabling(o, list, how)
			}
		}
	}
	return r.meaning(o.place, ownWhen, same, func() (string, error) {
		text, err := r.enabled(o)
		if err != nil || len(outer) == 0 {
			return text, err
		}
		parts := make([]phrase, 0, len(outer)+1)
		for _, condition := range append(outer, text) {
			if condition != "" {
				parts = append(parts, phrase{any1, condition})
			}
		}
		return conditions().joined(all, parts).text, nil
	})
}

// sameEnabling tells whether an item has exactly the comparisons that we would write.
func sameEnabling(o object, list []enableWhen, how string) bool {
	there := o.list("enableWhen")
	if behaviour := o.text("enableBehavior"); len(there) != len(list) || (len(list) > 1 && behaviour != how) {
		return false
	}
	for n, e := range there {
		want := list[n]
		if e.text("question") != want.Question || e.text("operator") != want.Operator ||
			want.AnswerBoolean != nil && e.text("answerBoolean") != strconv.FormatBool(*want.AnswerBoolean) ||
			want.AnswerInteger != nil && e.text("answerInteger") != strconv.Itoa(*want.AnswerInteger) ||
			want.AnswerCoding != nil && e.object("answerCoding").text("code") != want.AnswerCoding.Code {
			return false
		}
	}
	return true
}

// itemOf makes an item of a type, or gives the reason why it cannot.
func (r *fhirReading) itemOf(o object, kind string) (*Item, string) {
	item := &Item{}
	switch kind {
	case "choice":
		item.Kind = flows.Choice
		if o.text("repeats") == "true" {
			item.Kind = flows.Several
		}
		if set := o.text("answerValueSet"); set != "" {
			return nil, "its answers stand elsewhere (" + short(set) + ")"
		}
	case "boolean":
		item.Kind, item.Options = flows.YesNo, noOrYes()
	case "integer":
		item.Kind = flows.Number
	case "text", "string":
		item.Kind = flows.Text
	case "date":
		item.Kind = flows.Date
	case "time":
		item.Kind = flows.Time
	case "display":
		item.Kind, item.Options = flows.Information, okOnly()
	case "open-choice":
		return nil, "an answer cannot be tapped or typed as one likes; make a choice and a text of it"
	case "decimal", "quantity":
		return nil, "numbers with a fraction or a unit cannot be asked for"
	default:
		return nil, "there is no such kind of question here (`" + kind + "`)"
	}
	if kind != "choice" && o.text("repeats") == "true" {
		return nil, "here nothing is answered several times over"
	}
	return item, ""
}

// texts stores a text and its translations.
func (r *fhirReading) texts(o object, name, key string) {
	text := o.text(name)
	switch {
	case text == "":
	case r.wishes.Language == "":
		r.found.add(o.at(name), "in which language is it? --language says so; it is not taken")
	default:
		r.say(o.at(name), r.wishes.Language, key, text)
	}
	other := o.object("_" + name)
	for _, e := range other.list("extension") {
		if url := e.text("url"); url != translation {
			r.found.add(e.place, "the extension %s is not taken", short(url))
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
		if !localeTag.MatchString(locale) {
			r.found.add(e.place, "the language `%s` is not known: it is not taken", locale)
			continue
		}
		r.say(e.place, locale, key, content)
	}
	other.rest(&r.found)
}

// extensions reads our own extensions and the limits of a number. It returns our own condition.
func (r *fhirReading) extensions(o object, item *Item) (when string) {
	const usualNumber, usualText = 100, 1000
	limited := false
	for _, e := range o.list("extension") {
		text := e.text("valueString")
		switch url := e.text("url"); url {
		case footingURN + "kind":
			if own := flows.ItemKind(text); item.Kind == flows.Choice && (own == flows.Scale || own == flows.YesNo) {
				item.Kind = own
			} else if own != item.Kind {
				r.found.add(e.place, "the kind `%s` does not go with the type and is not taken", own)
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
			r.intro(e, item)
		case minValue, maxValue:
			n, err := strconv.Atoi(e.text("valueInteger"))
			if item.Kind != flows.Number || err != nil {
				r.found.add(e.place, "the limit %s is not taken", short(url))
				continue
			}
			if url == minValue {
				item.Min = n
			} else {
				item.Max, limited = n, true
			}
		default:
			r.found.add(e.place, "the extension %s is not taken", short(url))
		}
	}
	if item.Kind == flows.Number && !limited {
		item.Max = max(usualNumber, item.Min+1)
		r.found.add(o.place, "a number needs limits: it goes up to %d here", item.Max)
	}
	if item.Kind == flows.Text {
		item.Max = usualText
		if n, err := strconv.Atoi(o.text("maxLength")); err == nil && n > 0 {
			item.Max = min(n, 3*usualText)
		}
	}
	return when
}

// intro reads the introduction of a text that is only read; each part of the extension is one language.
func (r *fhirReading) intro(e object, item *Item) {
	for _, p := range e.list("extension") {
		r.say(p.place, p.text("url"), r.form.key(item, introKey), p.text("valueString"))
	}
}

// beneath reads the items nested in a question: its introduction, or further questions.
func (r *fhirReading) beneath(o object, item *Item, when string, depth int) {
	introduced, outer := false, around(nil)
	if when != "" {
		outer = around{when} // nested questions are asked only if the outer question is
	}
	for _, child := range o.list("item") {
		if child.text("type") == "display" && !introduced && len(child.list("enableWhen")) == 0 {
			introduced = true
			if child.text("linkId") != item.ID+introSuffix {
				r.found.add(child.place, "it is said before the question and not beneath it")
			}
			r.texts(child, "text", r.form.key(item, introKey))
			child.value("extension")
			child.rest(&r.found)
			continue
		}
		r.found.add(child.place, "a question beneath `%s` stands by itself here", o.text("linkId"))
		r.item(child, child.text("type"), outer, depth+1)
	}
}

// enabled reads the condition that enables an item.
func (r *fhirReading) enabled(o object) (string, error) {
	how := any1
	if o.text("enableBehavior") == "all" {
		how = all
	}
	var parts []phrase
	for _, e := range o.list("enableWhen") {
		text, err := r.compared(e)
		if err != nil {
			return "", err
		}
		parts = append(parts, phrase{alone, text})
	}
	if len(parts) == 0 {
		return "", nil
	}
	return conditions().joined(how, parts).text, nil
}

func (r *fhirReading) compared(e object) (string, error) {
	item, err := r.find(e.text("question"))
	if err != nil {
		return "", err
	}
	op := e.text("operator")
	if op == "exists" {
		return r.gave(item, e.text("answerBoolean") == "true"), nil
	}
	if op == "=" {
		op = "=="
	}
	if opposite(op) == "" {
		return "", cannot("`%s` is not a comparison", op)
	}
	switch {
	case e.keys["answerCoding"] != nil || e.keys["answerString"] != nil:
		name := e.object("answerCoding").text("code") + e.text("answerString")
		if op != "==" && op != "!=" || item.Kind.Typed() {
			return "", cannot("`%s` cannot be compared so", item.ID)
		}
		code, err := r.codeOf(item, name)
		if err != nil {
			return "", err
		}
		return chose(item, code, op == "=="), nil
	case e.keys["answerBoolean"] != nil && item.Kind == flows.YesNo:
		code := flows.No
		if e.text("answerBoolean") == "true" {
			code = flows.Yes
		}
		return chose(item, code, op == "=="), nil
	case e.keys["answerInteger"] != nil:
		return r.against(item, op, e.text("answerInteger"), true)
	}
	return "", cannot("what `%s` is compared with is not understood", item.ID)
}
