package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// openCheckIn opens the check-in that is due, or files it as not delivered where its window has passed while
// nobody was there to send it. Earlier ones that were due in the meantime are filed too: never two at once.
func (t *turn) openCheckIn(e Due) {
	if e.Key == flows.SessionSlot {
		t.sessionOver(e)
		return
	}
	if r, ok := t.random(e.Key); ok {
		t.momentDue(e, r)
		return
	}
	p := t.state.Patient
	n := slices.IndexFunc(t.plan.Rotation, func(s flows.Slot) bool { return s.ID == e.Key })
	if !p.setUp() || n < 0 || n >= len(p.Days) {
		t.ignore("a check-in for nobody")
		return
	}
	weekly, ok := t.recurs(n)
	if !ok {
		t.ignore("a check-in without an hour")
		return
	}
	due, slot := e.Nominal, t.plan.Rotation[n]
	if p.Dosing.leaves(slot) {
		t.ignore("a check-in that is left out")
		return
	}
	if due.Before(p.Start) {
		t.ignore("a check-in from before the start")
		return
	}
	day := t.nominal(weekly, due)
	for {
		nextDay, following := weekly.Next(due, t.zone())
		if following.IsZero() {
			t.ignore("a check-in that never comes")
			return
		}
		if following.After(t.now()) {
			t.wake(WakeCheckIn, e.Key, following)
			break
		}
		t.neverSent(slot, day, due)
		day, due = nextDay, following
	}
	if p.Meets.Next.IsZero() {
		t.planSession()
	}
	t.open(slot, day, due)
}

// open opens the check-in of a date, or files why it is not sent.
func (t *turn) open(slot flows.Slot, day, due time.Time) {
	p := t.state.Patient
	asked, idle := t.withoutSession(slot, t.questionnaires(slot, day))
	switch {
	case t.askedFor(slot, day):
		t.ignore("asked for that date already")
	case len(asked) == 0:
		t.ignore("nothing to ask")
	case p.pausedAt(t.now()), p.pausedAt(due), t.skips(slot, day):
		t.neverSent(slot, day, due)
	case t.gaveUp(), t.quiet(), t.now().Sub(due) > t.plan.Window.Deadline:
		t.neverSent(slot, day, due)
	case slot.ID != flows.SessionSlot && t.now().Sub(p.Last) < t.plan.Limits.MinimumGap:
		t.ignore("too soon after the last check-in")
	default:
		t.dropPart()
		t.noteAsked(slot, day)
		t.fileNoSession(slot, day, due, idle)
		t.endOccasion(record.EndReplaced)
		t.begun(ClassPrompt, occasionID(slot, day), due, asked)
		t.askOutdated()
	}
}

// occasionID is the slot and the nominal date, so that a replay opens the same occasion.
func occasionID(s flows.Slot, day time.Time) string {
	return s.ID + "@" + day.Format(time.DateOnly)
}

// questionnaires are those of the week, without the safety items where the person refused them or where
// nobody would be on duty long enough to act on the answer, or nobody is there at all.
func (t *turn) questionnaires(s flows.Slot, day time.Time) []string {
	safety := t.state.Patient.Consents[record.ForSafety] && len(t.staffed()) > 0 && t.plan.Clinic.DutyLeft(t.now()) >= s.DutyHours
	var asked []string
	for _, id := range s.Questionnaires(t.weekOf(day)) {
		q, ok := t.plan.Questionnaires[id]
		if ok && (q.Theme != 0 || safety) {
			asked = append(asked, id)
		}
	}
	return t.softened(t.without(asked, t.state.Patient.Dosing.Themes))
}

// neverSent files a check-in that came due and was not sent. In a pause none was to be sent.
func (t *turn) neverSent(s flows.Slot, day, due time.Time) {
	if t.state.Patient.pausedAt(due) || t.skips(s, day) {
		t.ignore("paused, or fewer were asked for")
		return
	}
	id := occasionID(s, day)
	if t.askedFor(s, day) {
		t.ignore("asked for that date already")
		return
	}
	t.noteAsked(s, day)
	t.keep(record.Occasion{ID: id, Planned: due, Questionnaires: t.questionnaires(s, day)})
	t.keep(record.Missed{Occasion: id, Reason: record.EndNotDelivered})
}

// begun opens an occasion and asks its first question; nothing opens where none of its questions applies.
func (t *turn) begun(class Class, id string, due time.Time, asked []string) {
	p := t.state.Patient
	o := &Occasion{ID: id, Number: p.Count + 1, Questionnaires: asked, Planned: due, Opened: t.now(), Since: latest(p.Safety, p.Start)}
	o.Item = t.nextItem(o)
	if o.Item == "" {
		t.ignore("nothing to ask")
		return
	}
	p.Count++
	if !afterSession(o) {
		p.Before, p.Last = p.Last, t.now()
	}
	p.Open = o
	t.keep(record.Occasion{ID: o.ID, Planned: due, Questionnaires: asked})
	t.sendQuestion(class, t.text("checkin.hello", "name", p.Clinician.Name))
	if after, more := t.nextReminder(o); more {
		t.wake(WakeReminder, o.ID, t.now().Add(after))
	}
	t.closes(o, t.plan.Window.Deadline)
}

