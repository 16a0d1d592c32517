package engine_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/record"
	"footing/flows/state"
)

// TestWhoIsAwayIsKnownByEveryTie: whoever goes on leave writes that to the patients beside whom they work as a second
// clinician, and to those of whom they have seen an alert by a post; and none of it is against the rules of letters.
func TestWhoIsAwayIsKnownByEveryTie(t *testing.T) {
	plan := shipped(t)
	for tie, ties := range map[string]func(*troupe){
		"second": func(tr *troupe) { tr.joinsAsSecond(moss, lind, 3) },
		"post":   func(tr *troupe) { tr.seesByPost(moss, 3) },
	} {
		t.Run(tie, func(t *testing.T) {
			told := 0
			rapid.Check(t, func(t *rapid.T) {
				tr := newTroupe(t, plan)
				tr.staff(lind, "Dr Lind", record.Clinician)
				tr.staff(moss, "Dr Moss", record.Backup)
				tr.enrol(3)
				tr.settle()
				ties(tr)
				tr.goesAway(moss, lind)
				for range 1 + tr.oneIn(3, "half days") {
					tr.advance(tr.now.Add(12*time.Hour), false)
					tr.settle()
				}
				if tr.awayFor(3, tr.person(moss).id) {
					told++
				}
			})
			if told == 0 {
				t.Error("no patient's side ever heard of it")
			}
		})
	}
}

// joinsAsSecond lets somebody work beside a patient's clinician, as both and the patient agree.
func (tr *troupe) joinsAsSecond(who, clinician, patient int64) {
	tr.card(clinician, "m:", ":team")
	tr.tapsWith(clinician, ":team:second")
	tr.settle()
	tr.tapsWith(clinician, ":team:second.")
	tr.settle()
	tr.tapsOn(who, "Yes")
	tr.tapsOn(patient, "Both")
}

// seesByPost lets the holder of a post see an alert of a patient, because nobody else does.
func (tr *troupe) seesByPost(who, patient int64) {
	tr.walks(patient, "help", "h:tell", "h:told")
	tr.advance(tr.now.Add(20*time.Minute), false)
	tr.settle()
	tr.tapsWith(who, ":seen")
	tr.settle()
}

// goesAway lets somebody go on leave, today or tomorrow, while another stands in.
func (tr *troupe) goesAway(who, stand int64) {
	tr.walks(who, "/away", "v:")
	tr.tapsWith(who, tr.now.AddDate(0, 0, tr.oneIn(2, "days until then")).Format(time.DateOnly))
	tr.settle()
	tr.tapsLike(who, "v:")
	tr.settle()
	tr.tapsOn(stand, "Yes")
}

// awayFor reports whether a patient's side knows of the absence of a second clinician, or has let go of what was seen
// by a post.
func (tr *troupe) awayFor(patient int64, who string) bool {
	p, l := tr.person(patient).stored().Patient, tr.person(moss).stored().Desk
	if p == nil || l == nil || l.Leave == nil || !l.Leave.Begun {
		return false
	}
	if p.TieOf(who) == record.AsSecond {
		return slices.ContainsFunc(p.Absences, func(a state.Absence) bool { return a.ID == who })
	}
	return slices.ContainsFunc(p.Alerts, func(a state.Alert) bool { return a.Closed.IsZero() && a.Seen.IsZero() })
}
