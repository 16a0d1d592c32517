package sharing

import (
	"time"

	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// How somebody who thinks of not going back shares that: by a note at the next duty, with the summary, or by a note to
// the other person, so that the clinician sees nothing.
const (
	leavingNote   record.Share = "today"
	leavingWeekly record.Share = "weekly"
	leavingOther  record.Share = "backup"
)

// leaving reports whether an answer stands apart from the scale of its question, as that somebody thinks of not going
// back does.
func (t Sharer) leaving(o *state.Occasion) bool {
	for _, p := range t.Questions(o) {
		a, ok := o.Answers[p.Item.ID]
		if !ok || a.Stale || !p.Questionnaire.Private || p.Item.FollowUp {
			continue
		}
		if option, known := p.Item.Option(a.Code); known && option.Low && option.Value == nil {
			return true
		}
	}
	return false
}

// leavingTapped takes a choice of somebody who thinks of not going back: whoever shares their answers is asked when,
// and with whom. It reports whether it did; all other choices are as ever.
func (t Sharer) leavingTapped(e state.Tapped, k *state.Kept, choice record.Share) bool {
	name := t.State.Patient.Clinician.Name
	other, has := t.OtherPerson()
	at, there := t.noteRead()
	switch {
	case choice == record.ShareAnswers:
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("share.leaving_ask", "name", name), t.leavingRows(k)...)
	case choice == leavingWeekly:
		t.Toast(e, "")
		t.share(k, record.ShareAnswers)
		t.done(e, k, t.shareDone(k))
	case choice == leavingNote && there:
		t.Toast(e, "")
		t.share(k, record.ShareAnswers)
		t.note(k, choice, t.State.Patient.Clinician)
		t.Edit(e.Message, t.Text("share.leaving_note", "name", name, "when", t.Clock(at)),
			turn.Row(turn.Button(t.Text("share.keep"), press.Share{Occasion: k.Number, Choice: record.ShareNothing})),
			t.HelpRow())
	case choice == leavingOther && has:
		t.Toast(e, "")
		t.share(k, record.ShareNothing)
		t.note(k, choice, other)
		t.Edit(e.Message, t.Text("share.leaving_other", "name", name, "backup", other.Name), t.HelpRow())
	default:
		return false
	}
	return true
}

// leavingRows are the four ways. One that could not be kept is not offered.
func (t Sharer) leavingRows(k *state.Kept) [][]state.Button {
	way := func(label string, choice record.Share) []state.Button {
		return turn.Row(turn.Button(label, press.Share{Occasion: k.Number, Choice: choice}))
	}
	var rows [][]state.Button
	if at, there := t.noteRead(); there {
		label := t.Text("share.leaving_today")
		if !t.LocalDay(at).Equal(t.LocalDay(t.Now())) {
			label = t.Clock(at)
		}
		rows = append(rows, way(label, leavingNote))
	}
	rows = append(rows, way(t.Text("share.leaving_weekly"), leavingWeekly))
	if other, has := t.OtherPerson(); has {
		rows = append(rows, way(t.Text("share.leaving_tell", "backup", other.Name), leavingOther))
	}
	return append(rows, way(t.Text("share.keep"), record.ShareNothing), t.HelpRow())
}

// noteRead is when a note comes to the clinician. False where there is none, or they are away.
func (t Sharer) noteRead() (time.Time, bool) {
	own := t.State.Patient.Clinician.ID
	at, duty := t.Plan.Clinic.NextDuty(t.Now())
	_, away := t.AwayUntil(own)
	return at, duty && !away && t.State.Patient.Stand == nil && t.May(own, state.RightFacts)
}

// note passes a note on.
func (t Sharer) note(k *state.Kept, choice record.Share, to state.Contact) {
	k.Noted = choice
	t.safety.PassAlone(to, turn.RuleLeaving)
}

// afterNote takes what is pressed once a note is out. That cannot be taken back, so no other way is offered any more,
// and nobody is said to see nothing of it. Answers that were shared with it can still be kept.
func (t Sharer) afterNote(e state.Tapped, k *state.Kept, choice record.Share) {
	if k.Noted != leavingNote || choice != record.ShareNothing || k.Choice != record.ShareAnswers {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.share(k, record.ShareNothing)
	t.Edit(e.Message, t.Text("share.note_stands", "name", t.State.Patient.Clinician.Name), t.HelpRow())
}

func (t Sharer) done(e state.Tapped, k *state.Kept, text string) {
	t.Edit(e.Message, text,
		turn.Row(turn.Button(t.Text("share.change"), press.Share{Occasion: k.Number, Choice: press.ShareAgain})), t.HelpRow())
}
