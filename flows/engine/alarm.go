package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
)

// alarmLife is how long a clinician's side remembers an alert, so that its buttons work.
const alarmLife = 14 * 24 * time.Hour

// alarmed shows an alert: an id, a code, a time, and no answer. It says that it repeats.
func (t *turn) alarmed(m *Member, l Alarm) {
	d := t.state.Desk
	d.Alarms = slices.DeleteFunc(d.Alarms, func(a Alarmed) bool { return t.now().Sub(a.At) > alarmLife })
	a := t.alarm(l.Alert)
	if a == nil {
		d.Alarms = append(d.Alarms, Alarmed{Alert: l.Alert, Short: l.Short, Patient: m.ID, Code: m.Code, At: l.At})
		a = &d.Alarms[len(d.Alarms)-1]
	}
	a.Seen, a.Mine, a.Closed, a.Again, a.Unheard = false, false, false, l.Reopen, l.Unheard
	a.Upto = max(a.Upto, l.Upto)
	class, lines := ClassSafety, []string{t.alarmText(a)}
	switch {
	case l.More:
		lines = append(lines, t.text("alarm.more"))
	case l.Reopen:
		lines = append(lines, t.text("alarm.reopened"))
	case l.Again:
		lines = append(lines, t.text("alarm.again"))
	}
	if l.Again {
		class = ClassRepeat
	}
	if l.Unheard {
		lines = append(lines, t.text("alarm.unheard"))
	}
	t.add(Say{
		Chat: t.state.Chat, Class: class, Text: strings.Join(append(lines, t.text("alarm.repeats")), "\n"),
		Buttons: t.alarmButtons(a), Slot: "alarm:" + a.Alert, Protect: true,
	})
}

func (t *turn) alarmText(a *Alarmed) string {
	return t.text("alarm.head", "short", a.Short, "code", a.Code, "time", t.clock(a.At))
}

// alarmData begins the data of an alert's button: which alert it is about, and what its reader was shown of it. That is
// left out where nobody has counted.
func alarmData(a *Alarmed, shown int) string {
	if shown == 0 {
		return "k:" + alarmKey(a.Alert) + ":"
	}
	return "k:" + alarmKey(a.Alert) + "." + strconv.Itoa(shown) + ":"
}

// alarmButtons are what can be pressed as the alert stands.
func (t *turn) alarmButtons(a *Alarmed) [][]Button {
	key := alarmData(a, a.Upto)
	rows := [][]Button{row(button(t.text("alarm.open"), key+"open"))}
	came := row(button(t.text("alarm.contact"), key+"contact"), button(t.text("alarm.elsewhere"), key+"elsewhere"))
	switch {
	case !a.Seen && !a.Again:
		rows = append(rows, row(button(t.text("alarm.seen"), key+"seen")))
	case !a.Seen:
		rows = append(rows, row(button(t.text("alarm.seen"), key+"seen")), came)
	case !a.Closed:
		rows = append(rows, came)
	}
	if a.Seen {
		rows = append(rows, row(button(t.text("alarm.add_note"), key+"note")))
	}
	return rows
}

// reasons are why an alert is handled elsewhere: codes, and keys of the wording with "alarm.reason." before them.
func reasons() []string { return []string{"service", "known", "mistake", "other"} }

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

