package bot

import (
	"slices"
	"testing"
	"time"

	"footing/flows/load/loadtest"
	"footing/flows/state"

	"github.com/google/go-cmp/cmp"
)

// TestMessagesAreRemoved: their ids come back, of cards too; one that Telegram refuses to remove keeps no other, and is
// named; what is gone already is no problem.
func TestMessagesAreRemoved(t *testing.T) {
	var ids []int
	var kept []string
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Said:
			s = somebody(s)
			if e.Text == "tidy" {
				return s, []state.Effect{state.Delete{
					Chat: ann, Class: state.ClassReply, Messages: append(slices.Clone(ids), 999),
					Anchor: "tidy",
				}}
			}
			return s, []state.Effect{
				state.Say{Chat: ann, Class: state.ClassReply, Text: "one", Trace: "plain"},
				state.Card{Chat: ann, Class: state.ClassReply, Phone: "116 123", Name: "Samaritans", Trace: "fixed"},
			}
		case state.Sent:
			kept = append(kept, e.Trace)
			ids = append(ids, e.Message)
		case state.Unreachable:
			kept = append(kept, "refused "+e.Anchor)
		}
		return s, nil
	})
	b := w.start()
	w.says(ann, "hello")
	w.pump(b)
	w.pass(20 * time.Hour)
	w.says(ann, "hello")
	w.pump(b)
	w.pass(29 * time.Hour) // the first two are 49 hours old
	w.says(ann, "tidy")
	w.pump(b)
	if diff := cmp.Diff([]string{"plain", "fixed", "plain", "fixed", "refused tidy"}, kept); diff != "" {
		t.Errorf("what the turns were told (-want +got):\n%s", diff)
	}
	var left []int
	for _, m := range w.shown(ann) {
		left = append(left, m.ID)
	}
	if diff := cmp.Diff(ids[:2], left); diff != "" {
		t.Errorf("what is left on the phone (-want +got):\n%s", diff)
	}
	w.says(ann, "tidy") // again: two are gone, two are too old
	w.pump(b)
	if n := len(kept); n != 6 {
		t.Errorf("told %v", kept)
	}
}

// TestTheBotPresentsItself: in each language, and in words that say nothing where somebody wants it so.
func TestTheBotPresentsItself(t *testing.T) {
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		if _, ok := e.(state.Said); !ok {
			return s, nil
		}
		return somebody(s), []state.Effect{state.Menu{Chat: ann, Locale: "de", Discreet: true}}
	})
	plan := loadtest.Shipped(t)
	w.plan = plan
	b := w.start()
	if err := b.Announce(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := w.phone.Profile(ben)
	if seen.Description != plan.Wordings["en"]["profile.description"] ||
		seen.About != plan.Wordings["en"]["profile.about"] || seen.Menu != "commands" {
		t.Errorf("the profile is %+v", seen)
	}
	if n := len(seen.Commands); n < 16 {
		t.Errorf("%d commands", n)
	}
	w.says(ann, "hello")
	w.pump(b)
	var names []string
	for _, c := range w.phone.Profile(ann).Commands {
		names = append(names, c.Command+": "+c.Description)
	}
	if diff := cmp.Diff([]string{
		"checkin: Öffnen", "help: Mehr", "tidy: Diesen Chat aufräumen", "language: Sprache",
		"privacy: Einstellungen",
	}, names); diff != "" {
		t.Errorf("the discreet menu (-want +got):\n%s", diff)
	}
	if v := w.phone.Violations(); len(v) > 0 {
		t.Errorf("the Bot API was violated: %v", v)
	}
}
