package flows

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var (
	typedNumber = regexp.MustCompile(`^[+-]?\d{1,7}$`)
	typedTime   = regexp.MustCompile(`^(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(h|uhr|am|pm|a\.m\.|p\.m\.)?$`)
	typedDate   = regexp.MustCompile(`^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})$`)
	typedDay    = regexp.MustCompile(`^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})$`)
)

// ReadTyped parses typed text as the answer to an item of a typed kind. It reads the digits of every script. False when
// the text does not fit; the person is then asked again with a hint. The words of a Text are not part of the answer;
// the caller keeps them.
func (i *Item) ReadTyped(text string) (Answer, bool) {
	text = strings.TrimSpace(text)
	plain := strings.ToLower(latinDigits(text))
	switch i.Kind {
	case Number:
		n, err := strconv.Atoi(strings.TrimPrefix(plain, "+"))
		if err != nil || !typedNumber.MatchString(plain) || n < i.Min || n > i.Max {
			return Answer{}, false
		}
		return Answer{Code: strconv.Itoa(n), Value: &n}, true
	case Time:
		clock, ok := readTime(plain)
		return Answer{Code: clock.String()}, ok
	case Date:
		day, ok := readDate(plain)
		return Answer{Code: day.Format(time.DateOnly)}, ok
	case Text:
		n := utf8.RuneCountInString(text)
		return Answer{Code: Written}, n > 0 && n <= i.Max
	case Choice, Several, Scale, YesNo, Information:
	}
	return Answer{}, false
}

// readTime reads 14:05, 14.05, 14h05, 14, 2:05 pm.
func readTime(text string) (Clock, bool) {
	parts := typedTime.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(parts[1])
	minute, _ := strconv.Atoi(parts[2])
	if half := strings.ReplaceAll(parts[3], ".", ""); half == "am" || half == "pm" {
		if hour < 1 || hour > 12 {
			return 0, false
		}
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	}
	return Clock(hour*60 + minute), hour < 24 && minute < 60
}

// readDate reads 2026-03-28 and, with the day first, 28.3.2026 or 28/3/2026.
func readDate(text string) (time.Time, bool) {
	var year, month, day string
	if p := typedDate.FindStringSubmatch(text); p != nil {
		year, month, day = p[1], p[2], p[3]
	} else if p := typedDay.FindStringSubmatch(text); p != nil {
		year, month, day = p[3], p[2], p[1]
	} else {
		return time.Time{}, false
	}
	read, err := time.Parse("2006-1-2", year+"-"+strings.TrimPrefix(month, "0")+"-"+strings.TrimPrefix(day, "0"))
	return read, err == nil && read.Year() >= 1900 && read.Year() < 2200
}

// latinDigits writes the digits of every script as 0 to 9.
func latinDigits(text string) string {
	return strings.Map(func(r rune) rune {
		for _, block := range unicode.Nd.R16 {
			if r >= rune(block.Lo) && r <= rune(block.Hi) {
				return '0' + (r-rune(block.Lo))%10
			}
		}
		return r
	}, text)
}
