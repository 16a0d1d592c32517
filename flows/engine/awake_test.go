package engine_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"footing/flows/record"
	"footing/flows/state"
)

// awake: whoever waits for a moment has asked for it. An open alert that nobody calls out again, a check-in that
// never closes, or a week without a summary would be noticed by nobody.
func (r *rules) awake(a *actor, e state.Event, after state.State, effects []state.Effect) {
	for _, effect := range effects {
		if w, ok := effect.(state.Wake); ok && !w.At.After(e.Head().At) &&
			!slices.Contains([]state.WakeKind{
				state.WakeSummary, state.WakeInvitation, state.WakeData, state.WakeErase,
				state.WakeMonth,
			}, w.Kind) {
			r.tr.t.Fatalf("at %s, after %T, a wake for %s %s, which is over", e.Head().At, e, w.Kind, w.At)
		}
	}
	need := func(needed bool, kind state.WakeKind, key string) {
		if needed && !r.tr.waits(a, kind, key) {
			r.tr.t.Fatalf("%s waits for %s %q and has not asked for it, after %T %+v", a.id, kind, key, e, e)
		}
	}
	if p := after.Patient; p != nil {
		for _, alert := range p.Alerts {
			need(alert.Closed.IsZero(), state.WakeCall, alert.ID)
			for _, id := range alert.Called {
				if alert.Closed.IsZero() && slices.Contains(p.Excluded, id) {
					r.tr.t.Fatalf("after %T, alert %s is still called out to %s, whom the patient has left out", e, alert.Short, id)
				}
			}
			_, linked := p.Contact(alert.SeenID)
			if alert.Held() && (!linked || slices.Contains(p.Excluded, alert.SeenID)) {
				r.tr.t.Fatalf("after %T, alert %s counts as seen by %s, who can say no more of it", e, alert.Short, alert.SeenID)
			}
		}
		if p.Open != nil {
			need(true, state.WakeClose, p.Open.ID)
		}
		trace := func(tr state.Trace) bool { return tr.Kind != state.TraceKeyboard }
		need(p.Discreet && slices.ContainsFunc(after.Traces, trace), state.WakeTidy, state.TidyOld)
		for _, s := range r.tr.plan.Rotation {
			need(p.SetUp() && p.At != "" && !p.Adjustment.Leaves(s), state.WakeCheckIn, s.ID)
		}
		need(p.Stand != nil, state.WakeLeave, state.LeaveStand)
		for _, one := range p.Replies.Queue {
			need(true, state.WakeReply, one.Key)
		}
		for _, one := range p.Replies.Dated {
			need(one.Owed, state.WakeReply, one.Key)
		}
	}
	if d := after.Desk; d != nil {
		need(d.Active, state.WakeDigest, "weekly")
		need(d.Leave != nil && d.Leave.Begun, state.WakeLeave, state.LeaveEnd)
		need(d.Leave != nil && d.Leave.Said && !d.Leave.Begun, state.WakeLeave, state.LeaveBegin)
		need(len(d.Notices) > 0, state.WakeNews, state.NewsNotices)
		need(d.Census != nil, state.WakeCensus, state.CensusCounts)
		for _, i := range d.Invitations {
			need(i.Secret == "", state.WakeInvitation, i.Hash)
		}
	}
}

// patience: nobody is cut off. A check-in closes by itself only a while after it was opened, or last answered.
func (r *rules) patience(a *actor, e state.Event, effects []state.Effect) {
	for _, effect := range effects {
		keep, _ := effect.(state.Keep)
		window := r.tr.plan.Window
		switch b := keep.Fact.Body.(type) {
		case record.Occasion:
			r.closes[a.id+" "+b.ID] = keep.Fact.At.Add(window.Deadline)
		case record.Response:
			r.closes[a.id+" "+b.Occasion] = keep.Fact.At.Add(window.Inactivity)
		case record.Completed:
			r.early(a.id+" "+b.Occasion, e, b.Reason)
		case record.Missed:
			r.early(a.id+" "+b.Occasion, e, b.Reason)
		}
	}
}

func (r *rules) early(occasion string, e state.Event, why record.Ending) {
	if due, ok := e.(state.Due); ok && why == record.EndExpired && due.At.Before(r.closes[occasion]) {
		r.tr.t.Fatalf("a check-in closes at %s, %s early", due.At, r.closes[occasion].Sub(due.At))
	}
}

// asking: whoever has begun to set something up is being asked for the next step, until it is done.
func (r *rules) asking(e state.Event, s state.State) {
	set := s.Setting
	if p := s.Patient; p != nil && !p.Active && !p.Left && (set == nil || set.Desk) {
		r.tr.t.Fatalf("after %T nobody asks %s on, who is not yet set up as a patient", e, s.ID)
	}
	if d := s.Desk; d != nil && !d.Active && (set == nil || !set.Desk) {
		r.tr.t.Fatalf("after %T nobody asks %s on, who is not yet set up as a clinician", e, s.ID)
	}
}

