package engine_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// rules are what must hold after every turn, whatever happened.
type rules struct {
	tr        *troupe
	turns     int
	closes    map[string]time.Time // by participant and occasion: before this it must not close by itself
	facts     map[string]bool      // ids
	responses map[string]bool      // participant, occasion, item, revision
	pages     map[string]bool      // participant, alert, its calling, post
	calls     map[string]time.Time // the same: when it was called first
	carried   map[string]bool      // participant and evidence: the second channel was used without a turn
	occasions map[string]int       // participant and occasion: 1 opened, 2 ended
	replied   map[string]time.Time // by participant: when the last reply was sent
	opened    map[int]time.Time    // messages in which a note was opened: when
}

func newRules(tr *troupe) *rules {
	return &rules{
		tr: tr, facts: map[string]bool{}, responses: map[string]bool{}, occasions: map[string]int{},
		closes: map[string]time.Time{}, pages: map[string]bool{}, calls: map[string]time.Time{},
		carried: map[string]bool{}, opened: map[int]time.Time{}, replied: map[string]time.Time{},
	}
}

// step decides by what the codecs give, without touching what it was given, and now and then a second time, with
// the same bytes. The outcome goes through the codecs too, and comes out as it was.
func (r *rules) step(before state.State, stored []byte, e state.Event) (state.State, []state.Effect) {
	t := r.tr.t
	if stored == nil {
		stored = must(state.EncodeState(before))
	}
	event, given := must(state.EncodeEvent(e)), must(state.DecodeState(stored))
	after, effects := engine.Step(r.tr.plan, given, r.beside(e, event))
	if after := must(state.EncodeState(given)); !bytes.Equal(after, stored) {
		t.Fatalf("Step changed the state that it was given, from\n%x\nto\n%x", stored, after)
	}
	one := outcomeOf(after, effects)
	if r.turns++; r.turns%4 == 0 {
		again, effectsAgain := engine.Step(r.tr.plan, must(state.DecodeState(stored)), r.beside(e, event))
		if two := outcomeOf(again, effectsAgain); one != two {
			t.Fatalf("the same event gives different bytes:\n%x\n%x", one, two)
		}
	}
	if r.turns%8 == 1 {
		r.newer(stored, event, e)
	}
	kept := after.Clone()
	after = must(state.DecodeState(must(state.EncodeState(after))))
	if !reflect.DeepEqual(after, kept) {
		t.Fatalf("a state that was kept in memory is not the one that would be read (-read +kept):\n%s",
			cmp.Diff(after, kept))
	}
	for n, effect := range effects {
		effects[n] = must(state.DecodeEffect(must(state.EncodeEffect(effect))))
	}
	if read := outcomeOf(after, effects); read != one {
		t.Fatalf("what goes through the codecs is not what comes out:\n%x\n%x", one, read)
	}
	return after, effects
}

// beside is a stored event with what the worker adds to it.
func (r *rules) beside(e state.Event, stored []byte) state.Event {
	read := must(state.DecodeEvent(stored))
	if tap, ok := read.(state.Tapped); ok {
		tap.Called = e.(state.Tapped).Called
		return tap
	}
	return read
}

// outcomeOf is the whole outcome of a turn as bytes.
func outcomeOf(s state.State, effects []state.Effect) string {
	var b strings.Builder
	b.Write(must(state.EncodeState(s)))
	for _, e := range effects {
		b.Write(must(state.EncodeEffect(e)))
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
func (r *rules) turn(a *actor, before state.State, e state.Event, after state.State, effects []state.Effect) {
	r.speech(before, e, after, effects)
	r.silence(before, e, after, effects)
	r.record(a, before, effects)
	r.patience(a, e, effects)
	r.judged(e, effects)
	r.awake(a, e, after, effects)
	r.paged(a, e, after, effects)
	r.rung(a, e, after, effects)
	r.passedOver(before, e, after, effects)
	r.asking(e, after)
	r.heard(a, before, e, after, effects)
	r.stormShown(before, e, after, effects)
	r.strangers(before, e, after, effects)
	r.discretion(before, e, after, effects)
	r.carefulness(before, e, after, effects)
	r.behindNotes(before, e, after, effects)
	r.openedNotes(e, after, effects)
	r.answering(before, e, effects)
	r.authority(before, after, effects)
	r.replies(a, e, after, effects)
	r.leftOut(before, e, after, effects)
	r.planned(after)
	r.listed(after)
	r.routed(a, after)
	if len(effects) > 400 || len(a.state) > 100_000 {
		r.tr.t.Fatalf("%d effects and a state of %d bytes after %T", len(effects), len(a.state), e)
	}
}

// listed: an alert has the code by which this desk lists its patient.
func (r *rules) listed(after state.State) {
	if after.Desk == nil {
		return
	}
	for _, alarm := range after.Desk.Alarms {
		for _, m := range after.Desk.Panel {
			if m.ID == alarm.Patient && m.Code != alarm.Code {
				r.tr.t.Fatalf("alert %s of %s is listed under %s", alarm.Short, m.Code, alarm.Code)
			}
		}
	}
}

// record: no fact twice, no answer twice, none outside its check-in; every check-in is opened and ends once.
func (r *rules) record(a *actor, before state.State, effects []state.Effect) {
	// an answer is changed after the end
	again := before.Patient != nil && before.Patient.Open != nil && before.Patient.Open.Changing
	erased := false
	for _, effect := range effects {
		if _, ok := effect.(state.Erase); ok {
			erased = true
			r.forget(a)
		}
		keep, ok := effect.(state.Keep)
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
		r.tr.t.Fatalf("%s goes from stage %d (0 unknown, 1 open, 2 over), where it should be in %d", occasion,
			r.occasions[occasion], from)
	}
	r.occasions[occasion]++
}

// judged: every red answer stands in exactly one alert, raised in the same turn.
func (r *rules) judged(e state.Event, effects []state.Effect) {
	red := map[string]bool{
		"s2=unsure": true, "s2=yes": true, "s1b_risk=unsure": true, "s1b_risk=yes": true,
		"danger=yes": true,
	}
	for _, effect := range effects {
		keep, _ := effect.(state.Keep)
		response, ok := keep.Fact.Body.(record.Response)
		code := response.Item + "=" + response.Code
		if !ok || !red[code] {
			continue
		}
		alerts := 0
		for _, other := range effects {
			keep, _ := other.(state.Keep)
			if alert, ok := keep.Fact.Body.(record.Alert); ok && slices.Contains(alert.Codes, code) {
				alerts++
			}
		}
		if alerts != 1 {
			r.tr.t.Fatalf("%s stands in %d alerts after %T", code, alerts, e)
		}
	}
}

// textOf is the text of a message, or of a changed one; of anything else there is none.
func textOf(effect state.Effect) string {
	switch e := effect.(type) {
	case state.Say:
		return e.Text
	case state.Edit:
		return e.Text
	default:
		return ""
	}
}
