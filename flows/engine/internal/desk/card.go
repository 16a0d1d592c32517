package desk

import (
	"slices"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// cardTyped is /patient A-17. It asks the patient's side how the patient takes part.
func (t Side) cardTyped(code string) {
	if !t.working() {
		return
	}
	if code == "" {
		t.patientsAsked()
		return
	}
	if m := t.byCode(code); m != nil {
		t.askCard(m, 0)
	}
}

// cardTapped replaces the message with the card.
func (t Side) cardTapped(e state.Tapped, m *state.Member) {
	t.Toast(e, "")
	t.askCard(m, e.Message)
}

func (t Side) askCard(m *state.Member, message int) {
	if !m.Left.IsZero() {
		t.Keep(record.Opened{By: t.State.ID, What: "card", Of: m.ID, Code: m.Code})
		t.showCard(message, t.Text("card.left", "code", m.Code, "date", t.Date(m.Left)))
		return
	}
	t.Tell(m.ID, state.Inquire{Message: message})
}

// particulars shows a patient's card.
func (t Side) particulars(m *state.Member, l state.Particulars) {
	if !m.Shown(t.Now()) || l.Change && !m.Mine() {
		t.Ignore("a card of somebody who is not shown here")
		return
	}
	if l.Change && l.Active && l.Care {
		t.adjustmentShown(m, l)
		return
	}
	t.Keep(record.Opened{By: t.State.ID, What: "card", Of: m.ID, Code: m.Code})
	if !l.Active {
		t.showCard(l.Message, t.Text("card.unfinished", "code", m.Code))
		return
	}
	lines := []string{t.Text("card.head", "code", m.Code, "date", t.Date(m.Since)), t.Text("card.none")}
	if l.Care {
		lines[1] = t.Text("card.rhythm", "days", t.DayList(t.Days(l.Days, l.Adjustment)), "time", l.At, "zone", l.Zone)
		if len(l.Adjustment.Themes) > 0 {
			lines = append(lines, t.Text("dosing.left_out", "topics", t.themeNames(l.Adjustment.Themes)))
		}
	}
	if l.Careful {
		lines = slices.Insert(lines, 1, t.Text("card.careful", "code", m.Code))
	}
	if l.Safety {
		lines = append(lines, t.Text("card.safety_yes"))
	} else {
		lines = append(lines, t.Text("card.safety_no"))
	}
	if l.Plan {
		lines = append(lines, t.Text("card.plan"))
	}
	if len(l.Others) == 0 {
		lines = append(lines, t.Text("card.first_only", "first", l.First))
	} else {
		lines = append(lines, t.Text("card.ladder", "first", l.First, "others", strings.Join(l.Others, ", ")))
	}
	lines = append(lines, t.Text("card.week", "week", t.WeekWords(m.Planned)),
		t.Text("card.next", "next", t.NextWords(m.Planned)))
	rows := [][]state.Button{
		turn.Row(turn.Button(t.Text("card.summary"), press.Summary{Patient: m.ID})),
	}
	if m.Mine() {
		rows = append(rows,
			turn.Row(turn.Button(t.Text("card.set_week"), press.Member{Patient: m.ID, What: "week"}),
				turn.Button(t.Text("card.set_next"), press.Member{Patient: m.ID, What: "next"})))
		if l.Care {
			rows = append(rows, turn.Row(turn.Button(t.Text("card.dosing"), press.Member{Patient: m.ID, What: "plan"})))
		}
		rows = append(rows, turn.Row(turn.Button(t.Text("card.team"), press.Member{Patient: m.ID, What: "team"})))
	} else if !m.Until.IsZero() {
		lines = append(lines, t.Text("card.until", "date", t.Date(m.Until.Add(-time.Minute))))
	}
	t.showCard(l.Message, strings.Join(lines, "\n"), rows...)
}

// showCard edits an existing message into a card, or sends a new one.
func (t Side) showCard(message int, text string, rows ...[]state.Button) {
	if message != 0 {
		t.Edit(message, turn.Cut(text), rows...)
		return
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: turn.Cut(text), Buttons: rows, Protect: true})
}

// cardRow leads to a patient's card.
func cardRow(t *turn.Turn, m *state.Member) []state.Button {
	return turn.Row(turn.Button(t.Text("pick.card"), press.Member{Patient: m.ID, What: "card"}))
}

// memberTapped takes a press on a card's buttons.
func (t Side) memberTapped(e state.Tapped, p press.Member) {
	m := t.member(p.Patient)
	if m != nil && m.Vacant && m.Backup && p.What == "team" && t.State.Desk.Role == record.Lead {
		t.teamTapped(e, m, p.Value, p.Of)
		return
	}
	m = t.byID(e, p.Patient)
	if m == nil {
		return
	}
	if !m.Mine() && p.What != "card" { // only the patient's own clinician settles anything
		t.Toast(e, "toast.old")
		return
	}
	switch p.What {
	case "card":
		t.cardTapped(e, m)
	case "team":
		t.teamTapped(e, m, p.Value, p.Of)
	case "week", "next":
		t.Pick(e, t.Picker(m, p.What), p.Value, p.Of,
			func(chosen record.Appointment) { t.setAppointment(e, m, p.What, chosen) })
	case "plan":
		t.adjustmentTapped(e, m, p.Value, p.Of)
	default:
		t.Toast(e, "toast.old")
	}
}
