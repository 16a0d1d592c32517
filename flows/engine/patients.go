package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
)

// perPage is how many patients a list shows at once. A summary has a button for each patient, as far as Telegram takes
// so many under one message (100), with one that leads to the others.
const perPage, mostButtons = 40, 90

// inRows puts labels beside each other, as many as a phone shows whole if they are short; fitted parts those that are not.
func inRows(labels []Button) [][]Button { return slices.Collect(slices.Chunk(labels, 6)) }

// working tells whether there is a clinician's side that can be asked for something; nobody else learns that there
// are such commands.
func (t *turn) working() bool {
	if d := t.state.Desk; d != nil && d.Active && !d.supervises() {
		return true
	}
	t.reply("command.unknown")
	return false
}

// gone tells whether a patient left so long ago that nothing is shown of them any more.
func (m *Member) gone(at time.Time) bool { return !m.Left.IsZero() && at.Sub(m.Left) > leftShown }

// own finds a patient of this desk's panel whose answers may be read here. It is the one place that decides it.
func (t *turn) own(is func(m *Member) bool) *Member {
	if t.state.Desk == nil {
		return nil
	}
	for n := range t.state.Desk.Panel {
		m := &t.state.Desk.Panel[n]
		if is(m) && !m.Backup && !m.gone(t.now()) && !m.over(t.now()) {
			return m
		}
	}
	return nil
}

// byCode finds an own patient by what a clinician typed. Whatever is nobody's code here, another's code too, gets the
// same answer.
func (t *turn) byCode(text string) *Member {
	code := strings.ToUpper(strings.TrimSpace(text))
	m := t.own(func(m *Member) bool { return m.Code == code })
	if m == nil {
		t.reply("desk.nobody")
	}
	return m
}

// byID finds an own patient by what a button carried.
func (t *turn) byID(e Tapped, id string) *Member {
	m := t.own(func(m *Member) bool { return m.ID == id })
	if m == nil {
		t.toast(e, "toast.old")
	}
	return m
}

// summaryTyped is /summary A-17. Without a code, as the menu has it, the list is what helps.
func (t *turn) summaryTyped(code string) {
	if !t.working() {
		return
	}
	if code == "" {
		t.patientsAsked()
		return
	}
	if m := t.byCode(code); m != nil {
		t.wake(WakeSummary, m.ID, t.now())
	}
}

// patientsAsked is /patients. Who needs attention stands in the facts, so it is a moment that is due at once.
func (t *turn) patientsAsked() {
	if t.working() {
		t.wake(WakePanel, "0", t.now())
	}
}

// newList is the page of a button that stands below something else: the list comes as a message of its own.
const newList = "new"

// pageTapped turns a list's page, in the same message. A page is named by the patient whom it begins with; in a button
// of an earlier release by its number.
func (t *turn) pageTapped(e Tapped, page string) {
	key := page + "." + strconv.Itoa(e.Message)
	if page == newList {
		page, key = "0", "0"
	}
	_, err := strconv.Atoi(page)
	known := err == nil || t.own(func(m *Member) bool { return m.ID == page }) != nil
	if !known || t.state.Desk == nil || !t.state.Desk.Active || t.state.Desk.supervises() {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	t.wake(WakePanel, key, t.now())
}

// patients lists the panel, a button each: who needs attention first, as the facts say, then the rest by code.
func (t *turn) patients(e Due) {
	d := t.state.Desk
	if d == nil || !d.Active || d.supervises() || e.Digest == nil {
		t.ignore("a list for nobody")
		return
	}
	var labels []Button
	listed := map[string]bool{}
	for _, s := range e.Digest.People {
		listed[s.ID] = true
		label := s.Code
		if s.Attention {
			label = "! " + label
		}
		labels = append(labels, button(label, "p:"+s.ID))
	}
	rest := slices.Clone(d.Panel) // what could not be read is on the list all the same
	slices.SortFunc(rest, func(a, b Member) int { return strings.Compare(a.Code, b.Code) })
	for _, m := range rest {
		if !m.Backup && !m.gone(t.now()) && !m.over(t.now()) && !listed[m.ID] {
			labels = append(labels, button(m.Code, "p:"+m.ID))
		}
	}
	t.keep(record.Opened{By: t.state.ID, What: "panel"})
	t.list(e.Key, labels)
}

// list shows one page of the panel: in a new message, or in the one whose button was pressed.
func (t *turn) list(key string, labels []Button) {
	if len(labels) == 0 {
		t.reply("patients.none")
		return
	}
	named, at, turned := strings.Cut(key, ".")
	last := (len(labels) - 1) / perPage
	page, err := strconv.Atoi(named)
	if err != nil {
		page = max(0, slices.IndexFunc(labels, func(b Button) bool { return b.Data == "p:"+named })) / perPage
	}
	if page < 0 || page > last {
		page = 0 // the list became shorter
	}
	begins := func(page int) string { return "l:" + strings.TrimPrefix(labels[page*perPage].Data, "p:") }
	rows := inRows(labels[page*perPage : min(len(labels), (page+1)*perPage)])
	var pages []Button
	if page > 0 {
		pages = append(pages, button(t.text("patients.back"), begins(page-1)))
	}
	if page < last {
		pages = append(pages, button(t.text("patients.more"), begins(page+1)))
	}
	if len(pages) > 0 {
		rows = append(rows, pages)
	}
	text := t.text("patients.list", "n", strconv.Itoa(len(labels)))
	if message, err := strconv.Atoi(at); turned && err == nil {
		t.edit(message, text, rows...)
		return
	}
	t.add(Say{Chat: t.state.Chat, Class: ClassReply, Text: text, Buttons: rows, Protect: true})
}
