package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/engine/internal/desk"
	"footing/flows/press"

	"footing/flows/digest"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// desk is a clinician with so many patients, and one more whom they only stand in for.
func deskOf(patients int) state.State {
	d := &state.Desk{Name: "Dr Lind", Role: record.Clinician, Active: true}
	for n := range patients {
		d.Panel = append(d.Panel, state.Member{ID: fmt.Sprintf("s02-P%03d", n), Code: fmt.Sprintf("A-%03d", n), Prompt: 2})
	}
	d.Panel = append(d.Panel, state.Member{ID: "s02-BACKUP", Code: "B-001", Backup: true, Prompt: 2})
	gone := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	d.Panel = append(d.Panel, state.Member{ID: "s02-GONE", Code: "G-001", Left: gone, Prompt: 2})
	return state.State{ID: "s01-DESK", Chat: 1, Locale: "en", Zone: "Europe/London", Desk: d}
}

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// TestForeignPatients: whoever asks about somebody who is not theirs changes nothing, tells nobody, and gets the
// same words whether that somebody exists or not.
func TestForeignPatients(t *testing.T) {
	p := shipped(t)
	roles := map[string]state.State{
		"a clinician": deskOf(3),
		"a patient": {ID: "s02-P000", Chat: 2, Locale: "en", Patient: &state.Patient{
			Enrolment: state.Enrolment{Active: true}, Ties: state.Ties{Clinician: state.Contact{ID: "s01-DESK"}},
		}},
		"a stranger":  {ID: "s05-S", Chat: 3, Locale: "en"},
		"the invited": {ID: "s06-I", Chat: 4, Locale: "en", Desk: &state.Desk{}},
	}
	sender := state.Sender{Language: "en"}
	for role, s := range roles {
		var words []string
		for _, code := range []string{"A-999", "B-001", "G-001", "'; DROP", "a b", "📎", strings.Repeat("x", 4000)} {
			for _, command := range []string{"/summary ", "/patient "} {
				sender.Chat = s.Chat
				_, effects := engine.Step(p, s, state.Said{
					Header: state.Header{ID: "u1.m1", At: noon()}, Sender: sender, Media: state.Text,
					Text: record.FreeText(command + code),
				})
				say, ok := effects[0].(state.Say)
				if !ok || len(effects) != 1 {
					t.Fatalf("%s: %s%.20s leads to %v", role, command, code, effects)
				}
				words = append(words, say.Text)
			}
		}
		if slices.Sort(words); len(slices.Compact(words)) != 1 {
			t.Errorf("%s is told %q", role, slices.Compact(words))
		}
		for _, id := range []string{"s02-P999", "s02-BACKUP", "s02-GONE", "s01-DESK", ""} {
			for _, data := range []string{
				"p:%s", "m:%s:card", "m:%s:week", "m:%s:week:tue.1430", "m:%s:next:2026-03-04.0900",
				"m:%s:next:none", "u:%s:2:tried",
			} {
				_, effects := engine.Step(p, s, state.Tapped{
					Header: state.Header{ID: "u1.c1", At: noon()}, Sender: sender, Message: 7, Callback: "c",
					Data: fmt.Sprintf(data, id),
				})
				if len(effects) != 1 ||
					effects[0] != state.Effect(state.Toast{Callback: "c", Text: p.Wordings["en"]["toast.old"]}) {
					t.Errorf("%s: "+data+" leads to %v", role, id, effects)
				}
			}
		}
	}
}

// Letters of the desk's side are taken from the patient's own clinician only, and on the desk from its own panel.
func TestForeignLetters(t *testing.T) {
	p := shipped(t)
	patient := state.State{ID: "s02-P000", Chat: 2, Locale: "en", Patient: &state.Patient{
		Enrolment: state.Enrolment{Active: true},
		Ties: state.Ties{
			Clinician: state.Contact{ID: "s01-DESK", Name: "Dr Lind"},
			Team:      state.Team{Backup: &state.Contact{ID: "s03-BACKUP", Name: "Dr Berg"}},
		},
	}}
	for from, letters := range map[string][]state.Letter{
		"s03-BACKUP": {state.Inquire{}, state.Appointed{Planned: record.Appointment{Next: noon()}}},
		"s09-NOBODY": {state.Inquire{}, state.Appointed{Planned: record.Appointment{Next: noon()}}},
	} {
		for _, l := range letters {
			after, effects := engine.Step(p, patient, state.Told{
				Header: state.Header{ID: "x", At: noon()}, From: from,
				Letter: l,
			})
			if _, ignored := effects[0].(state.Ignore); !ignored || len(effects) != 1 || !after.Patient.Planned.Next.IsZero() {
				t.Errorf("%T of %s leads to %v", l, from, effects)
			}
		}
	}
	for _, from := range []string{"s02-BACKUP", "s02-GONE", "s09-NOBODY", "s01-DESK"} {
		_, effects := engine.Step(p, deskOf(1), state.Told{
			Header: state.Header{ID: "x", At: noon()}, From: from,
			Letter: state.Particulars{Active: true},
		})
		if _, ignored := effects[0].(state.Ignore); !ignored || len(effects) != 1 {
			t.Errorf("a card of %s leads to %v", from, effects)
		}
	}
}

