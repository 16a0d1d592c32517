package safety

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// HelpMenu is what the help button opens, in any state, before enrolment too. It alerts nobody.
func (t Side) HelpMenu() {
	rows := [][]state.Button{
		turn.Row(turn.Button(t.Text("help.how"), press.Help{Choice: "how"}),
			turn.Button(t.Text("help.numbers"), press.Help{Choice: "numbers"})),
	}
	if t.LinkedPatient() {
		rows = append(rows, turn.Row(turn.Button(t.Text("help.plan"), press.Help{Choice: "plan"})),
			turn.Row(turn.Button(t.Text("help.tell"), press.Help{Choice: "tell"})))
	}
	if p := t.State.Patient; p != nil && !p.Erased {
		rows = append(rows, t.CarefulWay(false))
	}
	t.Say(state.ClassSafety, t.Text("help.menu"), rows...)
}

// HelpAsked opens the help menu. Where the wish for it waited, it is not opened long after: a short text says when it
// came, with the numbers.
func (t Side) HelpAsked() {
	if t.Helped() {
		return
	}
	if !t.Stale() {
		t.HelpMenu()
		return
	}
	t.Say(state.ClassSafety, t.Text("late.help", "time", t.Clock(t.SaidAt()), "numbers", t.Numbers()), t.HelpRow())
}

// Helped reports whether the wish for help was met before there was a turn: then nothing of it is sent again.
func (t Side) Helped() bool {
	if t.Met {
		t.Ignore("help that was given already")
	}
	return t.Met
}

// PlanFromHelp shows the plan, or that there is none.
func (t Side) PlanFromHelp() {
	if t.State.Patient == nil {
		t.Say(state.ClassReply, t.Text("help.no_plan"), t.HelpRow())
		return
	}
	t.PlanShown()
}

// ConfirmTell asks once before somebody is called. Where nobody can be, it says so instead.
func (t Side) ConfirmTell(_ state.Tapped) {
	if !t.LinkedPatient() {
		t.Say(state.ClassSafety, t.Text("help.no_clinic", "numbers", t.Numbers()))
		return
	}
	if len(t.Staffed()) == 0 { // whoever is left was left out
		t.Say(state.ClassSafety, t.Text("gone.nobody_called", "numbers", t.Numbers()), t.HelpRow())
		return
	}
	t.Say(state.ClassSafety, t.withAway(t.Text("help.tell_sure", "name", t.First().Name)),
		turn.Row(turn.Button(t.Text("help.tell_yes"), press.Help{Choice: "told"})),
		turn.Row(turn.Button(t.Text("help.tell_no"), press.Help{Choice: "not_now"})))
}

// AddNote asks for the note, which only people who open the alert can read.
func (t Side) AddNote(e state.Tapped, short string) {
	a := t.alertShort(short)
	if a == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if !a.Closed.IsZero() {
		t.noteOver()
		return
	}
	t.DropSection()
	t.AwaitNote(a.ID)
	t.Say(state.ClassReply, t.Text("safety.note_ask", "name", t.First().Name), t.HelpRow())
}

// noteOver: nobody looks at an alert that is over. Whoever wants to add to it may need somebody again.
func (t Side) noteOver() {
	rows := [][]state.Button{t.HelpRow()}
	if t.LinkedPatient() {
		rows = slices.Insert(rows, 0, turn.Row(turn.Button(t.Text("help.tell"), press.Help{Choice: "tell"})))
	}
	t.Say(state.ClassSafety, t.Text("safety.note_over", "numbers", t.Numbers()), rows...)
}

// SafeForNow passes on "I'm safe for now" to whoever holds the alert and to those whom it has reached. It closes no
// alert. The patient reads who holds it, else all of them.
func (t Side) SafeForNow(e state.Tapped, short string) {
	a := t.alertShort(short)
	if a == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	var holder string
	var names []string
	for _, c := range t.With(state.RightAct) {
		holds := c.ID == a.SeenID // maybe by an earlier call
		if !holds && !hasReached(a, c.ID) {
			continue
		}
		t.Tell(c.ID, state.Eased{Alert: a.ID, At: t.SaidAt()})
		names = append(names, c.Name)
		if holds {
			holder = c.Name
		}
	}
	if len(names) == 0 {
		t.Say(state.ClassReply, t.Text("safety.eased_nobody"), t.HelpRow())
		return
	}
	t.Say(state.ClassReply, t.Text("safety.eased", "name", cmp.Or(holder, strings.Join(names, ", "))), t.HelpRow())
}

// TellHeard tells the people called about an open alert that messages no longer reach the patient, or that they do
// again. In the second case the patient is told how the alert stands, because messages sent in between are lost.
func (t Side) TellHeard(back bool) {
	if t.State.Patient == nil {
		return
	}
	t.State.Patient.CardsAt = time.Time{} // what was sent meanwhile is lost
	for n := range t.State.Patient.Alerts {
		a := &t.State.Patient.Alerts[n]
		a.Helped, a.StandsSaid = time.Time{}, time.Time{}
		if !a.Closed.IsZero() {
			continue
		}
		for _, id := range everybody(a) {
			t.Tell(id, state.Unheard{Alert: a.ID, Back: back})
		}
		if back && (!a.Seen.IsZero() || a.Told) {
			t.Say(state.ClassSafety, t.standing(a), t.HelpRow())
		}
	}
}

// standing says how an open alert stands.
func (t Side) standing(a *state.Alert) string {
	switch {
	case !a.Seen.IsZero() && !a.Pause.IsZero() && len(a.Tries) > 0:
		return t.triedText(a.Tries[len(a.Tries)-1])
	case !a.Seen.IsZero():
		return t.Text("safety.seen", "name", a.SeenBy, "time", t.Clock(pressedAt(a)))
	default:
		return t.nobodyText(a)
	}
}

// Standing says how an alert stands that has the evidence with a key; nothing if it is over.
func (t Side) Standing(key string) (text string, known bool) {
	for n := range t.State.Patient.Alerts {
		a := &t.State.Patient.Alerts[n]
		if turn.AlarmKey(a.ID) != key && !slices.ContainsFunc(a.Evidence, func(e state.Evidence) bool {
			return turn.AlarmKey(e.Event) == key
		}) {
			continue
		}
		if a.Closed.IsZero() {
			text = t.standing(a)
		}
		return text, true
	}
	return "", false
}

// How explains to the reader how all this works.
func (t Side) How() string {
	switch p := t.State.Patient; {
	case (p.SetUp() || t.LinkedPatient()) && len(t.Staffed()) == 0:
		return t.Text("text.not_watched_alone") + "\n" + t.Text("whosees.nobody", "numbers", t.Numbers())
	case p.SetUp():
		return t.withAway(t.Text("help.how_text", "name", p.Clinician.Name, "first", t.First().Name))
	case t.LinkedPatient():
		return t.withAway(t.Text("help.how_help", "name", t.First().Name))
	case t.State.Desk != nil:
		return t.Text("desk.how")
	default:
		return t.Text("start.stranger")
	}
}
