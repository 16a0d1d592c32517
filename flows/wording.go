package flows

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Wording is every text of one locale by its flat key, with {name}-style placeholders. The keys of a questionnaire are
// "<questionnaire>.<item>.text", "<questionnaire>.<item>.<code>" for each option and, for an introduction,
// "<questionnaire>.<item>.intro". All other keys belong to the conversation.
type Wording map[string]string

var placeholderPattern = regexp.MustCompile(`\{([a-z0-9_]+)\}`)

// DirectionKey gives the writing direction of a language: LeftToRight, which is the default, or RightToLeft.
const DirectionKey = "text.direction"

// The directions of writing.
const (
	LeftToRight = "ltr"
	RightToLeft = "rtl"
)

// The Unicode marks that isolate a value from the direction of the surrounding text.
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// Isolate wraps a value so that its direction and the direction of the text around it do not affect each other. In
// right-to-left languages the dash of A-17 or the colon of a time would otherwise move to the other end. In other
// languages a right-to-left value, such as a name, would turn the text around it. Plain numbers do not need it, nor do
// addresses and lists on their own line. A value made of isolated parts is not isolated again.
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

// Units is the length of a text as Telegram counts it: in UTF-16 units. Most emoji take two or more.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r) // ranging gives U+FFFD for an invalid rune, so this is never negative
	}
	return n
}

// Clip shortens a text to at most limit UTF-16 units, of which the last is then an ellipsis.
func Clip(text string, limit int) string {
	if Units(text) <= limit {
		return text
	}
	n := 0
	for i, r := range text {
		n += Units(string(r))
		if n >= limit {
			return text[:i] + "…"
		}
	}
	return text
}

// PlainName is a person's chosen name on one line, without marks that show nothing or could change the direction of
// the text after it. It is empty if nothing of it can be seen.
func PlainName(name string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case r == zeroWidthJoiner, r == zeroWidthNonJoiner: // they join the parts of an emoji, and letters of some scripts
			return r
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point), r == emptyBraille:
			return -1
		case unicode.IsControl(r):
			return ' '
		default:
			return r
		}
	}, name)
	if !strings.ContainsFunc(visible, unicode.IsGraphic) || strings.Trim(visible, seesNothing) == "" {
		return ""
	}
	return strings.Join(strings.Fields(visible), " ")
}

// What takes room in a name and shows nothing, or nothing by itself.
const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
	emptyBraille       = '\u2800'
	seesNothing        = " \t\n\u00a0\u3000\u200c\u200d\ufe0e\ufe0f"
)

// Text is the text under key with its placeholders filled from args. Values are inserted as they are, isolated where
// the language needs it; braces inside them have no meaning. False when the locale has no such key, or when a
// placeholder has no value (it then stays as written).
func (w Wording) Text(key string, args map[string]string) (string, bool) {
	text, known := w[key]
	if !known {
		return "", false
	}
	return w.fill(text, args)
}

// fill fills the placeholders of a text in this language. False when one has no value.
func (w Wording) fill(text string, args map[string]string) (filled string, ok bool) {
	if !strings.Contains(text, "{") {
		return text, true
	}
	ok = true
	filled = placeholderPattern.ReplaceAllStringFunc(text, func(found string) string {
		value, known := args[strings.Trim(found, "{}")]
		if !known {
			ok = false
			return found
		}
		return w.Isolate(value)
	})
	return filled, ok
}

// Wording is the best wording for a locale tag such as "pt-BR": the exact tag, then its base language, then the
// clinic's first language. Every wording of a loaded protocol has every key, so languages are never mixed.
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

// TextFault is a fault in a text of the conversation. For missing texts, Key can be their common prefix up to a dot.
type TextFault struct{ Locale, Key, Message string }

// Placeholders are the names between braces in a text, in order of appearance.
func Placeholders(text string) []string {
	var names []string
	for _, m := range placeholderPattern.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}
