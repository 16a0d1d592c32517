package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// approving is the plan of a clinic that has approved its replies.
func approving(p *flows.Protocol) *flows.Protocol {
	plan, clinic := *p, *p.Clinic
	clinic.Approved = "A. Lead, 2026-03-01"
	plan.Clinic = &clinic
	return &plan
}

// nothingOfErased: neither a note that waits nor a reply that is being chosen is of somebody whose tie has ended or who
// has everything removed.
func (r *rules) nothingOfErased(d *state.Desk) {
	if d == nil {
		return
	}
	here := func(id string) bool {
		return slices.ContainsFunc(d.Panel, func(m state.Member) bool { return m.ID == id && m.Erased.IsZero() })
	}
	if id := d.Replying.Patient; id != "" && !here(id) {
		r.tr.t.Fatalf("a reply to %s is still being chosen: %+v", id, d.Replying)
	}
	for _, n := range d.Notices {
		if !here(n.Patient) {
			r.tr.t.Fatalf("a note about %s still waits", n.Patient)
		}
	}
}

// repliesHidden: a reply that may not be sent any more does not wait behind a note, and is not shown from there.
func (r *rules) repliesHidden(after state.State, effects []state.Effect, may func(string) bool) {
	p := after.Patient
	if p.Held != nil {
		for _, part := range p.Held.Parts {
			switch one, known := p.Replies.Find(part.Reply); {
			case part.Reply == "":
			case !known:
				r.tr.t.Fatalf("a reply waits behind a note of which nothing is known: %q", part.Text)
			case !may(one.By.ID):
				r.tr.t.Fatalf("a reply of %s waits behind a note, and may not be shown", one.By.ID)
			}
		}
	}
	open := slices.ContainsFunc(p.Alerts, func(a state.Alert) bool { return a.Closed.IsZero() })
	for _, effect := range effects {
		text := textOf(effect)
		if open && slices.ContainsFunc(r.tr.plan.Clinic.Replies, func(one flows.Reply) bool {
			return strings.Contains(text, one.Texts[after.Locale]) && text != ""
		}) {
			r.tr.t.Fatalf("a reply is shown while an alert is open: %q", text)
		}
	}
}

// replies: what is sent to a patient by hand is one of the clinic's texts, of somebody who may send it and is there, by
// day, one a day, and never while an alert is open. What waits may still be sent.
func (r *rules) replies(a *actor, e state.Event, after state.State, effects []state.Effect) {
	r.nothingOfErased(after.Desk)
	p := after.Patient
	if p == nil {
		return
	}
	at := e.Head().At
	if late, ok := e.(state.Unreachable); ok && late.Late { // it did not come, and is sent again
		delete(r.replied, a.id)
	}
	may := func(by string) bool { return mayReply(after, by, at) }
	one := p.Replies.Sent
	for _, waits := range p.Replies.Queue {
		if !may(waits.By.ID) {
			r.tr.t.Fatalf("after %T, a reply of %s waits that may not be sent", e, waits.By.ID)
		}
	}
	r.repliesDated(e, after)
	if a.chat != lind && a.chat != moss {
		r.repliesHidden(after, effects, may)
	}
	for _, effect := range effects {
		keep, _ := effect.(state.Keep)
		audit, ok := keep.Fact.Body.(record.Audit)
		if !ok || audit.What != record.ChangeReply {
			continue
		}
		r.tr.sent++
		zone := homeOf(r.tr.plan, after)
		local, last := at.In(zone), r.replied[a.id].In(zone)
		switch {
		case !stillThen(r.tr.plan, after, one.Day, one.Named, at):
			r.tr.t.Fatalf("a reply is sent that names a day on which they do not meet: %+v, %+v", one, p.Planned)
		case !one.At.Equal(at) || one.By.ID != audit.By || !may(audit.By):
			r.tr.t.Fatalf("after %T, a reply of %s was sent that may not be sent: %+v", e, audit.By, one)
		case !looked(p, one.For, audit.By):
			r.tr.t.Fatalf("%s says to have looked at what was not shared, or not seen: %+v", audit.By, p.Kept)
		case r.tr.plan.Quiet(flows.WallClock(local)):
			r.tr.t.Fatalf("a reply was sent at %s", local)
		case !r.replied[a.id].IsZero() && local.Format(time.DateOnly) == last.Format(time.DateOnly):
			r.tr.t.Fatalf("a second reply was sent on a day: %s after %s", local, last)
		case !r.whole(after, effects):
			r.tr.t.Fatalf("a reply does not come in the clinic's words alone: %+v %+v", effects, p.Held)
		}
		r.replied[a.id] = at
	}
}

// homeOf is the zone that somebody lives by.
func homeOf(p *flows.Protocol, s state.State) *time.Location {
	if home, err := flows.LoadZone(s.Zone); err == nil && s.Zone != "" {
		return home
	}
	return p.Clinic.Location()
}

