package interchange

import (
	"strings"
	"testing"

	"footing/flows/internal/dictionary"
)

func resourceOf(t *testing.T, text string) []byte {
	t.Helper()
	if strings.HasPrefix(text, `{"resourceType"`) || strings.HasPrefix(text, "\ufeff") {
		return []byte(text)
	}
	return []byte(`{"resourceType":"Questionnaire","language":"en","name":"q","item":[` + text + `]}`)
}

const (
	yesNo   = `"type":"choice","answerOption":[{"valueCoding":{"code":"y","display":"Yes"}},{"valueCoding":{"code":"n","display":"No"}}]`
	item1   = `{"linkId":"a","text":"A?",` + yesNo + `}`
	freely  = `{"linkId":"z","text":"Z?","type":"text"}`
	sdc     = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
	control = core + "questionnaire-itemControl"
	core    = "http://hl7.org/fhir/StructureDefinition/"
)

func scored(link, more string) string {
	text := `{"linkId":"` + link + `",` + more + `"type":"choice","answerOption":[`
	for n, name := range []string{"never", "some", "most", "daily"} {
		if n > 0 {
			text += ","
		}
		text += `{"valueCoding":{"code":"` + name + `","display":"` + name + `"},"extension":[{"url":"` + core + `ordinalValue","valueDecimal":` +
			string(rune('0'+n)) + `}]}`
	}
	return text + `]}`
}

