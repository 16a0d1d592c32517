package engine_test

import (
	"go/ast"
	"go/parser"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/flows/state"
)

// rooms says which room of the engine writes each part of what is remembered: a type of flows/state, and every field
// that holds one. Whoever wants something of it changed asks that room.
func rooms() map[string]string {
	of := map[string][]string{
		"circle": {"Ties", "Second", "Stand", "Proposal"},
		"safety": {"Safety", "Alert", "safetyPlan", "Careful", "Reach", "Notified"},
		"patient": {
			"Enrolment", "Agreement", "Rhythm", "Pause", "Pace", "Amount", "Change", "CheckIns", "Occasion", "Answered",
			"Sessions", "meets", "Moved", "Discretion", "Held", "Part", "Trace",
		},
		"goal":     {"Goal"},
		"sharing":  {"Sharing", "Kept"},
		"reply":    {"replies"},
		"replying": {"replying"},
		"turn":     {"Dialogue", "Awaited"},
		"desk": {
			"Desk", "Member", "Earlier", "Alarmed", "Urgent", "Early", "HeldNotice", "Adjusting", "Offer", "Leave", "Census",
		},
		"office": {"Office", "CanaryState"},
		"engine": {"Opener", "Invitation"},
	}
	all := map[string]string{}
	for room, parts := range of {
		for _, part := range parts {
			all[part] = room
		}
	}
	return all
}

// exception lets somebody else write a part, or one of its fields. In is a room, or a file of the engine's own.
type exception struct{ in, what, why string }

func exceptions() []exception {
	return []exception{
		{"opening.go", "Ties", "a participation begins with the people whom its invitation names"},
		{"opening.go", "CheckIns", "one that begins anew goes on counting, lest old buttons name new check-ins"},
		{"opening.go", "Safety", "one that begins anew keeps alerts that somebody may still have to see, and the plan"},
		{"opening.go", "Discretion", "one that begins anew is as discreet as before"},
		{"opening.go", "Careful", "one that begins anew is under careful contact as before: only the patient ends it"},
		{"opening.go", "Goal", "one that begins anew keeps the goal"},
		{"opening.go", "Desk", "a clinician's side begins with the invitation"},
		{"erase.go", "Ties", "erasing leaves only what an alert that is not over needs: who is called,"},
		{"erase.go", "Enrolment", "that the patient has left,"},
		{"erase.go", "Safety", "the alert itself,"},
		{"erase.go", "Careful", "and how its news may come"},
		{"safety", "Occasion.Told", "which rules had their effect stands beside the answers that they judged"},
		{"turn", "Desk.NoteFor", "whatever else is typed or tapped ends the wait for a note, on both sides"},
		{"turn", "Desk.Thought", "what is typed in several messages is one thing on both sides"},
		{"turn", "Desk.Invitations", "one search finds an invitation, of a desk or of the office"},
		{"turn", "Office.Invitations", "the same"},
		{"patient", "Sharing.News", "that a summary was opened is told where news is told"},
		{"patient", "Sharing.NewsFrom", "and by whom"},
		{"replying", "Desk.Replying", "a desk remembers which reply is being chosen there"},
		{"desk", "Invitation", "a desk makes the invitations of its patients, which are then claimed as the office's are"},
		{"office", "Invitation", "the office makes those of the staff"},
	}
}

// TestEachPartIsWrittenByOneRoom holds the rooms to their own parts. It sees assignments, ++, &, delete, clear, copy,
// what package slices changes in place, and literals that are not empty. It does not see an element that is written
// through a copy of a slice or map.
func TestEachPartIsWrittenByOneRoom(t *testing.T) {
	used := map[exception]bool{}
	e := loadEngine(t)
	var writes []write
	for _, p := range e.packages {
		writes = append(writes, e.writes(t, p.ImportPath, e.parse(t, p))...)
	}
	for _, w := range writes {
		if w.room == rooms()[w.part] {
			continue
		}
		n := slices.IndexFunc(exceptions(), func(x exception) bool {
			return (x.in == w.room || x.in == w.file) && (x.what == w.part || x.what == w.part+"."+w.field)
		})
		if n < 0 {
			t.Errorf("%s: %s writes %s.%s, which is %s's", w.at, w.room, w.part, w.field, rooms()[w.part])
			continue
		}
		used[exceptions()[n]] = true
	}
	for _, x := range exceptions() {
		if !used[x] {
			t.Errorf("nothing in %s writes %s any more: the exception can go", x.in, x.what)
		}
	}
}

// TestEachPartOfAPatientHasARoom: whoever adds a part or a field says whose it is.
func TestEachPartOfAPatientHasARoom(t *testing.T) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[state.Patient]()) {
		if len(field.Index) == 1 && rooms()[field.Type.Name()] == "" {
			t.Errorf("no room writes %s of a patient", field.Name)
		}
	}
}

// TestWritesAreSeen: every kind of write is found, and what only reads is not.
func TestWritesAreSeen(t *testing.T) {
	const source = `package planted

import (
	"slices"

	"footing/flows/state"
)

func read(p *state.Patient, s state.State) (string, state.Pace) {
	days := slices.Clone(p.Days)
	days[0]++
	return s.Traces[0].Kind + p.Clinician.Name, state.Pace{}
}

func write(s *state.State) {
	p := s.Patient
	p.At = "14:00"
	p.Lead = nil
	p.Count += 2
	p.Serial++
	p.Alerts[0].Seen, p.Held.Message = p.Alerts[0].At, 0
	delete(p.Consents, "care")
	p.Seconds = append(p.Seconds, state.Second{Summary: true})
	slices.Sort(p.Excluded)
	_ = &p.Sharing
	for p.Meets.Count = range p.Kept {
	}
	p.Amount = state.Amount{}
	p.Planned.At = ""
	s.Traces = nil
	s.Desk.Panel[0].Care = true
}
`
	e := loadEngine(t)
	file, err := parser.ParseFile(e.files, "planted.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, w := range e.writes(t, "planted", []*ast.File{file}) {
		seen[w.part+"."+w.field] = true
	}
	want := []string{
		"Alert.Seen", "Amount.", "CheckIns.Count", "Dialogue.Serial", "Enrolment.Consents", "Held.Message",
		"Member.Care", "Rhythm.At", "Second.Summary", "Sessions.Planned", "Sharing.",
		"Ties.Excluded", "Ties.Seconds", "Ties.Team", "Trace.", "meets.Count",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(seen))); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
}