// heard: an alarm that a patient sends to one of their people is shown there.
func (r *rules) heard(a *actor, before state.State, e state.Event, after state.State, effects []state.Effect) {
	told, _ := e.(state.Told)
	alarm, ok := told.Letter.(state.Alarm)
	patient := r.tr.cast[told.From]
	if !ok || patient == nil || patient.stored().Patient == nil {
		return
	}
	if _, linked := patient.stored().Patient.Contact(a.id); !linked {
		return
	}
	for _, effect := range effects {
		if tell, ok := effect.(state.Tell); ok && tell.To == told.From &&
			tell.Letter == state.Letter(state.Unreached{Alert: alarm.Alert}) {
			return // somebody who has just left: the ladder passes over them
		}
		if say, ok := effect.(state.Say); ok && strings.Contains(say.Text, alarm.Short) {
			return
		}
		if edit, ok := effect.(state.Edit); ok && alarm.Message != 0 && edit.Message == alarm.Message &&
			strings.Contains(edit.Text, alarm.Short) {
			return // the message of an emergency call has become the alarm
		}
	}
	if r.counted(before, e, after, effects, alarm) {
		return
	}
	known := func(alarmed state.Alarmed) bool { return alarmed.Alert == alarm.Alert }
	if desk := a.stored().Desk; desk != nil && !alarm.Repeat && !alarm.More && !alarm.Reopen &&
		slices.ContainsFunc(desk.Alarms, known) {
		return // they may have been called without a turn: then it stands in their chat
	}
	// The call was on its way when they acted on all that it is about, or its message is the alarm's already.
	crossed := func(shown state.Alarmed) bool {
		acted := shown.Seen && shown.Mine && alarm.Repeat && alarm.Upto <= shown.Upto
		return shown.Alert == alarm.Alert && (acted || alarm.Message != 0 && shown.Message == alarm.Message)
	}
	if before.Desk != nil && slices.ContainsFunc(before.Desk.Alarms, crossed) {
		return
	}
	r.tr.t.Fatalf("alarm %s of %s is not shown to %s: %+v", alarm.Short, told.From, a.id, effects)
}

// strangers: a letter from somebody who is not linked changes nothing. (A link is claimed by a stranger: that is
// what it is for.)
func (r *rules) strangers(before state.State, e state.Event, after state.State, effects []state.Effect) {
	told, ok := e.(state.Told)
	if !ok || linkedTo(before, told.From) {
		return
	}
	switch l := told.Letter.(type) {
	case state.Claim, state.Refused:
		return
	case state.Alone: // the office knows no patients, and tells them no more than who holds which post
		if before.ID == state.OfficeID {
			return
		}
	case state.Team: // the office says who holds which post to whoever has no clinician
		if p := before.Patient; told.From == state.OfficeID && p != nil && p.Clinician.ID == "" {
			return
		}
	case state.Enrolled:
		if l.Backup { // how a backup first hears of a patient
			return
		}
	case state.Agreed: // of somebody who was asked, and has left meanwhile
		if d := before.Desk; d != nil && slices.ContainsFunc(d.Panel, func(m state.Member) bool {
			return m.Pending != nil && m.Pending.Who.ID == told.From
		}) {
			return
		}
	case state.Resigned: // of somebody about whom the patient is being asked
		if p := before.Patient; p != nil && p.Proposal != nil && p.Proposal.Who.ID == told.From {
			return
		}
	case state.Joined: // of somebody about whom a colleague has asked, and this side has agreed
		if before.Desk != nil && slices.ContainsFunc(before.Desk.Offers,
			func(o state.Offer) bool { return o.Said && o.By.ID == l.For }) {
			return
		}
	}
	if one, two := must(state.EncodeState(before)), must(state.EncodeState(after)); !bytes.Equal(one, two) {
		r.tr.t.Fatalf("a %T of a stranger changes\n%s\nto\n%s", told.Letter, one, two)
	}
	for _, effect := range effects {
		if keep, ok := effect.(state.Keep); ok && after.ID == state.OfficeID &&
			keep.Fact.Body == record.Body(milestoneIn(told.Letter)) {
			continue // the office knows no patients; it files the step of an alert, which names nobody
		}
		if tell, ok := effect.(state.Tell); ok && tell.To == told.From &&
			(isEither[state.Refused, state.NotMe](tell.Letter) || isEither[state.Unreached, state.Resigned](tell.Letter)) {
			continue // they learn that there is no link
		}
		if tell, ok := effect.(state.Tell); ok && tell.To == state.OfficeID && told.From == state.OfficeID &&
			tell.Letter == state.Letter(state.Alone{Over: true}) {
			continue // the office need not tell them who holds which post any more
		}
		if _, ok := effect.(state.Ignore); !ok {
			r.tr.t.Fatalf("a %T of a stranger leads to a %s", told.Letter, reflect.TypeOf(effect))
		}
	}
}

func milestoneIn(l state.Letter) record.Milestone {
	progress, _ := l.(state.Progress)
	return progress.Milestone
}

// linkedTo tells whether somebody may write letters to a participant.
func linkedTo(s state.State, from string) bool {
	if s.Opener != nil && s.Opener.Inviter == from {
		return true
	}
	if s.Patient != nil {
		if _, ok := s.Patient.Contact(from); ok {
			return true
		}
	}
	if s.Desk != nil {
		if from == state.OfficeID {
			return true
		}
		for _, m := range s.Desk.Panel {
			if m.ID == from {
				return true
			}
		}
		for _, c := range s.Desk.Staff {
			if c.ID == from {
				return true
			}
		}
		for _, o := range s.Desk.Offers {
			if o.Patient == from {
				return true
			}
		}
		for _, i := range s.Desk.Invitations {
			if i.Claimer == from {
				return true
			}
		}
	}
	if s.Office != nil {
		for _, c := range s.Office.Staff {
			if c.ID == from {
				return true
			}
		}
		for _, i := range s.Office.Invitations {
			if i.Claimer == from {
				return true
			}
		}
	}
	return false
}

func isEither[A, B state.Letter](l state.Letter) bool {
	_, a := l.(A)
	_, b := l.(B)
	return a || b
}
