package engine_test

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"footing/flows"
	"footing/flows/engine/internal/patient"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

var (
	someone     = regexp.MustCompile(`canary-\d|P-\d|Phone-\d+\.|s\d\d-[A-Z]{26}`)
	unfilled    = regexp.MustCompile(`\{[a-z0-9_]+\}`)
	bareKey     = regexp.MustCompile(`(?m)^[a-z_][a-z_0-9]*(\.[a-z_0-9]+)+$`)
	longestData = 64
)

// typedPlaceholder is what people may type that looks like a placeholder of ours. It must be shown as it was typed.
const typedPlaceholder = "{digits}"

// speech: what is said can be sent, is whole, goes to the participant's own chat, and names nobody else.
func (r *rules) speech(before state.State, e state.Event, after state.State, effects []state.Effect) {
	for _, effect := range effects {
		var chat int64
		var text string
		var buttons [][]state.Button
		switch s := effect.(type) {
		case state.Say:
			chat, text, buttons = s.Chat, s.Text, s.Buttons
			if len(s.Keyboard) > 0 && len(s.Buttons) > 0 {
				r.tr.t.Fatalf("a keyboard and buttons at once: %q", s.Text)
			}
		case state.Edit:
			chat, text, buttons = s.Chat, s.Text, s.Buttons
			if s.Message == 0 {
				r.tr.t.Fatalf("an edit of no message: %q", s.Text)
			}
		case state.Card:
			chat, text = s.Chat, s.Name
		case state.Toast:
			chat, text = after.Chat, s.Text
			if len(utf16.Encode([]rune(s.Text))) > 200 {
				r.tr.t.Fatalf("a toast of %d letters", len(s.Text))
			}
			if text == "" {
				continue
			}
		default:
			continue
		}
		if chat != after.Chat || chat == 0 {
			r.tr.t.Fatalf("%s (chat %d) speaks to chat %d: %q", after.ID, after.Chat, chat, text)
		}
		ours := strings.ReplaceAll(text, typedPlaceholder, "")
		if n := len(utf16.Encode([]rune(text))); n == 0 || n > 4096 || unfilled.MatchString(ours) ||
			bareKey.MatchString(text) {
			r.tr.t.Fatalf("a text of %d units after %T: %q", n, e, text)
		}
		r.buttons(buttons)
		r.names(before, e, after, text, buttons)
	}
}

func (r *rules) buttons(rows [][]state.Button) {
	all := slices.Concat(rows...)
	for _, row := range rows {
		if len(row) == 0 || len(row) > 8 {
			r.tr.t.Fatalf("a row of %d buttons", len(row))
		}
	}
	for _, b := range all {
		if b.Text == "" || (b.Data == "") == (b.URL == "") || len(b.Data) > longestData || unfilled.MatchString(b.Text) ||
			bareKey.MatchString(b.Text) {
			r.tr.t.Fatalf("a button that cannot be sent or read: %+v", b)
		}
		if _, ok := press.Decode(b.Data); b.Data != "" && !ok {
			r.tr.t.Fatalf("a button that nothing understands: %+v", b)
		}
	}
	if len(all) > 100 {
		r.tr.t.Fatalf("%d buttons on one message", len(all))
	}
}

// names: whom a text or a button names is oneself, one's own patient, or somebody that the person has just named.
func (r *rules) names(before state.State, e state.Event, after state.State, text string, buttons [][]state.Button) {
	known := []string{name(after.Chat), after.ID, canary(after.Chat)}
	for _, s := range []state.State{before, after} {
		if s.Patient != nil {
			known = append(known, s.Patient.Code)
		}
		if s.Desk == nil {
			continue
		}
		for _, m := range s.Desk.Panel {
			known = append(known, m.ID, m.Code, m.Name)
			if r.mayRead(m, e) {
				known = append(known, canary(r.tr.cast[m.ID].chat))
			}
		}
		for _, o := range s.Desk.Offers {
			known = append(known, o.Code)
		}
		for _, i := range s.Desk.Invitations {
			known = append(known, i.Code, i.Shown)
		}
	}
	said, _ := e.(state.Said)
	for _, b := range slices.Concat(buttons...) {
		text += "\n" + b.Text + "\n" + b.Data
	}
	for _, who := range someone.FindAllString(text, -1) {
		if !slices.Contains(known, who) && !strings.Contains(strings.ToUpper(said.Text.Reveal()), who) {
			if link := "start=" + after.ID; !strings.Contains(text, link) {
				r.tr.t.Fatalf("%s is shown to chat %d after %T: %q", who, after.Chat, e, text)
			}
		}
	}
}

