package patient

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// openCheckIn opens the check-in that is due, or files it as not delivered if its window passed while the bot was down.
// Earlier ones missed in the same way are filed too, so two are never open at once.
func (t Side) openCheckIn(e state.Due) {
	if e.Key == flows.SessionSlot {
		t.sessionOver(e)
		return
	}
	if r, ok := t.Plan.Drawn(e.Key); ok {
		t.momentDue(e, r)
		return
	}
	p := t.State.Patient
	n := slices.IndexFunc(t.Plan.Rotation, func(s flows.Slot) bool { return s.ID == e.Key })
	if !p.SetUp() || n < 0 {
		t.Ignore("a check-in for nobody")
		return
	}
	weekly, ok := t.Recurs(n)
	if !ok {
		t.Ignore("a check-in without an hour")
		return
	}
	if t.Answering() && t.Now().Sub(e.Nominal) < t.Plan.Window.Deadline {
		t.Wake(state.WakeCheckIn, e.Key, t.Now().Add(turn.UnderThumb))
		t.Ignore("somebody who is answering another check-in")
		return
	}
	due, slot, day := e.Nominal, t.Plan.Rotation[n], t.nominal(weekly, e.Nominal)
	if p.Adjustment.Leaves(slot) {
		t.Ignore("a check-in that is left out")
		return
	}
	if due.Before(p.Start) {
		t.ScheduleSlot(n, t.Now())
		t.Ignore("a check-in from before the start")
		return
	}
	for {
		nextDay, following := weekly.Next(due, t.Zone())
		if following.IsZero() {
			t.Ignore("a check-in that never comes")
			return
		}
		if following.After(t.Now()) {
			t.Wake(state.WakeCheckIn, e.Key, following)
			break
		}
		t.neverSent(slot, day, due)
		day, due = nextDay, following
	}
	if p.Meets.Next.IsZero() {
		t.PlanSession()
	}
	t.open(slot, day, due)
}

// open opens the check-in of a date, or files why it is not sent.
func (t Side) open(slot flows.Slot, day, due time.Time) {
	p := t.State.Patient
	asked, idle := t.withoutSession(slot, t.questionnaires(slot, day))
	switch {
	case t.askedFor(slot, day):
		t.Ignore("asked for that date already")
	case len(asked) == 0:
		t.Ignore("nothing to ask")
	case p.PausedAt(t.Now()), p.PausedAt(due), t.skips(slot, day):
		t.neverSent(slot, day, due)
	case t.GaveUp(), t.Quiet(), t.Now().Sub(due) > t.Plan.Window.Deadline:
		t.neverSent(slot, day, due)
	case slot.ID != flows.SessionSlot && t.Now().Sub(p.Last) < t.Plan.Limits.MinimumGap:
		t.Ignore("too soon after the last check-in")
	default:
		t.DropSection()
		t.rememberAsked(slot, day)
		t.fileNoSession(slot, day, due, idle)
		t.endOccasion(record.EndReplaced)
		t.begun(state.ClassPrompt, slot.OccasionID(day), due, asked)
		t.askOutdated()
	}
}

// questionnaires lists the week's questionnaires. The safety items are left out if the patient refused them, if too
// little duty time is left to act on an answer, or if nobody is there at all.
func (t Side) questionnaires(s flows.Slot, day time.Time) []string {
	safety := t.State.Patient.Consents[record.ForSafety] && t.SomebodyThere() &&
		t.Plan.Clinic.DutyLeft(t.Now()) >= s.DutyHours
	var asked []string
	for _, id := range s.Questionnaires(t.WeekOf(day)) {
		q, ok := t.Plan.Questionnaires[id]
		if ok && (q.Theme != 0 || safety) {
			asked = append(asked, id)
		}
	}
	return t.softened(t.Without(asked, t.State.Patient.Adjustment.Themes))
}

