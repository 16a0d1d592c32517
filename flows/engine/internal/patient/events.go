package patient

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// Due takes a moment that the patient's side asked for.
func (t Side) Due(e state.Due) {
	switch e.Kind {
	case state.WakeCheckIn:
		t.openCheckIn(e)
	case state.WakeReminder:
		t.remind(e.Key)
	case state.WakeLater:
		t.askLater(e.Key)
	case state.WakeData:
		t.data(e)
	case state.WakeFollow:
		t.safety.FollowUp(e.Key)
	case state.WakeClose:
		t.expire(e.Key)
	case state.WakeTidy:
		t.tidyDue(e.Key)
	case state.WakeCall:
		t.safety.CallAgain(e.Key)
	case state.WakeNews:
		t.patientNews(e.Key)
	case state.WakeLeave:
		t.circle.StandDue()
	default:
		t.Ignore("a moment for somebody else")
	}
}

// patientNews tells what others settled, at once, or in the quiet hours when they are over.
func (t Side) patientNews(key string) {
	switch key {
	case state.NewsAppointment, state.NewsDosing, state.NewsProposal, state.NewsStand, state.NewsOrphan:
		if t.Waits(key) { // the bot is back after it was away in the morning
			return
		}
	}
	switch key {
	case state.NewsAppointment:
		t.tellAppointment()
	case state.NewsSilence:
		t.askSilent()
	case state.NewsDosing:
		t.tellDosing()
	case state.NewsProposal:
		t.circle.AskProposal()
	case state.NewsStand:
		t.circle.TellStand()
	case state.NewsOrphan:
		t.circle.TellOrphan()
	case state.NewsGap:
		t.askGap()
	default:
		t.tellNews()
	}
}

// Tapped takes a press on a button of the patient's side.
func (t Side) Tapped(e state.Tapped, parts []string) {
	switch parts[0] {
	case "a":
		t.answered(e, parts[1], parts[2], parts[3])
	case "c":
		t.choiceTapped(e, parts[1], parts[2], parts[3])
	case "b":
		t.back(e, parts[1])
	case "w":
		t.shared(e, parts[1], parts[2])
	case "h":
		if t.helpTapped(e, parts[1]) {
			t.endOccasion(record.EndRed)
		}
	case "n":
		t.safety.AddNote(e, parts[1])
	case "s":
		t.safety.SafeForNow(e, parts[1])
	case "q":
		t.stopTapped(e, parts[1])
	case "x":
		t.refusalTapped(e, parts[1], parts[2])
	case "d":
		t.heldOpened(e, parts[1])
	default:
		t.Toast(e, "toast.old")
	}
}

// Typed takes a text where one was asked for. It tells whether the text was one.
func (t Side) Typed(text record.FreeText) bool {
	return t.awaitedTyped(text) || t.answerTyped(text)
}

// Command runs a command of patients. Who may use it was asked before.
func (t Side) Command(name string, e state.Said) {
	switch name {
	case "checkin":
		t.ownCheckIn()
	case "plan":
		t.safety.PlanShown()
	case "goal":
		t.goalAsked()
	case "pause":
		t.pauseAsked()
	case "resume":
		t.resumeAsked()
	case "schedule":
		t.Again(turn.PartSchedule)
	case "whosees":
		t.circle.WhoSees()
	case "consent":
		t.consentsAsked()
	case "mydata":
		t.dataAsked()
	case "erase":
		t.eraseAsked()
	case "tidy":
		t.tidyAsked(e)
	case "privacy":
		t.privacy()
	case "stop":
		t.StopAsked()
	}
}
