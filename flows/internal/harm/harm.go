// Package harm tells whether a question asks about suicide or self-harm, by its words or by its code in LOINC:
//
//	if term, found := harm.Mentions(text); found { ... }
//
// Such a question must never be asked where nobody acts on the answer: `footing check` refuses it, and the import
// leaves it out, unless a human is told of the answers. So the lists err on the side of hitting too much, in all
// languages at once. They are terms.txt and loinc.txt, data with their reasons; no Go is needed to add to them.
//
// The package judges questions that an author wrote. What a patient writes is judged by the phrases of a protocol.
package harm

import (
	_ "embed"
	"iter"
	"slices"
	"strings"

	"footing/flows"
)

//go:embed terms.txt
var terms string

//go:embed loinc.txt
var loinc string

// furthest is how many other words may stand where a term has two dots.
const furthest = 4

// Mentions tells whether a text is about suicide or self-harm, and by which of its words.
func Mentions(text string) (which string, found bool) {
	words := flows.Words(text)
	for line := range lines(terms) {
		parts := strings.Fields(line)
		for n := range words {
			if length := matches(parts, words[n:]); length >= 0 {
				return strings.Join(words[n:n+length], " "), true
			}
		}
	}
	return "", false
}

// Coded tells whether a LOINC code stands for a question about suicide or self-harm.
func Coded(code string) bool {
	for line := range lines(loinc) {
		if first, _, _ := strings.Cut(line, " "); first == code {
			return true
		}
	}
	return false
}

// lines are the entries of a list: what is not empty and no comment.
func lines(list string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(list) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// matches is how many words the parts of a term take at the beginning of the words, -1 if they do not stand there.
func matches(parts, words []string) int {
	switch {
	case len(parts) == 0:
		return 0
	case parts[0] == "..":
		for n := range min(furthest, len(words)) + 1 {
			if length := matches(parts[1:], words[n:]); length >= 0 {
				return n + length
			}
		}
		return -1
	case len(words) == 0:
		return -1
	}
	if !slices.ContainsFunc(strings.Split(parts[0], "|"), func(one string) bool { return fits(one, words[0]) }) {
		return -1
	}
	if length := matches(parts[1:], words[1:]); length >= 0 {
		return 1 + length
	}
	return -1
}

// fits compares a word with one of a term, in which a star stands for any letters at the beginning or the end.
func fits(one, word string) bool {
	bare := strings.Trim(one, "*")
	switch {
	case strings.HasPrefix(one, "*") && strings.HasSuffix(one, "*"):
		return strings.Contains(word, bare)
	case strings.HasPrefix(one, "*"):
		return strings.HasSuffix(word, bare)
	case strings.HasSuffix(one, "*"):
		return strings.HasPrefix(word, bare)
	}
	return word == one
}
