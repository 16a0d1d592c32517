// Package engine is the decision: one participant's State and one Event give a new State and the Effects that must
// happen. Step is total and pure: it never fails, reads no clock, draws no number and does no I/O. Time stands in the
// event's header, randomness is the Draw that came with a stored message, so a replay of the same events gives the same
// bytes.
//
//	next, effects := engine.Step(protocol, current, event)
//
// The engine itself only finds out whose an event is. The decisions are made in the packages beneath it: office for the
// clinic, desk for a clinician with replying for their replies, and patient, with circle, sharing, safety, owndata and
// goal beneath it and reply for the replies that reach it. All of them use turn, and turn uses press. What concerns two
// sides stays here: invitations, the order of the set-up, erasing, and what follows when messages no longer reach
// somebody.
//
// The engine stores nothing and sends nothing: see packages storage and bot.
package engine

import (
	"time"

	"footing/flows"
	"footing/flows/press"
	"footing/flows/state"
)

// Step decides. The state must carry ID and, for a person, Chat, even when it is new. The result shares no memory with
// the arguments.
func Step(p *flows.Protocol, s state.State, e state.Event) (state.State, []state.Effect) {
	t := newSides(p, s, e.Head())
	t.reply.TakeBack() // a leave may have begun since: what this event opens must not show it
	switch e := e.(type) {
	case state.Said:
		t.Spoken, t.Met = e.SaidAt, e.Met
		t.meet(e.Sender)
		t.said(e)
	case state.Tapped:
		t.Spoken, t.Met = e.SaidAt, e.Met
		t.meet(e.Sender)
		t.safety.Expect(e.Called)
		t.tapped(e)
	case state.Due:
		t.safety.Join(e.Called)
		t.due(e)
	case state.Sent:
		t.sent(e)
	case state.Unreachable:
		t.unreachable(e)
	case state.Membership:
		t.membership(e)
	case state.Told:
		t.told(e)
	case state.Outage:
		t.outage(e)
	case state.Called:
		t.safety.Called(e)
	case state.Flood:
		t.flooded()
	case state.SetBack:
		t.safety.SetBack(e.By)
	case state.Staffing, state.Dismissal, state.Operated, state.Watch, state.Begun:
		t.office.Event(e)
	}
	t.expectAnswer(s.Opener)
	t.beginSection()
	t.safety.Unheld()
	t.safety.PassOn()
	t.safety.CarefulChanged(s.Patient)
	t.circle.LetSwapsGo()
	t.reply.TakeBack()
	t.patient.Discreetly(e)
	t.recode(s.Patient)
	t.reroute(RouteOf(p, s))
	t.owed(e, known(s))
	return t.State, t.Effects
}

// PageFrom is when a page may be made, now or later. False if it is not to be made at all. It is asked of the state as
// it is when the page is made.
func PageFrom(p *flows.Protocol, s state.State, e state.Page, now time.Time) (time.Time, bool) {
	return newSides(p, s, state.Header{At: now}).safety.PageFrom(e)
}

// ReplyStands reports whether a clinician's reply, by its key, may be handed over to Telegram now. It is asked of the
// patient's state as it is then: since the reply was put into the outbox, an alert may have opened, its sender been
// left out, or the patient have paused or stopped.
func ReplyStands(p *flows.Protocol, s state.State, key string, now time.Time) bool {
	return newSides(p, s, state.Header{At: now}).reply.Stands(key)
}

// PageUnsent lists the posts for which the second channel is to be used at once, because Telegram does not take the
// alarm about an alert to somebody, and says when that may be due for another of their posts; zero: it is not.
func PageUnsent(p *flows.Protocol, s state.State, alert, whom string, now time.Time) ([]flows.Rank, time.Time) {
	if s.Patient == nil {
		return nil, time.Time{}
	}
	return newSides(p, s, state.Header{At: now}).safety.PageUnsent(alert, whom)
}

// tapped handles a press on an inline button. The button's data is looked up in the sender's own state. If nothing is
// found there, the press gets a calm answer and changes nothing.
func (t sides) tapped(e state.Tapped) {
	p, ok := press.Decode(e.Data)
	if !ok {
		t.Toast(e, "toast.old")
		return
	}
	switch p := p.(type) {
	case press.SetUp:
		t.done(t.SettingTapped(t.settingSteps(), e, p))
	case press.Opening:
		t.openerTapped(e, p.Yes)
	case press.Language:
		t.languageTapped(e, p.Locale)
	case press.Alarm, press.Canary, press.Digits, press.Dismiss, press.Leave, press.List, press.Member, press.Offer,
		press.Prompt,
		press.Return, press.Summary, press.Swap, press.TakeBack:
		t.desk.Tapped(e, p)
	case press.Reply:
		t.replying.Tapped(e, p)
	case press.LeaveOut:
		if _, ok := t.DeskParts().Named(p.Part); ok {
			t.desk.Tapped(e, p)
			return
		}
		t.patient.Tapped(e, p)
	default:
		t.patient.Tapped(e, p)
	}
}

