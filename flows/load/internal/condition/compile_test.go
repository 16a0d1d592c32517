package condition

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"footing/flows"
)

// testItems are a scored item with an option without value, two more, and an item with codes.
func testItems() map[string]*flows.Item {
	value := func(n int) *int { return &n }
	scored := []flows.Option{
		{Code: "zero", Value: value(0)}, {Code: "one", Value: value(1)}, {Code: "two", Value: value(2)}, {Code: "extra"},
	}
	return map[string]*flows.Item{
		"x": {ID: "x", Options: scored},
		"y": {ID: "y", Options: scored},
		"n": {ID: "n", Options: []flows.Option{{Code: "low", Value: value(-1)}, {Code: "high", Value: value(1)}}},
		"c": {ID: "c", Options: []flows.Option{{Code: "no"}, {Code: "yes"}}},
		"s": {ID: "s", Kind: flows.Several, Options: []flows.Option{{Code: "red"}, {Code: "green"}, {Code: "blue"}}},
		"k": {ID: "k", Kind: flows.Number, Max: 50},
		"w": {ID: "w", Kind: flows.Text, Max: 50},
	}
}

// answersOf reads "x=one c=yes" as answers to the test's items.
func answersOf(t testing.TB, text string) map[string]flows.Answer {
	t.Helper()
	answers, items := map[string]flows.Answer{}, testItems()
	for _, field := range strings.Fields(text) {
		id, code, _ := strings.Cut(field, "=")
		switch option, ok := items[id].Option(code); {
		case ok && (items[id].Kind != flows.Several || flows.Declined(code)):
			answers[id] = flows.Answer{Code: code, Value: option.Value}
		case items[id].Kind == flows.Several:
			answers[id] = flows.Answer{Codes: strings.Split(code, "+")}
		default:
			answer, read := items[id].ReadTyped(code)
			if !read {
				t.Fatalf("no option %s", field)
			}
			answers[id] = answer
		}
	}
	return answers
}

// pastOf reads "x=one@5" as an answer that was given five days ago.
func pastOf(t testing.TB, text string) map[string]flows.Past {
	t.Helper()
	past := map[string]flows.Past{}
	for _, field := range strings.Fields(text) {
		answer, ago, _ := strings.Cut(field, "@")
		days, err := strconv.Atoi(ago)
		if err != nil {
			t.Fatal(err)
		}
		for id, a := range answersOf(t, answer) {
			past[id] = flows.Past{Answer: a, Days: days}
		}
	}
	return past
}

func mustCompile(t testing.TB, text string) *flows.Condition {
	t.Helper()
	condition, faults := Compile(text, testItems())
	if len(faults) > 0 {
		t.Fatalf("%s: %v", text, faults)
	}
	return condition.Condition
}

