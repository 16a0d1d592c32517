package engine_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// bareNow is a Monday within the duty hours of the sample clinic.
var bareNow = time.Date(2026, 3, 2, 14, 10, 0, 0, time.UTC)

// bare is the shipped plan as it is left without a store, after a while in a data folder.
func bare(t testing.TB) engine.Bare {
	t.Helper()
	return engine.NewBare(kept(t, shipped(t).Essentials()))
}

// kept writes and reads essentials.
func kept(t testing.TB, e flows.Essentials) flows.Essentials {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var got flows.Essentials
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// ladderOf is the route of a patient whose first person is Dr Lind.
func ladderOf(people ...state.Contact) state.Route {
	return state.Route{Chat: 3, Locale: "en", Code: "A-17", Told: true, Steps: []state.RouteStep{
		{Call: flows.RankFirst, People: people},
		{Call: flows.RankFirst, After: 5 * time.Minute, People: people},
		{Call: flows.RankBackup, After: 15 * time.Minute},
		{Call: flows.RankLead, After: 30 * time.Minute},
	}}
}

var drLind = state.Contact{ID: "s01-L", Name: "Dr Lind", Role: record.Clinician}

func tap(data string) state.Tapped {
	return state.Tapped{
		Header: state.Header{ID: "u7.c9", At: bareNow}, Sender: state.Sender{Chat: 3, Language: "en"},
		Message: 5, Callback: "9", Data: data,
	}
}

func said(text string) state.Said {
	return state.Said{
		Header: state.Header{ID: "u7.m9", At: bareNow}, Sender: state.Sender{Chat: 3, Language: "en"},
		Message: 9, Media: state.Text, Text: record.FreeText(text),
	}
}

// TestBareHearsEdits: words of danger and calls for help are heard in an edit, and under a picture, as in a text.
func TestBareHearsEdits(t *testing.T) {
	b := bare(t)
	for _, media := range []state.Media{state.Text, state.Photo, state.Edited} {
		for text, want := range map[string]engine.Plea{
			"I want to die": engine.PleaHelp, "help!": engine.PleaHelp, "/help": engine.PleaHelp, "hello": engine.PleaOther,
		} {
			e := said(text)
			e.Media = media
			if got := b.Plea(ladderOf(drLind), e); got != want {
				t.Errorf("%s %q asks for %d, not %d", media, text, got, want)
			}
		}
	}
}

// TestBareTexts: what somebody is told without a store is what was really done.
func TestBareTexts(t *testing.T) {
	b, route := bare(t), ladderOf(drLind)
	quiet := route
	quiet.Discreet = true
	alone := state.Route{Chat: 3, Locale: "en", Code: "A-17", Told: true}
	numbers := "If it can't wait:\nEmergency services: 999 (day and night)"
	for name, one := range map[string]struct {
		route    state.Route
		event    state.Event
		handling engine.Handling
		want     string
		cards    int
	}{
		"a text": {
			route, said("good morning"),
			engine.Handling{Kept: true, Known: true},
			"What you send is kept here and goes to Sample Clinic when the fault is over. Nobody reads it now.\n\n" + numbers, 0,
		},
		"a text that is lost": {
			route, said("good morning"), engine.Handling{Known: true}, "I could not keep that.\n\n" + numbers, 0,
		},
		"from a stranger": {
			state.Route{},
			said("good morning"),
			engine.Handling{Kept: true},
			"I can't look up who you are. What you send is kept here until the fault is over. Nobody reads it now.\n\n" + numbers, 0,
		},
		"from staff": {
			state.Route{Chat: 1, Staff: true},
			said("/patients"),
			engine.Handling{Kept: true, Known: true},
			"carried out when the fault is over. Safety alerts come by the emergency way meanwhile.\n\n" + numbers, 0,
		},
		"help": {route, tap("h"), engine.Handling{Kept: true, Known: true}, "Nobody reads it now.\n\n" + numbers, 0},
		"to tell, first asked": {
			route, tap("h:tell"),
			engine.Handling{Kept: true, Known: true},
			"Shall I tell Dr Lind now that you're not safe?\n\n" + numbers, 0,
		},
		"called": {
			route, tap("h:told"),
			engine.Handling{Kept: true, Known: true, Called: []string{"Dr Lind"}, Channel: true, At: bareNow},
			"I have sent this to Dr Lind by the emergency way at 14:10; nobody has confirmed yet.\n\n" + numbers, 4,
		},
		"called in discreet mode": {
			quiet, tap("h:told"),
			engine.Handling{Kept: true, Known: true, Called: []string{"Dr Lind"}, At: bareNow},
			"I have sent this to Dr Lind by the emergency way at 14:10; nobody has confirmed yet.\n\n" + numbers, 0,
		},
		"called, but not kept": {
			route, tap("a:3:s2:yes"),
			engine.Handling{Known: true, Called: []string{"Dr Lind"}, At: bareNow},
			"I could not keep that.\nI have sent this to Dr Lind by the emergency way at 14:10; nobody has confirmed yet.", 4,
		},
		"by the second channel only": {
			route, tap("h:told"),
			engine.Handling{Kept: true, Known: true, Channel: true, At: bareNow},
			"I have sent word to Sample Clinic outside Telegram at 14:10; nobody has confirmed yet.", 4,
		},
		"nobody": {
			route, tap("h:told"),
			engine.Handling{Kept: true, Known: true},
			"I could not reach anybody at Sample Clinic. Please don't wait for us.", 4,
		},
		"nobody is left": {
			alone, tap("h:told"),
			engine.Handling{Known: true},
			"I could not keep that.\nThank you for telling me. There is nobody at Sample Clinic whom I could tell now. Please don't " +
				"wait for us:\nEmergency services: 999 (day and night)", 4,
		},
		"called before all had left": {
			alone, tap("h:told"),
			engine.Handling{Kept: true, Known: true, Called: []string{"Dr Lind"}, At: bareNow},
			"I have sent this to Dr Lind by the emergency way at 14:10; nobody has confirmed yet.\n\n" + numbers, 4,
		},
		"nobody is left to be told": {
			alone, tap("h:tell"),
			engine.Handling{Kept: true, Known: true},
			"There is nobody at Sample Clinic whom I could tell now. Please don't wait for us:\nEmergency services", 0,
		},
	} {
		text, cards, toasts := "", 0, 0
		for _, e := range b.Answer(one.route, one.event, one.handling) {
			switch e := e.(type) {
			case state.Say:
				text += e.Text
			case state.Card:
				cards++
			case state.Toast:
				toasts++
			default:
				t.Errorf("%s: %T", name, e)
			}
		}
		_, pressed := one.event.(state.Tapped)
		if !strings.Contains(text, one.want) || cards != one.cards || (toasts == 1) != pressed {
			t.Errorf("%s: %d toasts, %d cards and %q, want %q", name, toasts, cards, text, one.want)
		}
	}
}

// TestBareAlarmOfAStorm says how often somebody has called; not in words that an earlier release has not kept.
func TestBareAlarmOfAStorm(t *testing.T) {
	essentials := shipped(t).Essentials()
	patient, callee := state.Route{Chat: 5, Locale: "en", Code: "A-17"}, state.Route{Chat: 1, Locale: "en", Staff: true}
	called := engine.Emergency{Alert: "u7.c9", First: bareNow.Add(-time.Hour), Last: bareNow, N: 3}
	const line = "They have called or answered 3 times; the last time at 14:10."
	for _, kept := range []bool{true, false} {
		if !kept {
			delete(essentials.Words["en"], "alarm.storm")
		}
		text := engine.NewBare(essentials).Alarm(patient, callee, called, bareNow).Text
		if strings.Contains(text, line) != kept || strings.Contains(text, "alarm.storm") || !strings.Contains(text, "13:10") {
			t.Errorf("with the words, %t: %q", kept, text)
		}
	}
}

// TestBareOffDuty: where nobody of the ladder is there, that is said at once.
func TestBareOffDuty(t *testing.T) {
	event := tap("h:told")
	event.At = time.Date(2026, 3, 7, 21, 0, 0, 0, time.UTC) // a Saturday
	handling := engine.Handling{Kept: true, Known: true, Channel: true, At: event.At}
	effects := bare(t).Answer(ladderOf(drLind), event, handling)
	if text := fmt.Sprint(effects); !strings.Contains(text, "Nobody at Sample Clinic reads this before Mon 09:00.") {
		t.Error(text)
	}
}

// TestBareDatesItsNumbers: numbers that were read some time ago say when.
func TestBareDatesItsNumbers(t *testing.T) {
	e := shipped(t).Essentials()
	e.Checked = time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC)
	effects := engine.NewBare(kept(t, e)).Answer(ladderOf(drLind), said("hello"), engine.Handling{Kept: true, Known: true})
	if text := fmt.Sprint(effects); !strings.Contains(text, "(Numbers checked on 2026-01-02.)") {
		t.Error(text)
	}
}

