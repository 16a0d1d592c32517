package state

import (
	"slices"
	"time"

	"footing/flows/record"
)

// Right is something that a person of the clinic may do about a patient, or is told of them.
type Right int

// The rights, in the order of the table's columns.
const (
	RightLetters Right = iota // their letters count; they are told when the patient has everything removed
	RightCalled               // may be called about an alert
	RightAct                  // what they do about an alert counts; they may know that one is not over
	RightJoined               // are told that the patient takes part
	RightLeaving              // are told that the patient has stopped
	RightFacts                // read the facts
	RightAlerts               // read the alerts among the facts
	RightSettle               // settle the sessions, what is asked, who holds a post and who stands in
	RightPropose              // propose a second or another clinician
	RightVacancy              // are told that the patient has no clinician
	RightReply                // may send the patient one of the clinic's replies

	rightCount = iota
)

// relation is one relation between a person and a patient. One person can have several: their rights add up.
type relation int

const (
	tieOwn     relation = iota // the patient's clinician
	tieAway                    // the same, while somebody stands in
	tieBoth                    // a second who is called and reads
	tieAlong                   // a second who is called
	tieReader                  // a second who reads
	tieStandIn                 // reads for the clinician until the leave is over
	tieLate                    // stands in, though the leave is over: the moment that ends it is late
	tieBackup
	tieLead
	tieFinder // the lead, while the patient has no clinician
	tieNight
	tieLent       // a post of theirs that somebody else holds for a while; or held so, with an alert that they have seen
	tieLentFinder // the lead likewise, while the patient has no clinician

	tieCount = iota
)

// grant is how far a tie gives a right.
type grant int

const (
	no  grant = iota
	in        // unless the patient has left this person out
	yes       // whether the patient has left this person out or not
)

// table says who may do what, and who is told what. A person without a tie has no right, and nobody has a right about
// themselves.
//
// It keeps some differences that look like slips, because patients and clinicians live with them:
//   - A second who reads is never called, but may act on an alert: it may have been called out to them before the
//     patient took that away.
//   - An excluded person still reads answers, writes, settles and proposes. An excluded lead is not told that a
//     patient has no clinician, but may propose one.
//   - A second who reads is told that the patient has stopped even if left out; one who is called, too, is not.
//   - Once a leave is over its stand-in reads nothing, but is called and writes until the clinician is back.
//   - Whoever has left a post or is on leave sends no reply, and neither does an excluded person, though both write.
func table() [tieCount][rightCount]grant {
	return [tieCount][rightCount]grant{
		//           Letters Called Act Joined  Leaving Facts Alerts Settle Propose Vacancy Reply
		tieOwn:     {yes, in, in, yes, yes, yes, in, yes, yes, no, in},
		tieAway:    {yes, in, in, yes, yes, yes, in, yes, yes, no, no},
		tieBoth:    {yes, in, in, in, in, yes, in, no, no, no, in},
		tieAlong:   {yes, in, in, in, in, no, no, no, no, no, in},
		tieReader:  {yes, no, in, no, yes, yes, no, no, no, no, in},
		tieStandIn: {yes, in, in, in, in, yes, in, no, no, no, in},
		tieLate:    {yes, in, in, in, in, no, no, no, no, no, no},
		tieBackup:  {yes, in, in, in, in, no, no, no, no, no, in},
		tieLead:    {yes, in, in, in, in, no, no, no, no, no, in},
		tieFinder:  {yes, in, in, in, in, no, no, no, yes, in, in},
		tieNight:   {yes, in, in, in, in, no, no, no, no, no, in},
		tieLent:    {yes, no, in, in, in, no, no, no, no, no, no},

		tieLentFinder: {yes, no, in, in, in, no, no, no, yes, in, no},
	}
}

// May reports whether somebody, named by participant id, has a right about this participant as a patient.
func (s State) May(id string, r Right, at time.Time) bool {
	switch s.granted(id, r, at) {
	case yes:
		return true
	case in:
		return !s.Patient.LeavesOut(id)
	case no:
	}
	return false
}

// With lists the people who have a right, in the order in which they are told.
func (s State) With(r Right, at time.Time) []Contact {
	return slices.DeleteFunc(s.people(), func(c Contact) bool { return !s.May(c.ID, r, at) })
}

// Tied lists the people whose ties give a right, including excluded ones.
func (s State) Tied(r Right, at time.Time) []Contact {
	return slices.DeleteFunc(s.people(), func(c Contact) bool { return s.granted(c.ID, r, at) == no })
}

func (s State) people() []Contact {
	if s.Patient == nil {
		return nil
	}
	return s.Patient.people()
}

// granted is the strongest grant of a right among somebody's ties.
func (s State) granted(id string, r Right, at time.Time) grant {
	if s.Patient == nil || id == "" || id == s.ID {
		return no
	}
	most, table := no, table()
	for _, t := range s.Patient.ties(id, at) {
		most = max(most, table[t][r])
	}
	return most
}

// ties lists a person's ties to the patient, closest first.
func (t *Ties) ties(id string, at time.Time) []relation {
	var all []relation
	add := func(is bool, kind relation) {
		if is {
			all = append(all, kind)
		}
	}
	own, lead := t.Clinician.ID == id, t.Lead != nil && t.Lead.ID == id
	finds := t.Clinician.ID == "" && t.Swapped(record.Lead) == nil // who leads for a day looks for no clinician
	add(own && t.Stand == nil, tieOwn)
	add(own && t.Stand != nil, tieAway)
	for _, s := range t.Seconds {
		add(s.ID == id && s.Alerts && s.Summary, tieBoth)
		add(s.ID == id && s.Alerts && !s.Summary, tieAlong)
		add(s.ID == id && !s.Alerts && s.Summary, tieReader)
	}
	if t.Stand != nil && t.Stand.ID == id {
		add(at.Before(t.Stand.Until), tieStandIn)
		add(!at.Before(t.Stand.Until), tieLate)
	}
	add(t.Backup != nil && t.Backup.ID == id, tieBackup)
	add(lead && !finds, tieLead)
	add(lead && finds, tieFinder)
	add(t.Night != nil && t.Night.ID == id, tieNight)
	for _, s := range t.Swaps {
		lent := !s.Over && s.Of.ID == id
		add(lent && (s.Post != record.Lead || t.Clinician.ID != ""), tieLent)
		add(lent && s.Post == record.Lead && t.Clinician.ID == "", tieLentFinder)
		add(s.Over && s.Who.ID == id, tieLent)
	}
	return all
}

// TieOf is the record's word for a person's closest tie to the patient.
func (t *Ties) TieOf(id string) record.Tie {
	for _, kind := range t.ties(id, time.Time{}) {
		switch kind {
		case tieOwn, tieAway:
			return record.AsClinician
		case tieBoth, tieAlong, tieReader:
			return record.AsSecond
		case tieStandIn, tieLate:
			return record.AsStandIn
		case tieBackup, tieLead, tieFinder, tieNight, tieLent, tieLentFinder:
		}
	}
	return record.AsPost
}
