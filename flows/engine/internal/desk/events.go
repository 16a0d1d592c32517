package desk

import (
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// Due takes a moment that a clinician's side asked for.
func (t Side) Due(e state.Due) {
	switch e.Kind {
	case state.WakeDigest:
		t.weekly(e)
	case state.WakeSummary:
		t.summary(e)
	case state.WakePanel:
		t.patients(e)
	case state.WakeSession:
		t.brief(e)
	case state.WakeMonth:
		t.month(e)
	case state.WakeLeave:
		t.leaveDue(e.Key)
	case state.WakeCensus:
		if e.Key != state.CensusCounts {
			t.leaverCounted(e)
			return
		}
		t.showCensus()
	case state.WakeNews:
		if e.Key == state.NewsActs {
			t.tellUnknown()
			return
		}
		t.tellNotices()
	default:
		t.Ignore("a moment for somebody else")
	}
}

// Told takes a letter to a clinician: from the office, from colleagues, from patients.
func (t Side) Told(from string, l state.Letter) {
	switch l := l.(type) {
	case state.Reserved:
		t.reserved(from, l)
	case state.Roster:
		t.roster(from, l)
	case state.Enrolled:
		t.enrolled(from, l)
	case state.Canary:
		t.canaryShown(from, l)
	case state.CanaryMissed:
		t.canaryMissed(from, l)
	case state.Month:
		t.monthShown(from, l)
	case state.Propose:
		t.proposed(from, l)
	case state.Agreed:
		t.agreed(from, l)
	case state.Decided:
		t.decided(from, l)
	case state.Joined:
		t.joined(from, l)
	case state.Dismissed:
		t.dismissed(from, l)
	case state.Gone:
		t.gone(from, l)
	case state.Count:
		t.countAsked(from, l)
	case state.Counted:
		t.counted(from, l)
	case state.Swapped:
		t.swapNews(from, l)
	default:
		t.toDesk(from, l)
	}
}

// Tapped takes a press on a button of a clinician's side.
func (t Side) Tapped(e state.Tapped, p press.Press) {
	t.pressed(p)
	switch p := p.(type) {
	case press.Digits:
		t.matched(e, p)
	case press.Alarm:
		t.alarmTapped(e, p)
	case press.LeaveOut:
		t.noteLeftOut(e)
	case press.Canary:
		t.canaryTapped(e, p)
	case press.Member:
		t.memberTapped(e, p)
	case press.List:
		t.pageTapped(e, p)
	case press.Offer:
		t.offerTapped(e, p)
	case press.Leave:
		t.awayTapped(e, p)
	case press.Return:
		t.returnTapped(e)
	case press.Dismiss:
		t.postTapped(e, p)
	case press.Swap:
		t.swapTapped(e, p)
	case press.TakeBack:
		t.takeBackTapped(e, p)
	case press.Prompt:
		t.promptTapped(e, p)
	case press.Summary:
		t.summaryAsked(e, p.Patient)
	default:
		t.Toast(e, "toast.old")
	}
}

// Command runs a command of the clinic's side. Who may use it was asked before.
func (t Side) Command(name string, e state.Said, rest string) {
	switch name {
	case "patients":
		t.patientsAsked()
	case "summary":
		t.summaryTyped(rest)
	case "patient":
		t.cardTyped(rest)
	case "invite":
		t.invite(e, strings.ToUpper(rest))
	case "away":
		t.awayAsked()
	case "duty":
		t.dutyAsked()
	case "team":
		t.countPanels(false)
	case "weekly":
		t.RepeatSection(turn.SectionWeekly)
	}
}
