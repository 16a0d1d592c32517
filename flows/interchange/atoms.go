package interchange

import (
	"fmt"
	"slices"
	"strconv"

	"footing/flows"
)

// The conditions that readers produce. In XLSForm and FHIR a comparison is always true or false, even without an
// answer; here it is then unknown. If the original holds without an answer, the translated condition says so
// explicitly.

// find is the item that a condition of the file refers to.
func (r *reading) find(name string) (*Item, error) {
	id, ok := r.names[name]
	item := r.form.item(id)
	switch {
	case ok && item != nil:
		return item, nil
	case r.gone[name]:
		return nil, cannot("it looks at `%s`, which was not taken", name)
	}
	return nil, cannot("it looks at `%s`, which is not a question before it", name)
}

// codeOf is our code for an answer of the file.
func (r *reading) codeOf(item *Item, name string) (string, error) {
	if flows.Declined(name) {
		return name, nil
	}
	if code, ok := r.codes[item.ID][name]; ok {
		return code, nil
	}
	if slices.Contains(codesOf(item), name) {
		return name, nil
	}
	return "", cannot("`%s` has no answer `%s`", item.ID, name)
}

// chose is the condition that a code was chosen, or was not.
func chose(item *Item, code string, want bool) string {
	switch {
	case !want:
		return fmt.Sprintf("not selected(%s, %q)", item.ID, code)
	case item.Scored() || item.Kind == flows.Several || flows.Declined(code):
		return fmt.Sprintf("selected(%s, %q)", item.ID, code)
	}
	return fmt.Sprintf("%s == %q", item.ID, code)
}

// gave is the condition that there is an answer, or none. If the file itself offers to decline, declining is an answer.
func (r *reading) gave(item *Item, want bool) string {
	switch declining := r.declining[item.ID]; {
	case want && declining:
		return fmt.Sprintf("(answered(%s) or declined(%s))", item.ID, item.ID)
	case want:
		return fmt.Sprintf("answered(%s)", item.ID)
	case declining:
		return fmt.Sprintf("(not answered(%s) and not declined(%s))", item.ID, item.ID)
	}
	return fmt.Sprintf("not answered(%s)", item.ID)
}

// compare is the condition that a number is above, below or equal to another. With silent it also holds without an
// answer.
func compare(item *Item, op string, number int, silent bool) (string, error) {
	if !comparesNumbers(item) {
		return "", cannot("the answers to `%s` are not numbers", item.ID)
	}
	never, always := item.Kind != flows.Number && !hasValue(item, number), ""
	switch {
	case never && op == "==":
		return "", cannot("`%s` has no answer %d", item.ID, number)
	case never && op == "!=":
		always = fmt.Sprintf("answered(%s)", item.ID)
	case item.Kind == flows.Number && (op == "==" || op == "!=") && (number < item.Min || number > item.Max):
		return "", cannot("`%s` goes from %d to %d", item.ID, item.Min, item.Max)
	}
	text := fmt.Sprintf("%s %s %d", item.ID, op, number)
	if always != "" {
		text = always
	}
	if silent {
		text = fmt.Sprintf("(%s or not answered(%s))", text, item.ID)
	}
	return text, nil
}

// comparesNumbers tells whether the answers are the same numbers in the file and here.
func comparesNumbers(item *Item) bool {
	if item.Kind == flows.Number {
		return true
	}
	for _, o := range item.Options {
		if o.Value == nil || strconv.Itoa(*o.Value) != o.Code {
			return false
		}
	}
	return len(item.Options) > 0 && item.Kind != flows.Several
}

func hasValue(item *Item, number int) bool {
	return slices.ContainsFunc(item.Options, func(o flows.Option) bool { return o.Value != nil && *o.Value == number })
}
