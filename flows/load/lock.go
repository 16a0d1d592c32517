package load

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"

	"footing/flows"
)

// An instrument is locked when its wording was validated or its licence forbids changes. For each language the file
// holds a mark: a hash over every question, every phrase question and every alert rule. Changing a word, a score or an
// alert is then refused, so that nobody uses a different instrument without noticing.

var lockPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)

func parseLock(text string) (string, error) {
	if !lockPattern.MatchString(text) {
		return "", fmt.Errorf("`%s` is not the mark of a wording; it has 32 of the characters 0-9 and a-f", text)
	}
	return text, nil
}

// readLocks reads the marks by locale.
func readLocks(m *mapping) map[string]string {
	if m == nil {
		return nil
	}
	locks := map[string]string{}
	for _, locale := range m.order {
		if _, err := parseLocale(locale); err != nil {
			m.src.complain(positionOf(m.keys[locale]), "%v", err)
		}
		locks[locale] = scalar(m.maybe(locale), parseLock)
	}
	return locks
}

// lockMark is the mark of a questionnaire in one language.
func lockMark(s *sheet, words flows.Wording) string {
	sum := sha256.New()
	note := func(parts ...any) { _, _ = fmt.Fprintf(sum, "%q\n", parts) }
	note(s.ID, s.Theme == 0, s.Private) // the theme (other than safety) is not part of the instrument
	for n := range s.Items {
		item := &s.Items[n]
		note("item", item.ID, item.Kind, item.Scoring, item.Min, item.Max, item.FollowUp, item.Safety, item.Hidden,
			s.items[n].when.text)
		if item.OnPhrase {
			note("on_phrase")
		}
		for _, o := range item.Options {
			value := "none"
			if o.Value != nil {
				value = fmt.Sprint(*o.Value)
			}
			note("option", o.Code, value, o.Action)
			if o.Exclusive {
				note("exclusive")
			}
			if o.Low {
				note("low")
			}
		}
	}
	for n, alert := range s.Alerts {
		note("alert", alert.ID, alert.Level, s.alerts[n].text)
		if alert.AtEnd {
			note("at_end")
		}
	}
	required, optional, _ := sheetKeys(s)
	for _, key := range append(required, optional...) {
		note(key, words[key])
	}
	return hex.EncodeToString(sum.Sum(nil))[:32]
}

// checkLocks compares every language of a locked questionnaire with its mark.
func (d *reading) checkLocks(s *sheet) {
	if len(s.Locked) == 0 {
		return
	}
	for _, locale := range keysOf(d.texts) {
		file, found := d.textFile(s.ID, locale)
		if !found || file.broken {
			continue
		}
		mark, want := lockMark(s, d.protocol.Wordings[locale]), s.Locked[locale]
		switch {
		case want == "":
			file.src.complain(position{},
				"`%s` is locked, and `%s` is a language of its own: if these are the words of the instrument's own translation, "+
					"and nothing else was changed, add `%s: %s` under `locked` in %s", s.ID, locale, locale, mark, s.File)
		case want != mark:
			file.src.complain(position{},
				"`%s` is locked, and in `%s` it is not what it was: words, answers, scores, conditions and alerts stay as they "+
					"are; take the original again, or make a questionnaire of your own with another id and without "+
					"`locked`", s.ID, locale)
		}
	}
}
