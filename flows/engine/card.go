package engine

import (
	"strings"
	"time"

	"footing/flows/record"
)

// cardTyped is /patient A-17: how somebody takes part, which stands on the patient's side and is asked for there.
func (t *turn) cardTyped(code string) {
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

// cardTapped shows the card in the place of whatever stood in the message.
func (t *turn) cardTapped(e Tapped, m *Member) {
	t.toast(e, "")
	t.askCard(m, e.Message)
}

func (t *turn) askCard(m *Member, message int) {
	if !m.Left.IsZero() {
		t.keep(record.Opened{By: t.state.ID, What: "card", Of: m.ID, Code: m.Code})
		t.showCard(message, t.text("card.left", "code", m.Code, "date", t.date(m.Left)))
		return
	}
	t.tell(m.ID, Inquire{Message: message})
}

// inquired answers a clinician who asks how this patient takes part, and files who did. Only the patient's own
// clinician is told; whom the patient keeps out of alerts is told to nobody.
func (t *turn) inquired(c Contact, l Inquire) {
	p := t.state.Patient
	reads, _ := Reads(t.state, c.ID, t.now())
	if !reads || l.Plan && c.ID != p.Clinician.ID {
		t.ignore("a question from somebody who is not the clinician")
		return
	}
	t.keep(record.Opened{By: c.ID, What: map[bool]string{true: "plan", false: "card"}[l.Plan], Of: t.state.ID, Code: p.Code})
	answer := Particulars{
		Dosing: p.Dosing, Change: l.Plan,
		Message: l.Message, Active: p.Active, Care: t.caring(), Safety: p.Consents[record.ForSafety], Plan: !p.Plan.empty(),
		Days: p.Days, At: p.At, Zone: t.zone().String(),
	}
	if p.Active {
		answer.First = t.first().Name
		for _, other := range p.circle() {
			if other.ID != t.first().ID {
				answer.Others = append(answer.Others, other.Name)
			}
		}
	}
	t.tell(c.ID, answer)
}

// particulars shows a patient's card.
func (t *turn) particulars(m *Member, l Particulars) {
	if m.Backup || m.gone(t.now()) || m.over(t.now()) || l.Change && !m.mine() {
		t.ignore("a card of somebody who is not shown here")
		return
	}
	if l.Change && l.Active && l.Care {
		t.dosingShown(m, l)
		return
	}
	t.keep(record.Opened{By: t.state.ID, What: "card", Of: m.ID, Code: m.Code})
	if !l.Active {
		t.showCard(l.Message, t.text("card.unfinished", "code", m.Code))
		return
	}
	lines := []string{t.text("card.head", "code", m.Code, "date", t.date(m.Since)), t.text("card.none")}
	if l.Care {
		lines[1] = t.text("card.rhythm", "days", t.dayList(t.days(l.Days, l.Dosing)), "time", l.At, "zone", l.Zone)
		if len(l.Dosing.Themes) > 0 {
			lines = append(lines, t.text("dosing.left_out", "topics", t.themeNames(l.Dosing.Themes)))
		}
	}
	if l.Safety {
		lines = append(lines, t.text("card.safety_yes"))
	} else {
		lines = append(lines, t.text("card.safety_no"))
	}
	if l.Plan {
		lines = append(lines, t.text("card.plan"))
	}
	if len(l.Others) == 0 {
		lines = append(lines, t.text("card.first_only", "first", l.First))
	} else {
		lines = append(lines, t.text("card.ladder", "first", l.First, "others", strings.Join(l.Others, ", ")))
	}
	lines = append(lines, t.text("card.week", "week", t.weekWords(m.Planned)), t.text("card.next", "next", t.nextWords(m.Planned)))
	key := "m:" + m.ID + ":"
	rows := [][]Button{
		row(button(t.text("card.summary"), "p:"+m.ID)),
	}
	if m.mine() {
		rows = append(rows, row(button(t.text("card.set_week"), key+"week"), button(t.text("card.set_next"), key+"next")))
		if l.Care {
			rows = append(rows, row(button(t.text("card.dosing"), key+"plan")))
		}
		rows = append(rows, row(button(t.text("card.team"), key+"team")))
	} else if !m.Until.IsZero() {
		lines = append(lines, t.text("card.until", "date", t.date(m.Until.Add(-time.Minute))))
	}
	t.showCard(l.Message, strings.Join(lines, "\n"), rows...)
}

// showCard puts a card into a message that is there, or into a new one.
func (t *turn) showCard(message int, text string, rows ...[]Button) {
	if message != 0 {
		t.edit(message, cut(text), rows...)
		return
	}
	t.add(Say{Chat: t.state.Chat, Class: ClassReply, Text: cut(text), Buttons: rows, Protect: true})
}

// memberTapped takes a press on a card's buttons: m:<patient>:<week|next>:<what was chosen so far>.
func (t *turn) memberTapped(e Tapped, patient, what, value string) {
	if m := t.member(patient); m != nil && m.Vacant && m.Backup && what == "team" && t.state.Desk.Role == record.Lead {
		how, who, _ := strings.Cut(value, ".")
		t.teamTapped(e, m, how, who)
		return
	}
	m := t.byID(e, patient)
	if m == nil {
		return
	}
	if !m.mine() && what != "card" { // only the patient's own clinician settles anything
		t.toast(e, "toast.old")
		return
	}
	switch what {
	case "card":
		t.cardTapped(e, m)
	case "team":
		how, who, _ := strings.Cut(value, ".")
		t.teamTapped(e, m, how, who)
	case "week", "next":
		t.pick(e, t.picker(m, what), value, func(chosen record.Appointment) { t.setAppointment(e, m, what, chosen) })
	case "plan":
		t.dosingTapped(e, m, value)
	default:
		t.toast(e, "toast.old")
	}
}
