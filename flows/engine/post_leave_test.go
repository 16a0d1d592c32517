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

// TestNobodyOnLeaveHolds: whoever has seen an alert and goes on leave holds it no longer, whether they have a post,
// have lent it, or hold or held another, and in whichever order their own letter and the clinic's come. They are not
// called about it by that, and the patient is told.
func TestNobodyOnLeaveHolds(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		s, now := withTeam(), aMinute(t)
		owners := s.Patient.Team
		moss := state.Contact{ID: "s01-M", Name: "Dr Moss"}
		until := now.AddDate(0, 0, 7)
		lent, over := owners, owners
		lent.Backup, lent.Swaps = &moss, []state.Swap{{
			Post: record.Backup, Of: *owners.Backup, Who: moss, From: now, Until: until, Said: true, Begun: true,
		}}
		over.Swaps = []state.Swap{lent.Swaps[0]}
		over.Swaps[0].Over = true
		s.Patient.Team = rapid.SampledFrom([]state.Team{owners, lent, over}).Draw(t, "team")
		s.Patient.First = rapid.SampledFrom([]string{s.Patient.Clinician.ID, owners.Backup.ID}).Draw(t, "first")
		who := rapid.SampledFrom(s.With(state.RightAct, now)).Draw(t, "sees")
		if len(s.Patient.Swaps) > 0 && s.Patient.Swaps[0].Over {
			who = moss
		}
		s.Patient.Alerts = []state.Alert{{
			ID: "u1", Short: "7F3K", At: now, Restarted: now, Latest: 1, Called: []string{who.ID}, Seen: now,
			SeenBy: who.Name, SeenID: who.ID,
		}}
		now = now.Add(time.Minute)
		letters := []state.Told{{From: who.ID, Letter: state.Away{Until: until}}}
		if team, changed := onLeave(s.Patient.Team, owners, who, until); changed {
			letters = append(letters, state.Told{From: s.Patient.Clinician.ID, Letter: team})
		}
		if who.ID == s.Patient.Clinician.ID {
			letters[0].Letter = state.Away{Who: moss, Until: until}
		}
		said := false
		for n, l := range rapid.Permutation(letters).Draw(t, "order") {
			l.Header = state.Header{ID: fmt.Sprintf("e%d", n), At: now.Add(time.Duration(n) * time.Second)}
			var effects []state.Effect
			s, effects = engine.Step(plan, s, l)
			for _, e := range effects {
				_, is := e.(state.Say)
				said = said || is
				if tell, ok := e.(state.Tell); ok && tell.To == who.ID {
					if _, called := tell.Letter.(state.Alarm); called {
						t.Fatalf("%s is on leave and is called", who.Name)
					}
				}
			}
		}
		if s.Patient.Alerts[0].Held() || !said {
			t.Fatalf("%s is on leave and holds the alert: %t; the patient is told: %t", who.Name,
				s.Patient.Alerts[0].Held(), said)
		}
	})
}

// onLeave is what the clinic says once somebody is on leave, and whether that differs.
func onLeave(was, owners state.Team, who state.Contact, until time.Time) (state.Team, bool) {
	if s := was.Swapped(record.Backup); s != nil {
		return owners, s.Who.ID == who.ID
	}
	for _, post := range state.Posts() {
		if holder := owners.Holder(post); *holder != nil && (*holder).ID == who.ID {
			of := **holder
			*holder = nil
			owners.Swaps = []state.Swap{{Post: post, Of: of, Until: until, Said: true, Begun: true, Leave: true}}
			return owners, true
		}
	}
	return owners, false
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
