package patient

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// sessionRow leads to the session times, if the protocol asks anything after sessions.
func (t Side) sessionRow() []state.Button {
	if len(t.Plan.AfterSession) == 0 {
		return t.HelpRow()
	}
	return append(turn.Row(turn.Button(t.Text("session.open"), press.Session{How: "ask"})), t.HelpRow()...)
}

// sessionTapped handles a press about the sessions: when they are, or what differs this time.
func (t Side) sessionTapped(e state.Tapped, pressed press.Session) {
	p := t.State.Patient
	if !p.SetUp() || len(t.Plan.AfterSession) == 0 {
		t.Toast(e, "toast.old")
		return
	}
	t.DropSection()
	k := turn.Picker{
		How:  pressed.How,
		Back: append(turn.Row(turn.Button(t.Text("session.back"), press.Session{How: "ask"})), t.HelpRow()...),
	}
	next := p.Planned.After(t.Now())
	switch pressed.How {
	case "ask":
		t.Toast(e, "")
		t.Edit(e.Message, t.sessionWords(), t.sessionRows()...)
	case "off":
		if next.IsZero() {
			t.Toast(e, "toast.old")
			return
		}
		t.Toast(e, "")
		t.reschedule(e, without(p.Planned, next))
	case "week":
		k.What, k.Title = "week", t.Text("session.pick_week")
		t.Pick(e, k, pressed.Day, pressed.Clock, func(chosen record.Appointment) {
			chosen.Next = p.Planned.Next
			t.reschedule(e, chosen)
		})
	case "move":
		k.What, k.Title = "next", t.Text("session.pick_move")
		t.Pick(e, k, pressed.Day, pressed.Clock, func(chosen record.Appointment) {
			planned := p.Planned
			if !next.IsZero() {
				planned = without(planned, next)
			}
			planned.Next = chosen.Next
			t.reschedule(e, planned)
		})
	case "none":
		t.Toast(e, "")
		t.reschedule(e, record.Appointment{})
	default:
		t.Toast(e, "toast.old")
	}
}

// without skips the next session.
func without(a record.Appointment, next time.Time) record.Appointment {
	if a.Next.Equal(next) {
		a.Next = time.Time{}
		return a
	}
	a.Off = next
	return a
}

// sessionWords say when the sessions are.
func (t Side) sessionWords() string {
	p := t.State.Patient
	return t.Text("session.shown", "week", t.WeekWords(p.Planned), "next", t.NextWords(p.Planned), "name",
		p.Clinician.Name)
}

// sessionRows offers changes to the sessions, those for one time first.
func (t Side) sessionRows() [][]state.Button {
	var rows [][]state.Button
	p := t.State.Patient
	if next := p.Planned.After(t.Now()); !next.IsZero() {
		rows = append(rows, turn.Row(turn.Button(t.Text("session.off"), press.Session{How: "off"}),
			turn.Button(t.Text("session.move"), press.Session{How: "move"})))
	} else {
		rows = append(rows, turn.Row(turn.Button(t.Text("session.once"), press.Session{How: "move"})))
	}
	rows = append(rows, turn.Row(turn.Button(t.Text("session.week"), press.Session{How: "week"}),
		turn.Button(t.Text("session.none"), press.Session{How: "none"})))
	return append(rows, t.HelpRow())
}

// reschedule stores what the patient said and tells the clinician.
func (t Side) reschedule(e state.Tapped, planned record.Appointment) {
	p := t.State.Patient
	p.Moved = nil // what somebody has said themselves is not undone
	t.SessionsAre(planned, t.State.ID)
	t.Tell(p.Clinician.ID, state.Rescheduled{Planned: planned})
	t.Edit(e.Message, t.Text("session.done", "name", p.Clinician.Name)+"\n\n"+t.sessionWords(), t.sessionRows()...)
}

