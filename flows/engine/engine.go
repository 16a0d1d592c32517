// Package engine is the decision: one participant's State and one Event give a new State and the Effects
// that must happen. Step is total and pure: it never fails, reads no clock, draws no number and does no I/O.
// Time stands in the event's header; the only randomness is the Draw that came with a stored message. So a
// replay of the same events gives the same bytes, and every test is a list of events.
//
// The state goes through its codec after every step, the effects are saved with it in one script (package
// storage), and what must be said waits in the outbox until Telegram has it (package bot). Letters between
// participants, for example from a patient's alert to a clinician's desk, are effects like any other.
//
// The files follow a person's way: opening.go and inviting.go (an invitation and its two sides), setup.go and
// steps.go (consent, zone, days, hour), checkin.go and answer.go (a check-in), judge.go (which answers are
// urgent), alert.go (calling a human), help.go (the help menu), desk.go (the clinician's side) with
// patients.go, card.go, picker.go and appointment.go (what a clinician asks for and sets), office.go (the clinic's), ledger.go and
// month.go (what the office files of alerts and operators, and tells the lead each month).
// turn.go has what they all use.
package engine

import (
	"fmt"

	"footing/flows"
)

// OfficeID is the participant id of the clinic's office, which exists once and on the first shard.
const OfficeID = "s00-office"

// EffectID names the n-th effect of an event (from 0). It is the id that deduplicates letters and facts.
func EffectID(event string, n int) string { return fmt.Sprintf("%s#%d", event, n) }

// Step decides. The state must carry ID and, for a person, Chat, also when it is new. What it returns shares
// nothing with what it was given.
func Step(p *flows.Protocol, s State, e Event) (State, []Effect) {
	t := &turn{plan: p, state: clone(s), event: e.Head()}
	switch e := e.(type) {
	case Said:
		t.meet(e.Sender)
		t.said(e)
	case Tapped:
		t.meet(e.Sender)
		t.tapped(e)
	case Due:
		t.due(e)
	case Sent:
		t.sent(e)
	case Unreachable:
		t.unreachable(e)
	case Membership:
		t.membership(e)
	case Told:
		t.told(e)
	case Outage:
		t.outage()
	case SetBack:
		t.setBack(e.By)
	case Staffing, Dismissal, Operated, Watch, Begun:
		t.officeEvent(e)
	}
	t.beginPart()
	t.unheld()
	t.discreetly(e)
	return t.state, t.effects
}

// due hands a moment to whoever asked for it.
func (t *turn) due(e Due) {
	switch e.Kind {
	case WakeErase:
		if e.Key == "rest" {
			t.eraseRestDue(e)
			return
		}
		t.erase(e)
	case WakeInvitation:
		t.invitationExpired(e.Key)
	case WakeCanary, WakeWatch:
		t.officeDue(e)
	case WakeMonth:
		if t.state.ID == OfficeID {
			t.officeDue(e)
			return
		}
		t.deskDue(e)
	case WakeNews:
		t.news(e)
	case WakeLeave:
		if e.Key == leaveStand {
			t.patientDue(e)
			return
		}
		t.deskDue(e)
	case WakeDigest, WakeSummary, WakePanel, WakeSession, WakeCensus:
		t.deskDue(e)
	case WakeCheckIn, WakeReminder, WakeLater, WakeData, WakeFollow, WakeClose, WakeTidy, WakeCall:
		t.patientDue(e)
	default:
		t.ignore("unknown due moment")
	}
}

// news tells something that nobody asked for, or that was held back over the quiet hours.
func (t *turn) news(e Due) {
	switch e.Key {
	case newsOutage:
		t.outage()
	case newsNotes:
		t.deskDue(e)
	default:
		t.patientDue(e)
	}
}

// told hands a letter to the side it is for.
func (t *turn) told(e Told) {
	switch l := e.Letter.(type) {
	case Claim:
		t.claimed(e.From, l)
	case Refused:
		t.refused(l)
	case Offered:
		t.offered(e.From, l)
	case Confirmed:
		t.confirmed(e.From, l)
	case NotMe:
		t.notMe(e.From, l)
	case Linked:
		t.linked(e.From, l)
	case Watched:
		t.ignore("a self-check")
	case Reserve, CanaryAnswered, Progress, MonthAsked, Dismiss:
		t.officeTold(e.From, l)
	case Reserved, Roster, Enrolled, Canary, CanaryMissed, Month, Propose, Agreed, Decided, Joined, Dismissed, Gone, Count, Counted,
		Alarm, Settled, Relieved, Unheard, Shown, Eased, Noted, CareChanged, Erased, Departed, Particulars, Objected, Rescheduled,
		Declined, Ended, Orphaned:
		t.deskTold(e.From, l)
	case Acted, Look, SummaryOpened, Unreached, Team, Inquire, Appointed, Dose, Proposed, Away, Resigned:
		t.toPatient(e.From, l)
		if _, acted := l.(Acted); acted { // it may have been the last alert that was not over
			t.eraseRest()
		}
	}
}