func TestConditionHolds(t *testing.T) {
	for _, test := range []struct {
		condition, answers string
		want               bool
	}{
		{`x == 0`, "x=zero", true},
		{`x == 0`, "x=one", false},
		{`0 == x`, "x=zero", true},
		{`x <= 1`, "x=one", true},
		{`1 < x`, "x=two", true},
		{`x != 1`, "x=two", true},
		{`x in [0, 1]`, "x=one", true},
		{`x in [0, 1]`, "x=two", false},
		{`x not in [0, 1]`, "x=two", true},
		{`not (x in [0, 1])`, "x=two", true},
		{`x < y`, "x=one y=two", true},
		{`x < y`, "x=two y=one", false},
		{`n == -1`, "n=low", true},
		{`n in [-1]`, "n=high", false},
		{`c == "yes"`, "c=yes", true},
		{`c != "yes"`, "c=no", true},
		{`c in ["no", "yes"]`, "c=no", true},
		{`x == 0 and c == "yes"`, "x=zero c=yes", true},
		{`x == 0 && c == "yes"`, "x=zero c=no", false},
		{`x == 0 or c == "yes"`, "x=one c=yes", true},
		{`x == 0 || c == "yes"`, "x=one c=no", false},
		{`!(x == 0 or c == "yes")`, "x=one c=no", true},

		// An unanswered item decides nothing, neither way.
		{`x <= 1`, "", false},
		{`not (x <= 1)`, "", false},
		{`x > 1`, "", false},
		{`not not (x <= 1)`, "", false},
		{`x != 1`, "", false},
		{`x not in [1]`, "", false},
		{`x < y`, "x=one", false},
		{`not (x < y)`, "x=one", false},
		{`c != "yes"`, "", false},
		{`not (c == "yes")`, "", false},

		// Neither does a declined one, nor an option without a value.
		{`x <= 1`, "x=rather_not", false},
		{`not (x <= 1)`, "x=rather_not", false},
		{`c != "yes"`, "c=does_not_fit", false},
		{`x <= 1`, "x=extra", false},
		{`not (x <= 1)`, "x=extra", false},

		// But what the rest decides stands.
		{`x <= 1 or c == "yes"`, "c=yes", true},
		{`x <= 1 and c == "yes"`, "c=yes", false},
		{`not (x <= 1 and c == "yes")`, "c=no", true},
		{`not (x <= 1 and c == "yes")`, "c=yes", false},
		{`not (x <= 1 or c == "yes")`, "c=no", false},

		// The functions are always true or false.
		{`answered(x)`, "", false},
		{`not answered(x)`, "", true},
		{`answered(x)`, "x=zero", true},
		{`answered(x)`, "x=extra", true},
		{`answered(x)`, "x=rather_not", false},
		{`declined(x)`, "x=rather_not", true},
		{`declined(x)`, "x=does_not_fit", true},
		{`declined(x)`, "x=zero", false},
		{`not declined(x)`, "", true},
		{`selected(x, "extra")`, "x=extra", true},
		{`selected(x, "one")`, "x=one", true},
		{`selected(x, "one")`, "", false},
		{`not selected(x, "one")`, "", true},
		{`selected(c, "rather_not")`, "c=rather_not", true},
		{`selected(c, "rather_not")`, "c=does_not_fit", false},
	} {
		got, err := mustCompile(t, test.condition).Holds(answersOf(t, test.answers), nil)
		if err != nil || got != test.want {
			t.Errorf("%s with %q: %v, %v; want %v", test.condition, test.answers, got, err, test.want)
		}
	}
}

