package load

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"footing/flows"
)

// backTranslation is a translated text, and what it says in English, written by somebody who had not seen the original.
type backTranslation struct{ Text, Back string }

// backTranslations are those of one language by key.
func backTranslations(t *testing.T, locale string) map[string]backTranslation {
	t.Helper()
	data, err := os.ReadFile("../../docs/back-translation/" + locale + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	back := map[string]backTranslation{}
	if err := yaml.UnmarshalWithOptions(data, &back, yaml.DisallowUnknownField()); err != nil {
		t.Fatal(err)
	}
	return back
}

// translatedBack are the keys of what must be translated back: what is said around safety, and every question and
// answer that is in use today.
func translatedBack(p *flows.Protocol) map[string]bool {
	keys := map[string]bool{}
	for key := range p.Wordings["en"] {
		prefix, _, _ := strings.Cut(key, ".")
		if slices.Contains(strings.Fields(
			"alarm safety help words careful bare late safe reach action notice phrases abuse button consent agreed stop"), prefix) {
			keys[key] = true
		}
	}
	for id, q := range p.Questionnaires {
		for n := range q.Items {
			item := &q.Items[n]
			for _, suffix := range []string{".text", ".intro"} {
				keys[id+"."+item.ID+suffix] = true
			}
			for _, window := range item.Windows {
				keys[item.TextKey(id, window)] = true
			}
			for _, o := range item.Options {
				keys[id+"."+item.ID+"."+o.Code] = true
			}
		}
	}
	for key := range keys {
		if p.Wordings["en"][key] == "" {
			delete(keys, key) // most questions have no intro
		}
	}
	return keys
}

// TestSafetyWordsAreTranslatedBack: what was never translated back may say anything, and a translation that was changed
// is a new one.
func TestSafetyWordsAreTranslatedBack(t *testing.T) {
	p := loadLibrary(t)
	keys := translatedBack(p)
	for _, key := range []string{
		"safety.s2.text", "safety.s1.text.14", "safe.unsafe.unsure", "safe.unsafe.intro", "alarm.tried", "words.help",
		"heard.heard.none_of_it", "hurt.hurt.leaving", "reach.ask", "notice.nobody", "action.tell_later",
		"consent.safety", "stop.research",
	} {
		if !keys[key] {
			t.Errorf("%s need not be translated back", key)
		}
	}
	for locale, wording := range p.Wordings {
		if locale == "en" {
			continue
		}
		back := backTranslations(t, locale)
		for key := range keys {
			if _, ok := back[key]; !ok {
				t.Errorf("%s: %s was not translated back", locale, key)
			}
		}
		for key, b := range back {
			switch {
			case b.Text != wording[key]:
				t.Errorf("%s: %s reads %q now; what was translated back was %q", locale, key, wording[key], b.Text)
			case strings.TrimSpace(b.Back) == "":
				t.Errorf("%s: %s waits to be translated back: %q", locale, key, b.Text)
			}
		}
	}
}
