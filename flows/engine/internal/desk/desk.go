package desk

import (
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// toDesk takes letters from patients. Only those on this desk's panel count.
func (t Side) toDesk(from string, l state.Letter) {
	m := t.member(from)
	if m == nil || from == t.State.ID {
		t.notOnPanel(from, l)
		return
	}
	switch l := l.(type) {
	case state.Alarm:
		t.alarmed(m, l)
	case state.Settled:
		t.settled(m, l)
	case state.Relieved:
		t.relieved(m, l)
	case state.Unheard:
		t.unheard(m, l)
	case state.Shown:
		t.shown(m, l)
	case state.Eased:
		t.eased(l)
	case state.ReachSaid:
		t.reachSaid(m, l)
	case state.Particulars:
		t.particulars(m, l)
	case state.Objected:
		t.objected(m, l)
	case state.Declined:
		t.declined(m, l)
	case state.Orphaned:
		t.orphaned(m, l)
	case state.Rescheduled:
		t.rescheduled(m, l)
	case state.Notice:
		t.noticed(m, l)
	case state.Ended:
		t.linkEnded(m, l)
	case state.Erased:
		t.erased(m, l)
	case state.CareChanged:
		t.careChanged(m, l)
	case state.Departed:
		m.Left = t.Now()
		if m.Planned != (record.Appointment{}) {
			t.Forget(state.WakeSession, m.ID)
		}
		t.Say(state.ClassReply, t.Text("desk.departed", "code", m.Code))
	default:
		t.Ignore("a letter for a patient")
	}
}

// notOnPanel takes a letter from somebody who is not on the panel: if it calls or tells, the others must get it.
func (t Side) notOnPanel(from string, l state.Letter) {
	if from != t.State.ID {
		switch l := l.(type) {
		case state.Alarm:
			t.Tell(from, state.Unreached{Alert: l.Alert})
			return
		case state.Notice:
			if l.ID != "" && !l.Renewed {
				t.Tell(from, state.Unreached{Notice: l.ID})
				return
			}
		}
	}
	t.Ignore("a letter from somebody who is not on the panel")
}

// noticeKey is the text key of a notice. All rules of the protocol share one.
func noticeKey(rule string) string {
	switch rule {
	case "rule_failed", "asked_to_tell", turn.RuleMadeWorse, turn.RuleEarlier, turn.RuleLeaving, record.RuleWords:
		return rule
	default:
		return "answer"
	}
}

func (t Side) member(id string) *state.Member {
	if t.State.Desk == nil {
		return nil
	}
	for n := range t.State.Desk.Panel {
		if t.State.Desk.Panel[n].ID == id {
			return &t.State.Desk.Panel[n]
		}
	}
	return nil
}

// enrolled: a patient has finished setting up. A backup learns of the patient here for the first time.
func (t Side) enrolled(from string, l state.Enrolled) {
	d := t.State.Desk
	if d == nil || from == t.State.ID {
		t.Ignore("a patient for nobody")
		return
	}
	m := t.member(from)
	switch {
	case m == nil && l.Backup && (d.Role != record.Clinician || t.mayHold()) && !d.Supervises():
		d.Panel = append(d.Panel, state.Member{ID: from, Code: l.Code, Name: l.Name, Since: t.Now(), Backup: true})
	case m != nil && m.Backup: // back after having left, under another code
		t.recode(m, l.Code)
		m.Name, m.Left = l.Name, time.Time{}
	case m != nil && l.Backup && m.Code != l.Code:
		t.recode(m, l.Code)
	case m != nil && l.Backup:
		t.Ignore("a patient who is known here already")
	case m != nil:
		m.Name, m.Care = l.Name, l.Care
		t.Say(state.ClassReply, t.Text("desk.enrolled", "code", m.Code))
		t.tellAway(m)
		if team := d.Team(t.State.ID); len(team.Swaps) > 0 { // begun since they were invited
			t.Tell(from, team)
		}
	default:
		t.Ignore("a patient who is not on the panel")
	}
}