// TestPages: a list of any length names everybody once, never more than fits, and turns back and forth.
func TestPages(t *testing.T) {
	p := shipped(t)
	for _, patients := range []int{1, 39, 40, 41, 80, 203} {
		s := deskOf(patients)
		composed := &digest.Digest{}
		for _, m := range s.Desk.Panel[:patients/2] { // the facts of the others could not be read
			composed.People = append(composed.People, digest.Summary{ID: m.ID, Code: m.Code, Attention: m.Code == "A-000"})
		}
		seen := map[string]int{}
		for key, pages := "0", 0; key != ""; pages++ {
			_, effects := engine.Step(p, s, state.Due{
				Header: state.Header{ID: "d", At: noon()}, Kind: state.WakePanel, Key: key,
				Digest: composed,
			})
			var rows [][]state.Button
			switch e := effects[len(effects)-1].(type) {
			case state.Say:
				rows = e.Buttons
			case state.Edit:
				rows = e.Buttons
			}
			next := ""
			count := 0
			for _, b := range slices.Concat(rows...) {
				count++
				if id, ok := strings.CutPrefix(b.Data, "p:"); ok {
					seen[id]++
				}
				if b.Text == p.Wordings["en"]["patients.more"] {
					next = strings.TrimPrefix(b.Data, "l:") + ".77"
				}
			}
			if count > 42 || pages > 10 {
				t.Fatalf("%d buttons on page %d of %d patients", count, pages, patients)
			}
			key = next
		}
		if len(seen) != patients {
			t.Errorf("%d of %d patients are listed", len(seen), patients)
		}
		for id, n := range seen {
			if n != 1 || id == "s02-BACKUP" || id == "s02-GONE" {
				t.Errorf("%s is listed %d times", id, n)
			}
		}
	}
}

// TestASummaryThatCannotBeRead: whoever asks for the summary of somebody whose facts are damaged is told so.
func TestASummaryThatCannotBeRead(t *testing.T) {
	composed := &digest.Digest{Unread: []string{"A-000"}}
	for kind, key := range map[state.WakeKind]string{state.WakeSummary: "s02-P000", state.WakeDigest: "weekly"} {
		due := state.Due{Header: state.Header{ID: "d", At: noon()}, Kind: kind, Key: key, Nominal: noon(), Digest: composed}
		_, effects := engine.Step(shipped(t), deskOf(1), due)
		if !slices.ContainsFunc(effects, func(e state.Effect) bool { _, ok := e.(state.Say); return ok }) {
			t.Errorf("%s leads to %v", kind, effects)
		}
	}
}

// A brief that comes too late, or for an appointment that was moved, is not sent.
func TestBriefInTime(t *testing.T) {
	p := shipped(t)
	s := deskOf(1)
	at := noon().Add(p.Digest.Before)
	s.Desk.Panel[0].Planned = record.Appointment{Next: at}
	composed := &digest.Digest{People: []digest.Summary{{ID: "s02-P000", Brief: "A-000"}}}
	due := state.Due{
		Header: state.Header{ID: "d", At: noon()}, Kind: state.WakeSession, Key: "s02-P000", Nominal: noon(),
		Digest: composed,
	}
	sent := func(e state.Due) bool {
		_, effects := engine.Step(p, s, e)
		return slices.ContainsFunc(effects, func(e state.Effect) bool { _, ok := e.(state.Say); return ok })
	}
	if !sent(due) {
		t.Error("nothing comes before an appointment")
	}
	late := due
	late.At = at
	if sent(late) {
		t.Error("a brief comes when the appointment has begun")
	}
	s.Desk.Panel[0].Planned.Next = at.Add(time.Hour)
	if sent(due) {
		t.Error("a brief comes for an appointment that was moved")
	}
}

// TestManyPatientsInASummary: every patient is one press away, in one message that Telegram takes, and where they are
// more than it takes the list comes as a message of its own.
func TestManyPatientsInASummary(t *testing.T) {
	p := shipped(t)
	for _, n := range []int{1, 40, desk.MostButtons, 130} {
		s := deskOf(n)
		composed := &digest.Digest{Until: noon(), Text: "Weekly summary"}
		for _, m := range s.Desk.Panel[:n] {
			composed.People = append(composed.People, digest.Summary{ID: m.ID, Code: m.Code})
		}
		s, effects := engine.Step(p, s, state.Due{
			Header: state.Header{ID: "d", At: noon()}, Kind: state.WakeDigest,
			Key: "weekly", Nominal: noon(), Digest: composed,
		})
		var rows [][]state.Button
		for _, e := range effects {
			if say, ok := e.(state.Say); ok && say.Class == state.ClassDigest {
				rows = say.Buttons
			}
		}
		all := slices.Concat(rows...)
		if want := min(n, desk.MostButtons); len(all) < want || len(all) > 100 ||
			all[want-1].Data != "p:"+composed.People[want-1].ID {
			t.Errorf("%d patients: %d buttons, %v", n, len(all), all)
		}
		last := all[len(all)-1]
		if more := last.Data == press.Encode(press.List{New: true}); more != (n > desk.MostButtons) {
			t.Errorf("%d patients: the last button is %v", n, last)
			continue
		} else if !more {
			continue
		}
		_, effects = engine.Step(p, s, state.Tapped{
			Header: state.Header{ID: "u1.c1", At: noon()},
			Sender: state.Sender{Chat: s.Chat, Language: "en"}, Message: 7, Callback: "c", Data: last.Data,
		})
		if n := slices.IndexFunc(effects, func(e state.Effect) bool {
			w, ok := e.(state.Wake)
			return ok && w.Kind == state.WakePanel && w.Key == "0"
		}); n < 0 {
			t.Errorf("%v leads to %v", last, effects)
		}
	}
}
