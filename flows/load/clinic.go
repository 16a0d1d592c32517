package load

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"footing/flows"
)

// readClinic reads the clinic and returns its language entries, which are checked after all texts are read.
func (d *reading) readClinic(data []byte, name string, beside fs.FS) []value {
	clinic, languages := readClinic(document(name, data, d.problems), beside)
	d.protocol.Clinic = clinic
	return languages
}

func readClinic(m *mapping, beside fs.FS) (*flows.Clinic, []value) {
	clinic := &flows.Clinic{}
	if m == nil {
		return clinic, nil
	}
	clinic.Version = scalar(m.need("version"), parseCount)
	clinic.Name = scalar(m.need("name"), parseText)
	clinic.Zone = scalar(m.need("zone"), parseZone)
	clinic.AdultAge = scalar(m.need("adult_age"), parseAge)
	if v := m.maybe("approved"); v.node != nil {
		clinic.Approved, _ = v.text()
	}
	if v := m.maybe("complaints"); v.node != nil {
		clinic.Complaints, _ = v.text()
	}
	languages := m.need("languages").items()
	for _, entry := range languages {
		clinic.Languages = append(clinic.Languages, scalar(entry, parseLocale))
	}
	if v := m.maybe("languages"); v.node != nil && len(languages) == 0 {
		v.complain("a clinic needs at least one language, for example [en]")
	}
	clinic.Hours = readHours(m.maybe("hours").mapping())
	clinic.Closed = readClosed(m, beside)
	clinic.Ladder = readLadder(m.need("ladder").mapping(), clinic.Hours)
	if canary := m.maybe("canary").mapping(); canary != nil {
		clinic.Canary = &flows.Canary{At: scalar(canary.need("at"), flows.ParseClock)}
		if call := canary.maybe("call"); call.node != nil { // of release 0.1: it was the one post that was tested
			_ = scalar(call, parsePost)
		}
		canary.done()
	}
	for _, entry := range m.maybe("helplines").items() {
		if line := entry.mapping(); line != nil {
			clinic.Helplines = append(clinic.Helplines, readHelpline(line))
		}
	}
	clinic.Offers = readOffers(m.maybe("offers").items())
	clinic.Phrases = readClinicPhrases(m.maybe("phrases").mapping())
	clinic.Replies = readReplies(m.maybe("replies").items(), clinic.Languages)
	m.done()
	return clinic, languages
}

func parseAge(text string) (int, error) {
	age, err := parseWhole(text)
	if err != nil || age < 1 || age > 99 {
		return 0, fmt.Errorf("`%s` is not an age; write a number such as 18", text)
	}
	return age, nil
}

// readHours reads the duty hours: weekdays, each with its spans in order.
func readHours(m *mapping) map[time.Weekday][]flows.Span {
	hours := map[time.Weekday][]flows.Span{}
	if m == nil {
		return hours
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		entries := m.maybe(strings.ToLower(day.String())).items()
		for i, entry := range entries {
			span := scalar(entry, parseSpan)
			if i > 0 && len(hours[day]) > 0 && span.To > 0 && span.From < hours[day][len(hours[day])-1].To {
				entry.complain("these hours begin before the ones above have ended")
				continue
			}
			if span.To > 0 {
				hours[day] = append(hours[day], span)
			}
		}
	}
	m.done()
	return hours
}

var errNumber = errors.New("this is not a number that can be dialled; write digits, for example 112 or \"+44 20 7946 0000\"")

func parseDialled(text string) (string, error) {
	if (flows.Helpline{Number: text}).Dialled(1) != text {
		return "", errNumber
	}
	return text, nil
}

func readHelpline(m *mapping) flows.Helpline {
	line := flows.Helpline{
		Name:    scalar(m.need("name"), parseText),
		Number:  scalar(m.need("number"), parseDialled),
		Hours:   scalar(m.need("hours"), parseText),
		Source:  scalar(m.need("source"), parseText),
		Checked: scalar(m.need("checked"), parseDate),
		For:     flows.ForCrisis,
	}
	if v := m.maybe("for"); v.node != nil {
		line.For = scalar(v, parsePurpose)
	}
	m.done()
	return line
}

func parsePurpose(text string) (string, error) {
	purposes := []string{flows.ForCrisis, flows.ForAbuse, flows.ForMedical}
	if !slices.Contains(purposes, text) {
		return "", fmt.Errorf("`%s` is not what a helpline is for; there are %s", text, listed(purposes))
	}
	return text, nil
}

// checkLanguages reports languages of the clinic for which the protocol has no wording.
func (d *reading) checkLanguages(languages []value) {
	for i, entry := range languages {
		locale := d.protocol.Clinic.Languages[i]
		if _, ok := d.texts[locale]; !ok && locale != "" {
			entry.complain("there is no wording in `%s`; there is %s", locale, listed(keysOf(d.texts)))
		}
		if slices.Contains(d.protocol.Clinic.Languages[:i], locale) && locale != "" {
			entry.complain("`%s` stands here for the second time", locale)
		}
	}
}

// listed joins names into a list for a sentence.
func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return "`" + strings.Join(names, "`, `") + "`"
}

func parsePost(text string) (string, error) {
	posts := []string{"clinician", "backup", "lead", "night"}
	if !slices.Contains(posts, text) {
		return "", fmt.Errorf("`%s` is not a post; there are %s", text, listed(posts))
	}
	return text, nil
}
