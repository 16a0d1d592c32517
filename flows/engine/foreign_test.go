package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// secrets are words that A-17 wrote, the code and the phone's name: none may come out anywhere else.
func secrets() []string {
	return []string{"A-17", "canary-goal", "canary-plan", "canary-note", "patient's phone"}
}

// clinic is a stage with everybody on it: two clinicians with a patient each, every post, somebody who is clinician and
// patient, and a stranger. A-17 of the first clinician has written, answered and called for help.
func clinic(t *testing.T) *stage {
	t.Helper()
	lines := []string{}
	for _, role := range []string{"clinician", "lead", "night", "supervisor"} {
		name := map[string]string{"clinician": "colleague"}[role]
		if name == "" {
			name = role
		}
		lines = append(lines, "office invites "+role+" Dr "+strings.ToUpper(name[:1])+name[1:], name+": /start {link}",
			name+" taps Yes", name+" taps Yes", name+" taps 10:00")
	}
	enrol := func(desk, name, code string) {
		lines = append(lines, desk+": /invite "+code, name+": /start {link}", name+" taps Yes", desk+" taps {digits}")
		for _, answer := range []string{
			"adult:yes", "discreet:no", "care:yes", "safety:yes", "first:clinician", "excluded:done", "research:no", "zone:yes",
			"days:done", "hour:14:00",
		} {
			lines = append(lines, name+" taps data=e:"+answer)
		}
	}
	enrol("colleague", "other", "B-02")
	lines = append(lines,
		"patient: /goal", "patient: canary-goal", "patient: /plan", "patient taps Write my plan", "patient: canary-plan",
		"at 2026-03-02 14:01", "patient taps No", "patient taps No", "patient: /help",
		"patient taps Tell Sample Clinic I'm not safe", "patient taps Yes, tell Sample Clinic",
		"patient taps Add a note", "patient: canary-note",
		"clinician taps Open", "clinician: /summary A-17", "clinician: /patient A-17", "clinician taps Change what is asked",
		"at 2026-03-02 14:20",
		"clinician: /patient A-17", "clinician taps Colleagues", "clinician taps Add a colleague", "clinician taps Dr Berg",
		"clinician: /away", "clinician taps Dr Berg", "colleague: /invite C-03",
		"at 2026-03-02 14:21",
	)
	return play(t, lines...)
}

// asOther does something as somebody, on a copy of their state.
func (s *stage) asOther(name string, e func(state.Header, state.Sender) state.Event) (state.State, state.State,
	[]state.Effect,
) {
	chat := s.Chat(name)
	before := state.State{ID: "s09-STRANGER", Chat: chat}
	if role := s.role(name); role != nil {
		before = role.State
	}
	h := s.Head("try")
	after, effects := engine.Step(s.Plan, before, e(h,
		state.Sender{Chat: chat, Name: name + "'s phone", Language: "en", Draw: s.Draw()}))
	return before, after, effects
}

// still is a state without what every turn may note: when and where somebody was heard, and what Telegram says of them.
func still(s state.State) state.State {
	s = s.Clone()
	s.Name, s.Locale = "", ""
	if s.Patient != nil {
		s.Patient.Heard, s.Patient.Nudged, s.Patient.Awaits = noon(), false, state.Awaited{}
		if s.Patient.Open != nil {
			s.Patient.Open.Message = 0 // in which message the person is
		}
	}
	if s.Desk != nil {
		s.Desk.Pressed = noon()
	}
	return s
}

// TestForeignCodes: every command, of every role, about somebody who is not theirs, does what it does about somebody
// who does not exist. (But for /invite: a code that is taken is refused to everybody, as codes are the clinic's.)
func TestForeignCodes(t *testing.T) {
	s := clinic(t)
	if p := s.role("patient").State.Patient; p.Goal.Text != "canary-goal" || p.Alerts[0].Note != "canary-note" ||
		p.Plan.Empty() {
		t.Fatalf("the test shows nothing: %+v", p)
	}
	tries := 0
	for _, name := range []string{"colleague", "backup", "lead", "night", "supervisor", "other", "stranger"} {
		for _, c := range engine.AllCommands() {
			if c.Name == "invite" {
				continue
			}
			var outcomes []string
			for _, code := range []string{"A-17", "Z-99", s.Rehearsal.Who(s.Chat("patient")), "canary"} {
				_, after, effects := s.asOther(name, func(h state.Header, from state.Sender) state.Event {
					return state.Said{
						Header: state.Header{ID: "u1.m1", At: h.At}, Sender: from, Message: 7, Media: state.Text,
						Text: record.FreeText("/" + c.Name + " " + code),
					}
				})
				tries++
				var b strings.Builder
				for _, e := range effects {
					b.Write(must(state.EncodeEffect(e)))
				}
				outcomes = append(outcomes, b.String()+string(must(state.EncodeState(still(after)))))
			}
			for _, one := range outcomes[1:] {
				if diff := cmp.Diff(outcomes[0], one); diff != "" && !strings.Contains(diff, "DRAW") {
					t.Errorf("%s learns from /%s whether a code is somebody's:\n%s", name, c.Name, diff)
				}
			}
		}
	}
	if tries < 400 {
		t.Errorf("only %d tries", tries)
	}
}

