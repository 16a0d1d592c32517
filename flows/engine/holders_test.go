package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// TestWhoeverHasTheButtonsHears: whatever round of calls somebody was called in, and whoever acted since, an alert
// stands in their chat with its buttons. They hear when it ends, when they are left out, when careful contact begins,
// when the patient says how they may be reached, and when messages stop reaching the patient.
func TestWhoeverHasTheButtonsHears(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		h := &holders{openAlert: newOpenAlert(t, plan), has: map[string]bool{"s01-C": true}}
		for range rapid.IntRange(8, 32).Draw(t, "steps") {
			h.acts()
		}
		h.ends()
	})
}

// holders is an open alert with those in whose chats it stands.
type holders struct {
	*openAlert
	has map[string]bool
}

func (h *holders) people() []string {
	return slices.Sorted(maps.Keys(h.has))
}

// does makes a step and returns who is told what by it.
func (h *holders) does(e state.Event) []state.Tell {
	var told []state.Tell
	for _, effect := range h.step(e) {
		tell, ok := effect.(state.Tell)
		if !ok {
			continue
		}
		told = append(told, tell)
		switch tell.Letter.(type) {
		case state.Alarm:
			h.has[tell.To] = true
		case state.Relieved:
			delete(h.has, tell.To)
		}
	}
	return told
}

// hear fails unless everybody in whose chat the alert stands is told in a step, but for whoever did it.
func (h *holders) hear(what string, told []state.Tell, but string, is func(state.Letter) bool) {
	h.t.Helper()
	for _, id := range h.people() {
		heard := slices.ContainsFunc(told, func(e state.Tell) bool { return e.To == id && is(e.Letter) })
		if id != but && !heard {
			h.t.Fatalf("%s does not hear %s\n%s", id, what, strings.Join(h.past, "\n"))
		}
	}
}

func (h *holders) tap(p press.Press) []state.Tell {
	return h.does(state.Tapped{
		Header: h.head(), Sender: state.Sender{Chat: 5}, Message: 3, Callback: "c", Data: press.Encode(p),
	})
}

func (h *holders) acts() {
	h.now = h.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(h.t, "minutes")) * time.Minute)
	a := h.state.Patient.Alerts[0]
	switch rapid.SampledFrom([]string{"call", "call", "seen", "tried", "out", "careful", "reach", "block"}).Draw(h.t, "what") {
	case "call":
		h.now = flows.Later(h.now, h.due)
		h.does(state.Due{Header: h.head(), Kind: state.WakeCall, Key: a.ID})
	case "seen":
		h.act(state.Acted{Act: record.Seen})
	case "tried":
		h.act(state.Acted{Act: record.NoAnswer, Next: h.now.Add(30 * time.Minute)})
	case "out":
		h.leaveOut()
	case "careful":
		if !h.state.Patient.Careful.Holds() {
			h.hear("of careful contact", h.tap(press.Help{Choice: "careful"}), "", func(l state.Letter) bool {
				said, ok := l.(state.ReachSaid)
				return ok && said.Careful
			})
		}
	case "reach":
		wish := press.Choice{What: "reach", Value: state.ReachSession, More: turn.AlarmKey(a.ID)}
		h.hear("how to reach them", h.tap(wish), "", func(l state.Letter) bool {
			_, ok := l.(state.ReachSaid)
			return ok
		})
	case "block":
		for _, blocked := range []bool{true, false} {
			e := state.Membership{Header: h.head(), Sender: state.Sender{Chat: 5}, Blocked: blocked}
			h.hear("of messages that don't arrive", h.does(e), "", func(l state.Letter) bool {
				_, ok := l.(state.Unheard)
				return ok
			})
		}
	}
}

// act is a press on the alert by somebody in whose chat it stands.
func (h *holders) act(l state.Acted) (by string, told []state.Tell) {
	if len(h.has) == 0 {
		return "", nil
	}
	by = rapid.SampledFrom(h.people()).Draw(h.t, "who")
	a := h.state.Patient.Alerts[0]
	l.Alert, l.At, l.Upto = a.ID, h.now, a.Latest
	return by, h.does(state.Told{Header: h.head(), From: by, Letter: l})
}

func (h *holders) leaveOut() {
	id := rapid.SampledFrom([]string{"s01-B", "s01-L"}).Draw(h.t, "left out")
	if h.state.Patient.LeavesOut(id) {
		return
	}
	had := h.has[id]
	h.tap(press.Chose("circle", "excluded"))
	h.tap(press.SetUp{Step: "excluded", Value: "out", Of: turn.ColleagueKey(id)})
	if !h.state.Patient.LeavesOut(id) {
		h.t.Fatalf("%s is not left out\n%s", id, strings.Join(h.past, "\n"))
	}
	if had && h.has[id] {
		h.t.Fatalf("%s is left out, and does not hear that the alert is not with them\n%s", id, strings.Join(h.past, "\n"))
	}
}

func (h *holders) ends() {
	act := rapid.SampledFrom([]record.Act{record.Contact, record.Elsewhere}).Draw(h.t, "ends with")
	by, told := h.act(state.Acted{Act: act, Reason: "other"})
	h.hear("that it is over", told, by, func(l state.Letter) bool {
		settled, ok := l.(state.Settled)
		return ok && settled.Act == act
	})
}
