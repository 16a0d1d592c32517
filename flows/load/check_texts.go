package load

import (
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/load/internal/nearby"
)

// longestButton is the longest button text, in UTF-16 units, that fits the width of a phone.
const longestButton = 40

// questionFills, introFills and optionFills are the placeholders that a questionnaire's texts may use. They differ
// because a participant may have no goal, and because an introduction can be left out.
func questionFills() []string {
	return []string{"backup", "clinic", "day", "name", "therapist", "when"}
}

func introFills() []string {
	return []string{"backup", "clinic", "day", "goal", "name", "therapist", "when"}
}
func optionFills() []string { return []string{"backup", "clinic", "name"} }

// checkTexts checks that every text exists in every locale, with the same placeholders.
func (d *reading) checkTexts() {
	if d.main == nil {
		return // without a rotation it is unknown which texts belong to questionnaires
	}
	for _, f := range d.written {
		for _, key := range f.keys {
			d.checkBraces(d.texts[f.Locale][key], key)
		}
		if t, ok := d.texts[f.Locale][flows.DirectionKey]; ok && t.text != flows.RightToLeft && t.text != flows.LeftToRight {
			t.src.complain(t.at, "`%s` is not a direction of writing; there are `%s` and `%s`", t.text, flows.LeftToRight,
				flows.RightToLeft)
		}
	}
	for _, s := range d.inOrder() {
		d.checkSheetTexts(s)
		d.checkLocks(s)
	}
	d.checkOtherTexts()
	for _, f := range d.written {
		for _, key := range f.keys {
			d.checkSamePlaceholders(f, key)
		}
	}
}

// checkBraces reports braces that are not placeholders.
func (d *reading) checkBraces(t writtenText, key string) {
	if strayBrace(t.text) {
		t.src.complain(t.at, "a brace in `%s` does not belong to a placeholder; placeholders are written like {name}", key)
	}
}

// strayBrace tells whether a text has a brace that belongs to no placeholder.
func strayBrace(text string) bool {
	return strings.Count(text, "{")+strings.Count(text, "}") != 2*len(flows.Placeholders(text))
}

// checkSheetTexts checks the texts of one questionnaire in every locale.
func (d *reading) checkSheetTexts(s *sheet) {
	required, optional, _ := sheetKeys(s)
	all := slices.Concat(required, optional)
	for _, locale := range keysOf(d.texts) {
		file, found := d.textFile(s.ID, locale)
		if !found {
			s.src.complain(position{}, "there is no wording in `%s`; write %s with the texts %s", locale,
				beside(File{Path: s.File, Name: s.ID}, locale), listed(required))
			continue
		}
		if file.broken {
			continue
		}
		d.checkHas(file, required, "")
		for _, key := range file.keys {
			if !slices.Contains(all, key) {
				t := d.texts[locale][key]
				t.src.complain(t.at, "no item has a text `%s`%s", key, nearby.DidYouMean(key, all))
			}
		}
		d.checkHas(file, slices.DeleteFunc(slices.Clone(optional), func(key string) bool { return !d.anyHas(key) }), another)
	}
	d.checkSheetFills(s)
}

// checkSheetFills checks the placeholders of a questionnaire's texts and the length of its buttons.
func (d *reading) checkSheetFills(s *sheet) {
	required, optional, buttons := sheetKeys(s)
	for _, locale := range keysOf(d.texts) {
		for _, key := range slices.Concat(required, optional) {
			t, ok := d.texts[locale][key]
			if !ok {
				continue
			}
			fills := questionFills()
			if strings.HasSuffix(key, ".intro") && !slices.Contains(buttons, key) {
				fills = introFills()
			}
			if slices.Contains(buttons, key) {
				fills = optionFills()
				if n := flows.Units(t.text); n > longestButton {
					t.src.complain(t.at, "the button's text has %d characters; more than %d do not fit a phone", n, longestButton)
				}
			}
			for _, name := range placeholders(t.text) {
				if !slices.Contains(fills, name) {
					t.src.complain(t.at, "`{%s}` cannot be filled in here; there are %s", name, listed(fills))
				}
			}
		}
	}
}

