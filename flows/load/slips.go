package load

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Slips of authors who know other programs: where the library would name a token, it is said what to write.
var (
	singleEquals = regexp.MustCompile(`[^=!<>]=[^=]`)
	dollar       = regexp.MustCompile(`\$\{\s*([A-Za-z0-9_-]*)\s*\}`)
	capitals     = regexp.MustCompile(`\b(AND|OR|NOT|IN)\b`)
	curly        = regexp.MustCompile(`[‘’“”„‚]`)
)

// slipOf recognises a common slip in a condition that could not be read.
func slipOf(text string) (fault, bool) {
	at := func(found []int, message string) (fault, bool) {
		return fault{offset: utf8.RuneCountInString(text[:found[0]]), message: message}, true
	}
	if m := dollar.FindStringSubmatchIndex(text); m != nil {
		return at(m, "an item is named by its id alone; write `"+text[m[2]:m[3]]+"` and not `"+text[m[0]:m[1]]+"`")
	}
	if m := curly.FindStringIndex(text); m != nil {
		return at(m, "quotes are straight here; write \"code\"")
	}
	if m := singleEquals.FindStringIndex(text); m != nil {
		m[0]++
		return at(m, "one `=` compares nothing; write `==`, for example `"+strings.TrimSpace(text[:m[0]])+" == "+
			strings.TrimSpace(text[m[0]+1:])+"`")
	}
	if m := capitals.FindStringIndex(text); m != nil {
		return at(m, "`"+text[m[0]:m[1]]+"` is written `"+strings.ToLower(text[m[0]:m[1]])+"` here")
	}
	return fault{}, false
}

// plainer says a fault in YAML with what to write.
func plainer(src *source, at position, message string) string {
	line := ""
	if at.line >= 1 && at.line <= len(src.lines) {
		line = src.lines[at.line-1]
	}
	switch {
	case strings.Contains(line, "\t"):
		return "a tab stands in this line; YAML is indented with spaces"
	case strings.Contains(message, "mapping value is not allowed"):
		return "a text with a colon must stand in quotes, for example " + quotedExample(line)
	case strings.Contains(message, "cannot start any token"):
		return "a text that begins with this character must stand in quotes (" + message + ")"
	}
	return message
}

// quotedExample is the line with its value in quotes.
func quotedExample(line string) string {
	key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
	if !ok {
		return `text: "Mood: how was it?"`
	}
	return key + `: "` + strings.ReplaceAll(strings.Trim(value, `"`), `"`, `\"`) + `"`
}
