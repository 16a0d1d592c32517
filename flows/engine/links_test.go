package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/engine/internal/patient"
	"footing/flows/engine/internal/safety"
	"footing/flows/press"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// play sets everybody up and plays lines of a transcript.
func play(t *testing.T, lines ...string) *stage {
	t.Helper()
	s := newStage(t)
	s.line("everybody is set up")
	for _, line := range lines {
		s.line(line)
	}
	return s
}

func (s *stage) role(name string) *rehearsal.Role {
	return s.Rehearsal.Role(s.Rehearsal.Who(s.Chat(name)))
}

// deskPhone is everything that stands on the clinician's phone.
func (s *stage) deskPhone() string { return s.phoneOf("clinician") }

func (s *stage) phoneOf(name string) string {
	var texts []string
	for _, say := range s.role(name).Phone {
		texts = append(texts, say.Text+" "+rehearsal.Labels(say.Buttons, nil))
	}
	return strings.Join(texts, "\n")
}

// Whoever the patient keeps alerts from learns of none: not from the summary, not from the list, not from how a
// check-in ended.
func TestExcludedSeesNoAlert(t *testing.T) {
	calls := []string{
		"at 2026-03-02 14:01", "patient taps No", "patient: /help",
		"patient taps Tell Sample Clinic I'm not safe", "patient taps Yes, tell Sample Clinic",
		"at 2026-03-03 10:00", "clinician: /summary A-17", "clinician: /patients", "at 2026-03-09 09:00",
	}
	excluded := []string{
		"patient: /whosees", "patient taps Change who is told first", "patient taps Dr Berg",
		"patient: /whosees", "patient taps Leave somebody out", "patient taps Dr Lind", "patient taps Done",
	}
	told, kept := play(t, calls...), play(t, append(excluded, calls...)...)
	short := told.role("patient").State.Patient.Alerts[0].Short
	if !strings.Contains(told.deskPhone(), short) || !strings.Contains(told.deskPhone(), "! A-17") {
		t.Fatalf("the test shows nothing: no alert in\n%s", told.deskPhone())
	}
	short = kept.role("patient").State.Patient.Alerts[0].Short
	phone := kept.deskPhone()
	for _, word := range []string{short, "! A-17", "nobody has", "stopped"} {
		if strings.Contains(phone, word) {
			t.Errorf("%q is on the phone of somebody whom the patient keeps alerts from:\n%s", word, phone)
		}
	}
	if !strings.Contains(phone, "A-17 · answered 1") {
		t.Errorf("the rest of the summary is missing:\n%s", phone)
	}
}

// Somebody who turns away at the very moment at which the office takes their word is no member of the staff.
func TestStaffWhoTurnAway(t *testing.T) {
	p := shipped(t)
	office := state.State{ID: state.OfficeID, Office: &state.Office{
		Staff: []state.Contact{{ID: "s01-LEAD", Name: "Dr Hale", Role: record.Lead}},
		Invitations: []state.Invitation{{
			Hash: "h", Name: "Dr Lind", Role: record.Clinician, Claimer: "s02-NEW", Chat: 2,
			Expires: noon().Add(time.Hour),
		}},
	}}
	told := func(s state.State, from string, l state.Letter) (state.State, []state.Effect) {
		return engine.Step(p, s, state.Told{Header: state.Header{ID: "t", At: noon()}, From: from, Letter: l})
	}
	office, _ = told(office, "s02-NEW", state.Confirmed{Token: "h", Name: "Phone"})
	if len(office.Office.Staff) != 2 {
		t.Fatalf("nobody was employed: %+v", office.Office.Staff)
	}
	stays, _ := told(office, "s02-NEW", state.NotMe{Token: "other"})
	if len(stays.Office.Staff) != 2 {
		t.Errorf("a withdrawal from another invitation ends a post")
	}
	office, effects := told(office, "s02-NEW", state.NotMe{Token: "h"})
	if len(office.Office.Staff) != 1 || office.Office.Staff[0].ID != "s01-LEAD" {
		t.Errorf("staff without a desk: %+v", office.Office.Staff)
	}
	if !slices.ContainsFunc(effects, func(e state.Effect) bool {
		tell, _ := e.(state.Tell)
		roster, ok := tell.Letter.(state.Roster)
		return ok && tell.To == "s01-LEAD" && len(roster.Staff) == 1
	}) {
		t.Errorf("nobody is told: %v", effects)
	}
}

// Whoever loses a post loses the patients with it, so that an erasure later leaves nothing on their panel.
func TestFormerColleaguesForget(t *testing.T) {
	s := play(t, "office invites backup Dr Noor", "second: /start {link}", "second taps Yes", "second taps Yes",
		"second taps 16:00")
	if panel := s.role("second").State.Desk.Panel; len(panel) != 1 || panel[0].Code != "A-17" {
		t.Fatalf("the new backup has not heard of the patient: %+v", panel)
	}
	if panel := s.role("backup").State.Desk.Panel; len(panel) != 0 {
		t.Errorf("the former backup still has %+v", panel)
	}
	for _, line := range []string{
		"patient: /erase", "patient taps Go on", "patient taps Remove everything now",
		"at 2026-03-02 10:01",
	} {
		s.line(line)
	}
	for _, name := range []string{"clinician", "backup", "second"} {
		if panel := s.role(name).State.Desk.Panel; len(panel) != 0 {
			t.Errorf("%s still has %+v", name, panel)
		}
	}
}

