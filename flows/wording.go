package flows

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Wording is every text of one locale by its flat key, with {name}-style placeholders. The keys of a
// questionnaire are "<questionnaire>.<item>.text", "<questionnaire>.<item>.<code>" for each option and, where
// something is said first, "<questionnaire>.<item>.intro"; all other keys belong to the conversation.
type Wording map[string]string

var placeholderPattern = regexp.MustCompile(`\{([a-z0-9_]+)\}`)

// DirectionKey says in which direction a language is written: LeftToRight, which need not be said, or RightToLeft.
const DirectionKey = "text.direction"

// The directions of writing.
const (
	LeftToRight = "ltr"
	RightToLeft = "rtl"
)

// The marks that set a value apart from the direction of the text around it.
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// Isolate sets a value apart where the language is written from right to left: without that the dash of A-17 or
// the colon of a time jumps to the other end. In other languages a value that is itself written so, a name for example,
// would turn the text around it. A plain number needs none of it; an address or a list of lines stands alone,
// and what is made of parts that are set apart goes with the text around it.
func (w Wording) Isolate(value string) string {
	alone := strings.ContainsAny(value, "\n"+popIsolate) || strings.Contains(value, "://") ||
		strings.Trim(value, "0123456789") == ""
	if alone || w[DirectionKey] != RightToLeft && !strings.ContainsFunc(value, fromTheRight) {
		return value
	}
	return firstStrongIsolate + value + popIsolate
}

func fromTheRight(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

// Units is the length of a text as Telegram counts it: in UTF-16 units, in which most emoji are two or more.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r) // ranging gives U+FFFD for what is no rune, so this is never negative
	}
	return n
}

// PlainName is what people chose to be called as one line, without the invisible marks that could turn the text after
// it around.
func PlainName(name string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r):
			return ' '
		default:
			return r
		}
	}, name)
	return strings.Join(strings.Fields(visible), " ")
}

// Text is the text under key with its placeholders filled from args. Values are put in as they are, set apart where the
// language needs it: braces inside them mean nothing. False when the locale has no such key, or when a placeholder
// found no value (which then stands in the text as it was written).
func (w Wording) Text(key string, args map[string]string) (string, bool) {
	text, ok := w[key]
	if !ok || !strings.Contains(text, "{") {
		return text, ok
	}
	filled := placeholderPattern.ReplaceAllStringFunc(text, func(found string) string {
		value, known := args[strings.Trim(found, "{}")]
		if !known {
			ok = false
			return found
		}
		return w.Isolate(value)
	})
	return filled, ok
}

// Wording is the best wording for a locale tag such as "pt-BR": that of the exact tag, of its base language,
// or of the clinic's first language. Every wording of a loaded protocol has every key, so a text is never a
// mixture of languages.
func (p *Protocol) Wording(locale string) Wording {
	tags := []string{locale, baseLanguage(locale)}
	if p.Clinic != nil {
		tags = append(tags, p.Clinic.Languages...)
	}
	for _, tag := range tags {
		if wording, ok := p.findWording(tag); ok {
			return wording
		}
	}
	return nil
}

func (p *Protocol) findWording(tag string) (Wording, bool) {
	if wording, ok := p.Wordings[tag]; ok {
		return wording, true
	}
	for locale, wording := range p.Wordings {
		if strings.EqualFold(locale, strings.ReplaceAll(tag, "_", "-")) {
			return wording, true
		}
	}
	return nil, false
}

func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	return base
}

// TextFault is what is wrong with a text of the conversation, which may be missing; then the key can be what the
// missing ones have in common, up to a dot.
type TextFault struct{ Locale, Key, Message string }

// Placeholders are the names between braces in a text, in the order in which they stand there.
func Placeholders(text string) []string {
	var names []string
	for _, m := range placeholderPattern.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}