// mayReply tells whether somebody may reply to a patient at a time: no alert is open, and the patient takes part, has
// not paused, and has not said lately that they want no contact, or none but in the session.
func mayReply(s state.State, by string, at time.Time) bool {
	p := s.Patient
	if p == nil || !p.SetUp() || p.PausedAt(at) || !s.May(by, state.RightReply, at) {
		return false
	}
	wish := ""
	for _, a := range p.Alerts {
		if a.Closed.IsZero() {
			return false
		}
		if a.Reach.How != "" && at.Sub(a.Closed) <= 14*24*time.Hour {
			wish = a.Reach.How
		}
	}
	return wish != state.ReachSession && wish != state.ReachNot
}

// looked tells whether whoever answers a summary has opened it since the patient shared something last.
func looked(p *state.Patient, kind, by string) bool {
	shared := slices.DeleteFunc(slices.Clone(p.Kept), func(k state.Kept) bool {
		return k.Choice != record.ShareAnswers && k.Choice != record.ShareTheme
	})
	return kind != flows.ReplyToSummary || len(shared) > 0 &&
		!slices.ContainsFunc(shared, func(k state.Kept) bool { return k.At.After(p.Replies.Opened[by]) })
}

// whole tells whether a reply comes in the clinic's words and those that are around every reply, and in no others: in a
// message, or behind a note.
func (r *rules) whole(after state.State, effects []state.Effect) bool {
	w, one := r.tr.plan.Wording(after.Locale), after.Patient.Replies.Sent
	want, _ := w.Text("reply.comes", map[string]string{
		"name": one.By.Name, "reply": w.Says(one.Text, one.By.Name, r.tr.plan.Clinic.Name, dayRead(r.tr.plan, after)), "clinic": r.tr.plan.Clinic.Name,
	})
	approved := slices.ContainsFunc(r.tr.plan.Clinic.Approves(one.For), func(known flows.Reply) bool {
		return slices.Contains([]string{known.Texts["en"], known.Texts["de"], known.Texts["es"], known.Texts["ar"]}, one.Text)
	})
	behind := after.Patient.Held != nil && slices.ContainsFunc(after.Patient.Held.Parts, func(p state.Part) bool {
		return p.Text == want
	})
	covered := after.Patient.Discreet || after.Patient.Careful.Holds()
	open := has(effects, func(s state.Say) bool { return s.Text == want })
	return approved && behind == covered && open != covered
}

// replying lets somebody of the clinic reply: to a summary, to what was passed on, or after contact.
func (tr *troupe) replying() {
	chat := oneOf(tr, []int64{lind, lind, lind, moss}, "who replies")
	patient := tr.person(oneOf(tr, []int64{3, 4}, "patient"))
	if tr.person(chat).deaf {
		return
	}
	kinds := []string{flows.ReplyToSummary, flows.ReplyToSummary, flows.ReplyToAnswer, flows.ReplyAfterContact}
	tr.repliesTo(chat, patient, oneOf(tr, kinds, "for"))
}

func (tr *troupe) repliesTo(chat int64, patient *actor, kind string) {
	before := 7
	if kind == flows.ReplyToSummary {
		before = tr.oneIn(8, "opens none, or nothing is shared")
	}
	if kind == flows.ReplyToSummary && before != 1 {
		tr.hasShared(patient)
		tr.meeting(patient)
	}
	if kind == flows.ReplyToSummary && before > 0 {
		tr.taps(chat, shownButton{1, "p:" + patient.id})
		tr.settle()
		tr.advance(tr.now.Add(time.Minute), false)
		tr.settle()
	}
	if kind == flows.ReplyToAnswer { // the button names its note
		tr.tapsWith(chat, ":ask:answer.")
	} else {
		tr.tapsThat(chat, func(data string) bool { return strings.HasPrefix(data, "z:"+patient.id+":ask:"+kind) })
	}
	tr.settle()
	tr.tapsWith(chat, ":text:")
	tr.settle()
	tr.comesBetween(patient)
	tr.tapsWith(chat, ":send:")
	if tr.oneIn(3, "settles") > 0 {
		tr.settle()
	}
	if tr.oneIn(4, "takes it back") == 0 {
		tr.tapsWith(chat, ":back:")
	}
}

// repliesAtOnce lets somebody open the summary of a patient who has shared something, and answer it.
func (tr *troupe) repliesAtOnce(chat int64, patient *actor) {
	tr.settle()
	tr.hasShared(patient)
	tr.meeting(patient)
	tr.taps(chat, shownButton{1, "p:" + patient.id})
	tr.settle()
	tr.advance(tr.now.Add(time.Minute), false)
	tr.settle()
	tr.tapsWith(chat, "z:"+patient.id+":ask:"+flows.ReplyToSummary)
	tr.settle()
	for _, step := range []string{":text:", ":send:"} {
		tr.tapsWith(chat, step)
		tr.settle()
	}
}

