package fhir

import (
	"strconv"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
	"footing/flows/interchange/internal/rules"
)

// enabled reads the condition that enables an item.
func (r *reader) enabled(o object) (string, error) {
	list, behaviour := o.list("enableWhen"), o.text("enableBehavior")
	how := rules.Any
	switch {
	case behaviour == "all":
		how = rules.All
	case behaviour == "" && len(list) > 1:
		return "", rules.Cannot("it has %d conditions and does not say whether all or any of them must hold (`enableBehavior`)", len(list))
	case behaviour != "" && behaviour != "any":
		return "", rules.Cannot("`%s` is neither all nor any", behaviour)
	}
	var parts []rules.Phrase
	for _, e := range list {
		if e.keys["modifierExtension"] != nil || e.keys["extension"] != nil {
			return "", rules.Cannot("the condition has an extension, so what it means is not known")
		}
		text, err := r.compared(e)
		if err != nil {
			return "", err
		}
		parts = append(parts, rules.Phrase{Join: rules.Alone, Text: text})
	}
	if len(parts) == 0 {
		return "", nil
	}
	return reading.Conditions().Joined(how, parts).Text, nil
}

func (r *reader) compared(e object) (string, error) {
	item, err := r.Find(e.text("question"))
	if err != nil {
		return "", err
	}
	op := e.text("operator")
	if op == "exists" {
		return r.Gave(item, e.text("answerBoolean") == "true"), nil
	}
	if op == "=" {
		op = "=="
	}
	if rules.Opposite(op) == "" {
		return "", rules.Cannot("`%s` is not a comparison", op)
	}
	switch {
	case e.keys["answerCoding"] != nil || e.keys["answerString"] != nil:
		coding := e.object("answerCoding")
		name := neutral.FirstOf(coding.text("code"), coding.text("display")) + e.text("answerString")
		if op != "==" && op != "!=" || !neutral.Tapped(&item.Item) {
			return "", rules.Cannot("`%s` cannot be compared so", item.ID)
		}
		code, err := r.CodeOf(item, coding.text("system"), name)
		if err != nil {
			return "", err
		}
		return reading.Chose(item, code, op == "=="), nil
	case e.keys["answerBoolean"] != nil && item.Kind == flows.YesNo && (op == "==" || op == "!="):
		return reading.Chose(item, yesCode(e.text("answerBoolean")), op == "=="), nil
	case e.keys["answerInteger"] != nil, e.keys["answerDecimal"] != nil:
		return r.Against(item, op, e.text("answerInteger")+e.text("answerDecimal"), true)
	}
	return "", rules.Cannot("what `%s` is compared with is not understood", item.ID)
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
