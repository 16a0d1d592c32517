package engine

import "strings"

// deskDue takes a moment that a clinician's side asked for.
func (t *turn) deskDue(e Due) {
	switch e.Kind {
	case WakeDigest:
		t.weekly(e)
	case WakeSummary:
		t.summary(e)
	case WakePanel:
		t.patients(e)
	case WakeSession:
		t.brief(e)
	case WakeMonth:
		t.month(e)
	case WakeLeave:
		t.leaveDue(e.Key)
	case WakeCensus:
		t.showCensus()
	case WakeNews:
		t.tellNotes()
	default:
		t.ignore("a moment for somebody else")
	}
}

// deskTold takes a letter to a clinician: from the office, from colleagues, from patients.
func (t *turn) deskTold(from string, l Letter) {
	switch l := l.(type) {
	case Reserved:
		t.reserved(from, l)
	case Roster:
		t.roster(from, l)
	case Enrolled:
		t.enrolled(from, l)
	case Canary:
		t.canaryShown(from, l)
	case CanaryMissed:
		t.canaryMissed(from, l)
	case Month:
		t.monthShown(from, l)
	case Propose:
		t.proposed(from, l)
	case Agreed:
		t.agreed(from, l)
	case Decided:
		t.decided(from, l)
	case Joined:
		t.joined(from, l)
	case Dismissed:
		t.dismissed(from, l)
	case Gone:
		t.gone(from, l)
	case Count:
		t.countAsked(from, l)
	case Counted:
		t.counted(from, l)
	default:
		t.toDesk(from, l)
	}
}

// deskTapped takes a press on a button of a clinician's side.
func (t *turn) deskTapped(e Tapped, parts []string) {
	switch parts[0] {
	case "i":
		t.matched(e, parts[1], parts[2])
	case "k":
		t.alarmTapped(e, parts[1], parts[2])
	case "y":
		t.canaryTapped(e, parts[1])
	case "m":
		t.memberTapped(e, parts[1], parts[2], parts[3])
	case "l":
		t.pageTapped(e, parts[1])
	case "j":
		t.offerTapped(e, parts[1], parts[2])
	case "v":
		t.awayTapped(e, parts[1], parts[2], parts[3])
	case "f":
		t.postTapped(e, parts[1], parts[2])
	case "u":
		t.promptTapped(e, parts[1], parts[2], parts[3])
	case "p":
		t.summaryAsked(e, parts[1])
	default:
		t.toast(e, "toast.old")
	}
}

// deskCommand runs a command of the clinic's side. Who may use it was asked before.
func (t *turn) deskCommand(name string, e Said, rest string) {
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
	case "team":
		t.countPanels(false)
	case "weekly":
		t.again(partWeekly)
	}
}
