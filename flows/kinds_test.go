package flows

import "testing"

func TestReadTyped(t *testing.T) {
	number, clock := Item{Kind: Number, Min: -5, Max: 40}, Item{Kind: Time}
	date, words := Item{Kind: Date}, Item{Kind: Text, Max: 8}
	for _, test := range []struct {
		item       Item
		text, want string // an empty want: refused
	}{
		{number, "7", "7"},
		{number, " 07 ", "7"},
		{number, "-5", "-5"},
		{number, "+3", "3"},
		{number, "٧", "7"},
		{number, "۱۲", "12"},
		{number, "१०", "10"},
		{number, "41", ""},
		{number, "-6", ""},
		{number, "about 7", ""},
		{number, "7.5", ""},
		{number, "", ""},
		{number, "99999999999999999999", ""},
		{number, "7 8", ""},
		{number, "+-3", ""},
		{clock, "14:05", "14:05"},
		{clock, "9.30", "09:30"},
		{clock, "22h15", "22:15"},
		{clock, "14 Uhr", "14:00"},
		{clock, "7", "07:00"},
		{clock, "2:05 PM", "14:05"},
		{clock, "12am", "00:00"},
		{clock, "12:30 p.m.", "12:30"},
		{clock, "١٤:٠٥", "14:05"},
		{clock, "24:00", ""},
		{clock, "13pm", ""},
		{clock, "7:5", ""},
		{clock, "12:60", ""},
		{clock, "noon", ""},
		{date, "2026-03-28", "2026-03-28"},
		{date, "28.3.2026", "2026-03-28"},
		{date, "28/03/2026", "2026-03-28"},
		{date, "28. 3. 2026", "2026-03-28"},
		{date, "٢٨/٣/٢٠٢٦", "2026-03-28"},
		{date, "29.2.2028", "2028-02-29"},
		{date, "31.2.2026", ""},
		{date, "28.3.26", ""},
		{date, "3.28.2026", ""},
		{date, "1.1.1066", ""},
		{date, "tomorrow", ""},
		{date, "0.1.2026", ""},
		{words, " fine ", Written},
		{words, "ثمانية", Written},
		{words, "far too long", ""},
		{words, "  ", ""},
		{Item{Kind: Choice}, "yes", ""},
	} {
		answer, ok := test.item.ReadTyped(test.text)
		if ok != (test.want != "") || ok && answer.Code != test.want {
			t.Errorf("%s %q: %+v, %v; want %q", test.item.Kind, test.text, answer, ok, test.want)
		}
		if test.item.Kind == Number && ok && (answer.Value == nil || *answer.Value < test.item.Min) {
			t.Errorf("%q has the value %v", test.text, answer.Value)
		}
	}
}

func TestScore(t *testing.T) {
	scale := func(scoring Scoring, values ...int) *Item {
		item := &Item{Scoring: scoring}
		for _, value := range values {
			item.Options = append(item.Options, Option{Code: "c", Value: &value})
		}
		item.Options = append(item.Options, Option{Code: "none"})
		return item
	}
	for _, test := range []struct {
		item  *Item
		value int
		want  float64
	}{
		{scale(HigherBetter, 0, 1, 2, 3, 4), 3, 3},
		{scale(HigherBetter, 0, 4), 4, 4},
		{scale(HigherBetter, 0, 10), 5, 2},
		{scale(LowerBetter, 0, 10), 10, 0},
		{scale(LowerBetter, 0, 1, 2, 3, 4), 1, 3},
		{scale(MiddleBest, -2, -1, 0, 1, 2), 0, 4},
		{scale(MiddleBest, -2, -1, 0, 1, 2), -1, 2},
		{scale(MiddleBest, -2, -1, 0, 1, 2), 2, 0},
		{scale(MiddleBest, -2, -1, 0, 1, 2), -2, 0},
		{scale(HigherBetter, 3), 3, 4},
	} {
		if got := test.item.Score(test.value); got != test.want {
			t.Errorf("%q, %d: score %v, want %v", test.item.Scoring, test.value, got, test.want)
		}
	}
}

// Whatever somebody types is refused or lies within what the item takes, and never panics.
func FuzzReadTyped(f *testing.F) {
	for _, text := range []string{"7", "14:05", "2:05 pm", "28.3.2026", "٣", "1e5", "\x00", "-0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, item := range []Item{{Kind: Number, Max: 9}, {Kind: Time}, {Kind: Date}, {Kind: Text, Max: 9}} {
			answer, ok := item.ReadTyped(text)
			if ok && item.Kind == Number && (*answer.Value < 0 || *answer.Value > 9) {
				t.Fatalf("%q is read as %d", text, *answer.Value)
			}
			if again, same := item.ReadTyped(answer.Code); ok && item.Kind != Text && (!same || again.Code != answer.Code) {
				t.Fatalf("%q is read as %q, which reads as %q", text, answer.Code, again.Code)
			}
		}
	})
}
