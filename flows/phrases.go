package flows

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// PhrasesKey is where a wording lists its phrases, one a line.
const PhrasesKey = "phrases.list"

// phraseBook indexes phrases by their first word, so that a text is scanned once.
type phraseBook map[string][][]string

// Mentions tells whether the text contains a phrase in one of the clinic's languages. Phrases match whole words in any
// context: a "not" before one does not switch it off. Letter width, case and invisible characters are ignored. The
// match misses some texts and hits some harmless ones, so no safety rule may depend on it.
func (p *Protocol) Mentions(text string) bool {
	return slices.ContainsFunc(p.Clinic.Languages, func(locale string) bool { return p.MentionsIn(locale, text) })
}

// MentionsIn is Mentions for one language.
func (p *Protocol) MentionsIn(locale, text string) bool { return p.phrases[locale].in(Words(text)) }

// newPhraseBook indexes the phrases. A phrase without a word is skipped.
func newPhraseBook(phrases []string) phraseBook {
	book := phraseBook{}
	for _, phrase := range phrases {
		if words := Words(phrase); len(words) > 0 {
			book[words[0]] = append(book[words[0]], words)
		}
	}
	return book
}

func (b phraseBook) in(words []string) bool {
	for n := range words {
		for _, phrase := range b[words[n]] {
			if len(phrase) <= len(words)-n && slices.Equal(phrase, words[n:n+len(phrase)]) {
				return true
			}
		}
	}
	return false
}

// Words are the words of a text, normalised so that words that look the same compare equal.
func Words(text string) []string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	text = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(text)))
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || r == 'ـ' { // vowel signs and lengthening of Arabic
			return -1
		}
		return r
	}, text)
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) &&
			!unicode.IsMark(r)
	})
}

// Phrases are the phrases of a language as written, including the clinic's own.
func (p *Protocol) Phrases(locale string) []string {
	own := p.Clinic.Phrases[locale]
	var all []string
	if !own.Instead {
		for line := range strings.Lines(p.Wordings[locale][PhrasesKey]) {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, line)
			}
		}
	}
	return append(all, own.List...)
}

// OnPhrase is the question that is asked when somebody writes one of the phrases. False where the protocol has none.
func (p *Protocol) OnPhrase() (*Questionnaire, *Item, bool) {
	for _, q := range p.Questionnaires {
		for n := range q.Items {
			if q.Items[n].OnPhrase {
				return q, &q.Items[n], true
			}
		}
	}
	return nil, nil, false
}