// TestForeignButtons: every button that anybody was ever shown, pressed by everybody who was not shown it, is answered
// with the same words, changes nothing and tells nobody anything. (But for the first message of an alarm, at a desk
// that may be called: the press waits for its alert, and is forgotten when that does not come.)
func TestForeignButtons(t *testing.T) {
	s := clinic(t)
	shown := map[string]map[string]bool{} // by name: data of buttons
	var all []string
	for name := range s.Names {
		shown[name] = map[string]bool{}
		if s.role(name) == nil {
			continue
		}
		for _, data := range s.pressed[name] {
			shown[name][data] = true
			if !slices.Contains(all, data) {
				all = append(all, data)
			}
		}
	}
	patient := s.Rehearsal.Who(s.Chat("patient"))
	for _, data := range []string{
		"p:%s", "m:%s:card", "m:%s:week:tue.1430", "m:%s:next:none", "m:%s:plan:", "m:%s:plan:menu", "m:%s:plan:send",
		"m:%s:plan:themes.5", "m:%s:team:",
		"m:%s:team:hand", "m:%s:team:hand.me", "m:%s:team:second." + turn.ColleagueKey(patient), "u:%s:2:tried",
	} {
		all = append(all, fmt.Sprintf(data, patient))
	}
	for _, a := range s.role("patient").State.Patient.Alerts {
		for _, act := range []string{"open", "seen", "contact", "elsewhere", "elsewhere_known", "note"} {
			all = append(all, "k:"+turn.AlarmKey(a.ID)+":"+act)
		}
		all = append(all, "n:"+a.Short, "s:"+a.Short)
	}
	for _, offer := range s.role("backup").State.Desk.Offers {
		all = append(all, "j:"+offer.Key+":yes", "j:"+offer.Key+":no")
	}
	all = append(all, "x:dosing:1", "x:team:1.yes", "x:team:1.both", "x:stand:1",
		"x:second:"+turn.ColleagueKey(s.Rehearsal.Who(s.Chat("clinician"))), "i:A-17:0000")
	slices.Sort(all)
	tries := 0
	words := map[string]bool{}
	for _, name := range []string{"colleague", "backup", "lead", "night", "supervisor", "other", "stranger"} {
		for _, data := range all {
			kind, _, _ := strings.Cut(data, ":")
			posted := slices.Contains([]string{"backup", "lead", "night"}, name) && (kind == "k" || kind == "j")
			if shown[name][data] || posted && s.knows(name, data) || ownChoice(kind, data) {
				continue
			}
			tries++
			before, after, effects := s.asOther(name, func(h state.Header, from state.Sender) state.Event {
				return state.Tapped{Header: h, Sender: from, Message: 7, Callback: "c", Data: data}
			})
			if s.keptEarly(t, name, data, before, after, effects) {
				continue
			}
			toast, ok := effects[len(effects)-1].(state.Toast)
			if !ok || len(effects) != 1 || toast.Text == "" {
				t.Errorf("%s presses %s: %v", name, data, effects)
				continue
			}
			if kind != "a" && kind != "b" && kind != "w" { // a check-in's own words: it has closed, or moved on
				words[toast.Text] = true
			}
			if diff := cmp.Diff(still(before), still(after)); diff != "" {
				t.Errorf("%s presses %s, which changes\n%s", name, data, diff)
			}
		}
	}
	if len(words) != 1 || tries < 300 {
		t.Errorf("%d presses are answered with %v", tries, words)
	}
}

