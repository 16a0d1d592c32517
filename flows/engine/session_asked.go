package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/record"
)

// sessionRow leads to the sessions, where the protocol asks anything after them.
func (t *turn) sessionRow() []Button {
	if len(t.plan.AfterSession) == 0 {
		return t.helpRow()
	}
	return append(row(button(t.text("session.open"), "c:session:ask")), t.helpRow()...)
}

// sessionTapped takes a press about the sessions: when they are, and what is different this time.
func (t *turn) sessionTapped(e Tapped, value, more string) {
	p := t.state.Patient
	if !p.setUp() || len(t.plan.AfterSession) == 0 {
		t.toast(e, "toast.old")
		return
	}
	t.dropPart()
	k := picker{key: "c:session:" + value + ":", back: append(row(button(t.text("session.back"), "c:session:ask")), t.helpRow()...)}
	next := digest.NextAppointment(p.Planned, t.now())
	switch value {
	case "ask":
		t.toast(e, "")
		t.edit(e.Message, t.sessionWords(), t.sessionRows()...)
	case "off":
		if next.IsZero() {
			t.toast(e, "toast.old")
			return
		}
		t.toast(e, "")
		t.reschedule(e, without(p.Planned, next))
	case "week":
		k.what, k.title = "week", t.text("session.pick_week")
		t.pick(e, k, more, func(chosen record.Appointment) {
			chosen.Next = p.Planned.Next
			t.reschedule(e, chosen)
		})
	case "move":
		k.what, k.title = "next", t.text("session.pick_move")
		t.pick(e, k, more, func(chosen record.Appointment) {
			planned := p.Planned
			if !next.IsZero() {
				planned = without(planned, next)
			}
			planned.Next = chosen.Next
			t.reschedule(e, planned)
		})
	case "none":
		t.toast(e, "")
		t.reschedule(e, record.Appointment{})
	default:
		t.toast(e, "toast.old")
	}
}

// without takes the next session out.
func without(a record.Appointment, next time.Time) record.Appointment {
	if a.Next.Equal(next) {
		a.Next = time.Time{}
		return a
	}
	a.Off = next
	return a
}

// sessionWords say when the sessions are.
func (t *turn) sessionWords() string {
	p := t.state.Patient
	return t.text("session.shown", "week", t.weekWords(p.Planned), "next", t.nextWords(p.Planned), "name", p.Clinician.Name)
}

// sessionRows are the ways to change that; what is only for this time first.
func (t *turn) sessionRows() [][]Button {
	var rows [][]Button
	p := t.state.Patient
	if next := digest.NextAppointment(p.Planned, t.now()); !next.IsZero() {
		rows = append(rows, row(button(t.text("session.off"), "c:session:off"), button(t.text("session.move"), "c:session:move")))
	} else {
		rows = append(rows, row(button(t.text("session.once"), "c:session:move")))
	}
	rows = append(rows, row(button(t.text("session.week"), "c:session:week"), button(t.text("session.none"), "c:session:none")))
	return append(rows, t.helpRow())
}

// reschedule takes over what the patient said, and lets the clinician know.
func (t *turn) reschedule(e Tapped, planned record.Appointment) {
	p := t.state.Patient
	p.Moved = nil // what somebody has said themselves is not undone
	t.sessionsAre(planned, t.state.ID)
	t.tell(p.Clinician.ID, Rescheduled{Planned: planned})
	t.edit(e.Message, t.text("session.done", "name", p.Clinician.Name)+"\n\n"+t.sessionWords(), t.sessionRows()...)
}

// newsGap is the key of the moment, the day after a session before a long gap, at which the patient is asked how it
// left them.
const newsGap = "gap"

// noticeGap plans that question, where the next session is known to be far away.
func (t *turn) noticeGap(began time.Time) {
	p := t.state.Patient
	next, gap := digest.NextAppointment(p.Planned, began), t.plan.Digest.Gap
	clock, err := flows.ParseClock(p.At)
	if err != nil || gap <= 0 || next.IsZero() || t.startOfDayOf(next).Sub(t.startOfDayOf(began)) < gap-2*time.Hour {
		return
	}
	if at := flows.Resolve(clock.On(t.wall(began).AddDate(0, 0, 1)), t.zone()); at.After(t.now()) {
		t.wake(WakeNews, newsGap, at)
	}
}

// startOfDayOf is when the local day of a time began. (A gap counts days, and one of them may be an hour shorter.)
func (t *turn) startOfDayOf(at time.Time) time.Time {
	return flows.Resolve(flows.Clock(0).On(t.wall(at)), t.zone())
}

// askGap asks how the session left the patient, once, unless they paused, people are being called for them, or the gap
// is gone meanwhile. A check-in comes first, and the question does not lie on top of it.
func (t *turn) askGap() {
	p := t.state.Patient
	if !p.setUp() || t.state.Blocked || p.pausedAt(t.now()) || len(t.openAlerts()) > 0 {
		t.ignore("no gap")
		return
	}
	next := digest.NextAppointment(p.Planned, t.now())
	if next.IsZero() || next.Sub(t.now()) < t.plan.Digest.Gap-48*time.Hour {
		t.ignore("no gap any more")
		return
	}
	if at := t.quietUntil(t.clearOfCheckIn()); at.After(t.now()) {
		t.wake(WakeNews, newsGap, at)
		t.ignore("a check-in comes first")
		return
	}
	t.say(ClassPrompt, t.text("gap.ask", "next", t.nextWords(p.Planned)), row(button(t.text("gap.okay"), "c:gap:okay")),
		row(button(t.text("gap.stirred"), "c:gap:stirred")), row(button(t.text("gap.earlier"), "c:gap:earlier")), t.helpRow())
}

// clearOfCheckIn is when something may be asked beside the check-ins: not while one is open, nor shortly before or after
// one comes. Of one that is open it is looked at again after a while, for it may be answered long before it closes.
func (t *turn) clearOfCheckIn() time.Time {
	apart := t.plan.Window.Inactivity
	if o := t.state.Patient.Open; o != nil && !o.Again && o.Closes.After(t.now()) {
		if soon := t.now().Add(apart); soon.Before(o.Closes) {
			return soon
		}
		return o.Closes
	}
	if at := t.checkInAfter(t.now().Add(-apart)); !at.IsZero() && at.Before(t.now().Add(apart)) {
		return at.Add(apart)
	}
	return t.now()
}

// ruleEarlier names the notice that a patient asks for an earlier appointment.
const ruleEarlier = "earlier_slot"

// gapTapped takes the answer. Only the wish for an earlier appointment goes to anybody.
func (t *turn) gapTapped(e Tapped, value string) {
	p := t.state.Patient
	name := p.Clinician.Name
	earlier := row(button(t.text("gap.earlier"), "c:gap:earlier"))
	switch {
	case !p.setUp() || !slices.Contains([]string{"okay", "stirred", "earlier"}, value):
		t.toast(e, "toast.old")
		return
	case value == "okay":
		t.edit(e.Message, t.text("gap.okay_done"), t.helpRow())
	case value == "stirred":
		t.edit(e.Message, t.withPlan(t.text("gap.stirred_done", "name", name)), earlier, t.helpRow())
	case value == "earlier":
		t.keep(record.Notice{Level: string(flows.Note), Rule: ruleEarlier})
		t.tell(p.Clinician.ID, Noted{Code: p.Code, Level: string(flows.Note), Rule: ruleEarlier, At: t.now()})
		t.edit(e.Message, t.text("gap.earlier_done", "name", name), t.helpRow())
	}
	t.toast(e, "")
}
