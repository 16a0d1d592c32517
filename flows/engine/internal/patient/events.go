package patient

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
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
		t.own.Due(e)
	case state.WakeFollow:
		t.safety.FollowUp(e.Key)
	case state.WakeClose:
		t.expire(e.Key)
	case state.WakeTidy:
		t.tidyDue(e.Key)
	case state.WakeCall:
		t.safety.ResumeCalls(e.Key)
	case state.WakeNews:
		t.patientNews(e.Key)
	case state.WakeLeave:
		t.circle.StandDue()
	case state.WakeSwap:
		t.circle.SwapDue(record.Role(e.Key))
	default:
		t.Ignore("a moment for somebody else")
	}
}

// patientNews tells what others have changed: at once, or after the quiet hours.
func (t Side) patientNews(key string) {
	switch key {
	case state.NewsAppointment, state.NewsAdjustment, state.NewsProposal, state.NewsStand, state.NewsOrphan:
		if t.Waits(key) { // the bot is back after it was away in the morning
			return
		}
	}
	switch key {
	case state.NewsAppointment:
		t.tellAppointment()
	case state.NewsSilence:
		t.askSilent()
	case state.NewsAdjustment:
		t.tellAdjustment()
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
func (t Side) Tapped(e state.Tapped, p press.Press) {
	switch p := p.(type) {
	case press.Answer:
		t.answered(e, p)
	case press.Choice, press.Later, press.Change, press.Session:
		t.choiceTapped(e, p)
	case press.Back:
		t.back(e, p.Occasion)
	case press.Share:
		t.share.Shared(e, p)
	case press.Help:
		if t.helpTapped(e, p.Choice) {
			t.endOccasion(record.EndRed)
		}
	case press.AddNote:
		t.safety.AddNote(e, p.Alert)
	case press.LeaveOut:
		t.partLeftOut(e, p.Part)
	case press.Safe:
		t.safety.SafeForNow(e, p.Alert)
	case press.Stop:
		t.stopTapped(e, p.Yes)
	case press.Settled, press.EndSecond:
		t.refusalTapped(e, p)
	case press.Uncover:
		t.heldOpened(e, p.Cover)
	default:
		t.Toast(e, "toast.old")
	}
}

// Typed takes a text if one is expected. It reports whether it did.
func (t Side) Typed(text record.FreeText) bool {
	return t.awaitedTyped(text) || t.answerTyped(text)
}

// Command runs a patient's command. The permission was checked before.
func (t Side) Command(name string, e state.Said) {
	switch name {
	case "checkin":
		t.ownCheckIn()
	case "plan":
		t.safety.PlanShown()
	case "goal":
		t.goal.Asked()
	case "good":
		t.own.GoodAsked()
	case "pause":
		t.pauseAsked()
	case "resume":
		t.resumeAsked()
	case "schedule":
		t.RepeatSection(turn.SectionSchedule)
	case "whosees":
		t.circle.WhoSees()
	case "consent":
		t.consentsAsked()
	case "mydata":
		t.own.Asked()
	case "erase":
		t.own.EraseAsked()
	case "tidy":
		t.tidyAsked(e)
	case "privacy":
		t.own.Privacy()
	case "stop":
		t.StopAsked()
	}
}
