package neutral

import (
	"slices"
	"strings"

	"footing/flows"
)

// placeholders are the names that an item's texts leave to be filled in.
func (f *Form) placeholders(item *Item) []string {
	var names []string
	for _, words := range f.Texts {
		for _, key := range SortedKeys(words) {
			if strings.HasPrefix(key, f.ID+"."+item.ID+".") {
				names = append(names, flows.Placeholders(words[key])...)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Fill puts words in the place of placeholders, for programs that fill none in.
func (f *Form) Fill(words map[string]string) {
	var pairs []string
	for _, name := range SortedKeys(words) {
		pairs = append(pairs, "{"+name+"}", words[name])
	}
	replace := strings.NewReplacer(pairs...)
	for locale, texts := range f.Texts {
		filled := Texts{}
		for key, text := range texts {
			filled[key] = replace.Replace(text)
		}
		f.Texts[locale] = filled
	}
}

// ConfessPrivate says what a questionnaire that stays with the patient is elsewhere.
func (f *Form) ConfessPrivate(found *Findings) {
	if f.Private {
		found.Add("questionnaire", "it is private here; there it is not: whoever reads the data sees the answers")
	}
}