func TestFHIRKinds(t *testing.T) {
	values := "choice never=0 some=1 most=2 daily=3"
	takesAs(t, ReadFHIR, resourceOf, []foreignCase{
		{name: "values without a direction", file: scored("p", `"text":"Little interest",`), want: "p " + values + " none", finds: []string{"Asked otherwise|which values are good is not said"}},
		{name: "low is best", file: scored("p", `"text":"Little interest",`), wish: Wishes{ScoringOf: map[string]string{"p": BestLow}}, want: "p " + values + " reverse"},
		{name: "high is best", file: scored("p", `"text":"Energy",`), wish: Wishes{Scoring: BestHigh}, want: "p " + values},
		{
			name: "a known panel", file: scored("p", `"code":[{"system":"http://loinc.org","code":"44250-9"}],"text":"Little interest",`),
			want: "p " + values + " reverse", finds: []string{"Only form|it is a question of the PHQ-9"},
		},
		{
			name: "the ninth question", file: scored("p", `"code":[{"system":"http://loinc.org","code":"44260-8"}],"text":"Ninth",`) + "," + freely,
			want: "z text", finds: []string{"Not taken|LOINC 44260-8", "Not taken|phq9.json"},
		},
		{
			name: "the ninth question, bound", file: scored("p", `"code":[{"system":"http://loinc.org","code":"44260-8"}],"text":"Ninth",`), wish: Wishes{Safety: []string{"p"}},
			want: "p " + values + " reverse\np_act choice no unsure yes if selected(p, \"some\") or selected(p, \"most\") or selected(p, \"daily\")",
		},
		{
			name: "a condition in an expression", file: item1 + `,{"linkId":"b","text":"Who?","type":"text","extension":[{"url":"` + sdc + `sdc-questionnaire-enableWhenExpression","valueExpression":{"language":"text/fhirpath","expression":"x"}}]}`,
			want: "a choice y n", finds: []string{"Not taken|what `" + sdc + "sdc-questionnaire-enableWhenExpression` changes is not known"},
		},
		{name: "hidden", file: item1 + `,{"linkId":"h","text":"flag","type":"string","extension":[{"url":"` + core + `questionnaire-hidden","valueBoolean":true}]}`, want: "a choice y n"},
		{name: "not hidden", file: `{"linkId":"h","text":"H?","type":"string","extension":[{"url":"` + core + `questionnaire-hidden","valueBoolean":false}]}`, want: "h text"},
		{name: "calculated and read only", file: item1 + `,{"linkId":"t","text":"Total","type":"integer","readOnly":true},{"linkId":"u","text":"U","type":"string","extension":[{"url":"` + sdc + `sdc-questionnaire-calculatedExpression","valueExpression":{}}]}`, want: "a choice y n"},
		{
			name: "a text beneath, under a condition", file: `{"linkId":"a","text":"A?",` + yesNo + `,"item":[{"linkId":"a.h","type":"display","text":"Call 112.","enableWhen":[{"question":"a","operator":"=","answerCoding":{"code":"y"}}]}]}`,
			want: "a choice y n\na_h information if a == \"y\"",
		},
		{
			name: "a text beneath, without control", file: `{"linkId":"a","text":"A?",` + yesNo + `,"item":[{"linkId":"h","type":"display","text":"Call 112."}]}`,
			want: "a choice y n\nh information",
		},
		{name: "help beneath", file: `{"linkId":"a","text":"A?",` + yesNo + `,"item":[{"linkId":"h","type":"display","text":"This week.","extension":[{"url":"` + control + `","valueCodeableConcept":{"coding":[{"code":"help"}]}}]}]}`, want: "a choice y n"},
		{
			name: "one code of two systems", file: `{"linkId":"a","text":"A?","type":"choice","answerOption":[{"valueCoding":{"system":"s1","code":"x","display":"Yes"}},{"valueCoding":{"system":"s2","code":"x","display":"Unsure"}}]},` +
				`{"linkId":"b","text":"B?","type":"text","enableWhen":[{"question":"a","operator":"=","answerCoding":{"system":"s1","code":"x"}}]},` +
				`{"linkId":"c","text":"C?","type":"text","enableWhen":[{"question":"a","operator":"=","answerCoding":{"system":"s2","code":"x"}}]},` +
				`{"linkId":"d","text":"D?","type":"text","enableWhen":[{"question":"a","operator":"=","answerCoding":{"code":"x"}}]}`,
			want: "a choice x x_2\nb text if a == \"x\"\nc text if a == \"x_2\"", finds: []string{"Not taken|several answers `x`"},
		},
		{name: "half the limits", file: `{"linkId":"d","type":"integer","text":"Year?","extension":[{"url":"` + core + `minValue","valueInteger":1900}]},` + freely, want: "z text", finds: []string{"Not taken|--max d=N"}},
		{name: "both limits", file: `{"linkId":"d","type":"integer","text":"Year?","extension":[{"url":"` + core + `minValue","valueInteger":1900},{"url":"` + core + `maxValue","valueInteger":2026}]}`, want: "d number 1900..2026"},
		{
			name: "a value set within the file", file: `{"resourceType":"Questionnaire","language":"en","name":"q","contained":[{"resourceType":"ValueSet","id":"VS","compose":{"include":[{"system":"s","concept":[` +
				`{"code":"Not-at-all","display":"Not at all","extension":[{"url":"` + core + `ordinalValue","valueDecimal":0}]},{"code":"Several days","display":"Several days","extension":[{"url":"` + core + `ordinalValue","valueDecimal":1}]}]}]}}],` +
				`"item":[{"linkId":"g","type":"group","text":"How often?","required":true,"item":[{"linkId":"a","type":"choice","text":"Nervous","answerValueSet":"#VS"},` +
				`{"linkId":"b","type":"text","text":"B?","enableWhen":[{"question":"a","operator":"=","answerCoding":{"system":"s","code":"Several days"}}]}]}]}`,
			want: "a choice not_at_all=0 several_days=1 none\nb text if selected(a, \"several_days\")",
		},
		{
			name: "an expanded value set", file: `{"resourceType":"Questionnaire","language":"en","name":"q","contained":[{"resourceType":"ValueSet","id":"VS","expansion":{"contains":[{"abstract":true,"code":"top","contains":[{"code":"x","display":"X"},{"code":"y","display":"Y"}]}]}}],"item":[{"linkId":"a","type":"choice","text":"A?","answerValueSet":"#VS"}]}`,
			want: "a choice x y",
		},
		{
			name: "value sets that choose by a rule", file: `{"resourceType":"Questionnaire","language":"en","name":"q","contained":[{"resourceType":"ValueSet","id":"VS","compose":{"include":[{"system":"s","filter":[{"property":"p"}]}]}}],"item":[{"linkId":"a","type":"choice","text":"A?","answerValueSet":"#VS"},` + freely + `,{"linkId":"b","type":"choice","text":"B?","answerValueSet":"http://x.org/vs"}]}`,
			want: "z text", finds: []string{"Not taken|chooses them by a rule", "Not taken|its answers stand elsewhere"},
		},
		{name: "answers of words only", file: `{"linkId":"a","text":"A?","type":"choice","answerOption":[{"valueCoding":{"display":"Very safe"}},{"valueCoding":{"code":"n","display":"Not safe"}},{"valueString":"Mixed"}]}`, want: "a choice very_safe n mixed"},
		{name: "whole numbers as answers", file: `{"linkId":"a","text":"A?","type":"integer","answerOption":[{"valueInteger":1},{"valueInteger":2},{"valueInteger":3}]}`, want: "a choice 1=1 2=2 3=3 none"},
		{name: "a byte order mark", file: "\ufeff" + `{"resourceType":"Questionnaire","language":"en","name":"q","item":[` + freely + `]}`, want: "z text"},
		{name: "modifierExtension", file: `{"linkId":"b","type":"boolean","text":"B?","modifierExtension":[{"url":"http://x"}]},` + freely, want: "z text", finds: []string{"Not taken|`modifierExtension`"}},
		{name: "modifierExtension of all", file: `{"resourceType":"Questionnaire","language":"en","name":"q","modifierExtension":[{"url":"http://x"}],"item":[` + freely + `]}`, finds: []string{"|may change the meaning of everything"}},
		{name: "modifierExtension of an answer", file: `{"linkId":"a","text":"A?","type":"choice","answerOption":[{"valueCoding":{"code":"x","display":"X"},"modifierExtension":[{"url":"u"}]},{"valueCoding":{"code":"y","display":"Y"}}]},` + freely, want: "z text"},
		{name: "R5", file: `{"linkId":"a","type":"coding","text":"A?","answerConstraint":"optionsOnly"}`, finds: []string{"|this is FHIR R5 (type `coding`); R4 is read here"}},
		{name: "STU3", file: `{"linkId":"a","type":"choice","text":"A?","option":[{"valueCoding":{"code":"y"}}]}`, finds: []string{"|this is FHIR STU3"}},
		{
			name: "all or any is not said", file: item1 + `,{"linkId":"b","text":"B?","type":"text","enableWhen":[{"question":"a","operator":"=","answerCoding":{"code":"y"}},{"question":"a","operator":"exists","answerBoolean":true}]}`,
			want: "a choice y n", finds: []string{"Not taken|does not say whether all or any"},
		},
		{name: "a group under a condition", file: item1 + `,{"linkId":"g","type":"group","text":"More","enableWhen":[{"question":"a","operator":"=","answerCoding":{"code":"y"}}],"item":[` + freely + `]}`, want: "a choice y n\nz text if a == \"y\""},
		{name: "a group that is hidden", file: item1 + `,{"linkId":"g","type":"group","text":"More","extension":[{"url":"` + core + `questionnaire-hidden","valueBoolean":true}],"item":[` + freely + `]}`, want: "a choice y n"},
		{name: "an exclusive answer", file: `{"linkId":"a","text":"A?","type":"choice","repeats":true,"answerOption":[{"valueCoding":{"code":"x","display":"X"}},{"valueCoding":{"code":"none","display":"None"},"extension":[{"url":"` + core + `questionnaire-optionExclusive","valueBoolean":true}]}]}`, want: "a several x none!"},
		{name: "an unknown control", file: `{"linkId":"a","text":"A?",` + yesNo + `,"extension":[{"url":"` + control + `","valueCodeableConcept":{"coding":[{"code":"lookup"}]}}]},` + freely, want: "z text"},
		{
			name: "as other editors write required ones", file: `{"linkId":"a","required":true,"text":"A?",` + yesNo + `,"extension":[{"url":"` + core + `questionnaire-minOccurs","valueInteger":1},{"url":"` + core + `terminology-server","valueUrl":"https://example.org"}]}`,
			want: "a choice y n", not: "Not taken",
		},
		{
			name: "an answer worked out for a start", file: `{"linkId":"a","text":"A?",` + yesNo + `,"extension":[{"url":"` + sdc + `sdc-questionnaire-initialExpression","valueExpression":{"expression":"'y'"}}]}`,
			want: "a choice y n", finds: []string{"Asked otherwise|an answer that is filled in there; here nothing is"},
		},
		{name: "what may stand there", file: `{"linkId":"a","prefix":"1.","required":true,"text":"A?",` + yesNo + `,"extension":[{"url":"` + control + `","valueCodeableConcept":{"coding":[{"code":"radio-button"}]}},{"url":"` + core + `questionnaire-choiceOrientation","valueCode":"vertical"},{"url":"` + sdc + `sdc-questionnaire-observationLinkPeriod","valueDuration":{}}]}`, want: "a choice y n", not: "Not taken"},
		{name: "the tenth question after any of nine", file: nine(), want: nineItems()},
	})
}