// TestBareAlarm: the alarm names the alert by the id that the turn will derive from the same event, and nobody's words.
func TestBareAlarm(t *testing.T) {
	b := bare(t)
	patient := ladderOf(drLind)
	patient.Careful = true
	callee, about := state.Route{Chat: 1, Locale: "en", Staff: true}, engine.Emergency{Alert: "u7.c9", First: bareNow, N: 1}
	alarm := b.Alarm(patient, callee, about, bareNow)
	for _, want := range []string{"Safety alert ", " · A-17 · 14:10\n", "emergency way", "Careful contact"} {
		if !strings.Contains(alarm.Text, want) {
			t.Errorf("%q lacks %q", alarm.Text, want)
		}
	}
	press := state.Tapped{Data: alarm.Buttons[1][0].Data}
	if alarm.Chat != 1 || !b.Pressed(press, "u7.c9") || b.Pressed(press, "u8.c9") {
		t.Errorf("to %d, with %q", alarm.Chat, press.Data)
	}
	if page := b.Page("u7.c9"); strings.Contains(page, "A-17") || !strings.HasPrefix(page, "Safety alert ") {
		t.Error(page)
	}
}

// TestBareWithoutARoute: a red answer of somebody of whom nothing is known calls a human. Who is known and has not
// agreed to be told hears the numbers.
func TestBareWithoutARoute(t *testing.T) {
	b := bare(t)
	refused := ladderOf(drLind)
	refused.Told = false
	for name, c := range map[string]struct {
		route state.Route
		want  engine.Plea
	}{
		"no route": {state.Route{}, engine.PleaRed}, "not agreed": {refused, engine.PleaHelp},
		"agreed": {ladderOf(drLind), engine.PleaRed},
	} {
		if got := b.Plea(c.route, tap("a:1:s2:yes")); got != c.want {
			t.Errorf("%s: a plea %d, want %d", name, got, c.want)
		}
	}
	effects := b.Answer(state.Route{}, tap("a:1:s2:yes"), engine.Handling{Kept: true, Channel: true, At: bareNow})
	if text := fmt.Sprint(effects); !strings.Contains(text, "I have sent word to Sample Clinic outside Telegram at 14:10") ||
		!strings.Contains(text, "h:tell") {
		t.Error(text)
	}
}

