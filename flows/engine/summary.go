package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/record"
)

// summaryNewsGap is how rarely a patient is told that their summary was opened.
const summaryNewsGap = 6 * 24 * time.Hour

// doublePress is how soon a second press on the same button is none of its own.
const doublePress = 2 * time.Second

// leftShown is how long summaries still say that somebody has left.
const leftShown = 7 * 24 * time.Hour

// weekly sends the summary of the whole panel, composed by the worker from the panel's facts, and asks for
// the next one.
func (t *turn) weekly(e Due) {
	d := t.state.Desk
	if d == nil || !d.Active {
		t.ignore("a summary for nobody")
		return
	}
	if t.lateAtNight(e.Nominal) {
		t.wake(WakeDigest, e.Key, t.afterQuiet())
		return
	}
	t.scheduleDigest()
	if d.supervises() {
		t.countPanels(true)
		return
	}
	if t.away() {
		t.ignore("a summary for somebody who is away")
		return
	}
	if e.Digest == nil || len(e.Digest.People)+len(e.Digest.Unread) == 0 {
		t.ignore("a summary of an empty panel")
		return
	}
	var buttons []Button
	for _, s := range e.Digest.People {
		buttons = append(buttons, button(s.Code, "p:"+s.ID))
	}
	rows := inRows(buttons[:min(len(buttons), mostButtons)])
	if len(buttons) > mostButtons {
		rows = append(rows, row(button(t.text("patients.more"), "l:"+newList)))
	}
	t.add(Say{Chat: t.state.Chat, Class: ClassDigest, Text: e.Digest.Text, Buttons: rows, Protect: true})
	t.keep(record.Digest{Until: e.Digest.Until, Patients: len(e.Digest.People)})
}

// lateAtNight tells whether a moment of an hour that somebody chose comes so late that it fell into the quiet
// hours. Whoever chose an hour at night gets what they asked for, at that hour.
func (t *turn) lateAtNight(nominal time.Time) bool {
	chosen := t.plan.Quiet(wallClock(nominal.In(t.zone()))) && t.now().Sub(nominal) < time.Hour
	return t.quiet() && !chosen
}

// summaryAsked fetches one patient's summary: the facts are read by the worker, so it is a moment that is due
// at once. A second press right after the first asks for nothing: its moment could be the very same one, and
// what follows from a moment is recognised by when that was due.
func (t *turn) summaryAsked(e Tapped, patient string) {
	m := t.byID(e, patient)
	if m == nil {
		return
	}
	t.toast(e, "")
	if t.now().Sub(m.Asked) < doublePress {
		return
	}
	m.Asked = t.now()
	t.wake(WakeSummary, patient, t.now())
}

// summary shows one patient's summary and lets the patient know that it was opened.
func (t *turn) summary(e Due) {
	m := t.own(func(m *Member) bool { return m.ID == e.Key })
	if m == nil || e.Digest == nil {
		t.ignore("a summary of nobody")
		return
	}
	n := slices.IndexFunc(e.Digest.People, func(s digest.Summary) bool { return s.ID == e.Key })
	if n < 0 {
		if slices.Contains(e.Digest.Unread, m.Code) {
			t.say(ClassReply, t.text("digest.unread", "codes", m.Code))
			return
		}
		t.ignore("a summary of nobody")
		return
	}
	shown := e.Digest.People[n]
	t.add(Say{Chat: t.state.Chat, Class: ClassReply, Text: shown.Text, Buttons: append(t.promptRow(m, shown), row(button(t.text("summary.card"), "m:"+m.ID+":card"))), Protect: true})
	if c := shown.Chart; c != nil {
		t.add(Picture{Chat: t.state.Chat, Class: ClassReply, Chart: c, Caption: c.Caption, Protect: true})
	}
	t.prompted(m, shown)
	t.keep(record.Opened{By: t.state.ID, What: "summary", Of: m.ID, Code: m.Code})
	t.tell(m.ID, SummaryOpened{Name: t.state.Desk.Name})
}

// summaryOpened tells the patient what came of their answers, at a decent hour and not too often.
func (t *turn) summaryOpened(c Contact) {
	p := t.state.Patient
	t.keep(record.Opened{By: c.ID, What: "summary", Of: t.state.ID, Code: p.Code})
	if p.Left || !p.Active || t.now().Sub(p.News) < summaryNewsGap {
		t.ignore("told lately")
		return
	}
	p.News, p.NewsFrom = t.now(), c.Name
	if !t.quiet() {
		t.tellNews()
		return
	}
	t.wake(WakeNews, newsSummary, t.afterQuiet())
}

// newsSummary is the key of the moment at which a patient is told, after the quiet hours, that their summary was opened.
const newsSummary = "summary"

func (t *turn) tellNews() {
	p := t.state.Patient
	if p == nil || p.Left || p.NewsFrom == "" || t.state.Blocked || t.quiet() {
		t.ignore("no news")
		return
	}
	t.say(ClassPrompt, t.text("news.summary", "name", p.NewsFrom, "day", t.longDay(p.News.In(t.zone()).Weekday())))
	p.NewsFrom = ""
}

// DigestRequest says whose facts a due moment of a desk needs: the whole panel's for the weekly summary and the list
// of patients, one patient's for a summary that was asked for or that comes before an appointment. The caller fills
// in the facts of the people named, and of nobody else. False where the moment needs none.
func DigestRequest(p *flows.Protocol, s State, kind WakeKind, key string, until time.Time) (digest.Request, bool) {
	all := kind == WakeDigest || kind == WakePanel
	if s.Desk == nil || !all && kind != WakeSummary && kind != WakeSession {
		return digest.Request{}, false
	}
	t := &turn{plan: p, state: s}
	request := digest.Request{Until: until, Zone: t.zone(), Locale: s.Locale, Charts: kind == WakeSummary}
	for _, m := range s.Desk.Panel {
		if !m.Backup && !m.gone(until) && !m.over(until) && m.Erased.IsZero() && (all || m.ID == key) {
			request.People = append(request.People, digest.Person{ID: m.ID, Code: m.Code})
		}
	}
	return request, true
}
