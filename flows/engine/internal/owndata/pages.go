package owndata

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// answer is one answer as the patient may read it.
type answer struct {
	record.Response
	At time.Time // when it was given
}

// Answers lists all answers by time. With standing it leaves out those that were changed later.
func Answers(facts []record.Fact, standing bool) []answer {
	var all []answer
	last := map[[3]string]int{}
	for _, f := range facts {
		r, ok := f.Body.(record.Response)
		if !ok {
			continue
		}
		key := [3]string{r.Occasion, r.Questionnaire, r.Item}
		if n, before := last[key]; before && standing {
			all[n].Response = r // in its old place: that is when it was asked
			continue
		}
		last[key] = len(all)
		all = append(all, answer{r, f.SaidAt()})
	}
	slices.SortStableFunc(all, func(a, b answer) int { return a.At.Compare(b.At) })
	return all
}

// questionOf and wordsOf put an answer into the words that the patient saw, or into bare codes if the protocol no
// longer has them.
func (t Side) questionOf(r record.Response) string {
	item := &flows.Item{ID: r.Item}
	if known, ok := t.Plan.Item(r.Questionnaire, r.Item); ok {
		item = known.As(r.Version)
	}
	key := item.TextKey(r.Questionnaire, r.WindowDays)
	if text := t.Text(key, t.itemWords()...); text != key {
		return text
	}
	return r.Item
}

// itemWords are what an item's text may name. Answers of long ago are "since the last check-in", and may be about
// another therapist than today's.
func (t Side) itemWords() []string {
	return append(t.ItemWords(t.Text("since.before")), turn.TherapistWord, t.Text("therapist.unnamed"))
}

func (t Side) wordsOf(r record.Response) string {
	if r.Text != "" {
		return r.Text.Reveal()
	}
	codes := r.Codes
	if len(codes) == 0 {
		codes = []string{r.Code}
	}
	var words []string
	for _, code := range codes {
		words = append(words, t.codeWords(r, code))
	}
	return strings.Join(words, ", ")
}

func (t Side) codeWords(r record.Response, code string) string {
	switch code {
	case flows.RatherNot:
		return t.Text("button.rather_not")
	case flows.DoesNotFit:
		return t.Text("button.does_not_fit")
	}
	item, ok := t.Plan.Item(r.Questionnaire, r.Item)
	if !ok {
		return code
	}
	if item.Kind == flows.Number || item.Kind == flows.Time || item.Kind == flows.Date {
		return code
	}
	p := turn.Question{Questionnaire: t.Plan.Questionnaires[r.Questionnaire], Item: item}
	if words := t.OwnOptionWords(p, code, t.itemWords()...); words != p.Key()+"."+code {
		return words
	}
	return code
}

// pageUnits is how much of the answers one page holds, in UTF-16 units.
const pageUnits = 3000

// page is the part of a patient's answers in one message, and the keys of its check-ins.
type page struct {
	text string
	keys []string
}

// pageKey names in a button the page on which a check-in begins. The letter distinguishes it from the page numbers of
// an earlier release.
func pageKey(r record.Response) string {
	sum := sha256.Sum256([]byte("page\x00" + r.Occasion + "\x00" + r.Questionnaire + "\x00" + r.Item))
	return fmt.Sprintf("o%x", sum[:5])
}

// pages renders the answers, newest check-in first, each page within one message.
func (t Side) pages(facts []record.Fact) []page {
	var blocks []page
	occasion := ""
	for _, a := range Answers(facts, true) {
		line := t.questionOf(a.Response) + "\n— " + t.wordsOf(a.Response)
		if a.Occasion != occasion || len(blocks) == 0 {
			occasion = a.Occasion
			blocks = append(blocks, page{t.DateTime(a.At), []string{pageKey(a.Response)}})
		}
		blocks[len(blocks)-1].text += "\n" + line
	}
	var pages []page
	for _, block := range slices.Backward(blocks) {
		last := len(pages) - 1
		if last < 0 || flows.Units(pages[last].text)+flows.Units(block.text) > pageUnits {
			pages = append(pages, block)
			continue
		}
		pages[last].text += "\n\n" + block.text
		pages[last].keys = append(pages[last].keys, block.keys...)
	}
	return pages
}

// showPage shows one page in the message whose button was pressed. The button names a check-in, or in an earlier
// release a page number. If there is no such page, the first is shown.
func (t Side) showPage(facts []record.Fact, named, message string) {
	pages := t.pages(facts)
	id, err := strconv.Atoi(message)
	if err != nil {
		t.Ignore("a page of no message")
		return
	}
	if len(pages) == 0 {
		t.Edit(id, t.Text("data.none"), t.rows()...)
		return
	}
	n, err := strconv.Atoi(named)
	if err != nil {
		n = slices.IndexFunc(pages, func(p page) bool { return slices.Contains(p.keys, named) })
	}
	n = min(max(n, 0), len(pages)-1)
	var ways []state.Button
	if n > 0 {
		ways = append(ways,
			turn.Button(t.Text("data.newer"), press.Choice{What: "data", Value: "read", More: pages[n-1].keys[0]}))
	}
	if n < len(pages)-1 {
		ways = append(ways,
			turn.Button(t.Text("data.older"), press.Choice{What: "data", Value: "read", More: pages[n+1].keys[0]}))
	}
	head := t.Text("data.page", "n", strconv.Itoa(n+1), "all", strconv.Itoa(len(pages)))
	rows := append([][]state.Button{ways}, t.rows()[1:]...)
	if len(ways) == 0 {
		rows = rows[1:]
	}
	t.Edit(id, turn.Cut(head+"\n\n"+pages[n].text), rows...)
}
