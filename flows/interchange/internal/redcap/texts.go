package redcap

import (
	"regexp"
	"strings"
)

// unarmed takes the apostrophe away that keeps spreadsheets from running a text.
func unarmed(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@", rune(text[1])) {
		return text[1:]
	}
	return text
}

var markup = regexp.MustCompile(`</?[a-zA-Z][^>]*>`)

// bare is a text without HTML, which REDCap shows as such.
func bare(text string) string {
	text = markup.ReplaceAllString(text, " ")
	text = strings.NewReplacer("&nbsp;", " ", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'").Replace(text)
	blank := func(c rune) bool { return c == ' ' || c == '\t' || c == '\u00a0' }
	return strings.TrimSpace(strings.Join(strings.FieldsFunc(text, blank), " "))
}
