package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// alarmDesk is a clinician's side with one alarm, shown as message 70.
type alarmDesk struct {
	t       *testing.T
	s       state.State
	now     time.Time
	serial  int
	effects []state.Effect
}

func newAlarmDesk(t *testing.T) *alarmDesk {
	t.Helper()
	d := &alarmDesk{t: t, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), s: state.State{
		ID: "s01-C", Chat: 7, Locale: "en", Zone: "Europe/London",
		Desk: &state.Desk{
			Name: "Dr Lind", Role: record.Clinician, Active: true, Panel: []state.Member{{ID: "s02-P", Code: "A-17"}},
		},
	}}
	d.alarm(state.Alarm{})
	d.sent(70)
	return d
}

func (d *alarmDesk) step(e func(state.Header) state.Event) {
	d.serial++
	d.s, d.effects = engine.Step(shipped(d.t), d.s, e(state.Header{ID: "x" + string(rune('a'+d.serial)), At: d.now}))
}

func (d *alarmDesk) told(l state.Letter) {
	d.step(func(h state.Header) state.Event { return state.Told{Header: h, From: "s02-P", Letter: l} })
}

func (d *alarmDesk) alarm(l state.Alarm) {
	l.Alert, l.Short, l.Code, l.At, l.Upto = "u1", "7F3K", "A-17", d.now, max(l.Upto, 1)
	d.told(l)
}

func (d *alarmDesk) sent(message int) {
	d.step(func(h state.Header) state.Event { return state.Sent{Header: h, Anchor: "alarm:u1", Message: message} })
}

// tap presses an act on the youngest button of a message that shows it.
func (d *alarmDesk) tap(message int, data string) {
	d.step(func(h state.Header) state.Event {
		return state.Tapped{Header: h, Sender: state.Sender{Chat: 7}, Message: message, Callback: h.ID, Data: data}
	})
}

// shows is what a message was last edited to by this turn; empty: it was not.
func (d *alarmDesk) shows(message int) (text string, offersSeen bool) {
	for _, e := range d.effects {
		edit, ok := e.(state.Edit)
		if !ok || edit.Message != message {
			continue
		}
		text, offersSeen = edit.Text, false
		for _, row := range edit.Buttons {
			for _, b := range row {
				offersSeen = offersSeen || strings.Contains(b.Text, "I have seen this")
			}
		}
	}
	return text, offersSeen
}

// TestEveryDeskShowsHowAnAlertStands: what a colleague did is shown on the alarm that a desk carries, also where that
// is still on its way.
func TestEveryDeskShowsHowAnAlertStands(t *testing.T) {
	at := time.Date(2026, 3, 2, 10, 31, 0, 0, time.UTC)
	contact := state.Settled{Alert: "u1", Act: record.Contact, Name: "Dr Berg", At: at}
	const want = "Dr Berg noted at 10:31"
	for name, onItsWay := range map[string]bool{"shown": false, "on its way": true} {
		contact.Late = false
		d, message := newAlarmDesk(t), 70
		d.now = d.now.Add(31 * time.Minute)
		if onItsWay {
			d.alarm(state.Alarm{Repeat: true})
		}
		d.told(contact)
		if onItsWay {
			message = 71
			d.sent(message)
		}
		if text, seen := d.shows(message); !strings.Contains(text, want) || seen {
			t.Errorf("%s: the alarm reads %q", name, text)
		}
		contact.Late = true // the answer to an act that came too late changes the message alone
		d.told(contact)
		for _, e := range d.effects {
			if say, ok := e.(state.Say); ok {
				t.Errorf("%s: told once more: %q", name, say.Text)
			}
		}
	}
}

// TestACallThatCrossesAnAct: whoever has acted is not shown the alarm as open by a call that was made before the
// patient's side knew; one about newer evidence, or a later one, is shown.
func TestACallThatCrossesAnAct(t *testing.T) {
	for name, c := range map[string]struct {
		alarm state.Alarm
		after time.Duration
		shown bool
	}{
		"crossing":       {alarm: state.Alarm{Repeat: true}},
		"newer evidence": {alarm: state.Alarm{More: true, Upto: 2}, shown: true},
		"called anew":    {alarm: state.Alarm{Reopen: true}, shown: true},
		"a later repeat": {alarm: state.Alarm{Repeat: true}, after: time.Hour, shown: true},
	} {
		d := newAlarmDesk(t)
		say, _ := firstAlarm(t)
		d.tap(70, say)
		if a := d.s.Desk.Alarms[0]; !a.Seen || !a.Mine {
			t.Fatalf("the press is not taken: %+v", a)
		}
		d.now = d.now.Add(c.after)
		d.alarm(c.alarm)
		shown := false
		for _, e := range d.effects {
			say, ok := e.(state.Say)
			shown = shown || ok && say.Anchor == "alarm:u1"
		}
		if shown != c.shown {
			t.Errorf("%s: shown %t", name, shown)
		}
	}
}

// firstAlarm is the data of [I have seen this] below the first alarm of a desk.
func firstAlarm(t *testing.T) (data string, ok bool) {
	t.Helper()
	d := newAlarmDesk(t)
	d.alarm(state.Alarm{Repeat: true})
	for _, e := range d.effects {
		if say, is := e.(state.Say); is {
			for _, row := range say.Buttons {
				for _, b := range row {
					if strings.Contains(b.Text, "I have seen this") {
						return b.Data, true
					}
				}
			}
		}
	}
	t.Fatal("no alarm")
	return "", false
}

// TestATryOnAClosedAlert: whoever tried hears that it is closed, by whom and when, and nobody else hears anything.
func TestATryOnAClosedAlert(t *testing.T) {
	plan, s, now := shipped(t), withTeam(), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	serial := 0
	step := func(e func(state.Header) state.Event) []state.Effect {
		serial++
		var effects []state.Effect
		s, effects = engine.Step(plan, s, e(state.Header{ID: "u" + string(rune('0'+serial)), At: now}))
		return effects
	}
	step(func(h state.Header) state.Event {
		return state.Tapped{Header: h, Sender: state.Sender{Chat: 5}, Message: 9, Data: "h:told"}
	})
	acted := func(from string, act record.Act, next time.Time) []state.Effect {
		return step(func(h state.Header) state.Event {
			return state.Told{Header: h, From: from, Letter: state.Acted{
				Alert: s.Patient.Alerts[0].ID, Act: act, At: now, Upto: 1, Next: next,
			}}
		})
	}
	now = now.Add(20 * time.Minute)
	step(func(h state.Header) state.Event {
		return state.Due{Header: h, Kind: state.WakeCall, Key: s.Patient.Alerts[0].ID}
	})
	acted("s01-B", record.Contact, time.Time{})
	effects := acted("s01-C", record.NoAnswer, now.Add(time.Hour))
	var told []string
	for _, e := range effects {
		switch e := e.(type) {
		case state.Say:
			t.Errorf("said to the patient: %q", e.Text)
		case state.Tell:
			settled, ok := e.Letter.(state.Settled)
			if e.To != "s01-C" || !ok || settled.Act != record.Contact || settled.Name != "Dr Berg" || !settled.Next.IsZero() {
				t.Errorf("%s is told %+v", e.To, e.Letter)
			}
			told = append(told, e.To)
		}
	}
	if len(told) != 1 {
		t.Errorf("%v are told", told)
	}
}
