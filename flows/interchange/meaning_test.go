package interchange

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/reading"
	"footing/flows/interchange/internal/rules"
	"footing/flows/load/loadtest"
)

// invent draws a questionnaire of every kind of item, with conditions that the loader takes.
func invent(t *rapid.T, plan *flows.Protocol) Form {
	f := Form{
		ID: "made", Title: "Made up", Version: rapid.IntRange(1, 99).Draw(t, "version"),
		Theme:   rapid.IntRange(0, 12).Draw(t, "theme"),
		Licence: "own", Source: rapid.SampledFrom([]string{"made up", `a "quoted" source; with: marks`}).Draw(t, "source"),
		Review: "pending", Languages: []string{"en", "de"}, Texts: map[string]neutral.Texts{},
	}
	f.Private = f.Theme > 0 && rapid.Bool().Draw(t, "private")
	for n := range rapid.IntRange(1, 6).Draw(t, "items") {
		f.Items = append(f.Items, inventItem(t, n))
	}
	for _, locale := range f.Languages {
		f.Texts[locale] = neutral.Texts{
			"button." + flows.RatherNot: "No answer", "button." + flows.DoesNotFit: "Not me", "button." + flows.Yes: "Yes",
			"button." + flows.No: "No",
		}
		for n, key := range f.Keys() {
			if !strings.HasSuffix(key, neutral.IntroKey) || n%4 == 0 {
				words := rapid.SampledFrom([]string{
					"Plain", "Zwei\nZeilen", "=1+1", "Ümläut: \"quoted\" 'so' \\n", "الرسالة",
					"{name} | a, b",
				})
				f.Texts[locale][key] = words.Draw(t, key)
			}
			if strings.HasSuffix(key, neutral.IntroKey) && f.Texts["en"][key] == "" {
				delete(f.Texts[locale], key) // a text that one language has, all have
			}
			if strings.Contains(f.Texts[locale][key], "{name}") != strings.Contains(f.Texts["en"][key], "{name}") {
				f.Texts[locale][key] = f.Texts["en"][key]
			}
		}
	}
	for _, key := range f.Keys() {
		if _, ok := f.Texts["en"][key]; ok && f.Texts["de"][key] == "" {
			f.Texts["de"][key] = f.Texts["en"][key]
		}
	}
	for n := 1; n < len(f.Items); n++ {
		f.Items[n].When = inventCondition(t, f.Items[:n], 2)
	}
	if !f.Private && rapid.Bool().Draw(t, "alert") {
		f.Alerts = []neutral.Alert{{
			ID: "urgent", Level: rapid.SampledFrom([]flows.Level{flows.Red, flows.Care}).Draw(t, "level"),
			When: inventCondition(t, f.Items, 2), AtEnd: false,
		}}
	}
	for n := len(f.Items) - 1; n > 0 && Try(f, plan) != nil; n-- {
		f.Items[n].When, f.Alerts = "", nil // one of them can never hold
	}
	return f
}

func inventItem(t *rapid.T, n int) neutral.Item {
	i := neutral.Item{Item: flows.Item{ID: fmt.Sprintf("i%d", n)}}
	i.Kind = rapid.SampledFrom([]flows.ItemKind{
		flows.Choice, flows.Choice, flows.Several, flows.Scale, flows.YesNo, flows.Number, flows.Time, flows.Date, flows.Text,
		flows.Information,
	}).Draw(t, "kind")
	i.Hidden = rapid.Bool().Draw(t, "hidden")
	switch i.Kind {
	case flows.Choice, flows.Several:
		scored := i.Kind == flows.Choice && rapid.Bool().Draw(t, "scored")
		for o := range rapid.IntRange(2, 5).Draw(t, "options") {
			option := flows.Option{Code: rapid.SampledFrom([]string{"c", "no", "yes", ""}).Draw(t, "code") + fmt.Sprint(o)}
			if scored && o != 1 {
				value := o * 2
				option.Value = &value
			}
			if i.Kind == flows.Choice && o == 0 {
				option.Action = rapid.SampledFrom([]flows.Action{flows.NoAction, flows.ShowNumbers}).Draw(t, "action")
			}
			i.Options = append(i.Options, option)
		}
		if scored {
			i.Scoring = rapid.SampledFrom([]flows.Scoring{flows.HigherBetter, flows.LowerBetter, flows.MiddleBest}).Draw(t,
				"scoring")
		}
	case flows.Scale:
		i.Min = rapid.IntRange(-3, 3).Draw(t, "min")
		i.Max = i.Min + rapid.IntRange(1, 10).Draw(t, "steps")
		i.Options = neutral.Steps(&i)
	case flows.Number:
		i.Min = rapid.IntRange(-3, 3).Draw(t, "min")
		i.Max = i.Min + rapid.IntRange(1, 30).Draw(t, "span")
	case flows.Text:
		i.Max = rapid.IntRange(1, 3000).Draw(t, "max")
	case flows.YesNo:
		i.Options = neutral.NoOrYes()
	case flows.Information:
		i.Options = neutral.OKOnly()
	case flows.Time, flows.Date:
	}
	return i
}