// neverSent files a check-in that came due and was not sent. None was due during a pause.
func (t Side) neverSent(s flows.Slot, day, due time.Time) {
	if t.State.Patient.PausedAt(due) || t.skips(s, day) {
		t.Ignore("paused, or fewer were asked for")
		return
	}
	id := s.OccasionID(day)
	if t.askedFor(s, day) {
		t.Ignore("asked for that date already")
		return
	}
	t.rememberAsked(s, day)
	t.Keep(record.Occasion{ID: id, Planned: due, Questionnaires: t.questionnaires(s, day)})
	t.Keep(record.Missed{Occasion: id, Reason: record.EndNotDelivered})
}

// begun opens an occasion and asks its first question. If none of its questions applies, nothing opens.
func (t Side) begun(class state.Class, id string, due time.Time, asked []string) {
	p := t.State.Patient
	o := &state.Occasion{
		ID: id, Number: p.Count + 1, Questionnaires: asked, Planned: due, Opened: t.Now(),
		Since: flows.Later(p.SafetyAt, p.Start),
	}
	o.Item = t.NextItem(o)
	if o.Item == "" {
		t.Ignore("nothing to ask")
		return
	}
	p.Count++
	if !o.AfterSession() {
		p.Before, p.Last = p.Last, t.Now()
	}
	p.Open = o
	t.Keep(record.Occasion{ID: o.ID, Planned: due, Questionnaires: asked})
	t.sendQuestion(class, t.Text("checkin.hello", "name", p.Clinician.Name))
	if after, more := t.nextReminder(o); more {
		t.Wake(state.WakeReminder, o.ID, t.Now().Add(after))
	}
	t.scheduleClose(o, t.Plan.Window.Deadline)
}

// scheduleClose schedules the end of the check-in.
func (t Side) scheduleClose(o *state.Occasion, after time.Duration) {
	o.Deadline = t.Now().Add(after)
	t.Wake(state.WakeClose, o.ID, o.Deadline)
}

// sendQuestion asks the current question in a new message, below a line of greeting.
func (t Side) sendQuestion(class state.Class, greeting string) {
	o := t.State.Patient.Open
	text, buttons := t.question(o)
	buttons = t.laterRow(o, buttons)
	if p, ok := t.Question(o, o.Item); ok && p.Item.Kind.Typed() {
		t.DropNotes() // what is typed now answers this
	}
	if greeting != "" {
		text = greeting + "\n\n" + text
	}
	say := state.Say{Chat: t.State.Chat, Class: class, Text: text, Buttons: buttons, Anchor: "occasion:" + o.ID}
	if class == state.ClassPrompt {
		say.Until = t.lastMoment(o)
	}
	t.Add(say)
}

// lastMoment is the latest time at which an unprompted question may reach the phone: before the quiet hours, and before
// its check-in closes. An outage can delay a message, and also the event behind it, for long.
func (t Side) lastMoment(o *state.Occasion) time.Time {
	last := o.Deadline
	if last.IsZero() {
		last = t.Now().Add(t.Plan.Window.Deadline)
	}
	limits := t.Plan.Limits
	if limits.QuietFrom == limits.QuietTo {
		return last
	}
	for ahead := range 2 {
		night := flows.Resolve(limits.QuietFrom.On(t.Now().In(t.Zone()).AddDate(0, 0, ahead)), t.Zone())
		if night.After(t.Now()) && night.Before(last) {
			return night
		}
	}
	return last
}

// Delivered records that the check-in reached the phone, and its message.
func (t Side) Delivered(id string, message int) {
	p := t.State.Patient
	if p == nil || p.Open == nil || p.Open.ID != id {
		return
	}
	p.Open.Message = message
	if !p.Open.Delivered {
		p.Open.Delivered = true
		t.Keep(record.Delivered{Occasion: id})
	}
}

