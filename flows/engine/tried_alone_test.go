package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// TestATryNamesWhoIsCalled: whoever had no answer and has read that others are called, or that nobody else can be,
// finds it so where nobody does anything, or is told otherwise; and they are called again when they were told.
func TestATryNamesWhoIsCalled(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		now := aMinute(t)
		w := climbing{t: t, now: now}
		w.state, _, _ = anybody(t, now)
		w.step = func(s state.State, e state.Event) (state.State, []state.Effect) { return engine.Step(plan, s, e) }
		w.take(state.Tapped{
			Header: w.head(), Sender: state.Sender{Chat: 5}, Message: 9, Data: press.Encode(press.Help{Choice: "told"}),
		})
		w.waits(time.Duration(rapid.IntRange(0, 300).Draw(t, "later")) * time.Minute)
		called := slices.DeleteFunc(slices.Clone(w.alarms), func(c rang) bool {
			return !w.state.May(c.who, state.RightAct, w.now)
		})
		if len(called) == 0 {
			return
		}
		who := rapid.SampledFrom(called).Draw(t, "tries")
		act := state.Acted{
			Alert: w.state.Patient.Alerts[0].ID, Act: record.NoAnswer, At: w.now, Upto: 1, Alone: rapid.Bool().Draw(t, "read"),
		}
		if rapid.Bool().Draw(t, "names a time") {
			act.Next = w.now.Add(time.Duration(rapid.IntRange(15, 120).Draw(t, "next")) * time.Minute)
		}
		w.alarms, w.follows = nil, state.Settled{Alone: act.Alone}
		w.take(state.Told{Header: w.head(), From: who.who, Letter: act})
		granted := !w.state.Patient.Alerts[0].Pause.IsZero()
		w.waits(4 * 24 * time.Hour)
		own := slices.IndexFunc(w.alarms, func(c rang) bool { return c.who == who.who && !c.reminds })
		others := slices.ContainsFunc(w.alarms, func(c rang) bool { return c.who != who.who })
		if act.Next.IsZero() != granted && others == w.follows.Alone {
			t.Fatalf("at %s %s tried and read that nobody else can be called: %t; then %v", act.At, who.who, w.follows.Alone, w.alarms)
		}
		if again := w.follows.Again; !again.IsZero() && (own < 0 || !w.alarms[own].at.Equal(again)) {
			t.Fatalf("%s was to be called again at %s; then %v", who.who, again, w.alarms)
		}
	})
}

// climbing is a patient's side whose alert is called out.
type climbing struct {
	t       *rapid.T
	now     time.Time
	serial  int
	state   state.State
	step    func(state.State, state.Event) (state.State, []state.Effect)
	due     time.Time
	alarms  []rang
	follows state.Settled // what whoever tried was told last
}

// rang is a call of somebody.
type rang struct {
	who     string
	at      time.Time
	reminds bool
}

func (w *climbing) head() state.Header {
	w.serial++
	return state.Header{ID: fmt.Sprintf("u%d", w.serial), At: w.now}
}

func (w *climbing) take(e state.Event) {
	var effects []state.Effect
	w.state, effects = w.step(w.state, e)
	for _, effect := range effects {
		switch effect := effect.(type) {
		case state.Wake:
			if effect.Kind == state.WakeCall {
				w.due = effect.At
			}
		case state.Tell:
			switch l := effect.Letter.(type) {
			case state.Alarm:
				w.alarms = append(w.alarms, rang{effect.To, w.now, !l.Tried.IsZero()})
			case state.Settled:
				if l.Own {
					w.follows = l
				}
			default:
			}
		default:
		}
	}
}

// waits lets time pass in which nobody does anything.
func (w *climbing) waits(long time.Duration) {
	end := w.now.Add(long)
	for !w.due.IsZero() && w.due.Before(end) {
		w.now, w.due = w.due, time.Time{}
		w.take(state.Due{Header: w.head(), Kind: state.WakeCall, Key: w.state.Patient.Alerts[0].ID})
	}
	w.now = end
}