// nine are nine questions as LHC-Forms structures them, and a tenth that is asked after any of them.
func nine() string {
	var list, when []string
	for _, n := range "123456789" {
		list = append(list, scored("/"+string(n), `"text":"Q`+string(n)+`",`))
		when = append(when, `{"question":"/`+string(n)+`","operator":"!=","answerCoding":{"code":"never"}}`)
	}
	return `{"linkId":"g","type":"group","text":"How often?","item":[` + strings.Join(list, ",") + `,{"linkId":"t","text":"How hard?",` + yesNo + `,"enableBehavior":"any","enableWhen":[` + strings.Join(when, ",") + `]}]}`
}

func nineItems() string {
	var list, when []string
	for _, n := range "123456789" {
		list = append(list, "q"+string(n)+" choice never=0 some=1 most=2 daily=3 none")
		when = append(when, `not selected(q`+string(n)+`, "never")`)
	}
	return strings.Join(list, "\n") + "\nt choice y n if " + strings.Join(when, " or ")
}

func dictionaryOf(_ *testing.T, text string) []byte {
	head := `"` + strings.Join(dictionary.Columns(), `","`) + `"` + "\nrecord_id,f,,text,Record,,,,,,,,,,,,,\n"
	return []byte(head + text)
}

func TestREDCapKinds(t *testing.T) {
	takesAs(t, ReadREDCap, dictionaryOf, []foreignCase{
		{
			name: "choices", file: "a,f,,radio,A?,\"1, Bad | 2, So-so | 3, Good\",,,,,,,y,,,,,\nb,f,,yesno,B?,,,,,,,[a] = '1',,,,,,\nc,f,,checkbox,C?,\"1, One | 2, Two | 0, None\",,,,,,,,,,,,@NONEOFTHEABOVE='0'\nd,f,,dropdown,D?,\"x, X | y, Y\",,,,,,[c(2)] = '1' and [b] = '1',,,,,,",
			want: "a choice 1=1 2=2 3=3 none\nb yes_no if selected(a, \"1\")\nc several 1 2 0!\nd choice x y if selected(c, \"2\") and b == \"yes\"",
		},
		{
			name: "typed", file: "a,f,,text,A?,,,integer,1,9,,,,,,,,\nb,f,,text,B?,,,integer,,,,,,,,,,\nc,f,,notes,C?,,,,,,,,,,,,,\nd,f,,text,D?,,,date_ymd,,,,,,,,,,\ne,f,,text,E?,,,email,,,,,,,,,,",
			want: "a number 1..9\nc text\nd date", finds: []string{"Not taken|--min b=N", "Not taken|(`email`)"},
		},
		{name: "a slider", file: "a,f,,slider,A?,low | mid | high,,number,0,10,,,,,,,,", want: "a scale 0..10 none"},
		{name: "a section and a matrix", file: "a,f,Over the last 2 weeks,radio,A?,\"x, X | y, Y\",,,,,,,,,,m,,\nb,f,,radio,B?,\"x, X | y, Y\",,,,,,,,,,m,,\nc,f,,radio,C?,\"x, X | y, Y\",,,,,,,,,,,,", want: "a choice x y\nb choice x y\nc choice x y"},
		{
			name: "what is not asked", file: "a,f,,calc,A?,1+1,,,,,,,,,,,,\nb,f,,text,B?,,,,,,y,,,,,,,\nc,f,,text,C?,,,,,,,,,,,,,@HIDDEN\nd,f,,text,D?,,,,,,,,,,,,,@CALCTEXT(1)\ne,f,,file,E?,,,,,,,,,,,,,\ng,f,,text,G?,,,,,,,[event_1][a] = '1',,,,,,\nh,f,,text,H?,,,,,,,,,,,,,",
			want: "h text", finds: []string{"Not taken|identifies somebody", "Not taken|`@HIDDEN`", "Not taken|`@CALCTEXT`", "Not taken|looks at another event"},
		},
		{name: "missing-data codes", file: "a,f,,radio,A?,\"0, No | 1, Some | 2, Much | -88, Refused\",,,,,,,,,,,,", want: "a choice 0=0 1=1 2=2 minus_88 none"},
		{
			name: "an empty field is nought", file: "a,f,,text,A?,,,integer,0,9,,,,,,,,\nb,f,,text,B?,,,,,,,[a] < 3,,,,,,\nc,f,,text,C?,,,,,,,[a] > 3,,,,,,",
			want: "a number 0..9\nb text if (a < 3 or not answered(a))\nc text if a > 3",
		},
		{name: "a question of suicide", file: "a,f,,radio,Thoughts of ending your life?,\"0, No | 1, Yes\",,,,,,,,,,,,\nb,f,,text,B?,,,,,,,,,,,,,", want: "b text", finds: []string{"Not taken|suicide or self-harm"}},
	})
}
