package patient

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// eraseAsked is the first of two steps: it says what will be removed and what stays.
func (t Side) eraseAsked() {
	p := t.State.Patient
	switch {
	case p.Erased:
		t.Reply("erase.under_way")
	default:
		t.Say(state.ClassReply, t.Text("erase.what", "name", p.Clinician.Name),
			turn.Row(turn.Button(t.Text("erase.go_on"), press.Chose("erase", "sure"))),
			turn.Row(turn.Button(t.Text("erase.keep"), press.Chose("erase", "no"))), t.HelpRow())
	}
}

// eraseTapped is the second step. The worker reads the facts, so that alerts can outlive them.
func (t Side) eraseTapped(e state.Tapped, value string) {
	switch {
	case t.State.Patient.Erased:
		t.Toast(e, "toast.old")
	case value == "sure":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("erase.sure"),
			turn.Row(turn.Button(t.Text("erase.now"), press.Chose("erase", "now"))),
			turn.Row(turn.Button(t.Text("erase.keep"), press.Chose("erase", "no"))), t.HelpRow())
	case value == "now":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("erase.moment"))
		t.Wake(state.WakeErase, "all", t.Now())
	case value == "no":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("choices.unchanged"))
	default:
		t.Toast(e, "toast.old")
	}
}

// dataAsked offers the patient's own data: to read, or as a file.
func (t Side) dataAsked() {
	t.Say(state.ClassReply, t.Text("data.menu"), t.dataRows()...)
}

func (t Side) dataRows() [][]state.Button {
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("data.read"), press.Choice{What: "data", Value: "read", More: "0"})),
		turn.Row(turn.Button(t.Text("data.csv"), press.Chose("data", "csv")),
			turn.Button(t.Text("data.json"), press.Chose("data", "json"))),
		t.HelpRow(),
	}
}

// dataTapped fetches the facts. The worker reads them, so it schedules a moment that is due at once.
func (t Side) dataTapped(e state.Tapped, value, page string) {
	switch value {
	case "csv", "json":
		t.Toast(e, "")
		t.Wake(state.WakeData, value, t.Now())
	case "read":
		t.Toast(e, "")
		t.Wake(state.WakeData, "read:"+page+":"+strconv.Itoa(e.Message), t.Now())
	default:
		t.Toast(e, "toast.old")
	}
}

// data shows the fetched data.
func (t Side) data(e state.Due) {
	p := t.State.Patient
	if p == nil {
		t.Ignore("data of nobody")
		return
	}
	if e.Unread {
		t.Reply("data.unreadable")
		return
	}
	what, rest, _ := strings.Cut(e.Key, ":")
	page, message, _ := strings.Cut(rest, ":")
	switch what {
	case "read":
		t.showPage(e.Facts, page, message)
	case "csv":
		t.sendFile("csv", t.answersTable(e.Facts))
	case "json":
		t.sendFile("json", t.everything(e.Facts))
	default:
		t.Ignore("no such form")
	}
}

func (t Side) sendFile(kind string, data []byte) {
	if len(data) == 0 {
		t.Reply("data.unreadable")
		return
	}
	t.Add(state.Document{
		Chat: t.State.Chat, Class: state.ClassReply, Data: data, Caption: t.Text("data.caption_" + kind),
		Name: "footing-" + strings.ToLower(t.State.Patient.Code) + "-" + t.Now().In(t.Zone()).Format(time.DateOnly) + "." +
			kind,
	})
}

// ownAnswer is one answer as the patient may read it.
type ownAnswer struct {
	record.Response
	At time.Time
}

// Answers lists all answers by time. With standing it leaves out those that were changed later.
func Answers(facts []record.Fact, standing bool) []ownAnswer {
	var all []ownAnswer
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
		all = append(all, ownAnswer{r, f.At})
	}
	slices.SortStableFunc(all, func(a, b ownAnswer) int { return a.At.Compare(b.At) })
	return all
}

// questionOf and wordsOf put an answer into the words that the patient saw, or into bare codes if the protocol no
// longer has them.
func (t Side) questionOf(r record.Response) string {
	key := r.Questionnaire + "." + r.Item + ".text"
	if text := t.Text(key, append(t.itemWords(), "day", t.Text("since.before"))...); text != key {
		return text
	}
	return r.Item
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
	p := turn.Place{Questionnaire: t.Plan.Questionnaires[r.Questionnaire], Item: item}
	if words := t.OptionWords(p, code, t.itemWords()...); words != p.Key()+"."+code {
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
		t.Edit(id, t.Text("data.none"), t.dataRows()...)
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
	rows := append([][]state.Button{ways}, t.dataRows()[1:]...)
	if len(ways) == 0 {
		rows = rows[1:]
	}
	t.Edit(id, turn.Cut(head+"\n\n"+pages[n].text), rows...)
}
