package load

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// TestSlips: what authors who know other programs write is answered with what to write.
func TestSlips(t *testing.T) {
	for slip, want := range map[string]string{
		`slept = 0`:                 "one `=` compares nothing; write `==`, for example `slept == 0`",
		`${slept} == 0`:             "write `slept` and not `${slept}`",
		`${slept} = 'badly'`:        "write `slept` and not `${slept}`",
		`slept_why == “noise”`:      "quotes are straight here",
		`slept == 0 OR slept=2`:     "one `=` compares nothing",
		`slept == 0 AND slept == 2`: "`AND` is written `and` here",
	} {
		files, clinic := documented(t)
		text := strings.Replace(string(files["sleep.yaml"].Data), `slept == 0 or selected(slept, "no_bed")`, slip, 1)
		files["sleep.yaml"] = &fstest.MapFile{Data: []byte(text)}
		_, err := Load(files, clinic, "clinic.yaml")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "sleep.yaml:16:") {
			t.Errorf("%s: %v, want %q", slip, err, want)
		}
	}
	for line, want := range map[string]string{
		"sleep.slept.text: Mood: how was it?": "a text with a colon must stand in quotes, for example sleep.slept.text: \"Mood: how was it?\"",
		"\tsleep.slept.text: \"Mood\"":        "a tab stands in this line",
	} {
		files, clinic := documented(t)
		files["sleep.en.yaml"] = &fstest.MapFile{Data: []byte(line + "\n")}
		if _, err := Load(files, clinic, "clinic.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
}

// TestManyAnswers: a condition over many answers is checked by what it tells apart, and one that can never hold is
// found.
func TestManyAnswers(t *testing.T) {
	const many = 20
	each := func(join, test string) string {
		var parts []string
		for n := range many {
			parts = append(parts, fmt.Sprintf(test, n))
		}
		return strings.Join(parts, join)
	}
	for name, c := range map[string]struct {
		before func(int) string
		when   string
		want   string
	}{
		"any of them":         {nil, each(" or ", `q%d == "y"`), ""},
		"all of them":         {nil, each(" and ", `q%d == "y"`), ""},
		"all but them":        {nil, each(" and ", `q%d != "y"`), ""},
		"none of them":        {nil, each(" and ", `not selected(q%d, "y")`), ""},
		"the end of a chain":  {func(n int) string { return fmt.Sprintf(`q%d == "y"`, n-1) }, `q19 == "y"`, ""},
		"never, at the end":   {func(n int) string { return fmt.Sprintf(`q%d == "y"`, n-1) }, `q19 == "y" and q0 == "n"`, "no answers make this condition true"},
		"never, among a few":  {nil, `q0 == "y" and q0 == "n"`, "no answers make this condition true"},
		"too many to be sure": {nil, each(" and ", `q%d in ["y", "n"]`) + ` and q0 == "y" and q0 == "n"`, "depends on too many answers"},
	} {
		files, clinic := documented(t)
		items, words := "", ""
		for n := range many {
			items += fmt.Sprintf("  - id: q%d\n    options: [{code: \"y\"}, {code: \"n\"}]\n", n)
			if c.before != nil && n > 0 {
				items += "    when: '" + c.before(n) + "'\n"
			}
			words += fmt.Sprintf("mood.q%d.text: 'Q'\nmood.q%d.y: 'Y'\nmood.q%d.n: 'N'\n", n, n, n)
		}
		items += "  - id: last\n    kind: information\n    when: '" + c.when + "'\n"
		files["mood.yaml"] = &fstest.MapFile{Data: []byte(
			"id: mood\nversion: 1\nlicence: own\nsource: us\nreview: pending\ntheme: 5\nitems:\n" + items)}
		for _, locale := range []string{"de", "en"} {
			files["mood."+locale+".yaml"] = &fstest.MapFile{Data: []byte(words + "mood.last.text: 'L'\n")}
		}
		protocol := strings.Replace(string(files["protocol.yaml"].Data), "taps: 5 ", "taps: 50", 1)
		files["protocol.yaml"] = &fstest.MapFile{Data: []byte(protocol)}
		_, err := Load(files, clinic, "clinic.yaml")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestTelegramsLimits: what Telegram would refuse to show is refused before.
func TestTelegramsLimits(t *testing.T) {
	options, words := "", "mood.mood.text: 'M'\n"
	for n := range mostButtons + 1 {
		options += fmt.Sprintf("      - {code: c%d}\n", n)
		words += fmt.Sprintf("mood.mood.c%d: 'C'\n", n)
	}
	head := "id: mood\nversion: 1\nlicence: own\nsource: us\nreview: pending\ntheme: 5\nitems:\n  - id: mood\n    options:\n"
	for _, c := range []struct{ items, words, want string }{
		{head + options, words, "`mood` has 98 answers, and Telegram shows 97 at most"},
		{
			head + "      - {code: a}\n      - {code: b}\n",
			"mood.mood.text: '" + strings.Repeat("long ", 720) + "{name}'\nmood.mood.a: 'A'\nmood.mood.b: 'B'\n", "Telegram shows 4096: shorten it",
		},
	} {
		files, clinic := documented(t)
		files["mood.yaml"] = &fstest.MapFile{Data: []byte(c.items)}
		for _, locale := range []string{"de", "en"} {
			files["mood."+locale+".yaml"] = &fstest.MapFile{Data: []byte(c.words)}
		}
		if _, err := Load(files, clinic, "clinic.yaml"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