func TestConditionLooksBackAndAddsUp(t *testing.T) {
	for _, test := range []struct {
		condition, answers, past string
		want                     bool
	}{
		{`previous(x) == 0`, "", "x=zero@7", true},
		{`previous(x) == 0`, "x=zero", "x=one@7", false},
		{`previous(x) == 0`, "x=zero", "", false},
		{`not (previous(x) == 0)`, "", "", false},
		{`0 == previous(x)`, "", "x=zero@7", true},
		{`previous(x) in [0, 1]`, "", "x=one@7", true},
		{`previous(x) < x`, "x=two", "x=one@7", true},
		{`x > previous(y)`, "x=one", "y=two@7", false},
		{`previous(c) == "yes"`, "c=no", "c=yes@1", true},
		{`answered(previous(x))`, "x=one", "", false},
		{`answered(previous(x))`, "", "x=extra@3", true},
		{`declined(previous(x))`, "", "x=rather_not@3", true},
		{`selected(previous(c), "yes")`, "c=no", "c=yes@3", true},
		{`selected(previous(s), "blue")`, "s=red", "s=red+blue@3", true},
		{`not (answered(previous(x)) and previous(x) <= 1)`, "", "", true},
		{`not (answered(previous(x)) and previous(x) <= 1)`, "", "x=two@3", true},
		{`not (answered(previous(x)) and previous(x) <= 1)`, "", "x=one@3", false},
		{`not (answered(previous(x)) and previous(x) <= 1)`, "", "x=rather_not@3", true},
		{`days_since(x) <= 7`, "", "x=one@7", true},
		{`days_since(x) <= 7`, "", "x=one@8", false},
		{`days_since(x) > 7`, "", "", false},
		{`not (days_since(x) > 7)`, "", "", false},
		{`days_since(x) < days_since(y)`, "", "x=one@2 y=one@3", true},

		{`sum(x, y) == 3`, "x=one y=two", "", true},
		{`sum(x, y) >= 3`, "x=one", "", false},
		{`not (sum(x, y) >= 3)`, "x=one", "", false},
		{`sum(x, k) > 40`, "x=two k=41", "", true},
		{`mean(x, y) == 1.5`, "x=one y=two", "", true},
		{`mean(x, y, n) < 1`, "x=one y=two n=low", "", true},
		{`mean(x, y) < 1`, "x=one y=extra", "", false},
		{`sum(x, y) > mean(x, y)`, "x=one y=two", "", true},
		{`sum(x, y) > previous(x)`, "x=one y=one", "x=one@7", true},
		{`k >= 7 and k < 10`, "k=9", "", true},
		{`k != 9`, "k=rather_not", "", false},

		{`selected(s, "red")`, "s=red+blue", "", true},
		{`selected(s, "green")`, "s=red+blue", "", false},
		{`selected(s, "rather_not")`, "s=rather_not", "", true},
		{`answered(s) and answered(w)`, "s=red w=words", "", true},
		{`declined(w)`, "w=does_not_fit", "", true},
	} {
		got, err := mustCompile(t, test.condition).Holds(answersOf(t, test.answers), pastOf(t, test.past))
		if err != nil || got != test.want {
			t.Errorf("%s with %q after %q: %v, %v; want %v", test.condition, test.answers, test.past, got, err, test.want)
		}
	}
	c := mustCompile(t, `sum(x, n) > previous(y) and days_since(c) > 3`)
	if present, past := strings.Join(c.Items(), " "), strings.Join(c.Past(), " "); present != "n x" || past != "c y" {
		t.Errorf("items %q, past %q", present, past)
	}
}

func TestConditionThatCannotBeEvaluated(t *testing.T) {
	one := 1
	for _, test := range []struct {
		name    string
		answers map[string]flows.Answer
	}{
		{"unknown code", map[string]flows.Answer{"x": {Code: "three", Value: &one}}},
		{"no code", map[string]flows.Answer{"x": {}}},
		{"value left out", map[string]flows.Answer{"x": {Code: "one"}}},
	} {
		for _, text := range []string{`x == 1`, `not (x == 1)`, `answered(x)`, `c == "yes" or x == 1`} {
			test.answers["c"] = flows.Answer{Code: "yes"}
			if holds, err := mustCompile(t, text).Holds(test.answers, nil); err == nil || holds {
				t.Errorf("%s: %s: %v without an error", test.name, text, holds)
			}
		}
		if _, err := mustCompile(t, `c == "yes"`).Holds(test.answers, nil); err != nil {
			t.Errorf("%s: an item that is not named makes an error: %v", test.name, err)
		}
	}
}

func TestConditionKeepsItsText(t *testing.T) {
	c := mustCompile(t, `y == 0 and not  (x > 1) or x < y`)
	if got, want := c.String(), `y == 0 and not  (x > 1) or x < y`; got != want {
		t.Errorf("text %q", got)
	}
	if got := strings.Join(c.Items(), " "); got != "x y" {
		t.Errorf("items %q", got)
	}
}

func TestConditionServesManyGoroutines(t *testing.T) {
	c, answers := mustCompile(t, `x <= 1 and not declined(c)`), answersOf(t, "x=one c=no")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if holds, err := c.Holds(answers, nil); err != nil || !holds {
					t.Errorf("%v, %v", holds, err)
				}
			}
		})
	}
	wg.Wait()
}