func inventCondition(t *rapid.T, items []neutral.Item, depth int) string {
	if depth > 0 && rapid.Bool().Draw(t, "joined") {
		a, b := inventCondition(t, items, depth-1), inventCondition(t, items, depth-1)
		return rapid.SampledFrom([]string{
			"(" + a + ") and (" + b + ")", "(" + a + ") or (" + b + ")", "not (" + a + ")", "not (" + a + " or (" + b + "))",
		}).Draw(t, "join")
	}
	item := rapid.SampledFrom(items).Draw(t, "item")
	atoms := []string{fmt.Sprintf("answered(%s)", item.ID), fmt.Sprintf("declined(%s)", item.ID)}
	if item.Kind == flows.Information {
		return "answered(nobody)" // which is refused
	}
	if neutral.Tapped(&item.Item) {
		code := rapid.SampledFrom(rules.EveryCode(&item)).Draw(t, "code")
		atoms = append(atoms, fmt.Sprintf("selected(%s, %q)", item.ID, code))
		if !item.Numeric() && item.Kind != flows.Several {
			own := rapid.SampledFrom(rules.CodesOf(&item)).Draw(t, "own")
			atoms = append(atoms, fmt.Sprintf("%s == %q", item.ID, own), fmt.Sprintf("%s != %q", item.ID, own))
		}
	}
	if item.Numeric() {
		number := rapid.IntRange(-3, 8).Draw(t, "number")
		if item.Kind != flows.Number {
			option := rapid.SampledFrom(item.Options).Draw(t, "option")
			if option.Value != nil {
				number = *option.Value
			}
		}
		op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "op")
		atoms = append(atoms, fmt.Sprintf("%s %s %d", item.ID, op, number), fmt.Sprintf("%d %s %s", number, op, item.ID),
			fmt.Sprintf("%s in [%d]", item.ID, number), fmt.Sprintf("sum(%s, %s) > %d", item.ID, item.ID, number))
	}
	return rapid.SampledFrom(atoms).Draw(t, "atom")
}

// TestInventedThereAndBack: what is written and read is the same, whatever the questionnaire.
func TestInventedThereAndBack(t *testing.T) {
	plan := loadtest.Shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		f := invent(rt, plan)
		if err := Try(f, plan); err != nil {
			rt.Skip("the loader does not take it")
		}
		for _, way := range formats() {
			data, _, err := way.write(f)
			if err != nil {
				rt.Fatal(err)
			}
			back, found, err := way.read(data, Wishes{Theme: NoTheme})
			if err != nil {
				rt.Fatal(way.name, err)
			}
			for _, one := range found {
				if one.Place != "questionnaire" { // what is missing of safety is said, and was missing before
					rt.Errorf("%s: %s", way.name, one)
				}
			}
			if err := Try(back, plan); err != nil {
				rt.Errorf("%s: it does not load: %v", way.name, err)
			}
			sameForms(rt, way.name, f, back)
		}
	})
}

// TestConditionsMeanTheSame: a condition that went to another language and came back without ours beside it holds for
// the same answers.
func TestConditionsMeanTheSame(t *testing.T) {
	plan, compared := loadtest.Shipped(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		f := invent(rt, plan)
		f.Private, f.Theme, f.Alerts = false, 1, nil
		original, err := tried(f, plan)
		if err != nil || original == nil {
			rt.Skip("the loader does not take it")
		}
		for n := range f.Items {
			if f.Items[n].When == "" {
				continue
			}
			apart, err := rules.TakeApart(&f, f.Items[n].When)
			if err != nil {
				continue // said to be impossible
			}
			all := elsewhere(rt, f, f.Items[n].ID, apart)
			for _, name := range slices.Sorted(maps.Keys(all)) { // in one order, so that a failure can be repeated
				came := all[name]
				turned := f
				turned.Items = append([]neutral.Item{}, f.Items...)
				turned.Items[n].When = came
				again, err := tried(turned, plan)
				if err != nil && (strings.Contains(err.Error(), "maximum allowed nodes") ||
					strings.Contains(err.Error(), "characters at most")) {
					continue // code by code it became longer than the loader takes
				}
				if err != nil || again == nil {
					rt.Fatalf("%s: `%s` became `%s`, which does not load: %v", name, f.Items[n].When, came, err)
				}
				compared++
				sameMeaning(rt, f, original.Questionnaires["made"].Items[n].When, again.Questionnaires["made"].Items[n].When)
			}
		}
	})
	if compared < 20 {
		t.Errorf("%d conditions were compared", compared)
	}
	t.Logf("%d conditions were compared", compared)
}

