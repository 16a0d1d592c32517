package rehearsal

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
)

// described writes a fact as a line of a transcript: its kind, its leading fields, and in brackets every other field
// that is not zero, in the order of the body.
func (s *Script) described(f record.Fact) (string, error) {
	kind, err := record.KindOf(f.Body)
	if err != nil {
		return "", fmt.Errorf("describe fact %s: %w", f.ID, err)
	}
	body := reflect.ValueOf(f.Body)
	line, shown := string(kind), leading(f.Body)
	for _, group := range shown {
		words := make([]string, 0, 2)
		for _, name := range group {
			words = append(words, s.word(body.FieldByName(name)))
		}
		line += " " + strings.Join(words, "=")
	}
	var rest []string
	for n := range body.NumField() {
		field, value := body.Type().Field(n), body.Field(n)
		name := fieldName(field)
		switch {
		case value.IsZero() || slices.ContainsFunc(shown, func(g []string) bool { return slices.Contains(g, field.Name) }):
		case value.Kind() == reflect.Bool:
			rest = append(rest, name)
		default:
			rest = append(rest, name+" "+s.word(value))
		}
	}
	if !f.Said.IsZero() {
		rest = append(rest, "said "+f.Said.In(s.Plan.Clinic.Location()).Format("Mon 15:04"))
	}
	return line + inBrackets(strings.Join(rest, ", ")), nil
}

var hump = regexp.MustCompile(`([a-z])([A-Z])`)

// fieldName is the name of a stored field in a transcript: off_duty for OffDuty.
func fieldName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return strings.ToLower(hump.ReplaceAllString(name, "${1}_$2"))
}

// leading are the fields before the brackets, whether set or not. Two fields in one group are a name and its value.
func leading(body record.Body) [][]string {
	switch b := body.(type) {
	case record.Response:
		switch {
		case b.Codes != nil && b.Code == "":
			return [][]string{{"Item", "Codes"}}
		case b.Text != "" && b.Code == "":
			return [][]string{{"Item", "Text"}}
		}
		return [][]string{{"Item", "Code"}}
	case record.Appointment:
		if b.Weekly {
			return [][]string{{"Day"}, {"At"}}
		}
	case record.Enrolment:
		return [][]string{{"Role"}}
	case record.Consent:
		return [][]string{{"Purpose", "Given"}}
	case record.Zone:
		return [][]string{{"Name"}}
	case record.Rhythm:
		return [][]string{{"Days"}, {"At"}}
	case record.Occasion:
		return [][]string{{"ID"}}
	case record.Delivered:
		return [][]string{{"Occasion"}}
	case record.Missed, record.Completed:
		return [][]string{{"Occasion"}, {"Reason"}}
	case record.Alert:
		return [][]string{{"Short"}, {"Cause"}}
	case record.Acknowledgement:
		return [][]string{{"Act"}, {"Short"}}
	case record.Opened:
		return [][]string{{"What"}}
	case record.Audit:
		return [][]string{{"Deed"}, {"What"}}
	case record.Milestone:
		return [][]string{{"Step"}}
	case record.Link:
		return [][]string{{"As", "Held"}}
	case record.Post:
		return [][]string{{"Role", "Held"}}
	case record.Reach:
		return [][]string{{"Reachable"}}
	case record.Canary:
		return [][]string{{"To", "Answered"}}
	}
	return nil
}

// word is a value as the line shows it. Text that could be read as several words is quoted. Free text is shown, because
// nobody in a rehearsal is real. A participant id is shown as the name in the script.
func (s *Script) word(v reflect.Value) string {
	switch v.Kind() { //nolint:exhaustive // the other kinds are shown below, by type
	case reflect.Pointer:
		return s.word(v.Elem())
	case reflect.Slice:
		words := make([]string, 0, v.Len())
		for n := range v.Len() {
			words = append(words, s.word(v.Index(n)))
		}
		return "[" + strings.Join(words, " ") + "]"
	case reflect.String:
		if v.Len() == 0 {
			return `""`
		}
		return quoted(s.who(v.String()))
	case reflect.Bool:
		return map[bool]string{true: "yes", false: "no"}[v.Bool()]
	}
	switch value := v.Interface().(type) {
	case time.Time:
		return value.Format(time.RFC3339Nano)
	case time.Weekday:
		return value.String()[:3]
	default:
		return fmt.Sprint(value)
	}
}

func quoted(text string) string {
	if strings.ContainsAny(text, " ,()[]\"\\") || strconv.Quote(text) != `"`+text+`"` {
		return strconv.Quote(text)
	}
	return text
}
