package engine_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestTryIsBounded: what a letter says of the next try holds only within two hours, within duty, and twice in a row.
// Otherwise the colleagues are called at once, whatever the button had said.
func TestTryIsBounded(t *testing.T) {
	plan := shipped(t)
	at := func(clock string) time.Time {
		when, err := time.Parse(time.DateTime, "2026-03-02 "+clock+":00")
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	before := state.Try{By: "s01-C", Name: "Dr Lind", Next: at("14:30"), Upto: 1}
	for name, c := range map[string]struct {
		now, next string
		tries     []state.Try
		want      bool
	}{
		"within":               {"14:10", "16:00", nil, true},
		"the second":           {"14:10", "16:00", []state.Try{before}, true},
		"the third":            {"14:10", "16:00", []state.Try{before, before}, false},
		"too far":              {"14:10", "16:15", nil, false},
		"past the end of duty": {"16:00", "16:55", nil, false},
		"in the past":          {"14:10", "14:00", nil, false},
	} {
		now := at(c.now)
		s := state.State{
			ID: "s02-P", Chat: 5, Locale: "en", Zone: "Europe/London",
			Patient: &state.Patient{
				Ties: state.Ties{
					Code: "A-17", Clinician: state.Contact{ID: "s01-C", Name: "Dr Lind", Role: record.Clinician},
					Team: state.Team{Backup: &state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Backup}},
				},
				Enrolment: state.Enrolment{Active: true},
				Safety: state.Safety{Alerts: []state.Alert{{
					ID: "u1", Short: "7F3K", At: at("14:00"), Restarted: at("14:00"), Latest: 1, Tries: c.tries,
					Seen: at("14:02"), SeenBy: "Dr Lind", SeenID: "s01-C", Called: []string{"s01-C"},
				}}},
			},
		}
		after, effects := engine.Step(plan, s, state.Told{
			Header: state.Header{ID: "e1", At: now}, From: "s01-C",
			Letter: state.Acted{Alert: "u1", Act: record.NoAnswer, At: now, Upto: 1, Next: at(c.next)},
		})
		called := false
		for _, e := range effects {
			tell, ok := e.(state.Tell)
			_, alarm := tell.Letter.(state.Alarm)
			called = called || ok && alarm && tell.To == "s01-B"
		}
		if paused := !after.Patient.Alerts[0].Pause.IsZero(); paused != c.want || called == c.want {
			t.Errorf("%s: paused %t, backup called %t", name, paused, called)
		}
	}
}

// TestLongNote: a note of any length leaves the plan and how the alert stands on the screen, and is there in whole
// behind a button.
func TestLongNote(t *testing.T) {
	plan := shipped(t)
	now := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	s := clinicianOf("A-17")
	s.Desk.Alarms = []state.Alarmed{{Alert: "u1", Short: "7F3K", Patient: "s02-A-17", Code: "A-17", At: now, Upto: 1}}
	note := strings.Repeat("Ⓐ it goes on and on 😀 ", 600)
	l := state.Shown{
		Alert: "u1", Message: 7, Upto: 1, Note: record.FreeText(note), Plan: "Call my sister",
		Remarks: []state.Remark{{Name: "Dr Berg", At: now, Text: "Spoke to them"}},
	}
	told := func(l state.Shown) []state.Effect {
		_, effects := engine.Step(plan, s, state.Told{Header: state.Header{ID: "e1", At: now}, From: "s02-A-17", Letter: l})
		return effects
	}
	effects := told(l)
	onScreen(t, effects, "Call my sister", "Spoke to them", "opening is not seeing")
	labelled(t, effects, "Whole note")
	l.Whole = true
	whole := ""
	for _, e := range told(l) {
		if say, ok := e.(state.Say); ok {
			whole += say.Text
			if flows.Units(say.Text) > 4096 || !say.Protect {
				t.Error("a part of the note does not fit, or can be forwarded")
			}
		}
	}
	if !strings.Contains(whole, note) {
		t.Error("the whole note is not whole")
	}
}

// TestManyAnswersLeaveThePlanOnTheScreen: neither presses without end nor hundreds of additions push the plan, how the
// alert stands, or the newest of them off the screen.
func TestManyAnswersLeaveThePlanOnTheScreen(t *testing.T) {
	now := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	s := clinicianOf("A-17")
	s.Desk.Alarms = []state.Alarmed{{Alert: "u1", Short: "7F3K", Patient: "s02-A-17", Code: "A-17", At: now, Upto: 300}}
	l := state.Shown{Alert: "u1", Message: 7, Upto: 300, Plan: "Call my sister", Note: "the note"}
	for n := range 300 {
		at := now.Add(time.Duration(n) * time.Minute)
		l.Lines = append(l.Lines, state.Evidence{At: at, What: "asked", Number: n + 1})
		l.Added = append(l.Added, state.Remark{At: at, Text: record.FreeText(strings.Repeat("on ", 30) + strconv.Itoa(n))})
	}
	_, effects := engine.Step(shipped(t), s, state.Told{
		Header: state.Header{ID: "e1", At: now}, From: "s02-A-17", Letter: l,
	})
	labelled(t, effects, "Whole note")
	onScreen(t, effects, "Call my sister", "opening is not seeing", "the note", "on 299", "18:59", "more, under")
}

// onScreen checks that a message which is edited fits, and says all that is wanted.
func onScreen(t *testing.T, effects []state.Effect, wants ...string) {
	t.Helper()
	for _, e := range effects {
		edit, ok := e.(state.Edit)
		if !ok {
			continue
		}
		if n := flows.Units(edit.Text); n > 4096 {
			t.Errorf("%d units", n)
		}
		for _, want := range wants {
			if !strings.Contains(edit.Text, want) {
				t.Errorf("%q is off the screen: %s", want, edit.Text)
			}
		}
	}
}

// TestANoteHasAnEnd: what does not fit any more is refused, and the patient is told so, with numbers.
func TestANoteHasAnEnd(t *testing.T) {
	s := play(t, "patient: /help", "patient taps Tell Sample Clinic I'm not safe", "patient taps Yes, tell Sample Clinic",
		"patient taps Add a note")
	told := func() int {
		return strings.Count(s.phoneOf("patient"), "That is more than I can pass on here")
	}
	for range 6 {
		s.play("patient: " + strings.Repeat("x", 2000))
	}
	if told() > 0 {
		t.Fatal("pages of a note are refused")
	}
	s.play("patient: the last straw "+strings.Repeat("x", 2000), "patient: short")
	a := s.role("patient").State.Patient.Alerts[0]
	if told() != 1 || strings.Contains(a.Note.Reveal(), "straw") || !strings.HasSuffix(a.Note.Reveal(), "\nshort") {
		t.Errorf("told %d times; the note ends in %q", told(), a.Note.Reveal()[len(a.Note.Reveal())-20:])
	}
	if phone := s.phoneOf("patient"); !strings.Contains(phone[strings.Index(phone, "That is more"):], "116 123") {
		t.Error("no numbers")
	}
}
