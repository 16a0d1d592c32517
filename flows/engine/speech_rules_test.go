package engine

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
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
func (r *rules) speech(before State, e Event, after State, effects []Effect) {
	for _, effect := range effects {
		var chat int64
		var text string
		var buttons [][]Button
		switch s := effect.(type) {
		case Say:
			chat, text, buttons = s.Chat, s.Text, s.Buttons
			if len(s.Keyboard) > 0 && len(s.Buttons) > 0 {
				r.tr.t.Fatalf("a keyboard and buttons at once: %q", s.Text)
			}
		case Edit:
			chat, text, buttons = s.Chat, s.Text, s.Buttons
			if s.Message == 0 {
				r.tr.t.Fatalf("an edit of no message: %q", s.Text)
			}
		case Card:
			chat, text = s.Chat, s.Name
		case Toast:
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
		if n := len(utf16.Encode([]rune(text))); n == 0 || n > 4096 || unfilled.MatchString(ours) || bareKey.MatchString(text) {
			r.tr.t.Fatalf("a text of %d units after %T: %q", n, e, text)
		}
		r.buttons(buttons)
		r.names(before, e, after, text, buttons)
	}
}

func (r *rules) buttons(rows [][]Button) {
	all := slices.Concat(rows...)
	for _, row := range rows {
		if len(row) == 0 || len(row) > 8 {
			r.tr.t.Fatalf("a row of %d buttons", len(row))
		}
	}
	for _, b := range all {
		if b.Text == "" || (b.Data == "") == (b.URL == "") || len(b.Data) > longestData || unfilled.MatchString(b.Text) || bareKey.MatchString(b.Text) {
			r.tr.t.Fatalf("a button that cannot be sent or read: %+v", b)
		}
	}
	if len(all) > 100 {
		r.tr.t.Fatalf("%d buttons on one message", len(all))
	}
}

// names: whom a text or a button names is oneself, one's own patient, or somebody that the person has just named.
func (r *rules) names(before State, e Event, after State, text string, buttons [][]Button) {
	known := []string{name(after.Chat), after.ID, canary(after.Chat)}
	for _, s := range []State{before, after} {
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
	said, _ := e.(Said)
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
func (r *rules) silence(before State, e Event, after State, effects []Effect) {
	t := &turn{plan: r.tr.plan, state: after, event: e.Head()}
	left := before.Patient != nil && before.Patient.Left && before.Desk == nil && before.Opener == nil
	for _, effect := range effects {
		var class Class
		var text string
		switch s := effect.(type) {
		case Say:
			class, text = s.Class, s.Text
		case Edit:
			class, text = s.Class, s.Text
		case Card:
			class, text = s.Class, s.Name
		default:
			continue
		}
		unasked := class == ClassPrompt || class == ClassDigest
		due, _ := e.(Due)
		chosen := due.Kind == WakeDigest && r.tr.plan.Quiet(wallClock(due.Nominal.In(t.zone()))) && t.now().Sub(due.Nominal) < time.Hour
		if unasked && t.quiet() && !chosen {
			r.tr.t.Fatalf("at %s, after %T, somebody is told %q", t.now().In(t.zone()), e, text)
		}
		if unasked && before.Blocked && !before.Doubtful && class == ClassPrompt {
			r.tr.t.Fatalf("somebody who cannot be reached is sent %q", text)
		}
		if _, tidied := effect.(Edit); tidied && text == t.text("discreet.done") {
			continue
		}
		if left && !r.asked(e) && class != ClassSafety {
			r.tr.t.Fatalf("after a withdrawal, and %T, somebody is told %q", e, text)
		}
	}
}

// asked tells whether an event is something that the person did, or that may have swallowed what they did.
func (r *rules) asked(e Event) bool {
	switch e := e.(type) {
	case Said, Tapped, Outage:
		return true
	case Due:
		return e.Kind == WakeNews && e.Key == newsOutage || e.Kind == WakeData || e.Kind == WakeErase || e.Kind == WakeTidy
	}
	return false
}

// discretion: whoever is in discreet mode, and has not just tapped or written, is shown a note, or that all is done.
func (r *rules) discretion(before State, e Event, after State, effects []Effect) {
	on := before.Patient != nil && before.Patient.Discreet && after.Patient != nil && after.Patient.Discreet
	switch e.(type) {
	case Due, Told, Outage, SetBack:
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
		case Say:
			text = s.Text
		case Edit:
			text = s.Text
		case Card:
			text = s.Name
		case Document:
			text = s.Name
		}
		if text != words["discreet.note"] && text != words["discreet.done"] {
			r.tr.t.Fatalf("in discreet mode, after %T %+v, somebody is shown %q", e, e, text)
		}
	}
	if len(after.Traces) > mostTraces {
		r.tr.t.Fatalf("%d messages are remembered", len(after.Traces))
	}
}

// fetches tells whether a moment is the other half of a tap, or a letter part of an invitation that is being opened.
func (r *rules) fetches(e Event) bool {
	due, _ := e.(Due)
	told, _ := e.(Told)
	switch told.Letter.(type) {
	case Offered, Linked, Refused:
		return true
	}
	return due.Kind == WakeData || due.Kind == WakeErase
}
