package turn

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// InOrder sorts days by the order of the week.
func InOrder(days []time.Weekday) []time.Weekday {
	return slices.SortedFunc(slices.Values(days), func(a, b time.Weekday) int { return Monday(a) - Monday(b) })
}

// LinkedPatient reports whether there is a clinic to tell.
func (t *Turn) LinkedPatient() bool {
	return len(t.Circle()) > 0
}

// May reports whether somebody has a right about this patient now.
func (t *Turn) May(id string, r state.Right) bool { return t.State.May(id, r, t.Now()) }

// With lists the people who have a right about this patient now, in the order in which they are told.
func (t *Turn) With(r state.Right) []state.Contact { return t.State.With(r, t.Now()) }

// Circle lists the people who may be called about this patient, including excluded ones.
func (t *Turn) Circle() []state.Contact { return t.State.Tied(state.RightCalled, t.Now()) }

// OtherPerson is the other person to talk to, unless the patient has excluded them.
func (t *Turn) OtherPerson() (state.Contact, bool) {
	if other := t.State.Patient.Backup; other != nil && t.May(other.ID, state.RightCalled) {
		return *other, true
	}
	return state.Contact{}, false
}

// First is the first person to be called for this patient. Where nobody may be, it is only a name for the texts: no
// letter can be addressed to it, because whoever is left may have been left out by the patient.
func (t *Turn) First() state.Contact {
	if all := t.byTurns(); len(all) > 0 {
		return all[0]
	}
	return state.Contact{Name: t.Foremost().Name}
}

// byTurns lists those who may be called about this patient, each once: who is first, and then the others in their
// order, whether the ladder has a step for them or not.
func (t *Turn) byTurns() []state.Contact {
	all := t.OnLadder(flows.RankFirst)
	for _, c := range t.With(state.RightCalled) {
		if !slices.ContainsFunc(all, func(other state.Contact) bool { return other.ID == c.ID }) {
			all = append(all, c)
		}
	}
	return all
}

// NoticeReaders lists those who may be told of an answer by a notice, in the order in which it is tried with them: who
// is there first, and after them the clinician on leave.
func (t *Turn) NoticeReaders() []state.Contact {
	all := t.byTurns()
	return append(t.there(all), slices.DeleteFunc(all, func(c state.Contact) bool { return !t.IsAway(c.ID) })...)
}

// AwayUntil is when somebody is back who is on leave now. A patient's side knows that of the clinician, of who stands
// in for them, and of second clinicians.
func (t *Turn) AwayUntil(id string) (back time.Time, away bool) {
	for _, leave := range t.State.Patient.Leaves() {
		if leave.ID == id && leave.Covers(t.Now()) {
			return leave.Until, true
		}
	}
	return time.Time{}, false
}

// LeaveAt is until when somebody is on leave at a time, now or later, as far as a patient's side knows. It knows more
// than AwayUntil: that somebody else holds their post while they are away, or will.
func (t *Turn) LeaveAt(id string, at time.Time) (back time.Time, away bool) {
	p := t.State.Patient
	all := p.Leaves()
	for _, s := range slices.Concat(p.Swaps, p.Coming) {
		if s.Leave && !s.Over {
			all = append(all, state.Absence{ID: s.Of.ID, From: s.From, Until: s.Until})
		}
	}
	for _, leave := range all {
		if leave.ID == id && leave.Covers(at) {
			return leave.Until, true
		}
	}
	return time.Time{}, false
}

// Foremost is the first person around this patient, whether they can be called now or not.
func (t *Turn) Foremost() state.Contact {
	p := t.State.Patient
	for _, c := range append(p.Contacts(), t.Circle()...) {
		return c
	}
	return p.Clinician
}

// BackupWords name the other person to talk to. That person does not learn of it.
func (t *Turn) BackupWords() string {
	p := t.State.Patient
	other, ok := t.OtherPerson()
	if !ok {
		return t.Text("action.no_backup", "name", p.Clinician.Name)
	}
	return t.Text("action.backup", "name", p.Clinician.Name, "backup", other.Name)
}

// ColleagueKey names a colleague in a button's data.
func ColleagueKey(id string) string {
	sum := sha256.Sum256([]byte("colleague\x00" + id))
	return fmt.Sprintf("%x", sum[:5])
}

// ChangeOf is the audit's word for a tie.
func ChangeOf(tie record.Tie) string {
	switch tie {
	case record.AsClinician:
		return record.ChangeHandOver
	case record.AsSecond:
		return record.ChangeSecond
	case record.AsStandIn:
		return record.ChangeStandIn
	case record.AsSwap:
		return record.ChangeSwap
	case record.AsPost:
	}
	return string(tie)
}
