package engine

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/desk"
	"footing/flows/engine/internal/owndata"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// erase removes a patient's data and gives a receipt. The clinicians involved are told; the primary clinician keeps the
// list of alerts, without answers. An open alert continues to be called without its answers. Only what the calls need
// stays, and it goes when the alert is over.
func (t sides) erase(e state.Due) {
	p := t.State.Patient
	if p == nil {
		t.Ignore("nobody to erase")
		return
	}
	t.State.Setting, t.State.Opener = nil, nil
	past := alertsOf(e.Facts, p.Alerts, p.Code)
	open := t.safety.OpenAlerts()
	t.reply.Over()
	t.tellErased(past, len(open) > 0)
	key := "erase.receipt"
	if len(open) > 0 {
		key = "erase.receipt_open"
	}
	text := t.Text(key, "answers", strconv.Itoa(len(owndata.Answers(e.Facts, false))), "when", t.DateTime(t.Now()),
		"number", turn.ShortID(e.ID))
	t.patient.ShowHeldSafety()
	if t.Discreet() { // nobody could remove them later
		t.patient.Remove("", func(state.Trace) bool { return true })
	}
	t.wipe(open, e.Facts)
	t.Say(state.ClassReply, text, t.HelpRow())
}

// eraseRestDue removes the remaining data of a patient who is also a clinician. Their facts must be read first, to keep
// the clinician's own.
func (t sides) eraseRestDue(e state.Due) {
	p := t.State.Patient
	if p == nil || !p.Erased || len(t.safety.OpenAlerts()) > 0 {
		t.Ignore("nothing left to erase")
		return
	}
	t.tellErased(alertsOf(nil, p.Alerts, p.Code), false)
	t.wipe(nil, e.Facts)
}

// eraseAgain removes what an older copy of the store has brought back of somebody who had everything removed. They get
// no message, for they have left. The clinicians involved are told, because the copy may have brought back their side
// as well. What was begun after the removal is somebody's who takes part again, and stays.
func (t sides) eraseAgain(e state.Due) {
	p := t.State.Patient
	none := p == nil && t.State.Opener == nil
	if none || p != nil && p.Erased || !began(t.State).Before(e.Nominal) {
		t.Ignore("nothing of what was erased came back")
		return
	}
	t.State.Opener = nil
	if set := t.State.Setting; set != nil && !set.Desk {
		t.State.Setting = nil
	}
	if p == nil { // the invitation had only been opened
		if t.State.Desk == nil {
			t.Add(state.Erase{})
		}
		return
	}
	open := t.safety.OpenAlerts()
	t.reply.Over()
	t.tellErased(alertsOf(e.Facts, p.Alerts, p.Code), len(open) > 0)
	t.wipe(open, e.Facts)
}

// began is the earliest time that a participant's side as a patient, or the invitation to it, has; zero if it has none.
func began(s state.State) time.Time {
	var times []time.Time
	switch {
	case s.Patient != nil:
		times = append(times, s.Patient.Start)
		for _, a := range s.Patient.Agreed {
			times = append(times, a.At)
		}
		if set := s.Setting; set != nil && !set.Desk && set.Section == "" {
			times = append(times, set.Since)
		}
	case s.Opener != nil:
		times = append(times, s.Opener.Since)
	}
	times = slices.DeleteFunc(times, time.Time.IsZero)
	if len(times) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(times, time.Time.Compare)
}

// tellErased tells the clinicians involved that the patient has gone. Excluded people learn of no alert this way. If
// the primary clinician is excluded, the first person told keeps the list of alerts.
func (t sides) tellErased(past []record.PastAlert, open bool) {
	p := t.State.Patient
	keeper := p.Clinician.ID
	if p.LeavesOut(keeper) {
		keeper = t.First().ID
	}
	for _, c := range t.With(state.RightLetters) {
		l := state.Erased{Code: p.Code, Open: open && t.May(c.ID, state.RightAct)}
		if c.ID == keeper {
			l.Alerts = past
		}
		t.Tell(c.ID, l)
	}
}

