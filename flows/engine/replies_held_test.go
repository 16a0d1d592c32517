package engine_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// held is a reply, or a note before one, that Telegram lets wait.
type held struct {
	a   *actor
	id  string
	say state.Say
}

// telegramTakes ends a hold: what may still go arrives, and of everything else its turn hears that it was late. What
// arrives is of somebody who may reply then. It returns how many arrived, and how many did not.
func (tr *troupe) telegramTakes() (came, refused int) {
	waiting := tr.held
	tr.held, tr.holds = nil, false
	for _, one := range waiting {
		s, key := one.a.stored(), strings.TrimPrefix(one.say.Anchor, state.AnchorReply)
		if !tr.now.Before(one.say.Until) || !engine.ReplyStands(tr.plan, s, key, tr.now) {
			refused++
			tr.send("receipts of "+one.a.id, one.a.id, state.Unreachable{
				Header: state.Header{ID: one.id + "/unreachable"}, Anchor: one.say.Anchor, Late: true,
			})
			continue
		}
		came++
		sent, known := s.Patient.Replies.Find(key)
		switch {
		case !known || !mayReply(s, sent.By.ID, tr.now) || !stillThen(tr.plan, s, sent.Day, sent.Named, tr.now):
			tr.t.Fatalf("a reply arrives that may not: %+v", sent)
		case tr.plan.Quiet(flows.WallClock(tr.now.In(homeOf(tr.plan, s)))):
			tr.t.Fatalf("a reply arrives at %s", tr.now)
		}
		tr.show(one.a, one.id, one.say)
	}
	return came, refused
}

// TestNoReplyArrivesWhileForbidden: however long Telegram lets replies wait, and whatever happens meanwhile (alerts
// open and close with wishes about contact, senders go on leave or are left out, patients pause, stop, hide their
// phones), none arrives that may not be sent then. What was only late is sent again, and in the end nothing waits.
func TestNoReplyArrivesWhileForbidden(t *testing.T) {
	plan, came, refused := approving(shipped(t)), 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tr := newTroupe(t, plan)
		tr.staff(lind, "Dr Lind", record.Clinician)
		tr.staff(moss, "Dr Moss", record.Backup)
		tr.enrol(3)
		tr.settle()
		for range 1 + tr.oneIn(4, "replies") {
			tr.holds = true
			tr.repliesAtOnce(lind, tr.person(3))
			for range tr.oneIn(3, "meanwhile") {
				tr.comesBetween(tr.person(3))
			}
			tr.advance(tr.now.Add(time.Duration(tr.oneIn(20, "minutes"))*time.Minute), false)
			tr.settle()
			arrived, late := tr.telegramTakes()
			came, refused = came+arrived, refused+late
			tr.settle()
			tr.advance(tr.now.Add(24*time.Hour), false)
			tr.settle()
		}
		for range 3 {
			tr.advance(tr.now.Add(24*time.Hour), false)
			tr.settle()
		}
		for _, a := range tr.actors() {
			if p := a.stored().Patient; p != nil && len(p.Replies.Queue) > 0 {
				t.Fatalf("a reply still waits: %+v", p.Replies)
			}
		}
	})
	if came == 0 || refused == 0 {
		t.Errorf("%d replies arrived, %d did not", came, refused)
	}
}
