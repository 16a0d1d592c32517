package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestUnseen: an alert that nobody sees is called out on every duty day at least twice, for a month, and after two full
// duty days not more often. Every person of the ladder is among those called.
func TestUnseen(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		start := aMinute(t)
		late := time.Duration(rapid.IntRange(0, 3).Draw(t, "late")) * time.Minute
		alarms := unseenAlarms(withTeam(), func(s state.State, e state.Event) (state.State, []state.Effect) {
			return engine.Step(plan, s, e)
		}, start, late, nil)
		slowFrom, ok := plan.Clinic.AfterDutyDays(start, 2)
		if !ok {
			t.Fatal("the sample clinic has no duty")
		}
		for day := range 30 {
			at := start.AddDate(0, 0, day)
			from := time.Date(at.Year(), at.Month(), at.Day(), 9, 0, 0, 0, time.UTC)
			if !plan.Clinic.OnDuty(from) || from.Before(start) {
				continue
			}
			got := alarms[from.Format(time.DateOnly)]
			for _, who := range []string{"s01-C", "s01-B", "s01-L"} {
				slow := from.After(slowFrom)
				if n := strings.Count(got, who); slow && n != 2 || n < 2 {
					t.Fatalf("begun %s: %s was called %d times on %s", start.Format(time.DateTime), who, n, from.Format(time.DateOnly))
				}
			}
		}
	})
}

// TestUnseenWithAnybody: whoever the ladder has, an alert that nobody sees is called out, to somebody whom Telegram
// reaches, at least twice each duty day, or where only the night post is left twice on each day of its hours.
func TestUnseenWithAnybody(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		start := aMinute(t)
		night := flows.LadderStep{Call: flows.RankNight, Hours: rapid.SampledFrom(nightHours()).Draw(t, "night's hours")}
		plan, clinic := *plan, *plan.Clinic
		clinic.Ladder.Steps = slices.Insert(slices.Clone(clinic.Ladder.Steps),
			rapid.IntRange(1, len(clinic.Ladder.Steps)).Draw(t, "night's step"), night)
		plan.Clinic = &clinic
		s, deaf, there := anybody(t, start)
		if len(there) == 0 {
			return // there is nobody to call
		}
		alarms := unseenAlarms(s, func(s state.State, e state.Event) (state.State, []state.Effect) {
			return engine.Step(&plan, s, e)
		}, start, 0, deaf)
		for day := range 30 {
			from := start.AddDate(0, 0, day+1).Truncate(24 * time.Hour)
			_, noon := clinic.TwiceADay(from)
			next, _ := clinic.TwiceADay(from)
			called := noon && next.Before(from.AddDate(0, 0, 1))
			if own, ok := clinic.TwiceIn(night.Hours, from.Add(-time.Minute)); len(there) == 1 && there[0] == "s01-N" {
				called = ok && own.Before(from.AddDate(0, 0, 1))
			}
			n := len(strings.Fields(alarms[from.Format(time.DateOnly)]))
			if slow := n >= 2; called && !slow {
				t.Fatalf("begun %s: of %v, who are there, %d are called on %s\n%v", start.Format(time.DateTime), there, n,
					from.Format("Mon 2006-01-02"), alarms)
			}
		}
	})
}

// TestRepeatsDoNotWaitForAStep: a step whose hours are days away does not keep those from being called again every half
// hour who were called already, though the last of them was called before the time of the last step.
func TestRepeatsDoNotWaitForAStep(t *testing.T) {
	plan := *shipped(t)
	clinic := *plan.Clinic
	hours := nightHours()
	clinic.Ladder.Steps = slices.Insert(slices.Clone(clinic.Ladder.Steps), 1,
		flows.LadderStep{Call: flows.RankNight, Hours: hours[len(hours)-1]})
	plan.Clinic = &clinic
	alarms := unseenAlarms(withTeam(), func(s state.State, e state.Event) (state.State, []state.Effect) {
		return engine.Step(&plan, s, e)
	}, time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), 0, []string{"s01-B"})
	if n := strings.Count(alarms["2026-03-03"], "s01-L"); n != 16 {
		t.Errorf("the lead was called %d times on a day with 8 hours of duty", n)
	}
}