// NotDelivered closes the open check-in because it cannot arrive. It does not count as missed by the patient. One that
// has arrived stays open where only a later message of it, such as a reminder, was refused or came too late: its
// question goes back to the message that is there.
func (t Side) NotDelivered(id string) {
	p := t.State.Patient
	if p == nil || p.Open == nil || (id != "" && p.Open.ID != id) {
		return
	}
	if p.Open.Delivered && !t.State.Blocked {
		t.showAgain(p.Open)
		return
	}
	reason := record.EndNotDelivered
	if p.Open.Delivered {
		reason = record.EndExpired
	}
	t.endOccasion(reason)
}

// showAgain puts the question back into the check-in's message, whose buttons went when the next one was sent.
func (t Side) showAgain(o *state.Occasion) {
	if o.Message == 0 {
		return
	}
	text, buttons := t.question(o)
	if o.Urgent != "" && o.Item == o.Urgent {
		text = t.urgentWhy() + "\n\n" + text
	}
	t.Edit(o.Message, text, t.laterRow(o, buttons)...)
}

// remind asks again in a new message, because an edit notifies nobody. A patient who has just tapped gets no reminder;
// one who left a check-in half finished does.
func (t Side) remind(id string) {
	p := t.State.Patient
	if p == nil || p.Open == nil || p.Open.ID != id {
		t.Ignore("nothing to remind of")
		return
	}
	after, more := t.nextReminder(p.Open)
	if !more || t.Quiet() || t.GaveUp() {
		t.Ignore("nothing to remind of")
		return
	}
	if t.Answering() {
		t.Ignore("somebody who is answering")
		return
	}
	if !t.leaveOutSafety(p.Open) { // no reminder closes a check-in: it stays open with the question that it has
		t.Ignore("nothing that can be asked now")
		return
	}
	p.Open.Reminded = true
	p.Open.Reminders++
	key := "checkin.reminder"
	if then, another := t.nextReminder(p.Open); another {
		t.Wake(state.WakeReminder, id, t.Now().Add(then-after))
		key = "checkin.reminder_first"
	}
	if p.Open.Message != 0 {
		p.Open.Above = append(p.Open.Above, p.Open.Message)
	}
	t.moveBelow()
	t.sendQuestion(state.ClassPrompt, t.Text(key))
}

// nextReminder is when the next reminder comes, counted from the start of the check-in, and whether there is one.
func (t Side) nextReminder(o *state.Occasion) (after time.Duration, more bool) {
	come, all := o.Reminders, t.Plan.Window.Reminders
	if o.Reminded {
		come = max(come, 1)
	}
	if o.Changing || come >= len(all) {
		return 0, false
	}
	return all[come], true
}

// moveBelow removes the buttons from the check-in's earlier message.
func (t Side) moveBelow() {
	o := t.State.Patient.Open
	if !t.safety.LeaveDanger(o, false) && o.Message != 0 {
		t.Edit(o.Message, t.Text("checkin.moved"))
	}
}

// RepeatQuestion shows the open question in a new message. Safety questions are left out if too little duty time is
// left. It reports whether a question was left to ask; if not, the check-in is over.
func (t Side) RepeatQuestion() bool {
	if !t.leaveOutSafety(t.State.Patient.Open) {
		t.endOccasion(record.EndExpired)
		return false
	}
	t.moveBelow()
	t.sendQuestion(state.ClassReply, t.Text("checkin.again"))
	return true
}

// expire closes an unanswered check-in without a reproach. A tap processed just before may have moved the deadline.
func (t Side) expire(id string) {
	p := t.State.Patient
	if p == nil || p.Open == nil || p.Open.ID != id {
		t.Ignore("a check-in that is closed already")
		return
	}
	if t.Now().Before(p.Open.Deadline) {
		t.Ignore("a check-in that was answered meanwhile")
		return
	}
	reason := record.EndExpired
	if !p.Open.Delivered && !p.Open.Touched {
		reason = record.EndNotDelivered // the patient never saw it: Telegram was down
	}
	late := p.Open
	t.endOccasion(reason)
	t.keepLate(late)
	t.noticeSilence()
}
