package turn

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
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

// Noticed lists those who may be told of an answer by a notice, in the order in which it is tried with them: who is
// there first, and after them the clinician on leave.
func (t *Turn) Noticed() []state.Contact {
	all := t.byTurns()
	there := func(c state.Contact) bool { _, away := t.AwayUntil(c.ID); return !away }
	return append(slices.DeleteFunc(slices.Clone(all), func(c state.Contact) bool { return !there(c) }),
		slices.DeleteFunc(all, there)...)
}

// AwayUntil is when somebody is back who is on leave now. A patient's side knows that of the clinician alone.
func (t *Turn) AwayUntil(id string) (back time.Time, away bool) {
	p := t.State.Patient
	leave := cmp.Or(p.Stand, p.Ahead)
	if id == "" || id != p.Clinician.ID || leave == nil || leave.From.After(t.Now()) || !t.Now().Before(leave.Until) {
		return time.Time{}, false
	}
	return leave.Until, true
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

// OnLadder lists the people of a rank for this patient, with those who are told together with the first. It is empty if
// the post is empty or its holder is excluded. If nobody is left for the first rank, the lead is first.
func (t *Turn) OnLadder(rank flows.Rank) []state.Contact {
	all := t.ofRank(rank)
	if rank == flows.RankFirst && len(all) == 0 {
		all = t.ofRank(flows.RankLead)
	}
	return all
}

func (t *Turn) ofRank(rank flows.Rank) []state.Contact {
	return slices.DeleteFunc(t.Holders(rank), func(c state.Contact) bool { return !t.May(c.ID, state.RightCalled) })
}

// Holders lists the people of a rank, including excluded ones.
func (t *Turn) Holders(rank flows.Rank) []state.Contact {
	p := t.State.Patient
	people := p.Contacts()
	var all []state.Contact
	switch {
	case rank == flows.RankFirst:
		all = append(people[:min(1, len(people)):min(1, len(people))], p.Along()...)
	case rank == flows.RankBackup && len(people) > 1:
		all = people[1:]
	case rank == flows.RankLead && p.Lead != nil:
		all = []state.Contact{*p.Lead}
	case rank == flows.RankNight && p.Night != nil:
		all = []state.Contact{*p.Night}
	}
	return slices.DeleteFunc(all, func(c state.Contact) bool {
		return c.ID == "" || c.ID == t.State.ID
	})
}

// Staffed lists the steps of the ladder that have a person to call.
func (t *Turn) Staffed() []flows.LadderStep {
	return slices.DeleteFunc(slices.Clone(t.Plan.Clinic.Ladder.Steps), func(s flows.LadderStep) bool {
		return len(t.OnLadder(s.Call)) == 0
	})
}

// PostOf is the rank whose people a step of a rank calls: the lead's, where nobody is left for the first.
func (t *Turn) PostOf(rank flows.Rank) flows.Rank {
	if rank == flows.RankFirst && len(t.ofRank(rank)) == 0 {
		return flows.RankLead
	}
	return rank
}

// Paged lists the people of a rank for whom the second channel may be used: those who can be called, but not the
// clinician while they are away and nobody stands in. Else back is when they return.
func (t *Turn) Paged(rank flows.Rank) (people []state.Contact, back time.Time) {
	people = t.ofRank(rank)
	p := t.State.Patient
	back, away := t.AwayUntil(p.Clinician.ID)
	if p.Stand != nil || !away {
		return people, time.Time{}
	}
	there := slices.DeleteFunc(slices.Clone(people), func(c state.Contact) bool { return c.ID == p.Clinician.ID })
	if len(there) == 0 && len(people) > 0 {
		return nil, back
	}
	return there, time.Time{}
}

// StepsOf lists the ladder's steps of a rank. A lead without a step is called in the place of the first.
func (t *Turn) StepsOf(rank flows.Rank) []flows.LadderStep {
	of := func(rank flows.Rank) []flows.LadderStep {
		return slices.DeleteFunc(slices.Clone(t.Plan.Clinic.Ladder.Steps), func(s flows.LadderStep) bool {
			return s.Call != rank
		})
	}
	steps := of(rank)
	if len(steps) == 0 && rank == flows.RankLead {
		return of(flows.RankFirst)
	}
	return steps
}

// Attended reports whether anybody on this patient's ladder is on duty now.
func (t *Turn) Attended() bool {
	return slices.ContainsFunc(t.Staffed(), func(s flows.LadderStep) bool { return t.Plan.Clinic.Reachable(s, t.Now()) })
}

// AttendedFrom is when somebody on this patient's ladder is next on duty.
func (t *Turn) AttendedFrom() time.Time { return t.Begins(t.Now()) }

// Begins is when the ladder really starts if it is to start at a given time. A step without a person does not start it.
func (t *Turn) Begins(at time.Time) time.Time {
	clinic := *t.Plan.Clinic
	clinic.Ladder.Steps = t.Staffed()
	return clinic.LadderFrom(at)
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

// InOrder lists the names of the people whom the ladder calls, each once and in its order.
func (t *Turn) InOrder() string {
	var names []string
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		for _, c := range t.OnLadder(step.Call) {
			if !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return strings.Join(names, ", ")
}
