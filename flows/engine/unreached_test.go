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

// TestUnreachedIsSaid: whatever was done about an alert before, once nobody does anything the patient is told so by the
// ladder's step for that, with numbers, and the office counts it. Only what they were really sent counts.
func TestUnreachedIsSaid(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		o := newOpenAlert(t, plan)
		for range rapid.IntRange(0, 4).Draw(t, "acts") {
			o.passes(o.now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "minutes")) * time.Minute))
			o.acts()
		}
		o.passes(o.now.Add(100 * time.Hour)) // held, it is called out again; over a weekend, too
		a := o.state.Patient.Alerts[0]
		tell := plan.Clinic.Ladder.Steps[slices.IndexFunc(plan.Clinic.Ladder.Steps,
			func(s flows.LadderStep) bool { return s.Tell })].After
		from := a.Restarted
		if next := plan.Clinic.LadderFrom(from); next.After(from) {
			from = next
		}
		due := from.Add(tell)
		if due.After(o.now) {
			t.Skip("there is no duty in all this time")
		}
		if !slices.ContainsFunc(o.said, func(at time.Time) bool { return !at.Before(a.Restarted) && !at.After(due) }) {
			t.Fatalf("unseen since %s, told at %v that nobody is reached, and it is %s\n%s", a.Restarted, o.said, o.now,
				strings.Join(o.past, "\n"))
		}
		if len(o.counted) != len(o.said) {
			t.Fatalf("told %d times that nobody is reached, counted %d times\n%s", len(o.said), len(o.counted),
				strings.Join(o.past, "\n"))
		}
	})
}

// openAlert is an alert, those who may act on it, and what the patient was sent.
type openAlert struct {
	t       *rapid.T
	plan    *flows.Protocol
	state   state.State
	now     time.Time
	due     time.Time
	serial  int
	said    []time.Time // when the patient was told that nobody is reached
	counted []time.Time
	past    []string
}

func newOpenAlert(t *rapid.T, plan *flows.Protocol) *openAlert {
	o := &openAlert{
		t: t, plan: plan, state: withTeam(),
		now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "start")) *
			time.Minute),
	}
	o.step(state.Tapped{Header: o.head(), Sender: state.Sender{Chat: 5}, Message: 1, Callback: "c", Data: "h:told"})
	return o
}

// withTeam is a patient whom a clinician, a backup and a lead may be called about.
func withTeam() state.State {
	return state.State{
		ID: "s02-P", Chat: 5, Locale: "en", Zone: "Europe/London",
		Patient: &state.Patient{
			Ties: state.Ties{
				Code: "A-17", Clinician: state.Contact{ID: "s01-C", Name: "Dr Lind", Role: record.Clinician},
				Team: state.Team{
					Backup: &state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Backup},
					Lead:   &state.Contact{ID: "s01-L", Name: "Dr Moss", Role: record.Lead},
				},
			},
			Enrolment: state.Enrolment{Active: true},
		},
	}
}

func (o *openAlert) head() state.Header {
	o.serial++
	return state.Header{ID: fmt.Sprintf("u%d", o.serial), At: o.now}
}

func (o *openAlert) step(e state.Event) []state.Effect {
	after, effects := engine.Step(o.plan, o.state, e)
	o.state = after
	o.past = append(o.past, fmt.Sprintf("%s %T", o.now.Format("02 15:04"), e))
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Wake:
			if e.Kind == state.WakeCall {
				o.due = e.At
			}
		case state.Forget:
			if e.Kind == state.WakeCall {
				o.due = time.Time{}
			}
		case state.Say:
			o.past = append(o.past, "  "+strings.SplitN(e.Text, "\n", 2)[0])
			if unreachedSaid(e.Text) && strings.Contains(e.Text, "999") {
				o.said = append(o.said, o.now)
			}
		case state.Tell:
			if p, ok := e.Letter.(state.Progress); ok && p.Milestone.Step == record.StepUnreached {
				o.counted = append(o.counted, o.now)
			}
		}
	}
	return effects
}

// aMinute is any minute of a week without closed days.
func aMinute(t *rapid.T) time.Time {
	return time.Date(2026, 3, 2, 0, rapid.IntRange(0, 7*24*60).Draw(t, "minute"), 0, 0, time.UTC)
}

// unreachedSaid reports whether a text to a patient says that nobody is reached.
func unreachedSaid(text string) bool {
	for _, words := range []string{"Nobody has opened it", "nobody has confirmed it", "since then nobody has told me"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

func (o *openAlert) passes(until time.Time) {
	for !o.due.IsZero() && !o.due.After(until) {
		o.now = o.due
		o.due = time.Time{}
		o.step(state.Due{Header: o.head(), Kind: state.WakeCall, Key: o.state.Patient.Alerts[0].ID})
	}
	o.now = until
}

// acts lets somebody press that they have seen it, or tried.
func (o *openAlert) acts() {
	act := state.Acted{Alert: o.state.Patient.Alerts[0].ID, Act: record.NoAnswer, At: o.now, Upto: 1}
	switch rapid.SampledFrom([]string{"seen", "tried", "again"}).Draw(o.t, "act") {
	case "seen":
		act.Act = record.Seen
	case "again":
		act.Next = o.now.Add(time.Duration(rapid.IntRange(1, 8).Draw(o.t, "quarters")) * 15 * time.Minute)
	}
	who := rapid.SampledFrom([]string{"s01-C", "s01-B", "s01-L"}).Draw(o.t, "who")
	o.step(state.Told{Header: o.head(), From: who, Letter: act})
}
