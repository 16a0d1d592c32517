package engine

import "footing/flows/record"

// patientDue takes a moment that the patient's side asked for.
func (t *turn) patientDue(e Due) {
	switch e.Kind {
	case WakeCheckIn:
		t.openCheckIn(e)
	case WakeReminder:
		t.remind(e.Key)
	case WakeLater:
		t.askLater(e.Key)
	case WakeData:
		t.data(e)
	case WakeFollow:
		t.followUp(e.Key)
	case WakeClose:
		t.expire(e.Key)
	case WakeTidy:
		t.tidyDue(e.Key)
	case WakeCall:
		t.callAgain(e.Key)
	case WakeNews:
		t.patientNews(e.Key)
	case WakeLeave:
		t.standDue()
	default:
		t.ignore("a moment for somebody else")
	}
}

// patientNews tells what others settled, at once, or in the quiet hours when they are over.
func (t *turn) patientNews(key string) {
	switch key {
	case newsAppointment, newsDosing, newsProposal, newsStand, newsOrphan:
		if t.waits(key) { // the bot is back after it was away in the morning
			return
		}
	}
	switch key {
	case newsAppointment:
		t.tellAppointment()
	case newsSilence:
		t.askSilent()
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

// patientTapped takes a press on a button of the patient's side.
func (t *turn) patientTapped(e Tapped, parts []string) {
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
		t.addNote(e, parts[1])
	case "s":
		t.safeForNow(e, parts[1])
	case "q":
		t.stopTapped(e, parts[1])
	case "x":
		t.refusalTapped(e, parts[1], parts[2])
	case "d":
		t.heldOpened(e, parts[1])
	default:
		t.toast(e, "toast.old")
	}
}

// patientTyped takes a text where one was asked for. It tells whether the text was one.
func (t *turn) patientTyped(text record.FreeText) bool {
	return t.awaitedTyped(text) || t.answerTyped(text)
}

// patientCommand runs a command of patients. Who may use it was asked before.
func (t *turn) patientCommand(name string, e Said) {
	switch name {
	case "checkin":
		t.ownCheckIn()
	case "plan":
		t.planShown()
	case "goal":
		t.goalAsked()
	case "pause":
		t.pauseAsked()
	case "resume":
		t.resumeAsked()
	case "schedule":
		t.again(partSchedule)
	case "whosees":
		t.whoSees()
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
		t.stopAsked()
	}
}
