package load

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestHarmIsHeard: a question about suicide or self-harm loads only where somebody hears of every answer but the
// lowest, whatever word of whatever language gives it away.
func TestHarmIsHeard(t *testing.T) {
	const (
		scored = "[{code: never, value: 0}, {code: some, value: 1}, {code: often, value: 3}]"
		coded  = "[{code: \"no\"}, {code: usual}, {code: more}]"
		follow = "  - id: act\n    when: mood >= 1\n    follow_up: true\n    options: [{code: \"no\"}, {code: unsure}, {code: \"yes\"}]\n"
		red    = "  - {id: r, level: red, when: 'act in [\"unsure\", \"yes\"]'}\n"
	)
	for name, c := range map[string]struct {
		theme, kind, more, alerts, text string
		want                            string
	}{
		"not about safety":         {"5", "options: " + scored, "", "", "Thoughts of ending your life?", "`mood` is not about safety"},
		"nobody hears":             {"0", "options: " + scored, "", "", "Thoughts of ending your life?", "nobody hears of the answer `some`"},
		"only of the worst":        {"0", "options: " + scored, "", "  - {id: a, level: note, when: mood == 3}\n", "Cut yourself?", "answer `some`"},
		"only a line":              {"0", "options: " + scored, "", "  - {id: a, level: line, when: mood >= 1}\n", "Cut yourself?", "answer `some`"},
		"a follow-up without red":  {"0", "options: " + scored, follow, "", "Suicide?", "answer `some`"},
		"two lines":                {"0", "options: " + coded, "", "  - {id: a, level: line, when: 'mood != \"no\"'}\n", "Suicide?", "answer `more`"},
		"typed":                    {"0", "kind: text", "", "", "Describe thoughts of suicide", "answer `what is written`"},
		"a number":                 {"0", "kind: number", "", "  - {id: a, level: note, when: mood > 50}\n", "Suicide attempts?", "more than the lowest"},
		"yes first":                {"0", "options: [{code: \"yes\"}, {code: \"no\"}]", "", "  - {id: a, level: red, when: 'mood == \"no\"'}\n", "Suicide?", "answer `yes`"},
		"several":                  {"0", "kind: several\n    options: [{code: a}, {code: b}]", "", "  - {id: a, level: note, when: 'selected(mood, \"a\")'}\n", "Self-harm?", "answer `b`"},
		"a note":                   {"0", "options: " + scored, "", "  - {id: a, level: note, when: mood >= 1}\n", "Better off dead?", ""},
		"a follow-up that is red":  {"0", "scoring: reverse\n    options: " + scored, follow, red, "Better off dead?", ""},
		"a line for one of two":    {"0", "options: " + coded, "", "  - {id: a, level: line, when: 'mood == \"usual\"'}\n  - {id: b, level: red, when: 'mood == \"more\"'}\n", "Suicide?", ""},
		"what is only read":        {"5", "kind: information", "", "", "Thoughts of suicide can be treated", ""},
		"what only sounds like it": {"5", "options: " + scored, "", "", "Did something hurt?", ""},
	} {
		t.Run(name, func(t *testing.T) {
			files, clinic := documented(t)
			items := "items:\n  - id: mood\n    " + c.kind + "\n" + c.more
			if c.alerts != "" {
				items += "alerts:\n" + c.alerts
			}
			files["mood.yaml"] = &fstest.MapFile{Data: []byte("id: mood\nversion: 1\nlicence: own\nsource: us\nreview: pending\ntheme: " +
				c.theme + "\n" + items)}
			words := "mood.mood.text: '" + c.text + "'\n"
			for _, code := range []string{"never", "some", "often", "no", "yes", "usual", "more", "a", "b"} {
				if strings.Contains(c.kind, "code: "+code+",") || strings.Contains(c.kind, "code: "+code+"}") ||
					strings.Contains(c.kind, `code: "`+code+`"}`) {
					words += "mood.mood." + code + ": 'X'\n"
				}
			}
			if c.more != "" {
				words += "mood.act.text: 'Now?'\nmood.act.no: 'N'\nmood.act.unsure: 'U'\nmood.act.yes: 'Y'\n"
			}
			for _, locale := range []string{"de", "en"} {
				files["mood."+locale+".yaml"] = &fstest.MapFile{Data: []byte(words)}
			}
			protocol := strings.Replace(string(files["protocol.yaml"].Data), "  - [mood, bond]\n", "  - [bond]\n", 1)
			protocol = strings.Replace(protocol, "    day: thursday\n", "    day: thursday\n    duty_hours: 2h\n", 1)
			files["protocol.yaml"] = &fstest.MapFile{Data: []byte(protocol)}
			_, err := Load(files, clinic, "clinic.yaml")
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// TestHarmNeedsTwoDutyHours: less duty time is too little for somebody to be reached.
func TestHarmNeedsTwoDutyHours(t *testing.T) {
	files, clinic := documented(t)
	files["danger.en.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["danger.en.yaml"].Data),
		"Are you in danger right now?", "Might you kill yourself?", 1))}
	if _, err := Load(files, clinic, "clinic.yaml"); err != nil {
		t.Fatalf("two hours are refused: %v", err)
	}
	files["protocol.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["protocol.yaml"].Data),
		"duty_hours: 2h ", "duty_hours: 90m", 1))}
	_, err := Load(files, clinic, "clinic.yaml")
	if err == nil || !strings.Contains(err.Error(), "must be 2h or more") {
		t.Errorf("ninety minutes are taken: %v", err)
	}
}