// silence: in quiet hours nothing comes unasked, except safety; after a withdrawal nothing but replies and safety.
func (r *rules) silence(before state.State, e state.Event, after state.State, effects []state.Effect) {
	t := &turn.Turn{Plan: r.tr.plan, State: after, Event: e.Head()}
	left := before.Patient != nil && before.Patient.Left && before.Desk == nil && before.Opener == nil
	for _, effect := range effects {
		var class state.Class
		var text string
		switch s := effect.(type) {
		case state.Say:
			class, text = s.Class, s.Text
		case state.Edit:
			class, text = s.Class, s.Text
		case state.Card:
			class, text = s.Class, s.Name
		case state.Tell:
			_, test := s.Letter.(state.Canary)
			if _, has := r.tr.plan.Clinic.NextDuty(t.Now()); test && has && !r.tr.plan.Clinic.OnDuty(t.Now()) {
				r.tr.t.Fatalf("at %s, when nobody is on duty, a test alert is sent", t.Now().In(t.Zone()))
			}
			continue
		default:
			continue
		}
		unasked := class == state.ClassPrompt || class == state.ClassDigest
		due, _ := e.(state.Due)
		chosen := due.Kind == state.WakeDigest && r.tr.plan.Quiet(flows.WallClock(due.Nominal.In(t.Zone()))) &&
			t.Now().Sub(due.Nominal) < time.Hour
		if unasked && t.Quiet() && !chosen {
			r.tr.t.Fatalf("at %s, after %T, somebody is told %q", t.Now().In(t.Zone()), e, text)
		}
		if unasked && before.Blocked && !before.Doubtful && class == state.ClassPrompt {
			r.tr.t.Fatalf("somebody who cannot be reached is sent %q", text)
		}
		if _, tidied := effect.(state.Edit); tidied && text == t.Text("discreet.done") {
			continue
		}
		if left && !r.asked(e) && class != state.ClassSafety {
			r.tr.t.Fatalf("after a withdrawal, and %T, somebody is told %q", e, text)
		}
	}
}

// asked tells whether an event is something that the person did, or that may have swallowed what they did.
func (r *rules) asked(e state.Event) bool {
	switch e := e.(type) {
	case state.Said, state.Tapped, state.Outage, state.Flood:
		return true
	case state.Due:
		_, lost := e.Outage()
		return lost || e.Kind == state.WakeNews && e.Key == state.NewsOutage || e.Kind == state.WakeData ||
			e.Kind == state.WakeErase || e.Kind == state.WakeTidy
	}
	return false
}

// discretion: whoever is in discreet mode, and has not just tapped or written, is shown a note, or that all is done.
func (r *rules) discretion(before state.State, e state.Event, after state.State, effects []state.Effect) {
	on := before.Patient != nil && before.Patient.Discreet && after.Patient != nil && after.Patient.Discreet
	switch e.(type) {
	case state.Due, state.Told, state.Outage, state.SetBack:
	default:
		on = false
	}
	if !on || before.Desk != nil || r.fetches(e) {
		return
	}
	words := r.tr.plan.Wording(after.Locale)
	for _, effect := range effects {
		text := words["discreet.note"]
		switch s := effect.(type) {
		case state.Say:
			text = s.Text
		case state.Edit:
			text = s.Text
		case state.Card:
			text = s.Name
		case state.Document:
			text = s.Name
		}
		if text != words["discreet.note"] && text != words["discreet.done"] {
			r.tr.t.Fatalf("in discreet mode, after %T %+v, somebody is shown %q", e, e, text)
		}
	}
	if len(after.Traces) > patient.MostTraces && (after.Patient == nil || !after.Patient.Discreet) {
		r.tr.t.Fatalf("%d messages are remembered", len(after.Traces))
	}
}

// fetches tells whether a moment is the other half of a tap, or a letter part of an invitation that is being opened.
func (r *rules) fetches(e state.Event) bool {
	due, _ := e.(state.Due)
	told, _ := e.(state.Told)
	switch told.Letter.(type) {
	case state.Offered, state.Linked, state.Refused:
		return true
	}
	return due.Kind == state.WakeData || due.Kind == state.WakeErase
}