// TestRedPairs: the red answers of the shipped plan are those that a red rule holds for by themselves.
func TestRedPairs(t *testing.T) {
	want := []flows.Pair{
		{Item: "danger", Code: "yes"},
		{Item: "s2", Code: "unsure"},
		{Item: "s2", Code: "yes"},
		{Item: "s1b_risk", Code: "unsure"},
		{Item: "s1b_risk", Code: "yes"},
	}
	if diff := cmp.Diff(want, shipped(t).Essentials().Red); diff != "" {
		t.Errorf("red (-want +got):\n%s", diff)
	}
}

// TestBareWhateverComes: whatever a person sends, they get a text with the clinic's numbers; a human is called only
// for an answer that is red in the plan, by a patient who agreed or of whom nothing is known, or for a confirmed call.
func TestBareWhateverComes(t *testing.T) {
	plan := shipped(t)
	b := bare(t)
	red := plan.Essentials().Red
	number := plan.Clinic.Helplines[0].Number
	rapid.Check(t, func(t *rapid.T) {
		route := ladderOf(drLind)
		route.Locale = rapid.SampledFrom([]string{"en", "es", "de", "ar", "", "xx"}).Draw(t, "locale")
		route.Discreet, route.Told = rapid.Bool().Draw(t, "discreet"), rapid.Bool().Draw(t, "told")
		known := rapid.Bool().Draw(t, "known")
		if !known {
			route = state.Route{}
		}
		var event state.Event = said(rapid.String().Draw(t, "text"))
		item := rapid.SampledFrom([]string{"s1", "s2", "s1b", "s1b_risk", "danger", "safe", "none"}).Draw(t, "item")
		code := rapid.SampledFrom([]string{"no", "yes", "unsure", "more", "rather_not", "0"}).Draw(t, "code")
		data := rapid.SampledFrom([]string{
			"h", "h:tell", "h:told", "h:not_now", "h:plan", "k:abc:seen", "q:yes", "a:1:" + item + ":" + code,
			rapid.StringN(0, 64, 64).Draw(t, "data"),
		}).Draw(t, "press")
		pressed := rapid.Bool().Draw(t, "pressed")
		if pressed {
			event = tap(data)
		}
		plea := b.Plea(route, event)
		called := pressed && (data == "h:told" ||
			data == "a:1:"+item+":"+code && (route.Told || !known) && slices.Contains(red, flows.Pair{Item: item, Code: code}))
		if (plea == engine.PleaRed) != called {
			t.Fatalf("%q of %+v is a plea %d", data, route, plea)
		}
		handling := engine.Handling{Kept: rapid.Bool().Draw(t, "kept"), Known: known, At: bareNow}
		for _, e := range b.Answer(route, event, handling) {
			if s, ok := e.(state.Say); ok {
				if !strings.Contains(s.Text, number) || strings.Contains(s.Text, "bare.") || strings.Contains(s.Text, "{") {
					t.Fatalf("%q", s.Text)
				}
				return
			}
		}
		t.Fatalf("nothing is said to %+v", event)
	})
}
