package load

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"footing/flows"
)

const (
	replyLength    = 280 // letters: more is not read on a bad day
	repliesOfAKind = 8   // more would not be chosen from in two minutes
)

// replyPattern is that of an id, which stands in buttons.
var replyPattern = regexp.MustCompile(`^[a-z0-9_]{1,16}$`)

var errReplyBrace = errors.New("a brace here does not belong to a placeholder; placeholders are written like {name}")

// replyFills are the placeholders that a reply may use.
func replyFills() []string { return []string{"name", "clinic", flows.ReplyDay} }

// readReplies reads the texts with which the clinic's staff may answer patients, each in every language of the clinic.
func readReplies(entries []value, languages []string) []flows.Reply {
	var replies []flows.Reply
	alike := make(map[string]int) // how many there are of a kind
	for _, entry := range entries {
		m := entry.mapping()
		if m == nil {
			continue
		}
		id, kind := m.need("id"), m.need("for")
		r := flows.Reply{ID: scalar(id, parseReplyID), For: scalar(kind, parseReplyKind)}
		r.Texts = readReplyTexts(m.need("text").mapping(), languages)
		same := func(other flows.Reply) bool { return other.ID == r.ID && r.ID != "" }
		switch {
		case slices.ContainsFunc(replies, same):
			id.complain("`%s` stands here for the second time", r.ID)
		case alike[r.For] == repliesOfAKind && r.For != "":
			kind.complain("there are %d replies for `%s` above, and nobody chooses among more; put the most helpful ones here",
				repliesOfAKind, r.For)
		}
		replies = append(replies, r)
		alike[r.For]++
		m.done()
	}
	return replies
}

// readReplyTexts reads one reply in each language.
func readReplyTexts(m *mapping, languages []string) map[string]string {
	if m == nil {
		return nil
	}
	texts := map[string]string{}
	for _, locale := range languages {
		m.need(locale)
	}
	for _, locale := range slices.Clone(m.order) { // also one that the clinic does not speak yet, or any more
		v := m.maybe(locale)
		if _, err := parseLocale(locale); err != nil {
			v.complain("%v", err)
			continue
		}
		texts[locale] = scalar(v, parseReply)
		checkReplyFills(v, m.order[0], texts[m.order[0]], texts[locale])
	}
	m.done()
	return texts
}

// checkReplyFills complains of a text that promises another thing than the same reply in its first language: a day, or
// none. Names may differ, as languages put them differently.
func checkReplyFills(v value, first, as, text string) {
	other, this := slices.Contains(placeholders(as), flows.ReplyDay), slices.Contains(placeholders(text), flows.ReplyDay)
	switch {
	case as == "" || text == "" || other == this:
	case other:
		v.complain("this does not name {%s}, and the same reply in `%s` does; it says the same in every language",
			flows.ReplyDay, first)
	default:
		v.complain("this names {%s}, and the same reply in `%s` does not; it says the same in every language",
			flows.ReplyDay, first)
	}
}

func parseReplyID(text string) (string, error) {
	if !replyPattern.MatchString(text) {
		return "", fmt.Errorf("`%s` cannot be the id of a reply; use 1 to 16 of the characters a-z, 0-9 and _", text)
	}
	return text, nil
}

func parseReplyKind(text string) (string, error) {
	kinds := []string{flows.ReplyToAnswer, flows.ReplyToSummary, flows.ReplyAfterContact}
	if !slices.Contains(kinds, text) {
		return "", fmt.Errorf("`%s` is not what a reply is for; there are %s", text, listed(kinds))
	}
	return text, nil
}

func parseReply(text string) (string, error) {
	text, err := parseText(text)
	if err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(text); n > replyLength {
		return "", fmt.Errorf("this has %d letters; a reply has at most %d", n, replyLength)
	}
	for _, name := range placeholders(text) {
		if !slices.Contains(replyFills(), name) {
			return "", fmt.Errorf("a reply cannot name {%s}; it can name %s", name, listed(replyFills()))
		}
	}
	if strayBrace(text) {
		return "", errReplyBrace
	}
	return text, nil
}
