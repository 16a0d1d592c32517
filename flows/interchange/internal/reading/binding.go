package reading

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
	"footing/flows/internal/harm"
)

// A question about suicide or self-harm is taken only when somebody says so by name (--safety). It is then bound to
// what makes it answerable: the whole questionnaire becomes one about safety, which is asked only of those who agreed
// and with two duty hours left; any answer but the lowest tells a human the same duty day and asks whether they might
// act on it today, and "not sure" and "yes" to that are red.

// harmful gives the reason why a question about suicide or self-harm is not taken, empty for any other.
func (r *Reading) harmful(name string, item *neutral.Item) string {
	term, found := r.aboutHarm(item)
	if !found || r.Own && r.Form.Theme == 0 && len(r.Form.Alerts) > 0 {
		return "" // what Footing wrote has its alerts, and loading holds it to them
	}
	if !slices.Contains(r.Wishes.Safety, name) && !slices.Contains(r.Wishes.Safety, item.ID) {
		offer := ""
		if r.Loinc[item.ID] == "44260-8" {
			offer = "; the PHQ-9 that ships with Footing (flows/library/instruments/phq9.json) has locked alerts for it"
		}
		return fmt.Sprintf("it asks about suicide or self-harm (%s), and nobody would hear of the answers; --safety %s binds "+
			"it to consent, duty hours, the question whether they might act on it, and alerts%s", term, name, offer)
	}
	r.used[name], r.used[item.ID] = true, true
	if _, why := r.lowest(item); why != "" {
		return "it asks about suicide or self-harm (" + term + "), and " + why
	}
	for _, locale := range r.Form.Languages {
		if _, err := safetyWords(locale); err != nil {
			return fmt.Sprintf("it asks about suicide or self-harm (%s), and the question that must follow is not there in `%s`", term,
				locale)
		}
	}
	return ""
}

// aboutHarm tells whether a question, what stands before it, its answers or its code speak of suicide or self-harm.
func (r *Reading) aboutHarm(item *neutral.Item) (string, bool) {
	if item.Kind == flows.Information {
		return "", false
	}
	if code := r.Loinc[item.ID]; harm.Coded(code) {
		return "LOINC " + code, true
	}
	for _, locale := range r.Form.Languages {
		for _, key := range neutral.SortedKeys(r.Form.Texts[locale]) {
			if !strings.HasPrefix(key, r.Form.ID+"."+item.ID+".") {
				continue
			}
			if term, found := r.harm.In(r.Form.Texts[locale][key]); found {
				return term, true
			}
		}
	}
	return "", false
}

// lowest is the condition that any answer but the lowest was given, or the reason why it cannot be said.
func (r *Reading) lowest(item *neutral.Item) (condition, why string) {
	switch {
	case item.Kind.Typed():
		return "", "what is typed is judged by nobody"
	case item.Kind == flows.Several:
		return "", "which of several answers are harmless is not said"
	}
	lowest := ""
	if item.Scored() {
		for _, o := range item.Options {
			if least, _ := item.Option(lowest); o.Value != nil && (lowest == "" || *o.Value < *least.Value) {
				lowest = o.Code
			}
		}
	}
	for _, o := range item.Options {
		if lowest == "" && r.saysNothing(item, o.Code) {
			lowest = o.Code
		}
	}
	if lowest == "" {
		return "", "which answer is the lowest is not said: give the answers values"
	}
	var parts []rules.Phrase
	for _, o := range item.Options {
		if o.Code != lowest {
			parts = append(parts, rules.Phrase{Text: fmt.Sprintf("selected(%s, %q)", item.ID, o.Code)})
		}
	}
	return Conditions().Joined(rules.Any, parts).Text, ""
}

