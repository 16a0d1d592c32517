package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// alarmLife is how long a clinician's side remembers an alert, so that its buttons work.
const alarmLife = 14 * 24 * time.Hour

// toDesk takes what comes from patients. Only those of this desk's own panel count.
func (t *turn) toDesk(from string, l Letter) {
	m := t.member(from)
	if m == nil || from == t.state.ID {
		t.ignore("a letter from somebody who is not on the panel")
		return
	}
	switch l := l.(type) {
	case Alarm:
		t.alarmed(m, l)
	case Settled:
		t.settled(l)
	case Shown:
		t.shown(m, l)
	case Eased:
		t.eased(l)
	case Noted:
		t.say(ClassReply, t.text("desk.note."+noteKey(l.Rule), "code", m.Code, "time", t.clock(l.At)))
	case Departed:
		m.Left = t.now()
		t.say(ClassReply, t.text("desk.departed", "code", m.Code))
	default:
		t.ignore("a letter for a patient")
	}
}

// noteKey is the wording of a note: rules of the protocol share one.
func noteKey(rule string) string {
	switch rule {
	case "rule_failed", "asked_to_tell":
		return rule
	default:
		return "answer"
	}
}

func (t *turn) member(id string) *Member {
	if t.state.Desk == nil {
		return nil
	}
	for n := range t.state.Desk.Panel {
		if t.state.Desk.Panel[n].ID == id {
			return &t.state.Desk.Panel[n]
		}
	}
	return nil
}

// enrolled: a patient has finished setting up. A backup learns of the patient here for the first time.
func (t *turn) enrolled(from string, l Enrolled) {
	d := t.state.Desk
	if d == nil || from == t.state.ID {
		t.ignore("a patient for nobody")
		return
	}
	m := t.member(from)
	switch {
	case m == nil && l.Backup && d.Role == record.Backup:
		d.Panel = append(d.Panel, Member{ID: from, Code: l.Code, Name: l.Name, Since: t.now(), Backup: true})
	case m != nil && m.Backup: // back after having left, under another code
		m.Code, m.Name, m.Left = l.Code, l.Name, time.Time{}
	case m != nil:
		m.Name, m.Care = l.Name, l.Care
		t.say(ClassReply, t.text("desk.enrolled", "code", m.Code))
	default:
		t.ignore("a patient who is not on the panel")
	}
}

// alarmed shows an alert: an id, a code, a time, and no answer. It says that it repeats.
func (t *turn) alarmed(m *Member, l Alarm) {
	d := t.state.Desk
	d.Alarms = slices.DeleteFunc(d.Alarms, func(a Alarmed) bool { return t.now().Sub(a.At) > alarmLife })
	a := t.alarm(l.Alert)
	if a == nil {
		d.Alarms = append(d.Alarms, Alarmed{Alert: l.Alert, Short: l.Short, Patient: m.ID, Code: m.Code, At: l.At})
		a = &d.Alarms[len(d.Alarms)-1]
	}
	a.Seen = false
	class, text := ClassSafety, t.alarmText(a)
	if l.Again {
		class, text = ClassRepeat, text+"\n"+t.text("alarm.again")
	}
	t.add(Say{
		Chat: t.state.Chat, Class: class, Text: text + "\n" + t.text("alarm.repeats"),
		Buttons: t.alarmButtons(a), Slot: "alarm:" + a.Alert, Protect: true,
	})
}

func (t *turn) alarmText(a *Alarmed) string {
	return t.text("alarm.head", "short", a.Short, "code", a.Code, "time", t.clock(a.At))
}

func (t *turn) alarmButtons(a *Alarmed) [][]Button {
	key := "k:" + alarmKey(a.Alert)
	open := button(t.text("alarm.open"), key+":open")
	if a.Seen {
		return [][]Button{row(open)}
	}
	return [][]Button{row(open), row(button(t.text("alarm.seen"), key+":seen"))}
}

func (t *turn) alarm(id string) *Alarmed {
	if t.state.Desk == nil {
		return nil
	}
	for n := range t.state.Desk.Alarms {
		if t.state.Desk.Alarms[n].Alert == id {
			return &t.state.Desk.Alarms[n]
		}
	}
	return nil
}

