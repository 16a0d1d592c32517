package turn

import "strings"

// localeFor picks a language of the clinic: the exact tag, then the base language, then the clinic's first.
func (t *Turn) LocaleFor(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	languages := t.Plan.Clinic.Languages
	for _, l := range languages {
		if strings.EqualFold(l, tag) {
			return l
		}
	}
	for _, l := range languages {
		if strings.EqualFold(l, base) {
			return l
		}
	}
	if len(languages) > 0 {
		return languages[0]
	}
	return "en"
}

// GaveUp tells whether somebody blocked the bot, so that nothing unasked is tried.
func (t *Turn) GaveUp() bool { return t.State.Blocked && !t.State.Doubtful }
