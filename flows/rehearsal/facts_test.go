package rehearsal

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"footing/flows/load/loadtest"
	"footing/flows/record"
)

// bodies are one empty value of every body: package record keeps a stored line of each kind.
func bodies(t *testing.T) []record.Body {
	t.Helper()
	lines, err := os.ReadFile("../record/testdata/facts.golden")
	if err != nil {
		t.Fatal(err)
	}
	var all []record.Body
	for line := range strings.Lines(string(lines)) {
		fact, err := record.Decode([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, reflect.Zero(reflect.TypeOf(fact.Body)).Interface().(record.Body))
	}
	return all
}

func newScript(t *testing.T) *Script {
	t.Helper()
	plan := loadtest.Shipped(t)
	return NewScript(plan)
}

func line(t *testing.T, s *Script, body record.Body) string {
	t.Helper()
	text, err := s.described(record.Fact{ID: "f", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// some is a value that is set, and how a line shows it. Values of different numbers are different, but of a bool.
func some(t *testing.T, of reflect.Type, number int) (value reflect.Value, shown string) {
	t.Helper()
	value = reflect.New(of).Elem()
	digit := string(rune('1' + number))
	switch {
	case of == reflect.TypeFor[time.Time]():
		value.Set(reflect.ValueOf(time.Date(2031, 3, 2, 14, number+1, 0, 5_000_000, time.UTC)))
		return value, "2031-03-02T14:0" + digit + ":00.005Z"
	case of == reflect.TypeFor[time.Weekday]():
		value.SetInt(int64(number + 1))
		return value, []string{"Mon", "Tue", "Wed"}[number]
	}
	switch of.Kind() {
	case reflect.String:
		value.SetString("word, (" + digit + ") é")
		return value, `"word, (` + digit + `) é"`
	case reflect.Bool:
		value.SetBool(true)
		return value, ""
	case reflect.Int:
		value.SetInt(int64(71 + number))
		return value, "7" + digit
	case reflect.Float64:
		value.SetFloat(71.5 + float64(number))
		return value, "7" + digit + ".5"
	case reflect.Pointer: // to nothing: a value of 0 is set, too
		value.Set(reflect.New(of.Elem()))
		value.Elem().SetInt(int64(number))
		return value, string(rune('0' + number))
	case reflect.Slice:
		first, text := some(t, of.Elem(), number)
		second, more := some(t, of.Elem(), number+1)
		value.Set(reflect.Append(reflect.MakeSlice(of, 0, 2), first, second))
		return value, "[" + text + " " + more + "]"
	default:
		t.Fatalf("a body holds a %s: teach this test to fill it", of)
	}
	return value, shown
}

// TestEveryFieldIsShown: a field that is set stands in the line of its fact with its value, alone and among all others,
// and another value makes another line.
func TestEveryFieldIsShown(t *testing.T) {
	s := newScript(t)
	for _, empty := range bodies(t) {
		of := reflect.TypeOf(empty)
		full := reflect.New(of).Elem()
		for n := range of.NumField() {
			value, _ := some(t, of.Field(n).Type, 0)
			full.Field(n).Set(value)
		}
		all := line(t, s, full.Interface().(record.Body))
		for n := range of.NumField() {
			seen := map[string]bool{line(t, s, empty): true}
			numbers := 2
			if of.Field(n).Type.Kind() == reflect.Bool {
				numbers = 1
			}
			for number := range numbers {
				value, shown := some(t, of.Field(n).Type, number)
				alone := reflect.New(of).Elem()
				alone.Field(n).Set(value)
				text := line(t, s, alone.Interface().(record.Body))
				if seen[text] || !strings.Contains(text, shown) {
					t.Errorf("%s.%s = %s does not show in %q", of.Name(), of.Field(n).Name, shown, text)
				}
				seen[text] = true
			}
			less := reflect.New(of).Elem()
			less.Set(full)
			less.Field(n).SetZero()
			if without := line(t, s, less.Interface().(record.Body)); without == all {
				t.Errorf("%s.%s makes no difference in %q", of.Name(), of.Field(n).Name, all)
			}
		}
	}
}

// TestFactsAsLines: what a reviewer looks for stands first.
func TestFactsAsLines(t *testing.T) {
	zero := 0
	for want, body := range map[string]record.Body{
		"response effort=nothing (occasion mon@2026-03-02, version 1, value 0, private)": record.Response{
			Occasion: "mon@2026-03-02", Item: "effort", Code: "nothing", Version: 1, Value: &zero, Private: true,
		},
		"response pattern=[alone late] (occasion mon@2026-03-02)": record.Response{
			Occasion: "mon@2026-03-02", Item: "pattern", Codes: []string{"alone", "late"},
		},
		`response words="a \"good\" day"`: record.Response{Item: "words", Text: `a "good" day`},
		"missed mon@2026-03-02 expired":   record.Missed{Occasion: "mon@2026-03-02", Reason: record.EndExpired},
		"alert QXEA answer (id u1#3, codes [s2=yes], off_duty)": record.Alert{
			ID: "u1#3", Short: "QXEA", Cause: record.CauseAnswer, Codes: []string{"s2=yes"}, OffDuty: true,
		},
		"acknowledgement seen QXEA (alert u1#3, by office)": record.Acknowledgement{
			Act: record.Seen, Short: "QXEA", Alert: "u1#3", By: "s00-office",
		},
		"consent care=no (version 2, locale en)": record.Consent{Purpose: record.ForCare, Version: 2, Locale: "en"},
		"rhythm [Sun Fri] 14:00":                 record.Rhythm{Days: []time.Weekday{time.Sunday, time.Friday}, At: "14:00"},
		"opened card (code A-17)":                record.Opened{What: "card", Code: "A-17"},
		"reach no":                               record.Reach{},
		"link second=yes (with colleague, summary)": record.Link{
			With: "colleague", As: record.AsSecond, Held: true, Summary: true,
		},
		"appointment Sun 09:15 (weekly)": record.Appointment{Weekly: true, At: "09:15"},
		`audit invited clinician (detail "Dr Lind")`: record.Audit{
			Deed: record.DeedInvited, What: "clinician", Detail: "Dr Lind",
		},
	} {
		if got := line(t, newScript(t), body); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