// alarmTapped takes [Open] and [I have seen this].
func (t *turn) alarmTapped(e Tapped, key, act string) {
	var a *Alarmed
	if t.state.Desk != nil {
		if n := slices.IndexFunc(t.state.Desk.Alarms, func(a Alarmed) bool { return alarmKey(a.Alert) == key }); n >= 0 {
			a = &t.state.Desk.Alarms[n]
		}
	}
	if a == nil || t.member(a.Patient) == nil {
		t.toast(e, "toast.old")
		return
	}
	switch {
	case act == "open":
		t.toast(e, "")
		t.tell(a.Patient, Look{Alert: a.Alert, Message: e.Message})
	case act == "seen" && a.Seen:
		t.toast(e, "alarm.seen_already")
	case act == "seen":
		a.Seen = true
		t.toast(e, "alarm.seen_toast")
		t.tell(a.Patient, Acted{Alert: a.Alert, Act: record.Seen, At: t.now()})
		t.showSeen(a, e.Message)
	default:
		t.toast(e, "toast.old")
	}
}

// showSeen shows on the message that was pressed, and on the youngest of the same alert, that it is seen.
func (t *turn) showSeen(a *Alarmed, pressed int) {
	text := t.alarmText(a) + "\n" + t.text("alarm.seen_by_you", "time", t.clock(t.now()))
	t.edit(pressed, text, t.alarmButtons(a)...)
	if a.Message != 0 && a.Message != pressed {
		t.edit(a.Message, text, t.alarmButtons(a)...)
	}
}

// alarmSent files an alert's youngest message and takes the buttons off the one before, so that there is one
// place to press.
func (t *turn) alarmSent(id string, message int) {
	a := t.alarm(id)
	if a == nil {
		t.ignore("an alert that is over")
		return
	}
	if a.Message != 0 && a.Message != message {
		t.edit(a.Message, t.alarmText(a)+"\n"+t.text("alarm.below"))
	}
	a.Message = message
}

// settled: a colleague has seen it; this side need not go on.
func (t *turn) settled(l Settled) {
	a := t.alarm(l.Alert)
	if a == nil || a.Seen {
		t.ignore("an alert that is over")
		return
	}
	a.Seen = true
	t.say(ClassReply, t.alarmText(a)+"\n"+t.text("alarm.seen_by", "name", l.Name, "time", t.clock(l.At)))
}

// eased shows that the patient pressed "I'm safe for now": it informs, the alert stays as it is.
func (t *turn) eased(l Eased) {
	a := t.alarm(l.Alert)
	if a == nil {
		t.ignore("an alert that is over")
		return
	}
	t.say(ClassReply, t.text("alarm.eased", "short", a.Short, "code", a.Code, "time", t.clock(l.At)))
}

// shown is the answer to [Open]: the alert's message shows what is behind it. To look is not "seen".
func (t *turn) shown(m *Member, l Shown) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID {
		t.ignore("an alert that is over")
		return
	}
	lines := []string{t.alarmText(a), ""}
	for _, e := range l.Lines {
		lines = append(lines, t.clock(e.At)+" · "+t.evidence(e.What))
	}
	if l.Note != "" {
		lines = append(lines, "", t.text("alarm.note", "note", l.Note.Reveal()))
	}
	plan := l.Plan.Reveal()
	if plan == "" {
		plan = t.text("alarm.no_plan")
	}
	lines = append(lines, "", t.text("alarm.plan", "plan", plan))
	if a.Seen {
		lines = append(lines, "", t.text("alarm.is_seen"))
	} else {
		lines = append(lines, "", t.text("alarm.not_seen"))
	}
	t.edit(l.Message, cut(strings.Join(lines, "\n")), t.alarmButtons(a)...)
}

// evidence puts "s2=yes" into words.
func (t *turn) evidence(what string) string {
	item, code, ok := strings.Cut(what, "=")
	if !ok {
		return t.text("alarm.asked")
	}
	for _, q := range t.plan.Questionnaires {
		if _, found := t.plan.Item(q.ID, item); found {
			key := q.ID + "." + item
			return t.text(key+".text", "day", t.text("since.before"), "name", t.state.Desk.Name) + " — " + t.option(key, code)
		}
	}
	return fmt.Sprintf("%s: %s", item, code)
}

func (t *turn) option(key, code string) string {
	switch code {
	case flows.RatherNot:
		return t.text("button.rather_not")
	case flows.DoesNotFit:
		return t.text("button.does_not_fit")
	default:
		return t.text(key+"."+code, "name", t.state.Desk.Name)
	}
}

// alarmUnreachable: the alarm cannot reach this clinician; the patient's side must call somebody else.
func (t *turn) alarmUnreachable(id string) {
	if a := t.alarm(id); a != nil {
		t.tell(a.Patient, Unreached{Alert: a.Alert})
	}
}

// longest is Telegram's limit for a text, in UTF-16 units.
const longest = 4096

// cut shortens a text that a person wrote parts of to what one message holds.
func cut(text string) string {
	units := 0
	for n, r := range text {
		units++
		if r > 0xFFFF {
			units++
		}
		if units >= longest {
			return text[:n] + "…"
		}
	}
	return text
}