// alarmTapped takes a press on an alert's button: looking, and the acts, which hold for the evidence that was shown.
func (t *turn) alarmTapped(e Tapped, named, act string) {
	key, number, _ := strings.Cut(named, ".")
	var a *Alarmed
	if t.state.Desk != nil {
		if n := slices.IndexFunc(t.state.Desk.Alarms, func(a Alarmed) bool { return alarmKey(a.Alert) == key }); n >= 0 {
			a = &t.state.Desk.Alarms[n]
		}
	}
	if m := t.alarmOf(a); m == nil || m.over(t.now()) {
		t.toast(e, "toast.old")
		return
	}
	shown, err := strconv.Atoi(number)
	if number != "" && (err != nil || shown < 1 || shown > a.Upto) {
		t.toast(e, "toast.old")
		return
	}
	reason, isReason := strings.CutPrefix(act, "elsewhere_")
	acts := act == "seen" || act == "contact" || act == "elsewhere" || isReason
	switch {
	case number == "" && a.Upto > 0 && acts: // of a release before they said what was shown; there is a younger message
		t.toast(e, "toast.old")
	case act == "open":
		t.toast(e, "")
		t.keep(record.Opened{By: t.state.ID, What: "alert " + a.Short, Of: a.Patient, Code: a.Code})
		t.tell(a.Patient, Look{Alert: a.Alert, Message: e.Message})
	case act == "seen" && a.Mine:
		t.toast(e, "alarm.seen_already")
	case act == "seen":
		t.actOn(e, a, Acted{Act: record.Seen, Upto: shown})
	case act == "note":
		t.toast(e, "")
		t.dropPart()
		t.state.Desk.NoteFor, t.state.Desk.NoteAt = a.Alert, t.now()
		t.say(ClassReply, t.text("alarm.note_ask", "short", a.Short, "code", a.Code))
	case act == "contact" || act == "elsewhere" || isReason && slices.Contains(reasons(), reason):
		t.close(e, a, shown, act, reason)
	default:
		t.toast(e, "toast.old")
	}
}

// alarmOf is the patient of an alert, while they are on the panel.
func (t *turn) alarmOf(a *Alarmed) *Member {
	if a == nil {
		return nil
	}
	return t.member(a.Patient)
}

// close takes what ends an alert for good: that contact was made, or that it is handled elsewhere, which asks why.
func (t *turn) close(e Tapped, a *Alarmed, shown int, act, reason string) {
	switch {
	case a.Closed:
		t.toast(e, "alarm.closed_already")
	case act == "contact":
		t.actOn(e, a, Acted{Act: record.Contact, Upto: shown})
	case act == "elsewhere":
		t.toast(e, "")
		var rows [][]Button
		for _, r := range reasons() {
			rows = append(rows, row(button(t.text("alarm.reason."+r), alarmData(a, shown)+"elsewhere_"+r)))
		}
		t.edit(e.Message, t.alarmText(a)+"\n"+t.text("alarm.why"), rows...)
	default:
		t.actOn(e, a, Acted{Act: record.Elsewhere, Reason: reason, Upto: shown})
	}
}

// actOn tells the patient's side what was done, and shows it on the message that was pressed and on the youngest of
// the same alert.
func (t *turn) actOn(e Tapped, a *Alarmed, l Acted) {
	if l.Upto < a.Upto {
		t.actOnOlder(e, a, l)
		return
	}
	a.Seen, a.Mine = true, true
	a.Closed = a.Closed || l.Act != record.Seen
	switch {
	case l.Act != record.Seen:
		t.toast(e, "alarm.closed_toast")
	case a.Unheard:
		t.toast(e, "alarm.untold")
	default:
		t.toast(e, "alarm.seen_toast")
	}
	t.passOn(a, l)
	text := t.alarmText(a) + "\n" + t.actText(a, "by_you", l.Act, l.Reason, "time", t.clock(t.now()))
	t.edit(e.Message, text, t.alarmButtons(a)...)
	if a.Message != 0 && a.Message != e.Message {
		t.edit(a.Message, text, t.alarmButtons(a)...)
	}
}

// actOnOlder takes an act on a message that more has come after. It holds for what that message told of; the alert
// stays open for the rest.
func (t *turn) actOnOlder(e Tapped, a *Alarmed, l Acted) {
	t.toast(e, "alarm.newer")
	t.passOn(a, l)
	lines := []string{t.alarmText(a)}
	if l.Act != record.Seen {
		lines = append(lines, t.actText(a, "by_you", l.Act, l.Reason, "time", t.clock(t.now())))
	}
	t.edit(e.Message, strings.Join(append(lines, t.text("alarm.newer")), "\n"))
}

// passOn tells the patient's side of an act, and files it.
func (t *turn) passOn(a *Alarmed, l Acted) {
	l.Alert, l.At = a.Alert, t.now()
	t.tell(a.Patient, l)
	t.keep(record.Audit{
		By: t.state.ID, Deed: record.Deed(l.Act), What: "alert " + a.Short, Of: a.Patient, Code: a.Code, Detail: l.Reason,
	})
}

// hears says whether the patient hears of it.
func (t *turn) hears(a *Alarmed) string {
	return t.text(map[bool]string{true: "alarm.untold", false: "alarm.told"}[a.Unheard])
}