// due passes a due moment to the side that asked for it.
func (t sides) due(e state.Due) {
	switch e.Kind {
	case state.WakeErase:
		switch e.Key {
		case "rest":
			t.eraseRestDue(e)
		case state.EraseAgain:
			t.eraseAgain(e)
		default:
			t.erase(e)
		}
	case state.WakeInvitation:
		if e.Key == state.InvitationOpened {
			t.openerExpired()
			return
		}
		t.invitationExpired(e.Key)
	case state.WakeCanary, state.WakeWatch:
		t.office.Due(e)
	case state.WakeMonth:
		if t.State.ID == state.OfficeID {
			t.office.Due(e)
			return
		}
		t.desk.Due(e)
	case state.WakeNews:
		t.news(e)
	case state.WakeLeave:
		if e.Key == state.LeaveStand {
			t.patient.Due(e)
			return
		}
		t.desk.Due(e)
	case state.WakeSwap:
		if t.State.ID == state.OfficeID {
			t.office.Due(e)
			return
		}
		t.patient.Due(e)
	case state.WakeDigest, state.WakeSummary, state.WakePanel, state.WakeSession, state.WakeCensus:
		t.desk.Due(e)
	case state.WakeCheckIn, state.WakeReminder, state.WakeLater, state.WakeData, state.WakeFollow, state.WakeClose,
		state.WakeTidy, state.WakeCall:
		t.patient.Due(e)
	case state.WakeReply:
		t.reply.Due(e.Key)
	default:
		t.Ignore("unknown due moment")
	}
}

// news delivers an unprompted message, or one that waited for the end of the quiet hours.
func (t sides) news(e state.Due) {
	if lost, ok := e.Outage(); ok {
		t.outage(lost)
		return
	}
	switch e.Key {
	case state.NewsOutage:
		t.outage(state.Outage{})
	case state.NewsNotices, state.NewsActs:
		t.desk.Due(e)
	default:
		t.patient.Due(e)
	}
}

// told passes a letter to the side it is for.
func (t sides) told(e state.Told) {
	switch l := e.Letter.(type) {
	case state.Claim:
		t.claimed(e.From, l)
	case state.Refused:
		t.refused(l)
	case state.Offered:
		t.offered(e.From, l)
	case state.Confirmed:
		t.confirmed(e.From, l)
	case state.NotMe:
		t.notMe(e.From, l)
	case state.Linked:
		t.linked(e.From, l)
	case state.Watched:
		t.Ignore("a self-check")
	case state.Reserve, state.CanaryAnswered, state.Progress, state.MonthAsked, state.Dismiss, state.TakeBack,
		state.Alone:
		t.office.Told(e.From, l)
	case state.Away:
		if t.State.ID == state.OfficeID {
			t.office.Told(e.From, l)
			return
		}
		t.patient.ToPatient(e.From, l)
	case state.Propose, state.Agreed:
		if t.State.ID == state.OfficeID {
			t.office.Told(e.From, l)
			return
		}
		t.desk.Told(e.From, l)
	case state.Reserved, state.Roster, state.Enrolled, state.Canary, state.CanaryMissed, state.Month, state.Swapped,
		state.Decided, state.Joined, state.Dismissed, state.Gone, state.Count, state.Counted,
		state.Alarm, state.Settled, state.Relieved, state.Unheard, state.Shown, state.Eased, state.ReachSaid, state.Notice,
		state.CareChanged,
		state.Erased, state.Departed, state.Particulars, state.Objected, state.Rescheduled,
		state.Declined, state.Ended, state.Orphaned:
		t.desk.Told(e.From, l)
	case state.Reply:
		t.reply.Told(e.From, l)
	case state.Replied:
		t.replying.Told(e.From, l)
	case state.Acted, state.Look, state.AskReach, state.SummaryOpened, state.Unreached, state.Team, state.Inquire,
		state.Appointed,
		state.Adjust, state.Proposed, state.Resigned:
		t.patient.ToPatient(e.From, l)
		switch l := l.(type) {
		case state.Acted: // it may have been the last alert that was not over
			t.eraseRest()
		case state.SummaryOpened:
			t.reply.Opened(e.From, l.At)
		}
	}
}