// noticeGap plans the question about a long gap, if the next session is far away.
func (t Side) noticeGap(began time.Time) {
	p := t.State.Patient
	next, gap := p.Planned.After(began), t.Plan.Digest.Gap
	clock, err := flows.ParseClock(p.At)
	if err != nil || gap <= 0 || next.IsZero() || t.startOfDayOf(next).Sub(t.startOfDayOf(began)) < gap-2*time.Hour {
		return
	}
	if at := flows.Resolve(clock.On(t.Wall(began).AddDate(0, 0, 1)), t.Zone()); at.After(t.Now()) {
		t.Wake(state.WakeNews, state.NewsGap, at)
	}
}

// startOfDayOf is the start of a time's local day. (A gap counts days, and one of them may be an hour shorter.)
func (t Side) startOfDayOf(at time.Time) time.Time {
	return flows.Resolve(flows.Clock(0).On(t.Wall(at)), t.Zone())
}

// askGap asks once how the session left the patient. It is skipped during a pause or an open alert, or if the gap is
// gone. A check-in comes first, and this question does not come on top of it.
func (t Side) askGap() {
	p := t.State.Patient
	if !p.SetUp() || t.State.Blocked || p.PausedAt(t.Now()) || len(t.safety.OpenAlerts()) > 0 {
		t.Ignore("no gap")
		return
	}
	next := p.Planned.After(t.Now())
	if next.IsZero() || next.Sub(t.Now()) < t.Plan.Digest.Gap-48*time.Hour {
		t.Ignore("no gap any more")
		return
	}
	if at := t.QuietUntil(t.clearOfCheckIn()); at.After(t.Now()) {
		t.Wake(state.WakeNews, state.NewsGap, at)
		t.Ignore("a check-in comes first")
		return
	}
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassPrompt, Text: t.Text("gap.ask", "next", t.NextWords(p.Planned)), Until: next,
		Buttons: [][]state.Button{
			turn.Row(turn.Button(t.Text("gap.okay"), press.Chose("gap", "okay"))),
			turn.Row(turn.Button(t.Text("gap.stirred"), press.Chose("gap", "stirred"))),
			turn.Row(turn.Button(t.Text("gap.earlier"), press.Chose("gap", "earlier"))), t.HelpRow(),
		},
	})
}

// clearOfCheckIn is the next time that is not close to a check-in. An open check-in is looked at again after a while,
// because it may be answered long before it closes.
func (t Side) clearOfCheckIn() time.Time {
	apart := t.Plan.Window.Inactivity
	if o := t.State.Patient.Open; o != nil && !o.Changing && o.Deadline.After(t.Now()) {
		if soon := t.Now().Add(apart); soon.Before(o.Deadline) {
			return soon
		}
		return o.Deadline
	}
	if at := t.checkInAfter(t.Now().Add(-apart)); !at.IsZero() && at.Before(t.Now().Add(apart)) {
		return at.Add(apart)
	}
	return t.Now()
}

// gapTapped takes the answer. Only the wish for an earlier appointment is passed on.
func (t Side) gapTapped(e state.Tapped, value string) {
	p := t.State.Patient
	name := p.Clinician.Name
	earlier := turn.Row(turn.Button(t.Text("gap.earlier"), press.Chose("gap", "earlier")))
	switch {
	case !p.SetUp() || !slices.Contains([]string{"okay", "stirred", "earlier"}, value):
		t.Toast(e, "toast.old")
		return
	case value == "okay":
		t.Edit(e.Message, t.Text("gap.okay_done"), t.HelpRow())
	case value == "stirred":
		t.Edit(e.Message, t.safety.WithPlan(t.Text("gap.stirred_done", "name", name)), earlier, t.HelpRow())
	case value == "earlier" && p.Clinician.ID == "":
		t.Edit(e.Message, t.Text("notice.unreached", "name", name), t.HelpRow())
	case value == "earlier":
		t.safety.NotifyClinician(record.Notice{Level: string(flows.Note), Rule: turn.RuleEarlier}, false)
		t.Edit(e.Message, t.Text("gap.earlier_done", "name", name), t.HelpRow())
	}
	t.Toast(e, "")
}
