package desk

import (
	"slices"
	"strconv"
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// PerPage is how many patients a list shows at once.
const PerPage = 40

// MostButtons is how many patients have a button under a summary. Telegram allows 100 under one message, and one of
// them leads to the other patients.
const MostButtons = 90

// inRows puts labels side by side, as many short ones as a phone shows whole. The function fitted splits rows with
// longer labels.
func inRows(labels []state.Button) [][]state.Button { return slices.Collect(slices.Chunk(labels, 6)) }

// working reports whether there is a clinician's side to ask. Nobody else learns that such commands exist.
func (t Side) working() bool {
	if d := t.State.Desk; d != nil && d.Active && !d.Supervises() {
		return true
	}
	t.Reply("command.unknown")
	return false
}

// own finds a patient on this desk's panel whose answers may be shown here.
func (t Side) own(is func(m *state.Member) bool) *state.Member {
	if t.State.Desk == nil {
		return nil
	}
	for n := range t.State.Desk.Panel {
		m := &t.State.Desk.Panel[n]
		if is(m) && m.Shown(t.Now()) {
			return m
		}
	}
	return nil
}

// byCode finds one of this desk's patients by a typed code. An unknown code and another desk's code get the same
// answer.
func (t Side) byCode(text string) *state.Member {
	code := strings.ToUpper(strings.TrimSpace(text))
	m := t.own(func(m *state.Member) bool { return m.Code == code })
	if m == nil {
		t.Reply("desk.nobody")
	}
	return m
}

// byID finds one of this desk's patients by the id in a button.
func (t Side) byID(e state.Tapped, id string) *state.Member {
	m := t.own(func(m *state.Member) bool { return m.ID == id })
	if m == nil {
		t.Toast(e, "toast.old")
	}
	return m
}

// summaryTyped is /summary A-17. Without a code, as the menu sends it, it shows the list.
func (t Side) summaryTyped(code string) {
	if !t.working() {
		return
	}
	if code == "" {
		t.patientsAsked()
		return
	}
	if m := t.byCode(code); m != nil {
		t.Wake(state.WakeSummary, m.ID, t.Now())
	}
}

// patientsAsked is /patients. The facts say who needs attention, so it schedules a moment that is due at once.
func (t Side) patientsAsked() {
	if t.working() {
		t.Wake(state.WakePanel, "0", t.Now())
	}
}

// pageTapped turns a list's page in the same message, or starts a list in a new message.
func (t Side) pageTapped(e state.Tapped, p press.List) {
	page := p.From
	if page == "" {
		page = strconv.Itoa(p.Page)
	}
	key := page + "." + strconv.Itoa(e.Message)
	if p.New {
		key = "0"
	}
	known := p.From == "" || t.own(func(m *state.Member) bool { return m.ID == p.From }) != nil
	if !known || t.State.Desk == nil || !t.State.Desk.Active || t.State.Desk.Supervises() {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.Wake(state.WakePanel, key, t.Now())
}

// patients lists the panel, one button each: first those who need attention, then the rest by code.
func (t Side) patients(e state.Due) {
	d := t.State.Desk
	if d == nil || !d.Active || d.Supervises() || e.Digest == nil {
		t.Ignore("a list for nobody")
		return
	}
	var labels []state.Button
	var ids []string // whose they are
	listed := map[string]bool{}
	for _, s := range e.Digest.People {
		listed[s.ID] = true
		label := s.Code
		if s.Attention {
			label = "! " + label
		}
		labels, ids = append(labels, turn.Button(label, press.Summary{Patient: s.ID})), append(ids, s.ID)
	}
	rest := slices.Clone(d.Panel) // what could not be read is on the list all the same
	slices.SortFunc(rest, func(a, b state.Member) int { return strings.Compare(a.Code, b.Code) })
	for _, m := range rest {
		if m.Shown(t.Now()) && !listed[m.ID] {
			labels, ids = append(labels, turn.Button(m.Code, press.Summary{Patient: m.ID})), append(ids, m.ID)
		}
	}
	t.Keep(record.Opened{By: t.State.ID, What: "panel"})
	t.list(e.Key, labels, ids)
}

// list shows one page of the panel: in a new message, or in the one whose button was pressed.
func (t Side) list(key string, labels []state.Button, ids []string) {
	if len(labels) == 0 {
		t.Reply("patients.none")
		return
	}
	named, at, turned := strings.Cut(key, ".")
	last := (len(labels) - 1) / PerPage
	page, err := strconv.Atoi(named)
	if err != nil {
		page = max(0, slices.Index(ids, named)) / PerPage
	}
	if page < 0 || page > last {
		page = 0 // the list became shorter
	}
	begins := func(page int) press.Press { return press.List{From: ids[page*PerPage]} }
	rows := inRows(labels[page*PerPage : min(len(labels), (page+1)*PerPage)])
	var pages []state.Button
	if page > 0 {
		pages = append(pages, turn.Button(t.Text("patients.back"), begins(page-1)))
	}
	if page < last {
		pages = append(pages, turn.Button(t.Text("patients.more"), begins(page+1)))
	}
	if len(pages) > 0 {
		rows = append(rows, pages)
	}
	text := t.Text("patients.list", "n", strconv.Itoa(len(labels)))
	if message, err := strconv.Atoi(at); turned && err == nil {
		t.Edit(message, text, rows...)
		return
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: text, Buttons: rows, Protect: true})
}
