package engine_test

import (
	"strings"
	"testing"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestANoteOfAnEarlierReleaseNamesNobody: whom a note was given to was not kept then, and the clinician may be another
// by now. It is said that the note stands, and nobody is named; the answers are shared no more.
func TestANoteOfAnEarlierReleaseNamesNobody(t *testing.T) {
	s := state.State{ID: "s02-P", Chat: 3, Locale: "en", Zone: "Europe/London", Patient: &state.Patient{}}
	s.Patient.Active = true
	s.Patient.Clinician = state.Contact{ID: "s01-D", Name: "Dr Moss"}
	s.Patient.Kept = []state.Kept{{
		Number: 1, Occasion: "mon@2026-03-02", Themes: []int{8}, Choice: record.ShareAnswers, Leaving: true, Noted: "today",
	}}
	after, effects := engine.Step(shipped(t), s, state.Tapped{
		Header: state.Header{ID: "e", At: noon()}, Sender: state.Sender{Chat: 3}, Message: 1, Data: "w:1:keep",
	})
	said := has(effects, func(e state.Edit) bool {
		return strings.Contains(e.Text, "The note stands.") && !strings.Contains(e.Text, "Dr Moss")
	})
	if !said || after.Patient.Kept[0].Choice != record.ShareNothing {
		t.Errorf("the choice is %q after %+v", after.Patient.Kept[0].Choice, effects)
	}
}
