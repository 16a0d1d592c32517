package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestALeaveLetsGo: whoever has a post, has seen an alert and goes on leave then holds it no longer: it is called out
// anew, and the patient is told. Whoever lends the post by agreement keeps the alert, and so does who borrowed it.
func TestALeaveLetsGo(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		s, now := withTeam(), aMinute(t)
		owners := s.Patient.Team
		owners.Night = &state.Contact{ID: "s01-N", Name: "Dr Vale", Role: record.Night}
		others := []state.Contact{{ID: "s01-M", Name: "Dr Moss"}, {ID: "s01-H", Name: "Dr Hale"}, {}}
		s.Patient.Team = owners
		s.Patient.Alerts = []state.Alert{{ID: "u1", Short: "7F3K", At: now, Restarted: now, Latest: 1}}
		until := now.AddDate(0, 0, 7)
		for n := range rapid.IntRange(1, 6).Draw(t, "letters") {
			now = now.Add(time.Minute)
			a := &s.Patient.Alerts[0]
			who := rapid.SampledFrom(s.With(state.RightAct, now)).Draw(t, "sees")
			a.Seen, a.SeenBy, a.SeenID, a.Called = now, who.Name, who.ID, []string{who.ID}
			now = now.Add(time.Minute)
			team, was := owners, s.Patient.Team
			for _, post := range state.Posts() {
				holder := team.Holder(post)
				swap := state.Swap{Post: post, Of: **holder, From: now, Until: until, Said: true, Begun: true}
				switch rapid.SampledFrom([]string{"holds", "lends", "leaves"}).Draw(t, string(post)) {
				case "holds":
					continue
				case "lends":
					swap.Who = rapid.SampledFrom(others[:2]).Draw(t, "borrows")
				case "leaves":
					swap.Leave, swap.Who = true, rapid.SampledFrom(others).Draw(t, "stands in")
				}
				*holder, team.Swaps = nil, append(team.Swaps, swap)
				if swap.Who.ID != "" {
					*holder = &swap.Who
				}
			}
			var effects []state.Effect
			s, effects = engine.Step(plan, s, state.Told{
				Header: state.Header{ID: fmt.Sprintf("e%d", n), At: now}, From: s.Patient.Clinician.ID, Letter: team,
			})
			now = now.Add(time.Minute)
			gone := leaves(was, team, who.ID)
			if held := s.Patient.Alerts[0].Held(); held == gone {
				t.Fatalf("letter %d: %s has gone on leave: %t, and holds the alert: %t\n%+v\n%+v", n, who.Name, gone, held, was, team)
			}
			_, said := find[state.Say](effects)
			if said != gone {
				t.Fatalf("letter %d: %s has gone on leave: %t, and the patient is told: %t", n, who.Name, gone, said)
			}
		}
	})
}

// leaves tells whether somebody goes on leave between two teams: as the owner of a post, or as who stands in for them.
func leaves(was, is state.Team, id string) bool {
	return slices.ContainsFunc(is.Swaps, func(s state.Swap) bool {
		before := was.Swapped(s.Post)
		began := before == nil || !before.Leave
		return s.Leave && (began && s.Of.ID == id || !began && before.Who.ID == id && s.Who.ID != id)
	})
}

func find[T state.Effect](effects []state.Effect) (found T, ok bool) {
	for _, e := range effects {
		if e, ok := e.(T); ok {
			return e, true
		}
	}
	return found, false
}