// elsewhere says a condition in the other languages and reads it there.
func elsewhere(t *rapid.T, f Form, id string, apart rules.Rule) map[string]string {
	r := reading.New(Wishes{})
	r.Form = f
	for n := range f.Items {
		r.Names[f.Items[n].ID] = f.Items[n].ID
		r.Declining[f.Items[n].ID] = neutral.Tapped(&f.Items[n].Item)
	}
	came := map[string]string{}
	said := rules.XPath().Say(apart)
	if !strings.Contains(said, "false()") {
		condition, err := r.Condition(said)
		if err != nil {
			t.Fatalf("`%s` is not understood: %v", said, err)
		}
		came[said] = condition
	}
	if data, condition := overFHIR(t, f, id); condition != "" {
		came[data] = condition
	}
	return came
}

// overFHIR is the item's enableWhen in a Questionnaire, and the condition read from it without Footing's own beside it;
// both are empty where FHIR cannot say the condition.
func overFHIR(t *rapid.T, f Form, id string) (enabling, condition string) {
	data, _, err := WriteFHIR(f)
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	for _, entry := range root["item"].([]any) {
		item := entry.(map[string]any)
		if item["linkId"] != id || item["enableWhen"] == nil {
			continue
		}
		said, err := json.Marshal(item["enableWhen"])
		if err != nil {
			t.Fatal(err)
		}
		enabling = string(said)
		item["extension"] = slices.DeleteFunc(item["extension"].([]any), func(e any) bool {
			return e.(map[string]any)["url"] == "urn:footing:asked-when"
		})
	}
	if enabling == "" {
		return "", ""
	}
	if data, err = json.Marshal(root); err != nil {
		t.Fatal(err)
	}
	back, found, err := ReadFHIR(data, Wishes{Theme: 1})
	if err != nil {
		t.Fatal(err)
	}
	for n := range back.Items {
		if back.Items[n].ID == id && back.Items[n].When != "" {
			return enabling, back.Items[n].When
		}
	}
	t.Fatalf("%s is not understood: %v", enabling, found)
	return "", ""
}

// sameMeaning compares two conditions for many answers. A typed answer cannot be declined elsewhere, so it is not here.
func sameMeaning(t *rapid.T, f Form, a, b *flows.Condition) {
	for range 30 {
		answers := map[string]flows.Answer{}
		for n := range f.Items {
			if answer, given := inventAnswer(t, &f.Items[n]); given {
				answers[f.Items[n].ID] = answer
			}
		}
		one, err := a.Holds(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.Holds(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		if one != two {
			t.Fatalf("for %v:\n`%s` is %v, but\n`%s` is %v", answers, a, one, b, two)
		}
	}
}

func inventAnswer(t *rapid.T, item *neutral.Item) (flows.Answer, bool) {
	if item.Kind == flows.Information || !rapid.Bool().Draw(t, "given") {
		return flows.Answer{}, false
	}
	switch item.Kind {
	case flows.Number:
		value := rapid.IntRange(item.Min, item.Max).Draw(t, "number")
		return flows.Answer{Code: "number", Value: &value}, true
	case flows.Time, flows.Date, flows.Text:
		return flows.Answer{Code: flows.Written}, true
	case flows.Several:
		code := rapid.SampledFrom(rules.EveryCode(item)).Draw(t, "code")
		if flows.Declined(code) {
			return flows.Answer{Code: code}, true
		}
		return flows.Answer{Codes: []string{code}}, true
	case flows.Choice, flows.Scale, flows.YesNo, flows.Information:
	}
	code := rapid.SampledFrom(rules.EveryCode(item)).Draw(t, "code")
	option, _ := item.Option(code)
	return flows.Answer{Code: code, Value: option.Value}, true
}
