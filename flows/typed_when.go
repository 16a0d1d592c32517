package flows

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// months.txt has the names of the months as people type them: a line is the number, then the names.
//
//go:embed months.txt
var monthsFile string

// clockWords are what people write before and behind a time of day, and mean nothing by.
const clockWords = "at um gegen ab as a las la alle uhr h hrs o'clock oclock horas الساعة ساعة kl"

var (
	typedTime = regexp.MustCompile(`^(\d{1,2})(?:\s*[:.h,٫]\s*(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|a\. m\.|p\. m\.|ص|م)?$`)
	typedISO  = regexp.MustCompile(`^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})$`)
	typedDay  = regexp.MustCompile(`^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*(?:[-/.]\s*(\d{2}|\d{4})?)?$`)
	dayMonth  = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|º|\.)?\s*(?:(?:of|de|del)\s+)?(\pL+)\.?,?\s*(?:(?:de|del)\s+)?(\d{4})?$`)
	monthDay  = regexp.MustCompile(`^(\pL+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})?$`)
)

// ReadClock reads a time of day as people type it: 14:05, 14.05, 14h05, 14, 2pm, 2:05 p.m., "um 14 Uhr", and the same
// in the digits of any script.
func ReadClock(text string) (Clock, bool) {
	words := strings.Fields(plainTyped(text))
	known := strings.Fields(clockWords)
	extra := func(w string) bool { return slices.Contains(known, strings.Trim(w, ".")) }
	for len(words) > 1 && extra(words[0]) {
		words = words[1:]
	}
	for len(words) > 1 && extra(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	text = strings.Join(words, " ")
	for _, unit := range []string{"uhr", "h"} { // 14uhr, 14h
		if rest, cut := strings.CutSuffix(text, unit); cut && len(words) == 1 {
			text = rest
		}
	}
	parts := typedTime.FindStringSubmatch(strings.Replace(text, " uhr ", ":", 1))
	if parts == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(parts[1])
	minute, _ := strconv.Atoi(parts[2])
	if half := strings.NewReplacer(".", "", " ", "", "ص", "am", "م", "pm").Replace(parts[3]); half != "" {
		if hour < 1 || hour > 12 {
			return 0, false
		}
		if hour %= 12; half == "pm" {
			hour += 12
		}
	}
	return Clock(hour*60 + minute), hour < 24 && minute < 60
}

// ReadDay reads a date as people type it: 2026-03-12, 12.3.2026, 12/3, 12.3.26, "12 March", "March 12, 2026", "12. März",
// "12 de marzo". The day comes first. Without a year it is the next such day from today on; with two digits it is one
// of this century. If today is zero, a year of four digits must stand there.
func ReadDay(text string, today time.Time) (time.Time, bool) {
	plain := plainTyped(text)
	var year, month, day string
	if p := typedISO.FindStringSubmatch(plain); p != nil {
		year, month, day = p[1], p[2], p[3]
	} else if p := typedDay.FindStringSubmatch(plain); p != nil {
		year, month, day = p[3], p[2], p[1]
	} else if p := dayMonth.FindStringSubmatch(plain); p != nil {
		year, month, day = p[3], monthNamed(p[2]), p[1]
	} else if p := monthDay.FindStringSubmatch(plain); p != nil {
		year, month, day = p[3], monthNamed(p[1]), p[2]
	}
	switch {
	case month == "" || len(year) < 4 && today.IsZero():
		return time.Time{}, false
	case len(year) == 2:
		year = "20" + year
	case year == "":
		return nextDay(month, day, today)
	}
	return dayOf(year, month, day)
}

// nextDay is the next such day from today on; 29 February waits for its year.
func nextDay(month, day string, today time.Time) (time.Time, bool) {
	for ahead := range 9 {
		read, ok := dayOf(strconv.Itoa(today.Year()+ahead), month, day)
		if ok && read.Format(time.DateOnly) >= today.Format(time.DateOnly) {
			return read, true
		}
	}
	return time.Time{}, false
}

func dayOf(year, month, day string) (time.Time, bool) {
	read, err := time.Parse("2006-1-2", year+"-"+strings.TrimPrefix(month, "0")+"-"+strings.TrimPrefix(day, "0"))
	return read, err == nil && read.Year() >= 1900 && read.Year() < 2200
}

// monthNamed is the number of a month; "" if it is none.
func monthNamed(word string) string {
	for line := range strings.Lines(monthsFile) {
		names := strings.Fields(line)
		if len(names) > 1 && slices.Contains(names[1:], fold(word)) {
			return names[0]
		}
	}
	return ""
}

// plainTyped writes what was typed in small letters, with the digits of every script as 0 to 9, signs of another width
// as the usual ones, no invisible characters and single spaces.
func plainTyped(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '٫' || r == '٬' {
			return '.'
		}
		return r
	}, norm.NFKC.String(withoutMarks(text)))
	return strings.Join(strings.Fields(strings.ToLower(latinDigits(text))), " ")
}
