package engine_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// TestBareDropsNoTruth: how an alarm stands is told without a store, too: in discreet mode and under careful contact
// behind a note, which says nothing by itself and whose button shows how the alarm stands by then.
func TestBareDropsNoTruth(t *testing.T) {
	b := bare(t)
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		route := ladderOf(drLind)
		route.Locale = rapid.SampledFrom([]string{"en", "es", "de", "ar"}).Draw(t, "locale")
		route.Discreet, route.Careful = rapid.Bool().Draw(t, "discreet"), rapid.Bool().Draw(t, "careful")
		name := rapid.SampledFrom([]string{"", "Dr Lind"}).Draw(t, "pressed")
		acted := engine.Acted{Name: name, At: bareNow.Add(-time.Minute), Lapsed: rapid.Bool().Draw(t, "over")}
		effects := b.Stands(route, "u7.c9", acted, bareNow)
		if len(effects) != 1 {
			t.Fatalf("%d effects", len(effects))
		}
		say, ok := effects[0].(state.Say)
		if !ok || say.Chat != route.Chat || say.Class != state.ClassSafety {
			t.Fatalf("%+v", effects[0])
		}
		truth := say.Text
		if route.Discreet || route.Careful {
			press := tap(say.Buttons[0][0].Data)
			if say.Text != plan.Wordings[route.Locale]["discreet.note"] || say.Quiet != route.Careful ||
				!b.Opens(press, "u7.c9") || b.Opens(press, "u8.c9") {
				t.Fatalf("the note is %+v", say)
			}
			shown := b.Opened(route, press, acted, bareNow.Add(2*time.Minute))
			edit, ok := shown[len(shown)-1].(state.Edit)
			if !ok || edit.Message != press.Message {
				t.Fatalf("it opens as %+v", shown)
			}
			truth = edit.Text
			for _, e := range b.Opened(route, press, acted, bareNow.Add(3*time.Minute)) {
				if _, shows := e.(state.Edit); shows {
					t.Fatalf("a note that was pressed long ago opens as %+v", e)
				}
			}
		}
		number := plan.Clinic.Helplines[0].Number
		if !strings.Contains(truth, name) || (name == "" || acted.Lapsed) != strings.Contains(truth, number) {
			t.Fatalf("it stands as %+v, which is told as %q", acted, truth)
		}
	})
}

// TestBareOfAnEarlierRelease: essentials that lack the words for an alarm that is called out anew say it in others.
func TestBareOfAnEarlierRelease(t *testing.T) {
	e := shipped(t).Essentials()
	delete(e.Words["en"], "safety.nobody_since")
	acted := engine.Acted{Name: drLind.Name, At: bareNow.Add(-time.Hour), Lapsed: true}
	say, _ := engine.NewBare(e).Stands(ladderOf(drLind), "u7.c9", acted, bareNow)[0].(state.Say)
	for _, want := range []string{"Dr Lind opened it at 13:10.", e.Clinic.Helplines[0].Number} {
		if !strings.Contains(say.Text, want) {
			t.Errorf("%q lacks %q", say.Text, want)
		}
	}
}

// TestBareAnswersLate: what is answered more than two minutes after it was said comes readable only where that may be.
// Else a note comes, behind which is how the alarm stands, an earlier one's if need be, or else what is under Help.
func TestBareAnswersLate(t *testing.T) {
	b := bare(t)
	early := said("hello")
	early.SaidAt = bareNow.Add(-time.Hour) // by Telegram's clock; the process has just begun
	drained := tap("h:told")
	drained.SaidAt = bareNow.Add(-time.Hour) // it waited in the data folder
	for name, c := range map[string]struct {
		event state.Event
		alarm string
		after time.Duration
		want  string // the note's press; empty: none, it is readable
	}{
		"in time":             {event: tap("h:told"), after: 2 * time.Minute},
		"a red answer":        {event: tap("h:told"), after: 3 * time.Minute, want: "d:" + turn.AlarmKey("u7.c9")},
		"of an earlier alarm": {event: tap("h:told"), alarm: "u3.c4", after: 3 * time.Minute, want: "d:" + turn.AlarmKey("u3.c4")},
		"a text":              {event: said("hello"), after: 3 * time.Minute, want: "h"},
		"an earlier text":     {event: early, want: "h"},
		"an earlier press":    {event: drained, want: "d:" + turn.AlarmKey("u7.c9")},
	} {
		for _, route := range []state.Route{{}, {Discreet: true}, {Careful: true}} {
			to := ladderOf(drLind)
			to.Discreet, to.Careful = route.Discreet, route.Careful
			handling := engine.Handling{Kept: true, Known: true, Alarm: c.alarm, Now: bareNow.Add(c.after)}
			var says []state.Say
			for _, e := range b.Answer(to, c.event, handling) {
				switch e := e.(type) {
				case state.Say:
					says = append(says, e)
				case state.Toast:
					if covers := c.want != "" && (to.Discreet || to.Careful); covers != (e.Text == "") {
						t.Errorf("%s, %+v: the press is answered with %q", name, route, e.Text)
					}
				}
			}
			if len(says) != 1 {
				t.Errorf("%s, %+v: %d texts", name, route, len(says))
				continue
			}
			note := says[0].Text == "You have a note"
			if note != (c.want != "" && (to.Discreet || to.Careful)) || note && says[0].Buttons[0][0].Data != c.want {
				t.Errorf("%s, %+v: %q with %v", name, route, says[0].Text, says[0].Buttons)
			}
		}
	}
}

// TestNobodyIsSaidToHaveOpenedWhatNobodyGot: a patient whom nobody is left for reads that nobody was called, behind a
// note too, and not that nobody has opened it.
func TestNobodyIsSaidToHaveOpenedWhatNobodyGot(t *testing.T) {
	b, plan := bare(t), shipped(t)
	for name, route := range map[string]state.Route{
		"openly":        {Chat: 1, Code: "A-17", Told: true, Locale: "en"},
		"behind a note": {Chat: 1, Code: "A-17", Told: true, Locale: "en", Discreet: true},
	} {
		effects := b.Stands(route, "u7.c9", engine.Acted{}, bareNow)
		if len(effects) == 0 {
			t.Fatalf("%s: nothing is said", name)
		}
		say, _ := effects[0].(state.Say)
		text := say.Text
		if route.Discreet {
			shown := b.Opened(route, tap(say.Buttons[0][0].Data), engine.Acted{}, bareNow)
			edit, _ := shown[len(shown)-1].(state.Edit)
			text = edit.Text
		}
		begins, _, _ := strings.Cut(plan.Wordings["en"]["gone.nobody_called"], "{")
		if !strings.HasPrefix(text, begins) {
			t.Errorf("%s: %q is told", name, text)
		}
	}
}