// wipe keeps only what open alerts need. A clinician who is also a patient stays a clinician and keeps the facts of
// that side.
func (t sides) wipe(open []state.Alert, facts []record.Fact) {
	p := t.State.Patient
	t.Add(state.Erase{})
	if t.State.Desk != nil {
		for _, f := range desk.OwnFacts(facts, t.State.ID) {
			t.Add(state.Keep{Fact: f})
		}
	}
	switch {
	case len(open) > 0:
		if p.Stand != nil {
			t.Wake(state.WakeLeave, state.LeaveStand, flows.Later(p.Stand.Until, t.Now().Add(time.Minute)))
		}
		t.State.Patient = &state.Patient{
			Ties: state.Ties{
				Code: p.Code, Clinician: p.Clinician, Team: p.Team, Excluded: p.Excluded, First: p.First,
				Seconds: p.Seconds, Stand: p.Stand, Ahead: p.Ahead,
				Absences: p.Absences,
			},
			Enrolment: state.Enrolment{Left: true, Erased: true},
			Safety:    state.Safety{Alerts: open},
			Careful:   p.Careful,
		}
		t.patient.StayDiscreet(p.Discreet)
		t.circle.SwapMoments()
		for n := range open {
			t.safety.ExpectCall(&open[n])
		}
	case t.State.Desk != nil:
		t.State.Patient = nil
	default:
		t.State = state.State{ID: t.State.ID, Chat: t.State.Chat, Locale: t.State.Locale}
	}
	t.desk.DeskMoments() // they went with the patient's
}

// coverKept is how long the end of an alert can be read by somebody who has removed everything, where nothing may be
// read in the chat by itself. After that time Telegram deletes no message any more.
const coverKept = 48 * time.Hour

// eraseRest removes what stayed for open alerts once they are over. The patient is not told: they have left, and the
// receipt announced it.
func (t sides) eraseRest() {
	p := t.State.Patient
	if p == nil || !p.Erased || len(t.safety.OpenAlerts()) > 0 {
		return
	}
	switch {
	case t.Discreet() || t.Careful(): // what came of the alert waits behind a cover: it can still be opened for a while
		t.Wake(state.WakeErase, "rest", t.Now().Add(coverKept))
		return
	case t.State.Desk != nil:
		t.Wake(state.WakeErase, "rest", t.Now()) // what is kept of the clinician must be read first
		return
	}
	t.tellErased(alertsOf(nil, p.Alerts, p.Code), false)
	t.wipe(nil, nil)
}

// alertsOf lists a participant's alerts without answers: when raised, seen by whom, over or not.
func alertsOf(facts []record.Fact, remembered []state.Alert, code string) []record.PastAlert {
	byID, known := map[string]*record.PastAlert{}, map[string]bool{}
	note := func(id, short string, at time.Time) *record.PastAlert {
		if byID[id] == nil {
			byID[id] = &record.PastAlert{Alert: id, Short: short, Code: code, Raised: at}
		}
		return byID[id]
	}
	for _, a := range remembered {
		one := note(a.ID, a.Short, a.At)
		one.Seen, one.SeenBy, one.Over = a.Seen, a.SeenBy, !a.Closed.IsZero()
		known[a.ID] = true
	}
	for _, f := range facts {
		switch b := f.Body.(type) {
		case record.Alert:
			note(b.ID, b.Short, f.At)
		case record.Acknowledgement:
			one := byID[b.Alert]
			if one == nil || known[b.Alert] { // the state knows how that stands: an act may not have held for all that came
				continue
			}
			acts := []record.Act{record.Seen, record.NoAnswer, record.Contact, record.Elsewhere}
			if one.Seen.IsZero() && slices.Contains(acts, b.Act) {
				one.Seen, one.SeenBy = f.At, b.Name
			}
			if b.Act.Closes() {
				one.Over = true
			}
		}
	}
	all := make([]record.PastAlert, 0, len(byID))
	for _, one := range byID {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b record.PastAlert) int {
		return cmp.Or(a.Raised.Compare(b.Raised), cmp.Compare(a.Alert, b.Alert))
	})
	return all
}
