package engine

import (
	"time"

	"footing/flows/record"
)

// toDesk takes what comes from patients. Only those of this desk's own panel count.
func (t *turn) toDesk(from string, l Letter) {
	m := t.member(from)
	if m == nil || from == t.state.ID {
		if a, ok := l.(Alarm); ok && from != t.state.ID { // the ladder must pass over whoever cannot show it
			t.tell(from, Unreached{Alert: a.Alert})
			return
		}
		t.ignore("a letter from somebody who is not on the panel")
		return
	}
	switch l := l.(type) {
	case Alarm:
		t.alarmed(m, l)
	case Settled:
		t.settled(m, l)
	case Relieved:
		t.relieved(m, l)
	case Unheard:
		t.unheard(m, l)
	case Shown:
		t.shown(m, l)
	case Eased:
		t.eased(l)
	case Particulars:
		t.particulars(m, l)
	case Objected:
		t.objected(m, l)
	case Declined:
		t.declined(m, l)
	case Orphaned:
		t.orphaned(m, l)
	case Rescheduled:
		t.rescheduled(m, l)
	case Noted:
		t.noted(m, l)
	case Ended:
		t.linkEnded(m, l)
	case Erased:
		t.erased(m, l)
	case CareChanged:
		t.careChanged(m, l)
	case Departed:
		m.Left = t.now()
		if m.Planned != (record.Appointment{}) {
			t.forget(WakeSession, m.ID)
		}
		t.say(ClassReply, t.text("desk.departed", "code", m.Code))
	default:
		t.ignore("a letter for a patient")
	}
}

// noteKey is the wording of a note: rules of the protocol share one.
func noteKey(rule string) string {
	switch rule {
	case "rule_failed", "asked_to_tell", ruleMadeWorse, ruleEarlier:
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
	case m == nil && l.Backup && d.Role != record.Clinician && !d.supervises():
		d.Panel = append(d.Panel, Member{ID: from, Code: l.Code, Name: l.Name, Since: t.now(), Backup: true})
	case m != nil && m.Backup: // back after having left, under another code
		m.Code, m.Name, m.Left = l.Code, l.Name, time.Time{}
	case m != nil && l.Backup:
		t.ignore("a patient who is known here already")
	case m != nil:
		m.Name, m.Care = l.Name, l.Care
		t.say(ClassReply, t.text("desk.enrolled", "code", m.Code))
		t.tellAway(m)
	default:
		t.ignore("a patient who is not on the panel")
	}
}
