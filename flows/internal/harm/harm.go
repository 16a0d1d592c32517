// Package harm tells whether a question asks about suicide or self-harm, by its words or by its code in LOINC:
//
//	terms := harm.ReadTerms()
//	if term, found := terms.In(text); found { ... }
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
var listed string

//go:embed loinc.txt
var loinc string

// furthest is how many other words may stand where a term has two dots.
const furthest = 4

// Terms are the entries of terms.txt. Read them once for many texts.
type Terms []term

// term is the parts that stand one after the other. A part is the words of which one stands there; none: a gap, up to
// furthest words.
type term [][]word

// word is a word of a term. A star stood for any letters before or behind it.
type word struct {
	letters       string
	before, after bool
}

// ReadTerms reads the list of terms.
func ReadTerms() Terms {
	var terms Terms
	for line := range lines(listed) {
		var t term
		for _, part := range strings.Fields(line) {
			t = append(t, readPart(part))
		}
		terms = append(terms, t)
	}
	return terms
}

func readPart(part string) (words []word) {
	if part == ".." {
		return nil
	}
	for one := range strings.SplitSeq(part, "|") {
		words = append(words, word{
			letters: strings.Trim(one, "*"), before: strings.HasPrefix(one, "*"), after: strings.HasSuffix(one, "*"),
		})
	}
	return words
}

// In tells whether a text is about suicide or self-harm, and by which of its words.
func (t Terms) In(text string) (which string, found bool) {
	words := flows.Words(text)
	for _, one := range t {
		for n := range words {
			if length := one.length(words[n:]); length >= 0 {
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

// length is how many words a term takes at the beginning of the words, -1 if it does not stand there.
func (t term) length(words []string) int {
	switch {
	case len(t) == 0:
		return 0
	case t[0] == nil:
		for n := range min(furthest, len(words)) + 1 {
			if length := t[1:].length(words[n:]); length >= 0 {
				return n + length
			}
		}
		return -1
	case len(words) == 0:
		return -1
	}
	if !slices.ContainsFunc(t[0], func(one word) bool { return one.fits(words[0]) }) {
		return -1
	}
	if length := t[1:].length(words[1:]); length >= 0 {
		return 1 + length
	}
	return -1
}

func (w word) fits(s string) bool {
	switch {
	case w.before && w.after:
		return strings.Contains(s, w.letters)
	case w.before:
		return strings.HasSuffix(s, w.letters)
	case w.after:
		return strings.HasPrefix(s, w.letters)
	}
	return s == w.letters
}