// actText says what was done: by you, or by a colleague.
func (t *turn) actText(a *Alarmed, by string, act record.Act, reason string, args ...string) string {
	args = append(args, "told", t.hears(a))
	if reason != "" {
		args = append(args, "reason", t.text("alarm.reason."+reason))
	}
	return t.text("alarm."+string(act)+"_"+by, args...)
}

// alarmNoteTyped takes a text as the note on an alert, where one was asked for.
func (t *turn) alarmNoteTyped(text record.FreeText) bool {
	d := t.state.Desk
	if d == nil || d.NoteFor == "" {
		return false
	}
	a := t.alarm(d.NoteFor)
	d.NoteFor = ""
	if t.now().Sub(d.NoteAt) > awaitedFor || a == nil || t.member(a.Patient) == nil {
		return false
	}
	t.tell(a.Patient, Acted{Alert: a.Alert, Act: record.Noted, Note: text, At: t.now()})
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedNoted, What: "alert " + a.Short, Of: a.Patient, Code: a.Code})
	t.say(ClassReply, t.text("alarm.note_kept", "short", a.Short, "code", a.Code))
	return true
}

// alarmSent files an alert's youngest message and takes the buttons off the one before, so that there is one
// place to press.
func (t *turn) alarmSent(id string, message int) {
	a := t.alarm(id)
	if a == nil {
		t.ignore("an alert that is over")
		return
	}
	switch {
	case t.alarmOf(a) == nil: // the link ended while the message was on its way
		t.edit(message, t.text("alarm.not_yours"))
	case a.Message == 0:
		t.milestone(a.Alert, a.At, record.StepReached)
	case a.Message != message:
		t.edit(a.Message, t.alarmText(a)+"\n"+t.text("alarm.below"))
	}
	a.Message = message
}

// settled: a colleague has done something about an alert of this patient.
func (t *turn) settled(m *Member, l Settled) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID {
		t.ignore("an alert that is over")
		return
	}
	if l.Open {
		text := t.actText(a, "by", l.Act, l.Reason, "name", l.Name, "time", t.clock(l.At)) + "\n" + t.text("alarm.newer_by", "name", l.Name)
		t.sayOf(a, text)
		return
	}
	by := "by"
	if a.Mine && l.Act == record.Seen {
		by = "before" // both pressed "seen"; the other was first
	}
	a.Seen, a.Closed = true, a.Closed || l.Act != record.Seen
	t.sayOf(a, t.actText(a, by, l.Act, l.Reason, "name", l.Name, "time", t.clock(l.At)))
}

// sayOf says something about an alert in a message of its own. It cannot be forwarded: what is behind the alert is shown
// in its place when "Open" is pressed.
func (t *turn) sayOf(a *Alarmed, text string) {
	t.add(Say{
		Chat: t.state.Chat, Class: ClassReply, Text: t.alarmText(a) + "\n" + text, Buttons: t.alarmButtons(a), Protect: true,
	})
}

// unheard notes that nothing reaches the patient any more, or something does again, and says so while it matters.
func (t *turn) unheard(m *Member, l Unheard) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID || a.Unheard != l.Back {
		t.ignore("nothing new of an alert")
		return
	}
	a.Unheard = !l.Back
	text := t.text(map[bool]string{true: "alarm.heard", false: "alarm.unheard"}[l.Back])
	t.sayOf(a, text)
}

// relieved takes an alert off this desk: others are called about it. What was pressed here meanwhile has changed nothing,
// and must not look as if it had.
func (t *turn) relieved(m *Member, l Relieved) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID {
		t.ignore("an alert that is over")
		return
	}
	if a.Message != 0 {
		t.edit(a.Message, t.alarmText(a)+"\n"+t.text("alarm.others"))
	}
	d := t.state.Desk
	d.Alarms = slices.DeleteFunc(d.Alarms, func(a Alarmed) bool { return a.Alert == l.Alert })
	if d.NoteFor == l.Alert {
		d.NoteFor = ""
	}
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

// alarmUnreachable: the alarm cannot reach this clinician; the patient's side must call somebody else.
func (t *turn) alarmUnreachable(id string) {
	if a := t.alarm(id); a != nil {
		t.tell(a.Patient, Unreached{Alert: a.Alert})
	}
}
