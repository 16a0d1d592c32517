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

// phraseBook is a list of phrases by the first word of each, so that a text is gone through once.
type phraseBook map[string][][]string

// Mentions tells whether one of the clinic's languages has a phrase that stands in the text, word for word and whatever
// comes before or after it: a "not" switches nothing off. Letters of other widths, case, and characters that are not
// seen make no difference. A short text is often missed and a harmless one sometimes hit, so nothing may depend on it.
func (p *Protocol) Mentions(text string) bool {
	return slices.ContainsFunc(p.Clinic.Languages, func(locale string) bool { return p.MentionsIn(locale, text) })
}

// MentionsIn is Mentions for one language.
func (p *Protocol) MentionsIn(locale, text string) bool { return p.phrases[locale].in(Words(text)) }

// newPhraseBook makes a book of phrases; one without a word says nothing.
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

// Words are the words of a text in a form in which those that read alike are alike.
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

// Phrases are those of a language, the clinic's among them, as they are written.
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
