package condition

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
func slipOf(text string) (Fault, bool) {
	at := func(found []int, message string) (Fault, bool) {
		return Fault{Offset: utf8.RuneCountInString(text[:found[0]]), Message: message}, true
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
	return Fault{}, false
}
