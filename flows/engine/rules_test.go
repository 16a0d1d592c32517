package engine

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"footing/flows/record"
)

// rules are what must hold after every turn, whatever happened.
type rules struct {
	tr        *troupe
	turns     int
	closes    map[string]time.Time // by participant and occasion: before this it must not close by itself
	facts     map[string]bool      // ids
	responses map[string]bool      // participant, occasion, item, revision
	occasions map[string]int       // participant and occasion: 1 opened, 2 ended
}

func newRules(tr *troupe) *rules {
	return &rules{tr: tr, facts: map[string]bool{}, responses: map[string]bool{}, occasions: map[string]int{}, closes: map[string]time.Time{}}
}

// step decides by what the codecs give, without touching what it was given, and now and then a second time, with
// the same bytes. The outcome goes through the codecs too, and comes out as it was.
func (r *rules) step(before State, stored []byte, e Event) (State, []Effect) {
	t := r.tr.t
	if stored == nil {
		stored = must(EncodeState(before))
	}
	event, given := must(EncodeEvent(e)), must(DecodeState(stored))
	state, effects := Step(r.tr.plan, given, must(DecodeEvent(event)))
	if after := must(EncodeState(given)); !bytes.Equal(after, stored) {
		t.Fatalf("Step changed the state that it was given, from\n%s\nto\n%s", stored, after)
	}
	one := outcomeOf(state, effects)
	if r.turns++; r.turns%4 == 0 {
		again, effectsAgain := Step(r.tr.plan, must(DecodeState(stored)), must(DecodeEvent(event)))
		if two := outcomeOf(again, effectsAgain); one != two {
			t.Fatalf("the same event gives different bytes:\n%s\n%s", one, two)
		}
	}
	state = must(DecodeState(must(EncodeState(state))))
	for n, effect := range effects {
		effects[n] = must(DecodeEffect(must(EncodeEffect(effect))))
	}
	if read := outcomeOf(state, effects); read != one {
		t.Fatalf("what goes through the codecs is not what comes out:\n%s\n%s", one, read)
	}
	return state, effects
}

// outcomeOf is the whole outcome of a turn as bytes.
func outcomeOf(s State, effects []Effect) string {
	var b strings.Builder
	b.Write(must(EncodeState(s)))
	for _, e := range effects {
		b.Write(must(EncodeEffect(e)))
	}
	return b.String()
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// turn holds one turn against every rule.
func (r *rules) turn(a *actor, before State, e Event, after State, effects []Effect) {
	r.speech(before, e, after, effects)
	r.silence(before, e, after, effects)
	r.record(a, before, effects)
	r.patience(a, e, effects)
	r.judged(e, effects)
	r.awake(a, e, after, effects)
	r.asking(e, after)
	r.heard(a, e, effects)
	r.strangers(before, e, after, effects)
	r.discretion(before, e, after, effects)
	r.behindNotes(before, e, after, effects)
	r.answering(before, e, effects)
	r.authority(before, effects)
	r.planned(after)
	if len(effects) > 400 || len(a.state) > 100_000 {
		r.tr.t.Fatalf("%d effects and a state of %d bytes after %T", len(effects), len(a.state), e)
	}
}

var (
	someone     = regexp.MustCompile(`canary-\d|P-\d|Phone-\d+\.|s\d\d-[A-Z]{26}`)
	unfilled    = regexp.MustCompile(`\{[a-z0-9_]+\}`)
	bareKey     = regexp.MustCompile(`(?m)^[a-z_][a-z_0-9]*(\.[a-z_0-9]+)+$`)
	longestData = 64
)

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
		if n := len(utf16.Encode([]rune(text))); n == 0 || n > 4096 || unfilled.MatchString(text) || bareKey.MatchString(text) {
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
		if unasked && before.Blocked && class == ClassPrompt {
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
	case Due, Told, Outage:
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

// record: no fact twice, no answer twice, none outside its check-in; every check-in is opened and ends once.
func (r *rules) record(a *actor, before State, effects []Effect) {
	again := before.Patient != nil && before.Patient.Open != nil && before.Patient.Open.Again // an answer is changed after the end
	erased := false
	for _, effect := range effects {
		if _, ok := effect.(Erase); ok {
			erased = true
			r.forget(a)
		}
		keep, ok := effect.(Keep)
		if !ok {
			continue
		}
		if erased && r.facts[keep.Fact.ID] {
			continue // it is of the clinician, and stays
		}
		if r.facts[keep.Fact.ID] {
			r.tr.t.Fatalf("the fact %s is there twice", keep.Fact.ID)
		}
		r.facts[keep.Fact.ID] = true
		switch b := keep.Fact.Body.(type) {
		case record.Occasion:
			r.move(a.id+" "+b.ID, 0)
		case record.Completed:
			r.move(a.id+" "+b.Occasion, 1)
		case record.Missed:
			r.move(a.id+" "+b.Occasion, 1)
		case record.Response:
			key := fmt.Sprint(a.id, " ", b.Occasion, " ", b.Item, " ", b.Revision)
			if stage := r.occasions[a.id+" "+b.Occasion]; r.responses[key] || stage != 1 && (stage != 2 || !again) {
				r.tr.t.Fatalf("the answer %s is kept twice, or outside its check-in", key)
			}
			r.responses[key] = true
		}
	}
}

// forget: of somebody who was erased nothing is there, so nothing can be there twice.
func (r *rules) forget(a *actor) {
	for key := range r.responses {
		if strings.HasPrefix(key, a.id+" ") {
			delete(r.responses, key)
		}
	}
	for key := range r.occasions {
		if strings.HasPrefix(key, a.id+" ") {
			delete(r.occasions, key)
		}
	}
}

// move takes a check-in from one stage to the next.
func (r *rules) move(occasion string, from int) {
	if r.occasions[occasion] != from {
		r.tr.t.Fatalf("%s goes from stage %d (0 unknown, 1 open, 2 over), where it should be in %d", occasion, r.occasions[occasion], from)
	}
	r.occasions[occasion]++
}

// judged: every red answer stands in exactly one alert, raised in the same turn.
func (r *rules) judged(e Event, effects []Effect) {
	red := map[string]bool{"s2=unsure": true, "s2=yes": true, "s1b_risk=unsure": true, "s1b_risk=yes": true, "danger=yes": true}
	for _, effect := range effects {
		keep, _ := effect.(Keep)
		response, ok := keep.Fact.Body.(record.Response)
		code := response.Item + "=" + response.Code
		if !ok || !red[code] {
			continue
		}
		alerts := 0
		for _, other := range effects {
			keep, _ := other.(Keep)
			if alert, ok := keep.Fact.Body.(record.Alert); ok && slices.Contains(alert.Codes, code) {
				alerts++
			}
		}
		if alerts != 1 {
			r.tr.t.Fatalf("%s stands in %d alerts after %T", code, alerts, e)
		}
	}
}
