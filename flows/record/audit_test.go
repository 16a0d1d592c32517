package record

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// unaudited are the kinds of facts that say nothing of what a clinician or an operator read or changed: what patients
// do themselves, what the bot does, and what another fact says already.
func unaudited() []Kind {
	return []Kind{
		KindConsent, KindZone, KindRhythm, KindOccasion, KindDelivered, KindResponse, KindCompleted, KindMissed, KindAlert,
		KindNotice, KindWithdrawal, KindReach, KindSharing, KindPrompted, KindPause, KindPutOff, KindPace, KindPastAlert,
		KindGoal, KindPlanPart, KindMilestone, KindAdjustment, KindLink,
	}
}

// TestEverythingIsAudited: each kind of fact is a line of the audit or is none, and that is decided here. No line has
// anything that somebody wrote.
func TestEverythingIsAudited(t *testing.T) {
	for kind, empty := range kindsOfBodies() {
		body := filled(t, empty, "word")
		if e, ok := body.(Enrolment); ok {
			e.Clinician = ""
			body = e
		}
		if a, ok := body.(Acknowledgement); ok {
			a.Note = secret
			body = a
		}
		line, ok := AuditOf("s01-OWNER", Fact{ID: "f", At: time.Unix(0, 0), Body: body})
		if ok == slices.Contains(unaudited(), kind) {
			t.Errorf("%s is a line: %v", kind, ok)
		}
		if ok && (line.Deed == "" || line.What == "") {
			t.Errorf("%s: who did what? %+v", kind, line)
		}
		if strings.Contains(fmt.Sprintf("%#v", line), secret) {
			t.Errorf("%s: a line tells what somebody wrote", kind)
		}
	}
	ended := Fact{ID: "u1#2", Body: Post{Of: "s01-DESK", Name: "Dr Lind", Role: Lead}}
	if line, ok := AuditOf("s01-DESK", ended); !ok || line.By != "" || line.Deed != DeedEnded || line.What != "lead" ||
		line.Detail != "Dr Lind" {
		t.Errorf("an operator's end of a post is %+v", line)
	}
	reopened := Fact{Body: Acknowledgement{Alert: "u1", Act: Reopened}}
	if line, ok := AuditOf("s02-PATIENT", reopened); ok {
		t.Errorf("what nobody did is somebody's: %+v", line)
	}
	patients := Fact{Body: Enrolment{Role: Patient, Code: "A-17", Clinician: "s01-DESK"}}
	if line, ok := AuditOf("s02-PATIENT", patients); ok {
		t.Errorf("a patient's own enrolment is a line: %+v", line)
	}
}

// TestLedger: what both sides have filed of one deed is one line; two deeds are two.
func TestLedger(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	line := func(id, owner string, after time.Duration, body Body) AuditLine {
		l, ok := AuditOf(owner, Fact{ID: id, At: at.Add(after), Body: body})
		if !ok {
			t.Fatalf("%+v is no line", body)
		}
		return l
	}
	const desk, patient = "s01-DESK", "s02-PATIENT"
	got := Ledger([]AuditLine{
		line("u9.c9#2#0", patient, 2*time.Second, Acknowledgement{Alert: "u7.c7", Short: "7F3K", By: desk, Act: Seen}),
		line("u9.c9#3", desk, time.Second, Audit{By: desk, Deed: Deed(Seen), What: "alert 7F3K", Of: patient, Code: "A-17"}),
		line("u8.c8#1#0", patient, 0, Opened{By: desk, What: "alert 7F3K", Of: patient}),
		line("u8.c8#1#1#0", desk, 0, Opened{By: desk, What: "alert 7F3K", Of: patient, Code: "A-17"}),
		line("u12.c12#1#0", patient, time.Minute, Opened{By: desk, What: "alert 7F3K", Of: patient}), // again
	})
	var words []string
	for _, l := range got {
		words = append(words, fmt.Sprintf("%s %s %s %s", l.At.Format("15:04:05"), l.Deed, l.What, l.Code))
	}
	want := "14:00:00 read alert 7F3K A-17|14:00:01 seen alert 7F3K A-17|14:01:00 read alert 7F3K "
	if s := strings.Join(words, "|"); s != want {
		t.Errorf("the ledger is\n%s, want\n%s", s, want)
	}
}