// saysNothing tells whether an answer is a no by its code, its number or its words.
func (r *Reading) saysNothing(item *neutral.Item, code string) bool {
	if n, ok := r.numberOf(item, code); ok && n == 0 {
		return true
	}
	for _, a := range r.Answers[item.ID] {
		if a.Code == code && slices.Contains([]string{"LA32-8", "LA6568-5"}, a.Name) {
			return true
		}
	}
	if slices.Contains([]string{"no", "n", "false", "none", "never", "not_at_all"}, code) {
		return true
	}
	for _, words := range r.Form.Texts {
		said := strings.Join(flows.Words(words[r.Form.Key(item, code)]), " ")
		if slices.Contains([]string{
			"no", "never", "none", "not at all", "nein", "nie", "niemals", "überhaupt nicht", "gar nicht", "nunca", "para nada",
			"ningún día", "لا", "ابدا", "أبدا", "لا أبدا",
		}, said) {
			return true
		}
	}
	return false
}

// bind adds what a question about suicide or self-harm needs beside it.
func (r *Reading) bind(place, name string, item *neutral.Item) {
	if _, found := r.aboutHarm(item); !found || r.Own && len(r.Form.Alerts) > 0 {
		return
	}
	f := &r.Form
	condition, _ := r.lowest(item)
	if item.Scored() {
		item.Scoring = flows.LowerBetter
	} else { // where there are no values, the first answer is the one that needs nothing
		slices.SortStableFunc(item.Options, func(a, b flows.Option) int {
			return ordinal(strings.Contains(condition, `"`+a.Code+`"`)) - ordinal(strings.Contains(condition, `"`+b.Code+`"`))
		})
	}
	act := neutral.Item{Item: flows.Item{
		ID:   identify(item.ID[:min(len(item.ID), longestID-4)]+"_act", true, append(slices.Clone(r.ids), reserved()...)),
		Kind: flows.Choice, FollowUp: true, Safety: true,
		Options: []flows.Option{{Code: flows.No}, {Code: "unsure"}, {Code: flows.Yes}},
	}, When: condition}
	id := item.ID
	r.ids = append(r.ids, act.ID)
	f.Positions[act.ID] = place
	for _, locale := range f.Languages {
		words, err := safetyWords(locale)
		if err != nil {
			continue // harmful has refused it
		}
		for _, last := range []string{neutral.TextKey, flows.No, "unsure", flows.Yes} {
			f.Texts[locale][f.Key(&act, last)] = words["safety.s2."+last]
		}
		_, intro, _ := strings.Cut(words["safety.s1.intro"], ". ") // without "Two safety questions"
		if first := f.Key(&f.Items[0], neutral.IntroKey); !strings.Contains(f.Texts[locale][first], intro) {
			f.Texts[locale][first] = strings.TrimSpace(intro + "\n\n" + f.Texts[locale][first])
		}
	}
	f.Items = append(f.Items, act)
	short, declined := id[:min(len(id), longestID-5)], fmt.Sprintf("declined(%s) or declined(%s)", id, act.ID)
	f.Alerts = append(f.Alerts,
		neutral.Alert{ID: id[:min(len(id), longestID-4)] + "_red", Level: flows.Red, When: act.ID + ` in ["unsure", "yes"]`},
		neutral.Alert{ID: short + "_note", Level: flows.Note, When: condition},
		neutral.Alert{ID: short + "_care", Level: flows.Care, When: declined})
	f.Theme = 0
	r.Found.Add("questionnaire", "it is about safety now, because of `%s`: it is asked only of those who agreed to such questions, "+
		"and with two duty hours left", name)
	r.Found.Add(place, "after any answer but the lowest a note goes to the clinician, and Footing's own question follows whether "+
		"they might act on it today: \"not sure\" and \"yes\" are red; a clinician must approve that")
}

func ordinal(flag bool) int {
	if flag {
		return 1
	}
	return 0
}

// safetyWords are the shipped words of the safety questions in a language.
func safetyWords(locale string) (map[string]string, error) {
	data, err := fs.ReadFile(flows.Library(), "safety/safety."+locale+".yaml")
	if err != nil {
		return nil, fmt.Errorf("read the library: %w", err)
	}
	words := map[string]string{}
	for line := range strings.Lines(string(data)) { // each text of the library is a line: key: "text"
		key, text, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if said, err := strconv.Unquote(text); ok && err == nil {
			words[key] = said
		}
	}
	return words, nil
}