// repliesAfterContact lets the clinician act on an alert, and reply.
func (tr *troupe) repliesAfterContact() {
	for _, label := range []string{"I have seen this", "Contact made"} {
		tr.tapsOn(lind, label)
		tr.settle()
	}
	for _, kind := range []string{flows.ReplyAfterContact, flows.ReplyToSummary} {
		tr.repliesTo(lind, tr.person(3), kind)
		tr.settle()
	}
}

// approvedReply holds that a reply is of somebody who may send it, and that no alert is open.
func approvedReply(l lived) bool {
	one := l.after.Patient.Replies.Sent
	return one.At.Equal(l.at) && looked(l.after.Patient, one.For, one.By.ID) &&
		mayReply(l.after, one.By.ID, l.at)
}

// comesBetween is what may happen after a reply was chosen and before it is sent, or after it was handed over.
func (tr *troupe) comesBetween(patient *actor) {
	switch tr.oneIn(18, "between") {
	case 14, 15:
		tr.meets(patient)
	case 16:
		tr.patientMeets(patient)
	case 17:
		tr.walks(patient.chat, "/timezone", "e:zone:no")
		tr.says(patient.chat, oneOf(tr, []string{"Auckland", "Honolulu", "London"}, "zone"))
		tr.tapsWith(patient.chat, "e:zone:")
	case 8:
		tr.walks(patient.chat, "/pause", "c:pause:3")
	case 9, 10:
		tr.walks(patient.chat, "help", "h:tell", "h:told", oneOf(tr, []string{"c:reach:session", "c:reach:not"}, "wish"))
		tr.settle()
		for _, label := range []string{"I have seen this", "Contact made"} {
			tr.tapsOn(lind, label)
			tr.settle()
		}
	case 6:
		tr.walks(patient.chat, "/privacy", "c:discreet", "c:discreet:on")
	case 0:
		tr.walks(patient.chat, "help", "h:tell", "h:told")
	case 1:
		tr.walks(lind, "/away", "v:", "v:", "v:")
		tr.tapsLike(moss, "j:")
	case 2:
		tr.walks(patient.chat, "/whosees", "c:", "e:")
	case 3:
		tr.walks(patient.chat, "/stop", "q:yes")
	case 7:
		tr.walks(patient.chat, "/erase", "c:erase:sure", "c:erase:now")
		tr.advance(tr.now, false)
	case 4, 5:
		tr.advance(tr.now.Add(time.Duration(tr.oneIn(24, "hours"))*time.Hour), false)
	}
	tr.settle()
}

// TestRepliesKeepTheRules: over lives in which the clinic replies, alerts open and close, people leave, are left out or
// away, hide their phones and stop, the rules of replies hold, and none waits in the end.
func TestRepliesKeepTheRules(t *testing.T) {
	plan, sent, undone := approving(shipped(t)), 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tr := newTroupe(t, plan)
		tr.staff(lind, "Dr Lind", record.Clinician)
		tr.staff(moss, "Dr Moss", oneOf(tr, []record.Role{record.Backup, record.Clinician}, "role"))
		tr.enrol(3)
		tr.settle()
		tr.repliesAtOnce(lind, tr.person(3)) // or the acts would leave most lives without one
		for range 1 + tr.oneIn(20, "acts") {
			switch tr.oneIn(4, "what") {
			case 0, 1:
				if tr.oneIn(3, "at night") == 0 {
					day := tr.now.Truncate(24 * time.Hour)
					tr.advance(day.Add(time.Duration(22+24*tr.oneIn(2, "days"))*time.Hour), false)
				}
				tr.replying()
			case 2:
				tr.comesBetween(tr.person(3))
			default:
				tr.act()
			}
			tr.settle()
		}
		for range 3 {
			tr.advance(tr.now.Add(24*time.Hour), false)
			tr.settle()
		}
		for _, a := range tr.actors() {
			s := a.stored()
			if s.Patient != nil && len(s.Patient.Replies.Queue) > 0 && tr.now.Sub(s.Patient.Replies.Last) > 24*time.Hour {
				t.Fatalf("a reply still waits: %+v", s.Patient.Replies)
			}
		}
		sent, undone = sent+tr.sent, undone+tr.undone
	})
	if t.Logf("lives had %d replies, and the day of one was taken back after %d events", sent, undone); sent == 0 {
		t.Error("no life had a reply")
	}
}

// TestNoReplyWithoutApproval: where the clinic's file says nobody has approved it, no button leads to a reply, and no
// button of before sends one.
func TestNoReplyWithoutApproval(t *testing.T) {
	s := newStage(t)
	s.play("everybody is set up", "clinician: /summary A-17", "at 2026-03-02 10:01",
		"clinician taps data=z:{id of patient}:ask:after_contact")
	if out := s.Out.String(); strings.Contains(out, "[Reply]") || !strings.Contains(out, "has approved no reply for this") {
		t.Errorf("without approval:\n%s", out)
	}
}