// keptEarly tells whether a press on an alarm waits for its alert, at a desk that may be called. It tells nobody
// anything; what is kept is this press alone, and it is gone when the alert has not come in time.
func (s *stage) keptEarly(t *testing.T, name, data string, before, after state.State, effects []state.Effect) bool {
	t.Helper()
	read, _ := press.Decode(data)
	alarm, ok := read.(press.Alarm)
	if !ok || alarm.Shown != 1 || !slices.Contains([]string{"colleague", "backup", "lead", "night"}, name) {
		return false
	}
	h := s.Head("try")
	role := turn.Turn{Plan: s.Plan, State: before}
	until := h.At.Add(15 * time.Minute)
	if diff := cmp.Diff([]state.Effect{
		state.Toast{Callback: "c", Text: role.Text("alarm.kept")},
		state.Wake{Kind: state.WakeNews, Key: state.NewsActs, At: until},
	}, effects); diff != "" {
		t.Errorf("%s presses %s:\n%s", name, data, diff)
	}
	want := before.Clone()
	want.Desk.Early = append(want.Desk.Early,
		state.Early{Key: alarm.Alert, Data: data, Message: 7, Said: h.At, Since: h.At})
	if diff := cmp.Diff(still(want), still(after)); diff != "" {
		t.Errorf("%s presses %s, which changes more\n%s", name, data, diff)
	}
	gone, said := engine.Step(s.Plan, after, state.Due{
		Header: state.Header{ID: "late", At: until}, Kind: state.WakeNews, Key: state.NewsActs,
	})
	if diff := cmp.Diff(still(before), still(gone)); diff != "" {
		t.Errorf("%s has pressed %s, and 15 minutes later\n%s", name, data, diff)
	}
	say, ok := said[0].(state.Say)
	if !ok || len(said) != 1 || say.Text != role.Text("alarm.unknown") || len(say.Buttons) > 0 {
		t.Errorf("%s has pressed %s, and 15 minutes later hears %v", name, data, said)
	}
	return true
}

// ownChoice tells whether a button names nobody: what it does, it does about whoever presses it.
func ownChoice(kind, data string) bool {
	return slices.Contains([]string{"h", "q", "c", "e", "o", "v", "y"}, kind) || data == "l:0"
}

// knows tells whether an alarm or an offer has reached a desk, whose buttons then are theirs.
func (s *stage) knows(name, data string) bool {
	d := s.role(name).State.Desk
	return slices.ContainsFunc(d.Alarms,
		func(a state.Alarmed) bool { return strings.HasPrefix(data, "k:"+turn.AlarmKey(a.Alert)) }) ||
		slices.ContainsFunc(d.Offers, func(o state.Offer) bool { return strings.HasPrefix(data, "j:"+o.Key) })
}

// TestNothingOfOneOnAnothersPhone: after all of this nothing about A-17 stands on a phone that has nothing to do with
// A-17; and on those of the ladder stands the code, and what they were called to see.
func TestNothingOfOneOnAnothersPhone(t *testing.T) {
	s := clinic(t)
	if phone := s.everShown("clinician"); !strings.Contains(phone, "canary-note") ||
		!strings.Contains(phone, "canary-plan") || !strings.Contains(phone, "canary-goal") {
		t.Fatalf("the test shows nothing:\n%s", phone)
	}
	for _, name := range []string{"colleague", "supervisor", "other"} {
		for _, word := range append(secrets(), s.Rehearsal.Who(s.Chat("patient"))) {
			phone := strings.ReplaceAll(s.everShown(name), "/invite A-17", "") // the example in the bot's own words
			if strings.Contains(phone, word) {
				t.Errorf("%q stands on the phone of %s:\n%s", word, name, phone)
			}
		}
	}
	for _, name := range []string{"backup", "lead", "night"} { // they have opened nothing
		for _, word := range secrets()[1:] {
			if strings.Contains(s.everShown(name), word) {
				t.Errorf("%q stands on the phone of %s", word, name)
			}
		}
	}
}

// remember keeps what was ever shown to somebody, also what an edit has replaced since.
func (s *stage) remember(who string, effects []state.Effect) {
	if s.pressed == nil {
		s.pressed, s.texts = map[string][]string{}, map[string][]string{}
	}
	for _, effect := range effects {
		var rows [][]state.Button
		switch e := effect.(type) {
		case state.Say:
			rows = e.Buttons
			s.texts[who] = append(s.texts[who], e.Text)
		case state.Edit:
			rows = e.Buttons
			s.texts[who] = append(s.texts[who], e.Text)
		case state.Picture:
			s.texts[who] = append(s.texts[who], e.Caption)
		case state.Toast:
			s.texts[who] = append(s.texts[who], e.Text)
		}
		for _, b := range slices.Concat(rows...) {
			s.pressed[who] = append(s.pressed[who], b.Data)
			s.texts[who] = append(s.texts[who], b.Text+" "+b.Data)
		}
	}
}

func (s *stage) everShown(who string) string { return strings.Join(s.texts[who], "\n") }