// A clinician who is a patient, too, and erases what is theirs as a patient, keeps what is of the clinician.
func TestErasingKeepsTheDesk(t *testing.T) {
	for name, extra := range map[string][]string{
		"nothing open": nil,
		"an open alert": {
			"backup: /help", "backup taps Tell Sample Clinic I'm not safe", "backup taps Yes, tell Sample Clinic",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, slices.Concat([]string{
				"clinician: /invite B-02", "backup: /start {link}", "backup taps Yes", "clinician taps {digits}",
				"backup taps Yes", "backup taps No", "backup taps Go on", "backup taps Yes", "backup taps No", "backup taps OK",
				"backup taps Somebody else",
				"backup taps No", "backup taps Yes",
				"backup taps Done", "backup taps 14:00", "backup: /invite C-03", "other: /start {link}", "other taps Yes",
				"backup taps {digits}",
				"backup: /patients", "at 2026-03-02 10:02",
			}, extra)...)
			ofDesk := func() (n, patient int) {
				for _, f := range s.role("backup").Facts {
					switch b := f.Body.(type) {
					case record.Enrolment:
						if b.Role == record.Backup {
							n++
						} else {
							patient++
						}
					case record.Opened:
						if b.What == "panel" {
							n++
						}
					case record.Consent, record.Rhythm, record.Alert:
						patient++
					}
				}
				return n, patient
			}
			if desk, patient := ofDesk(); desk != 2 || patient < 3 {
				t.Fatalf("the test shows nothing: %d facts of the clinician, %d of the patient", desk, patient)
			}
			for _, line := range []string{
				"backup: /erase", "backup taps Go on", "backup taps Remove everything now",
				"at 2026-03-02 10:03",
			} {
				s.line(line)
			}
			if len(extra) > 0 {
				for _, line := range []string{
					"clinician taps I have seen this", "clinician taps Contact made",
					"at 2026-03-02 10:04",
				} {
					s.line(line)
				}
			}
			if desk, patient := ofDesk(); desk != 2 || patient != 0 {
				t.Errorf("%d facts of the clinician are left, and %d of the patient; want 2 and 0", desk, patient)
			}
			state := s.role("backup").State
			if state.Patient != nil || state.Desk == nil || len(state.Desk.Panel) != 2 {
				t.Errorf("of the state is left: %+v, desk %+v", state.Patient, state.Desk)
			}
			if _, ok := s.role("backup").Wakes["digest weekly"]; !ok {
				t.Error("the weekly summary comes no more")
			}
		})
	}
}

// What is not about safety waits for the duty hours; what is comes at once.
func TestNotesWait(t *testing.T) {
	s := play(t, "at 2026-03-06 21:30") // a Friday evening, out of duty and in the quiet hours
	patient, desk := s.Rehearsal.Who(s.Chat("patient")), s.Rehearsal.Who(s.Chat("clinician"))
	note := func(rule string, waits bool) string {
		before := len(s.role("clinician").Phone)
		s.Post(desk, state.Told{
			Header: s.Head("note"), From: patient,
			Letter: state.Notice{Code: "A-17", Level: "note", Rule: rule, At: s.Rehearsal.Now, Waits: waits},
		})
		var texts []string
		for _, say := range s.role("clinician").Phone[before:] {
			texts = append(texts, say.Text)
		}
		return strings.Join(texts, "\n")
	}
	if text := note("s1_more", false); !strings.Contains(text, "A-17") {
		t.Errorf("a note about safety waits: %q", text)
	}
	if text := note(turn.RuleMadeWorse, true); text != "" {
		t.Errorf("on a Friday night the clinician is told %q", text)
	}
	s.line("at 2026-03-09 08:59")
	if strings.Contains(s.deskPhone(), "made") {
		t.Errorf("before the duty hours:\n%s", s.deskPhone())
	}
	before := len(s.role("clinician").Phone)
	s.line("at 2026-03-09 09:00")
	after := slices.DeleteFunc(slices.Clone(s.role("clinician").Phone[before:]), func(say state.Say) bool {
		return say.Class == state.ClassDigest // comes at the same hour
	})
	if len(after) != 1 || !strings.Contains(after[0].Text, "A-17") || s.role("clinician").State.Desk.Notices != nil {
		t.Errorf("on Monday at nine comes %+v", after)
	}
}

