package reading

import (
	"footing/flows/interchange/internal/neutral"
)

// Stem puts the words of the groups before a question's own introduction.
func (r *Reading) Stem(place string, item *neutral.Item, stem map[string]string) {
	for _, spoken := range neutral.SortedKeys(stem) {
		locale, key := r.Tongue(spoken), r.Form.Key(item, neutral.IntroKey)
		own := ""
		if r.Form.Texts[locale] != nil {
			own = r.Form.Texts[locale][key]
		}
		if own != "" {
			own = "\n\n" + own
		}
		kept := r.Own
		r.Own = false
		r.Say(place, locale, key, stem[spoken])
		r.Own = kept
		if r.Form.Texts[locale] != nil && own != "" {
			r.Form.Texts[locale][key] += own
		}
	}
}