// sheetKeys are the required and the optional text keys of a questionnaire, and those of its buttons.
func sheetKeys(s *sheet) (required, optional, buttons []string) {
	for _, item := range s.Items {
		if item.ID == "" {
			continue
		}
		key := s.ID + "." + item.ID
		required = append(required, item.TextKeys(s.ID)...)
		optional = append(optional, key+".intro")
		if item.Kind == flows.Scale {
			required = append(required, key+".low", key+".high")
		}
		if !ownOptions(item.Kind) {
			continue
		}
		for _, code := range allCodes(&item) {
			required, buttons = append(required, key+"."+code), append(buttons, key+"."+code)
		}
	}
	return required, optional, buttons
}

// checkOtherTexts checks that every language has the same texts of the conversation.
func (d *reading) checkOtherTexts() {
	first := map[string]textFile{} // by name, the file that the others are compared with
	for _, f := range d.written {
		if slices.Contains(d.order, f.Name) || f.broken {
			continue
		}
		if _, seen := first[f.Name]; !seen {
			first[f.Name] = f
		}
	}
	for _, name := range keysOf(first) {
		for _, locale := range keysOf(d.texts) {
			file, found := d.textFile(name, locale)
			if !found {
				first[name].src.complain(position{}, "there is no %s with these texts in `%s`", beside(first[name].File, locale),
					locale)
				continue
			}
			for _, other := range d.written {
				if other.Name == name && !file.broken {
					d.checkHas(file, other.keys, another)
				}
			}
		}
	}
}

// another explains why an optional text is missing here.
const another = "; another language has it"

// checkHas reports the texts that are missing in a file, once for each item.
func (d *reading) checkHas(file textFile, keys []string, why string) {
	missing := map[string][]string{} // by the key up to its last dot
	for _, key := range keys {
		if !slices.Contains(file.keys, key) {
			prefix := key[:strings.LastIndex(key, ".")+1]
			missing[prefix] = append(missing[prefix], key)
		}
	}
	for _, prefix := range keysOf(missing) {
		file.src.complain(file.near(d, prefix), "missing here: %s%s", listed(missing[prefix]), why)
	}
}

// checkSamePlaceholders compares a text's placeholders with those of the same text in the first of the clinic's
// languages that has it.
func (d *reading) checkSamePlaceholders(f textFile, key string) {
	mine := d.texts[f.Locale][key]
	for _, locale := range slices.Concat(d.protocol.Clinic.Languages, keysOf(d.texts)) {
		other, ok := d.texts[locale][key]
		if !ok {
			continue
		}
		if have, want := placeholders(mine.text), placeholders(other.text); !slices.Equal(have, want) {
			mine.src.complain(mine.at, "the placeholders differ; here: %s, in `%s`: %s", listed(have), locale, listed(want))
		}
		return
	}
}

// placeholders are the distinct placeholders of a text, in alphabetical order.
func placeholders(text string) []string {
	return slices.Compact(slices.Sorted(slices.Values(flows.Placeholders(text))))
}

func (d *reading) textFile(name, locale string) (textFile, bool) {
	for _, f := range d.written {
		if f.Name == name && f.Locale == locale {
			return f, true
		}
	}
	return textFile{}, false
}

func (d *reading) anyHas(key string) bool {
	for _, texts := range d.texts {
		if _, ok := texts[key]; ok {
			return true
		}
	}
	return false
}

// near is the position at which to add a missing text: after the last text of the same item, or at the end.
func (f textFile) near(d *reading, prefix string) position {
	at := f.src.lastPosition()
	if prefix == "" {
		return at
	}
	for _, other := range f.keys {
		if strings.HasPrefix(other, prefix) {
			at = d.texts[f.Locale][other].at
		}
	}
	return at
}
