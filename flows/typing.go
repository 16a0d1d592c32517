package flows

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var typedNumber = regexp.MustCompile(`^[+-]?\d{1,7}$`)

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
		clock, ok := ReadClock(text)
		return Answer{Code: clock.String()}, ok
	case Date:
		day, ok := ReadDay(text, time.Time{})
		return Answer{Code: day.Format(time.DateOnly)}, ok
	case Text:
		n := utf8.RuneCountInString(text)
		return Answer{Code: Written}, n > 0 && n <= i.Max
	case Choice, Several, Scale, YesNo, Information:
	}
	return Answer{}, false
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

// dialled is what a phone takes, in the digits 0 to 9.
var dialled = regexp.MustCompile(`[+*#0-9][+*#0-9 ()/.-]{0,30}`)

// Dialled finds the first phone number in what was written as a number, with at least so many digits, of any script.
// It is empty where there is none.
func (h Helpline) Dialled(digits int) string {
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2010", "-", "\u2011", "-", "\u2013", "-")
	for _, number := range dialled.FindAllString(plain.Replace(latinDigits(h.Number)), -1) {
		n := 0
		for _, c := range number {
			if unicode.IsDigit(c) {
				n++
			}
		}
		if n >= digits {
			return number
		}
	}
	return ""
}