// closes asks for the moment at which the check-in closes unless something happens before.
func (t *turn) closes(o *Occasion, after time.Duration) {
	o.Closes = t.now().Add(after)
	t.wake(WakeClose, o.ID, o.Closes)
}

// sendQuestion asks the current question in a new message, below a line of greeting.
func (t *turn) sendQuestion(class Class, greeting string) {
	o := t.state.Patient.Open
	text, buttons := t.question(o)
	buttons = t.laterRow(o, buttons)
	if greeting != "" {
		text = greeting + "\n\n" + text
	}
	say := Say{Chat: t.state.Chat, Class: class, Text: text, Buttons: buttons, Slot: "occasion:" + o.ID}
	if class == ClassPrompt {
		say.Until = t.lastMoment(o)
	}
	t.add(say)
}

// lastMoment is until when a question may still reach the phone unasked: before the quiet hours, and before its
// check-in closes. A message can wait long behind an outage, and so can the event that led to it.
func (t *turn) lastMoment(o *Occasion) time.Time {
	last := o.Closes
	if last.IsZero() {
		last = t.now().Add(t.plan.Window.Deadline)
	}
	limits := t.plan.Limits
	if limits.QuietFrom == limits.QuietTo {
		return last
	}
	for ahead := range 2 {
		night := flows.Resolve(limits.QuietFrom.On(t.now().In(t.zone()).AddDate(0, 0, ahead)), t.zone())
		if night.After(t.now()) && night.Before(last) {
			return night
		}
	}
	return last
}

// delivered files that the check-in reached the phone, and in which message.
func (t *turn) delivered(id string, message int) {
	p := t.state.Patient
	if p == nil || p.Open == nil || p.Open.ID != id {
		return
	}
	p.Open.Message = message
	if !p.Open.Delivered {
		p.Open.Delivered = true
		t.keep(record.Delivered{Occasion: id})
	}
}

// notDelivered closes the open check-in that cannot arrive: not the patient's doing.
func (t *turn) notDelivered(id string) {
	p := t.state.Patient
	if p == nil || p.Open == nil || (id != "" && p.Open.ID != id) {
		return
	}
	reason := record.EndNotDelivered
	if p.Open.Delivered {
		reason = record.EndExpired
	}
	t.endOccasion(reason)
}

// underThumb is how long after a tap a reminder would take the question from under the person's thumb.
const underThumb = 15 * time.Minute

// remind asks once more, in a new message, because an edit notifies nobody. Whoever has just tapped needs no reminder;
// whoever has left a check-in half done does.
func (t *turn) remind(id string) {
	p := t.state.Patient
	if p == nil || p.Open == nil || p.Open.ID != id {
		t.ignore("nothing to remind of")
		return
	}
	after, more := t.nextReminder(p.Open)
	if !more || t.quiet() || t.gaveUp() {
		t.ignore("nothing to remind of")
		return
	}
	if tapped := p.Open.Closes.Add(-t.plan.Window.Inactivity); p.Open.Touched && t.now().Sub(tapped) < underThumb {
		t.ignore("somebody who is answering")
		return
	}
	if !t.leaveOutSafety(p.Open) {
		t.endOccasion(record.EndExpired)
		return
	}
	p.Open.Reminded = true
	p.Open.Reminders++
	key := "checkin.reminder"
	if then, another := t.nextReminder(p.Open); another {
		t.wake(WakeReminder, id, t.now().Add(then-after))
		key = "checkin.reminder_first"
	}
	t.moveBelow()
	t.sendQuestion(ClassPrompt, t.text(key))
}

// nextReminder is how long after its beginning a check-in is reminded of next, and whether it is at all.
func (t *turn) nextReminder(o *Occasion) (after time.Duration, more bool) {
	come, all := o.Reminders, t.plan.Window.Reminders
	if o.Reminded {
		come = max(come, 1)
	}
	if o.Again || come >= len(all) {
		return 0, false
	}
	return all[come], true
}

// moveBelow takes the buttons off the earlier message of the same check-in.
func (t *turn) moveBelow() {
	if m := t.state.Patient.Open.Message; m != 0 {
		t.edit(m, t.text("checkin.moved"))
	}
}

// askAgain shows the open question below everything else, without the safety questions where nobody would be on duty
// long enough. It tells whether there was anything left to ask; if not, the check-in is over.
func (t *turn) askAgain() bool {
	if !t.leaveOutSafety(t.state.Patient.Open) {
		t.endOccasion(record.EndExpired)
		return false
	}
	t.moveBelow()
	t.sendQuestion(ClassReply, t.text("checkin.again"))
	return true
}

// expire closes an unanswered check-in, without a reproach. The moment may have waited behind a tap that moved it.
func (t *turn) expire(id string) {
	p := t.state.Patient
	if p == nil || p.Open == nil || p.Open.ID != id {
		t.ignore("a check-in that is closed already")
		return
	}
	if t.now().Before(p.Open.Closes) {
		t.ignore("a check-in that was answered meanwhile")
		return
	}
	reason := record.EndExpired
	if !p.Open.Delivered && !p.Open.Touched {
		reason = record.EndNotDelivered // nobody knows of it: Telegram was away all the time
	}
	t.endOccasion(reason)
	t.noticeSilence()
}
