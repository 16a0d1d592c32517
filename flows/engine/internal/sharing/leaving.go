package sharing

import (
	"slices"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
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
func (t Sharer) leavingTapped(e state.Tapped, k *state.Kept, p press.Share) bool {
	choice, name := p.Choice, t.State.Patient.Clinician.Name
	switch {
	case choice == record.ShareAnswers:
		t.Toast(e, "")
		t.leavingAsk(e, k)
	case slices.Contains([]record.Share{leavingNote, leavingWeekly, leavingOther}, choice) &&
		!slices.Contains(t.leavingOffers(k), p): // who it names, or the day, is not so any more
		t.Toast(e, "toast.changed")
		t.leavingAsk(e, k)
	case choice == leavingWeekly:
		t.Toast(e, "")
		t.share(k, record.ShareAnswers)
		t.done(e, k, t.shareDone(k))
	case choice == leavingNote:
		at, _ := t.noteRead(t.State.Patient.Clinician)
		t.Toast(e, "")
		t.share(k, record.ShareAnswers)
		t.passNote(k, choice, t.State.Patient.Clinician)
		t.Edit(e.Message, t.Text("share.leaving_note", "name", name, "when", t.Clock(at)),
			turn.Row(turn.Button(t.Text("share.keep"), press.Share{Occasion: k.Number, Choice: record.ShareNothing})),
			t.HelpRow())
	case choice == leavingOther:
		other, _ := t.other()
		t.Toast(e, "")
		t.share(k, record.ShareNothing)
		t.passNote(k, choice, other)
		when, _ := t.noteRead(other)
		t.Edit(e.Message, t.Text("share.leaving_other", "name", name, "backup", other.Name, "when", t.Clock(when)), t.HelpRow())
	default:
		return false
	}
	return true
}

// leavingAsk asks who gets it, and when.
func (t Sharer) leavingAsk(e state.Tapped, k *state.Kept) {
	rows := make([][]state.Button, 0, mostOffers)
	for _, offer := range t.leavingOffers(k) {
		rows = append(rows, turn.Row(turn.Button(t.offerLabel(offer), offer)))
	}
	keep := press.Share{Occasion: k.Number, Choice: record.ShareNothing}
	rows = append(rows, turn.Row(turn.Button(t.Text("share.keep"), keep)), t.HelpRow())
	t.Edit(e.Message, t.Text("share.leaving_ask", "name", t.State.Patient.Clinician.Name), rows...)
}

// mostOffers is how many rows the question can have.
const mostOffers = 5

// leavingOffers are the choices of now. Each names the person and the day that its label shows: a button that is none
// of them any more does nothing. One that could not be kept is not offered.
func (t Sharer) leavingOffers(k *state.Kept) []press.Share {
	offer := func(choice record.Share, to state.Contact) press.Share {
		return press.Share{Occasion: k.Number, Choice: choice, Of: turn.ColleagueKey(to.ID)}
	}
	day := func(at time.Time) string { return t.LocalDay(at).Format(time.DateOnly) }
	var offers []press.Share
	own := t.State.Patient.Clinician
	if at, there := t.noteRead(own); there {
		note := offer(leavingNote, own)
		note.Day = day(at)
		offers = append(offers, note)
	}
	offers = append(offers, offer(leavingWeekly, own))
	if other, has := t.other(); has {
		at, _ := t.noteRead(other)
		note := offer(leavingOther, other)
		note.Day = day(at)
		offers = append(offers, note)
	}
	return offers
}

func (t Sharer) offerLabel(offer press.Share) string {
	switch offer.Choice {
	case leavingNote:
		if at, _ := t.noteRead(t.State.Patient.Clinician); !t.LocalDay(at).Equal(t.LocalDay(t.Now())) {
			return t.Clock(at)
		}
		return t.Text("share.leaving_today")
	case leavingOther:
		other, _ := t.other()
		return t.Text("share.leaving_tell", "backup", other.Name)
	default:
		return t.Text("share.leaving_weekly")
	}
}

// other is the other person who can be told, if they are there to read it.
func (t Sharer) other() (state.Contact, bool) {
	other, has := t.OtherPerson()
	_, there := t.noteRead(other)
	return other, has && there
}

// noteRead is when a note comes to somebody: at the next duty. False where there is none, they are away now or will be
// then, or, of the clinician, they read nothing.
func (t Sharer) noteRead(to state.Contact) (time.Time, bool) {
	p := t.State.Patient
	at, duty := t.Plan.Clinic.NextDuty(t.Now())
	_, away := t.LeaveAt(to.ID, t.Now())
	_, then := t.LeaveAt(to.ID, at)
	reads := to.ID != p.Clinician.ID || p.Stand == nil && t.May(to.ID, state.RightFacts)
	return at, duty && !away && !then && reads
}

// passNote sends somebody a notice of a shared thought of leaving.
func (t Sharer) passNote(k *state.Kept, choice record.Share, to state.Contact) {
	k.Noted, k.NotedTo = choice, to.Name
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
	text := t.Text("share.note_stands", "name", k.NotedTo)
	if k.NotedTo == "" { // of a release that did not keep the name; the clinician may be another now
		text = t.Text("share.note_stays")
	}
	t.Edit(e.Message, text, t.HelpRow())
}