// anybody is a patient around whom are some of the clinic's people, and those whom Telegram does not reach, and those
// who can be called and whom it reaches.
func anybody(t *rapid.T, start time.Time) (s state.State, deaf, there []string) {
	s = withTeam()
	p := s.Patient
	p.Night = &state.Contact{ID: "s01-N", Name: "Dr Noor", Role: record.Night}
	away := false
	for _, id := range []string{p.Clinician.ID, p.Backup.ID, p.Lead.ID, p.Night.ID} {
		how := rapid.SampledFrom([]string{"there", "there", "nobody", "left out", "deaf", "away"}).Draw(t, id)
		switch {
		case how == "there":
			there = append(there, id)
		case how == "left out":
			p.Excluded = append(p.Excluded, id)
		case how == "deaf":
			deaf = append(deaf, id)
		case id == p.Clinician.ID && how == "away":
			away = true
			p.Ahead = &state.Stand{Number: 1, From: start, Until: start.AddDate(0, 2, 0), Told: true}
		case id == p.Clinician.ID:
			p.Clinician = state.Contact{}
		default:
			for _, post := range state.Posts() {
				if c := p.Holder(post); *c != nil && (*c).ID == id {
					*c = nil
				}
			}
		}
	}
	if away && len(there)+len(deaf) == 0 { // nobody else can be called
		there = append(there, p.Clinician.ID)
	}
	return s, deaf, there
}

// nightHours are hours that a night post may have.
func nightHours() []flows.Hours {
	every := func(spans ...flows.Span) flows.Hours {
		h := flows.Hours{Spans: map[time.Weekday][]flows.Span{}}
		for day := time.Sunday; day <= time.Saturday; day++ {
			h.Spans[day] = spans
		}
		return h
	}
	at := func(from, to flows.Clock) flows.Span { return flows.Span{From: from * 60, To: to * 60} }
	return []flows.Hours{
		{Always: true},
		{Duty: true, Spans: every(at(9, 17)).Spans},
		every(at(0, 24)), every(at(18, 24)),
		every(at(0, 8), at(20, 24)), every(at(12, 23)), every(at(0, 10), at(17, 24)),
		{Spans: map[time.Weekday][]flows.Span{time.Saturday: {at(10, 18)}, time.Sunday: {at(10, 18)}}},
	}
}

// unseenAlarms raises an alert and lets a month pass. It returns by date who was called on it. Telegram does not reach
// the deaf.
func unseenAlarms(s state.State, step func(state.State, state.Event) (state.State, []state.Effect), now time.Time,
	late time.Duration, deaf []string,
) map[string]string {
	alarms := map[string]string{}
	var due time.Time
	var key string
	var lost []string
	take := func(effects []state.Effect) {
		for _, e := range effects {
			switch e := e.(type) {
			case state.Wake:
				if e.Kind == state.WakeCall {
					due, key = e.At, e.Key
				}
			case state.Tell:
				if _, ok := e.Letter.(state.Alarm); ok && slices.Contains(deaf, e.To) {
					lost = append(lost, e.To)
				} else if ok {
					alarms[now.Format(time.DateOnly)] += e.To + " "
				}
			}
		}
	}
	lose := func(n int) {
		for ; len(lost) > 0; n++ {
			from := lost[0]
			lost = lost[1:]
			var effects []state.Effect
			s, effects = step(s, state.Told{
				Header: state.Header{ID: fmt.Sprintf("l%d", n), At: now}, From: from, Letter: state.Unreached{Alert: key},
			})
			take(effects)
		}
	}
	end := now.AddDate(0, 0, 31)
	s, effects := step(s, state.Tapped{
		Header: state.Header{ID: "u1.c1", At: now}, Sender: state.Sender{Chat: 5}, Message: 1, Callback: "c", Data: "h:told",
	})
	take(effects)
	key = s.Patient.Alerts[0].ID
	lose(0)
	for n := 0; !due.IsZero() && due.Before(end); n++ {
		now = due.Add(late)
		due = time.Time{}
		head := state.Header{ID: fmt.Sprintf("d%d", n), At: now}
		s, effects = step(s, state.Due{Header: head, Kind: state.WakeCall, Key: key})
		take(effects)
		lose(100 * (n + 1))
	}
	return alarms
}
