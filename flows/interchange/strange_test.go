package interchange

import (
	"strings"
	"testing"

	"footing/flows"
)

// TestStrange: what is not understood keeps a question out, and a level is never guessed.
func TestStrange(t *testing.T) {
	w := Wishes{Theme: 3, Licence: "own", Source: "a test", Language: "en"}
	const head, plain = `{"resourceType":"Questionnaire","name":"q","item":[`, `{"linkId":"z","type":"boolean","text":"Z?"}`
	for name, item := range map[string]string{
		"modifier":   `"modifierExtension":[{"url":"http://x"}]`,
		"expression": `"extension":[{"url":"http://x/sdc-questionnaire-enableWhenExpression"}]`,
		"hidden":     `"extension":[{"url":"http://x/questionnaire-hidden","valueBoolean":true}]`,
		"read only":  `"readOnly":true`,
	} {
		for _, kind := range []string{`"type":"boolean"`, `"type":"group","item":[{"linkId":"b","type":"boolean","text":"B?"}]`} {
			f, found, err := ReadFHIR([]byte(head+`{"linkId":"a","text":"A?",`+kind+`,`+item+`},`+plain+`]}`), w)
			if err != nil || len(f.Items) != 1 || f.Items[0].ID != "z" {
				t.Errorf("%s: %+v, %v, %v", name, f.Items, err, found)
			}
		}
	}
	f, _, err := ReadFHIR([]byte(head+`{"linkId":"a","text":"A?","type":"boolean","item":[{"linkId":"h","type":"display","text":"Call 112.",`+
		`"enableWhen":[{"question":"a","operator":"=","answerBoolean":true}]}]}]}`), w)
	if err != nil || len(f.Items) != 2 || f.Items[1].When != `a == "yes"` || f.Texts["en"]["q.a.intro"] != "" {
		t.Errorf("a text under a condition: %+v, %v, %v", f.Items, f.Texts, err)
	}
	f, found, err := ReadXLSForm(bookOf(t, `
[survey]
type | name | label | bind::relevant | choice_filter | readonly | disabled
select_one l | a | A? | | | |
text | b | B? | ${a} = '1' | | |
select_one l | c | C? | | x = 1 | |
text | d | D? | | | yes |
text | e | E? | | | | yes
[choices]
list_name | name | label
l | 0 | Never
l | 1 | Some
l | 3 | Daily
`), w)
	if err != nil || len(f.Items) != 2 || f.Items[0].Scoring != flows.NoScoring || f.Items[1].When == "" {
		t.Errorf("%+v, %v, %v", f.Items, err, found)
	}
	said := ""
	for _, one := range found {
		said += one.String() + "\n"
	}
	for _, part := range []string{"survey row 4: the question `c`", "survey row 5: the question `d`", "survey row 6", "no level is computed"} {
		if !strings.Contains(said, part) {
			t.Errorf("nothing says %q:\n%s", part, said)
		}
	}
}
