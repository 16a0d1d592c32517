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
	case Staffing:
		t.staffing(e)
	case Dismissal:
		t.dismissal(e)
	case Operated:
		t.operated(e)
	case Watch:
		t.watch(e)
	case Begun:
		t.officeBegun()
	}
	t.beginPart()
	t.unheld()
	t.discreetly(e)
	return t.state, t.effects
}

// due hands a moment to whoever asked for it.
func (t *turn) due(e Due) {
	switch e.Kind {
	case WakeCheckIn:
		t.openCheckIn(e)
	case WakeReminder:
		t.remind(e.Key)
	case WakeLater:
		t.askLater(e.Key)
	case WakeData:
		t.data(e)
	case WakeErase:
		if e.Key == "rest" {
			t.eraseRestDue(e)
			return
		}
		t.erase(e)
	case WakeFollow:
		t.followUp(e.Key)
	case WakeClose:
		t.expire(e.Key)
	case WakeTidy:
		t.tidyDue(e.Key)
	case WakeCall:
		t.callAgain(e.Key)
	case WakeNews:
		t.news(e.Key)
	case WakeDigest:
		t.weekly(e)
	case WakeSummary:
		t.summary(e)
	case WakePanel:
		t.patients(e)
	case WakeSession:
		t.brief(e)
	case WakeCanary:
		if e.Key == "late" {
			t.canaryLate()
			return
		}
		t.canary(e)
	case WakeWatch:
		t.watchDue(e.Key)
	case WakeMonth:
		if t.state.ID == OfficeID {
			t.countMonth(e)
			return
		}
		t.month(e)
	case WakeInvitation:
		t.invitationExpired(e.Key)
	case WakeLeave:
		if e.Key == leaveStand {
			t.standDue()
			return
		}
		t.leaveDue(e.Key)
	case WakeCensus:
		t.showCensus()
	default:
		t.ignore("unknown due moment")
	}
}

// news tells something that nobody asked for, or that was held back over the quiet hours. What others settled is told
// at once, and in the quiet hours when they are over.
func (t *turn) news(key string) {
	switch key {
	case newsAppointment, newsDosing, newsProposal, newsStand, newsOrphan:
		if t.waits(key) { // the bot is back after it was away in the morning
			return
		}
	}
	switch key {
	case newsOutage:
		t.outage()
	case newsAppointment:
		t.tellAppointment()
	case newsSilence:
		t.askSilent()
	case newsNotes:
		t.tellNotes()
	case newsDosing:
		t.tellDosing()
	case newsProposal:
		t.askProposal()
	case newsStand:
		t.tellStand()
	case newsOrphan:
		t.tellOrphan()
	case newsGap:
		t.askGap()
	default:
		t.tellNews()
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
	case Reserve:
		t.reserve(e.From, l)
	case Reserved:
		t.reserved(e.From, l)
	case Roster:
		t.roster(e.From, l)
	case Enrolled:
		t.enrolled(e.From, l)
	case Alarm, Settled, Relieved, Unheard, Shown, Eased, Noted, CareChanged, Erased, Departed, Particulars, Objected, Rescheduled, Declined, Ended, Orphaned:
		t.toDesk(e.From, l)
	case Canary:
		t.canaryShown(e.From, l)
	case CanaryAnswered:
		t.canaryAnswered(e.From, l)
	case CanaryMissed:
		t.canaryMissed(e.From, l)
	case Progress:
		t.progressed(l)
	case MonthAsked:
		t.monthAsked(e.From, l)
	case Month:
		t.monthShown(e.From, l)
	case Watched:
		t.ignore("a self-check")
	case Propose:
		t.proposed(e.From, l)
	case Agreed:
		t.agreed(e.From, l)
	case Decided:
		t.decided(e.From, l)
	case Joined:
		t.joined(e.From, l)
	case Dismiss:
		t.dismissAsked(e.From, l)
	case Dismissed:
		t.dismissed(e.From, l)
	case Gone:
		t.gone(e.From, l)
	case Count:
		t.countAsked(e.From, l)
	case Counted:
		t.counted(e.From, l)
	case Acted, Look, SummaryOpened, Unreached, Team, Inquire, Appointed, Dose, Proposed, Away, Resigned:
		t.toPatient(e.From, l)
	}
}
