package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// TestNewsOfAnActSayTheSame: whatever somebody does about an alert, a colleague who has it reads the same of it without
// a turn as by one, with the same buttons; and whoever has read it without a turn is not told again, though their
// older message says how it stands.
func TestNewsOfAnActSayTheSame(t *testing.T) {
	plan, b, at := shipped(t), bare(t), bareNow.Add(time.Minute)
	berg := state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Backup}
	lind := state.Contact{ID: "s01-C", Name: "Dr Lind", Role: record.Clinician}
	rapid.Check(t, func(t *rapid.T) {
		p := press.Alarm{Alert: turn.AlarmKey("u1"), Shown: 1}
		p.Act = rapid.SampledFrom([]string{press.Seen, press.Contact, press.Elsewhere, press.Tried}).Draw(t, "act")
		switch p.Act {
		case press.Elsewhere:
			p.Reason = rapid.SampledFrom(press.Reasons()).Draw(t, "reason")
		case press.Tried:
			p.Next = int(bareNow.Truncate(15*time.Minute).Add(time.Hour).Unix() / 60)
		}
		e := pressed(press.Encode(p), at)
		route := ladderOf(lind, berg)
		acted := b.ActedBy(lind, e)
		told := state.Called{
			Header: state.Header{ID: "h", At: at}, Evidence: "u1", To: []string{berg.ID}, By: acted.ID, Act: acted.Act,
		}
		heard := rapid.Bool().Draw(t, "heard without a turn")
		say, edited := byTurns(plan, []state.Contact{lind, berg}, e, told, heard)
		call := engine.Emergency{Alert: "u1", Upto: 1, First: bareNow}
		want, ok := b.News(route, state.Route{Chat: 2, Locale: "en"}, call, acted, at)
		if len(say) > 0 {
			want.Class = say[0].Class // without a turn there is no queue
		}
		switch {
		case !ok || !edited:
			t.Fatalf("there are words for it: %t, and the older message says it: %t", ok, edited)
		case heard && len(say) > 0:
			t.Fatalf("told twice: %+v", say)
		case !heard && len(say) != 1:
			t.Fatalf("told %d times", len(say))
		case !heard && !cmp.Equal(say[0], want):
			t.Fatalf("by a turn and without one (-,+):\n%s", cmp.Diff(say[0], want))
		}
	})
}

// byTurns has the first of two people, in whose chats an alert stands, press on it, and gives what the other is sent,
// and whether their older message is changed. Heard says that they were told before.
func byTurns(plan *flows.Protocol, people []state.Contact, e state.Tapped, told state.Called, heard bool) (
	said []state.Say, edited bool,
) {
	patient := withTeam()
	patient.ID = "s02-A-17"
	patient.Patient.Backup = &people[1]
	patient.Patient.Alerts = []state.Alert{{
		ID: "u1", Short: turn.ShortID("u1"), At: bareNow, Restarted: bareNow, Repeated: bareNow, Latest: 1,
		Called: []string{people[0].ID, people[1].ID}, Taken: []int{0, 2},
	}}
	desks := make([]state.State, len(people))
	for n, c := range people {
		desks[n] = clinicianOf("A-17")
		desks[n].ID, desks[n].Chat, desks[n].Zone = c.ID, int64(n+1), "Europe/London"
		desks[n].Desk.Alarms = []state.Alarmed{{
			Alert: "u1", Short: turn.ShortID("u1"), Patient: patient.ID, Code: "A-17", At: bareNow, Upto: 1, Message: 7,
		}}
	}
	if heard {
		patient, _ = engine.Step(plan, patient, told)
	}
	n := 0
	letters := func(effects []state.Effect, from, to string, s *state.State) (all []state.Effect) {
		for _, effect := range effects {
			tell, ok := effect.(state.Tell)
			if !ok || tell.To != to {
				continue
			}
			n++
			var more []state.Effect
			*s, more = engine.Step(plan, *s, state.Told{
				Header: state.Header{ID: fmt.Sprint("e", n), At: e.At}, From: from, Letter: tell.Letter,
			})
			all = append(all, more...)
		}
		return all
	}
	_, effects := engine.Step(plan, desks[0], e)
	effects = letters(effects, people[0].ID, patient.ID, &patient)
	for _, effect := range letters(effects, patient.ID, people[1].ID, &desks[1]) {
		switch e := effect.(type) {
		case state.Say:
			said = append(said, e)
		case state.Edit:
			edited = edited || e.Message == 7
		}
	}
	return said, edited
}
