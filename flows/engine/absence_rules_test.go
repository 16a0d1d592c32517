package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// passedOver: while the clinician is away and nobody stands in, or who stands in is away too, an alert that nobody has
// seen is with somebody who is there, and who is away is not newly called about it, unless Telegram does not reach
// anybody else.
func (r *rules) passedOver(before state.State, e state.Event, after state.State, effects []state.Effect) {
	if wrong := notPassedOver(r.tr.plan, before, e, after, effects); wrong != "" {
		r.tr.t.Fatalf("after %T the clinician is away: %s", e, wrong)
	}
}

func notPassedOver(plan *flows.Protocol, before state.State, e state.Event, after state.State,
	effects []state.Effect,
) string {
	p, now := after.Patient, e.Head().At
	told, _ := e.(state.Told)
	gone := isEither[state.Unreached, state.Resigned](told.Letter) // maybe the last who was reached
	if p == nil || !away(p, now) {
		return ""
	}
	who := p.Standing()
	others := slices.DeleteFunc(callable(plan, after), func(id string) bool {
		return id == who.ID || onLeaveOf(p, id, now)
	})
	for _, a := range p.Alerts {
		if !a.Seen.IsZero() || !a.Closed.IsZero() {
			continue
		}
		called := func(id string) bool { return slices.Contains(a.Called, id) }
		lost := func(id string) bool { return called(id) && slices.Contains(a.Unreached, id) }
		if len(others) > 0 && !slices.ContainsFunc(others, called) {
			return fmt.Sprintf("alert %s is with none of %v", a.Short, others)
		}
		if !gone && slices.ContainsFunc(others, func(id string) bool { return !lost(id) }) &&
			newlyCalled(before, a.ID, who.ID, effects) {
			return fmt.Sprintf("they are called about alert %s, not only %v", a.Short, others)
		}
	}
	return ""
}

// callable lists who may be called by the ladder beside the clinician.
func callable(plan *flows.Protocol, s state.State) []string {
	p := s.Patient
	var ids []string
	for _, step := range plan.Clinic.Ladder.Steps {
		for _, c := range holding(p, step.Call) {
			if c.ID != p.Clinician.ID && c.ID != "" && c.ID != s.ID && !p.LeavesOut(c.ID) {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// newlyCalled tells whether somebody is called about an alert that they were not called about before.
func newlyCalled(before state.State, alert, whom string, effects []state.Effect) bool {
	if before.Patient != nil {
		for _, a := range before.Patient.Alerts {
			if a.ID == alert && slices.Contains(a.Called, whom) {
				return false
			}
		}
	}
	return slices.ContainsFunc(effects, func(effect state.Effect) bool {
		tell, _ := effect.(state.Tell)
		alarm, ok := tell.Letter.(state.Alarm)
		return ok && tell.To == whom && alarm.Alert == alert
	})
}

// TestWhoIsAwayIsPassedOver: whoever the ladder has, at any hour, whether the alert or the absence came first, and
// whomever Telegram does not reach.
func TestWhoIsAwayIsPassedOver(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		s, now := withTeam(), time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
		now = now.Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(t, "minute")) * time.Minute)
		p := s.Patient
		if !rapid.Bool().Draw(t, "backup") {
			p.Backup = nil
		} else if rapid.Bool().Draw(t, "first") {
			p.First = p.Backup.ID
		}
		if !rapid.Bool().Draw(t, "lead") {
			p.Lead = nil
		}
		if rapid.Bool().Draw(t, "second") {
			p.Seconds = []state.Second{{Contact: state.Contact{ID: "s01-S", Name: "Dr Hale"}, Alerts: true}}
		}
		if rapid.Bool().Draw(t, "who stands in goes") {
			p.Stand = &state.Stand{
				Contact: state.Contact{ID: "s01-M", Name: "Dr Moss", Role: record.Clinician}, Number: 1, Told: true,
				Until: now.AddDate(0, 0, 15),
			}
			p.Seconds = nil
		}
		serial := 0
		take := func(event func(state.Header) state.Event) {
			serial++
			before, e := s, event(state.Header{ID: fmt.Sprintf("u%d", serial), At: now})
			var effects []state.Effect
			s, effects = engine.Step(plan, s, e)
			if wrong := notPassedOver(plan, before, e, s, effects); wrong != "" {
				t.Fatalf("at %s: %s", now.Format("Mon 15:04"), wrong)
			}
		}
		from := []func(){
			func() {
				take(func(h state.Header) state.Event {
					data := press.Encode(press.Help{Choice: "told"})
					return state.Tapped{Header: h, Sender: state.Sender{Chat: 5}, Message: 9, Data: data}
				})
			},
			func() {
				take(func(h state.Header) state.Event { // whoever stands in is not wanted: it is the patient's own desk
					if p.Stand != nil {
						return state.Told{Header: h, From: p.Stand.ID, Letter: state.Away{Until: now.AddDate(0, 0, 14)}}
					}
					return state.Told{Header: h, From: p.Clinician.ID, Letter: state.Away{
						Who: state.Contact{ID: s.ID, Name: "A-17", Role: record.Clinician}, Until: now.AddDate(0, 0, 14),
					}}
				})
			},
		}
		if rapid.Bool().Draw(t, "the absence first") {
			slices.Reverse(from)
		}
		from[0]()
		now = now.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "between")) * time.Minute)
		from[1]()
		for range 8 {
			now = now.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "later")) * time.Minute)
			called := s.Patient.Alerts[0].Called
			if rapid.IntRange(0, 3).Draw(t, "lost") == 0 && len(called) > 0 {
				gone := rapid.SampledFrom(called).Draw(t, "whom")
				take(func(h state.Header) state.Event {
					return state.Told{Header: h, From: gone, Letter: state.Unreached{Alert: s.Patient.Alerts[0].ID}}
				})
			}
			take(func(h state.Header) state.Event {
				return state.Due{Header: h, Kind: state.WakeCall, Key: s.Patient.Alerts[0].ID}
			})
		}
	})
}