// A note about safety is one that does not wait, and one that a check-in made things worse is one that does.
func TestWhichNotesWait(t *testing.T) {
	p := shipped(t)
	s := state.State{ID: "s02-P", Chat: 2, Locale: "en", Patient: &state.Patient{
		Ties:      state.Ties{Code: "A-17", Clinician: state.Contact{ID: "s01-D", Name: "Dr Lind"}},
		Enrolment: state.Enrolment{Active: true, Consents: map[record.Purpose]bool{record.ForCare: true}},
	}}
	noted := func(run func(*turn.Turn)) []bool {
		one := &turn.Turn{Plan: p, State: s.Clone(), Event: state.Header{ID: "e", At: noon()}}
		run(one)
		var waits []bool
		for _, e := range one.Effects {
			if tell, ok := e.(state.Tell); ok {
				if note, ok := tell.Letter.(state.Notice); ok {
					waits = append(waits, note.Waits)
				}
			}
		}
		return waits
	}
	safety := noted(func(t *turn.Turn) {
		safety.Side{Turn: t}.Judge(&state.Occasion{
			ID: "o", Questionnaires: []string{"safety"},
			Answers: map[string]state.Answered{"s1": {Code: "more"}, "s2": {Code: "no"}},
		})
	})
	if !slices.Equal(safety, []bool{false}) {
		t.Errorf("notes about safety wait: %v", safety)
	}
	worse := noted(func(t *turn.Turn) {
		patient.New(t).Tapped(state.Tapped{Message: 7}, press.Chose("worse", "tell"))
	})
	if !slices.Equal(worse, []bool{true}) {
		t.Errorf("a note that a check-in made things worse waits: %v", worse)
	}
}

// TestNobodyActsWhoIsLeftOut: what somebody whom the patient has left out does about an alert changes nothing, also
// where it was on its way before.
func TestNobodyActsWhoIsLeftOut(t *testing.T) {
	s := state.State{ID: "s02-P000", Chat: 2, Locale: "en", Patient: &state.Patient{
		Enrolment: state.Enrolment{Active: true},
		Ties: state.Ties{
			Clinician: state.Contact{ID: "s01-DESK", Name: "Dr Lind"},
			Team:      state.Team{Backup: &state.Contact{ID: "s03-BACKUP", Name: "Dr Berg"}},
			Excluded:  []string{"s03-BACKUP"},
		},
		Safety: state.Safety{Alerts: []state.Alert{{
			ID: "a", Short: "7F3K", At: noon(), Restarted: noon(), Called: []string{"s01-DESK"},
		}}},
	}}
	for _, l := range []state.Letter{
		state.Acted{Alert: "a", Act: record.Seen, At: noon()},
		state.Acted{Alert: "a", Act: record.Contact, At: noon()},
		state.Look{Alert: "a"},
		state.Unreached{Alert: "a"},
	} {
		after, effects := engine.Step(shipped(t), s, state.Told{
			Header: state.Header{ID: "x", At: noon()}, From: "s03-BACKUP",
			Letter: l,
		})
		if _, ignored := effects[0].(state.Ignore); !ignored || len(effects) != 1 || !after.Patient.Alerts[0].Seen.IsZero() {
			t.Errorf("%T of somebody who is left out leads to %v", l, effects)
		}
	}
}

// TestWhatIsIgnoredLeavesTheNote: a letter from somebody who is not linked changes nothing of what waits behind a note,
// not even where that is over.
func TestWhatIsIgnoredLeavesTheNote(t *testing.T) {
	held := &state.Held{ID: "n", Parts: []state.Part{{Text: "a question", Anchor: "occasion:mon@2026-03-02"}}}
	s := state.State{ID: "s02-P000", Chat: 2, Locale: "en", Blocked: true, Patient: &state.Patient{
		Enrolment:  state.Enrolment{Active: true},
		Ties:       state.Ties{Clinician: state.Contact{ID: "s01-DESK", Name: "Dr Lind"}},
		Discretion: state.Discretion{Discreet: true, Held: held},
	}}
	after, effects := engine.Step(shipped(t), s, state.Told{
		Header: state.Header{ID: "x", At: noon()}, From: "s09-NOBODY",
		Letter: state.Propose{Kind: record.AsStandIn},
	})
	if len(effects) != 1 || after.Patient.Held == nil {
		t.Errorf("a stranger's letter leads to %v and leaves %+v", effects, after.Patient.Held)
	}
}

// TestAnAlarmThatComesTooLate: a message about an alert that reaches the phone of somebody whose link has ended
// meanwhile says so, instead of buttons that do nothing.
func TestAnAlarmThatComesTooLate(t *testing.T) {
	p := shipped(t)
	s := deskOf(0)
	s.Desk.Alarms = []state.Alarmed{{
		Alert: "a1", Short: "7F3K", Patient: "s02-P000", Code: "A-000", At: noon(),
		Message: 7,
	}}
	after, effects := engine.Step(p, s, state.Sent{
		Header: state.Header{ID: "x", At: noon()}, Anchor: "alarm:a1",
		Message: 9,
	})
	edit, ok := effects[0].(state.Edit)
	if !ok || len(effects) != 1 || edit.Message != 9 || edit.Text != p.Wordings["en"]["alarm.not_yours"] ||
		len(edit.Buttons) > 0 {
		t.Errorf("it leads to %+v", effects)
	}
	if after.Desk.Alarms[0].Message != 9 {
		t.Errorf("the youngest message is %d", after.Desk.Alarms[0].Message)
	}
}
