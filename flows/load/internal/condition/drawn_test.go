package condition

import (
	"testing"

	"pgregory.net/rapid"

	"footing/flows"
)

// truth is a truth value that knows of the unknown; the property below compares with it.
type truth int

const (
	no truth = iota - 1
	unknown
	yes
)

// drawn is a random condition as text, with its meaning worked out apart.
type drawn struct {
	text  string
	truth truth
}

func drawCondition(t *rapid.T, depth int, answers map[string]flows.Answer) drawn {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	if depth == 0 {
		kind = rapid.IntRange(3, 5).Draw(t, "leaf")
	}
	isTrue := func(b bool) truth {
		if b {
			return yes
		}
		return no
	}
	id := rapid.SampledFrom([]string{"x", "y"}).Draw(t, "item")
	answer, given := answers[id]
	switch kind {
	case 0:
		inner := drawCondition(t, depth-1, answers)
		return drawn{"not (" + inner.text + ")", -inner.truth}
	case 1, 2:
		a, b := drawCondition(t, depth-1, answers), drawCondition(t, depth-1, answers)
		if kind == 1 {
			return drawn{"(" + a.text + " and " + b.text + ")", min(a.truth, b.truth)}
		}
		return drawn{"(" + a.text + " or " + b.text + ")", max(a.truth, b.truth)}
	case 3:
		if answer.Value == nil {
			return drawn{id + " <= 1", unknown}
		}
		return drawn{id + " <= 1", isTrue(*answer.Value <= 1)}
	case 4:
		declined := given && (answer.Code == flows.RatherNot || answer.Code == flows.DoesNotFit)
		return drawn{"answered(" + id + ")", isTrue(given && !declined)}
	default:
		return drawn{"selected(" + id + `, "one")`, isTrue(answer.Code == "one")}
	}
}

func TestConditionIsTrueOnlyWhenCertain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, answers := testItems(), map[string]flows.Answer{}
		for _, id := range []string{"x", "y"} {
			code := rapid.SampledFrom([]string{"", "zero", "one", "two", "extra", flows.RatherNot, flows.DoesNotFit}).Draw(t,
				"answer")
			if option, ok := items[id].Option(code); ok {
				answers[id] = AnswerOf(option)
			}
		}
		want := drawCondition(t, 3, answers)
		condition, faults := Compile(want.text, items)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", want.text, faults)
		}
		got, err := condition.Holds(answers, nil)
		if err != nil || got != (want.truth == yes) {
			t.Fatalf("%s with %v: %v, %v; want %v", want.text, answers, got, err, want.truth)
		}
	})
}

// Whatever stands in a condition, it is refused or it can be evaluated, and never panics.
func FuzzCondition(f *testing.F) {
	for _, text := range []string{
		`x == 0`, `not (x in [0, 1]) and selected(c, "no")`, `x not in [1]`, `-x == 1`, `x ?? 1`, `x | f`, `{a: x}`, `x.y`,
		`#`,
		`let a = 1; a`, `if x == 1 { true } else { false }`, "`", `"`, `1 < x < 2`, `x == 0xff`, `x == 1e9`, `[x] == [1]`, `((((`,
		`c == "\u00e9"`, `not not not answered(x)`, `c matches "["`, `x == 0 // c`, `b"x" == c`, `not x == 0`, `!c in ["no"]`,
		`previous(x) == days_since(y)`, `sum(x, k) > mean(x, y)`, `selected(previous(s), "red")`, `answered(w) or sum(s) == 1`, `previous(previous(x)) == 1`,
	} {
		f.Add(text)
	}
	answers := answersOf(f, "x=one c=yes")
	f.Fuzz(func(t *testing.T, text string) {
		condition, faults := Compile(text, testItems())
		if (condition == nil) == (len(faults) == 0) {
			t.Fatalf("%q: condition %v with faults %v", text, condition, faults)
		}
		if condition == nil {
			return
		}
		if _, err := condition.Holds(answers, nil); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if _, err := condition.Holds(nil, nil); err != nil {
			t.Errorf("%q without answers: %v", text, err)
		}
	})
}
