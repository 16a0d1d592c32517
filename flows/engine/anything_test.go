package engine_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// TestAnyEventInAnyOrder throws events at people that nothing has caused: of every type and with every letter, from
// anybody, with ids that exist and ids that do not, hours and weeks ago or ahead. Step is total: it must neither
// panic nor keep an answer twice, and what it gives goes through the codecs.
func TestAnyEventInAnyOrder(t *testing.T) {
	plan := shipped(t)
	events, _, letters := state.Kinds()
	rapid.Check(t, func(t *rapid.T) {
		tr := newTroupe(t, plan)
		tr.staff(lind, "Dr Lind", record.Clinician)
		tr.staff(moss, "Dr Moss", record.Backup)
		tr.enrol(3)
		tr.nextCheckIn()
		tr.asksForHelp()
		answers := map[string]bool{}
		for range 1 + tr.oneIn(40, "events") {
			a := oneOf(tr, tr.actors(), "whose")
			event := reflect.New(reflect.TypeOf(oneOf(tr, events, "event"))).Elem()
			tr.invent(event, "")
			e := event.Interface().(state.Event)
			if told, ok := e.(state.Told); ok {
				letter := reflect.New(reflect.TypeOf(oneOf(tr, letters, "letter"))).Elem()
				tr.invent(letter, "")
				told.Letter = letter.Interface().(state.Letter)
				e = told
			}
			after, effects := tr.rules.step(a.stored(), a.state, e)
			a.state, a.current = nil, after
			if !after.Empty() {
				a.state = must(state.EncodeState(after))
			}
			for _, effect := range effects {
				keep, _ := effect.(state.Keep)
				if r, ok := keep.Fact.Body.(record.Response); ok {
					key := fmt.Sprint(a.id, r.Occasion, " ", r.Item, " ", r.Revision)
					if answers[key] {
						t.Fatalf("the answer %+v is kept twice", r)
					}
					answers[key] = true
				}
			}
		}
	})
}

// invent fills a value with what is likely to mean something, and now and then with nothing.
func (tr *troupe) invent(v reflect.Value, field string) {
	if tr.oneIn(8, "empty") == 7 && field != "ID" && field != "At" {
		return
	}
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(tr.now.Add(time.Duration(tr.oneIn(1000, "hours")-600) * time.Hour)))
		return
	case reflect.TypeFor[state.WakeKind]():
		v.SetString(string(oneOf(tr, []state.WakeKind{
			state.WakeCheckIn, state.WakeReminder, state.WakeClose, state.WakeDigest, state.WakeSummary, state.WakeInvitation,
			state.WakeCall, state.WakeNews, state.WakeCanary, state.WakeWatch, "?",
			state.WakeLater, state.WakeFollow, state.WakeData, state.WakeErase, state.WakeTidy,
		}, "kind")))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		tr.invent(v.Elem(), field)
	case reflect.Struct:
		for n := range v.NumField() {
			tr.invent(v.Field(n), v.Type().Field(n).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		tr.invent(v.Index(0), field)
		tr.invent(v.Index(1), field)
	case reflect.Bool:
		v.SetBool(tr.oneIn(2, "bool") == 1)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(tr.oneIn(60, "number")))
	case reflect.String:
		v.SetString(tr.word(field))
	default: // a letter, which is invented apart
	}
}

// word is a word that stands in somebody's state, or in no state.
func (tr *troupe) word(field string) string {
	if field == "ID" {
		tr.serial++
		return "x" + draw(tr.serial)
	}
	words := []string{
		"", "mon", "wed", "weekly", "summary", state.NewsOutage, "next", "late", "setup", "P-3", "en", state.OfficeID,
		draw(int(lind) * 1000),
		"a:1:s1:more", "a:1:s2:yes", "a:1:s1b:no", "b:1", "e:adult:yes", "o:yes", "h:told", "q:yes", "w:1:share", "/stop",
		"/start", "14:00",
		"c:pause:7", "c:erase:now", "c:later:1h:1", "c:later:ask:1", "c:change:1", "c:consent:care:no", "c:consent:care:yes",
		"c:circle:first",
		"c:plan:2", "c:goal:goal", "c:worse:tell", "c:silence:fewer", "c:data:csv", "c:data:read:0", "c:discreet:on",
		"c:discreet:off", "weather", "/tidy", "kill myself", state.TracePlain, state.TraceKeyboard, "tidy",
		state.TidyOver, state.TidyOld, "held:x", "c:language:en", "/pause", "/resume",
		"/erase", "/checkin", "/goal", "/plan", "/schedule", "/timezone", "/language", "/mydata", "/whosees", "/consent",
		"/privacy",
		"read:0:7", "csv", "json", state.NewsSilence,
		"occasion:mon@2026-03-02", "mon@2026-03-02", string(record.Seen), string(record.Backup), string(state.Text),
	}
	for _, a := range tr.actors() {
		words = append(words, a.id)
		s := a.stored()
		if s.Patient != nil {
			for _, alert := range s.Patient.Alerts {
				words = append(words, alert.ID, alert.Short, "alarm:"+alert.ID, "k:"+turn.AlarmKey(alert.ID)+":seen")
			}
		}
		if s.Opener != nil {
			words = append(words, s.Opener.Token)
		}
		if s.Desk != nil {
			for _, i := range s.Desk.Invitations {
				words = append(words, i.Hash)
			}
		}
	}
	return oneOf(tr, words, field+"?")
}

// stamped is an event as it is when it arrives.
func stamped(e state.Event, at time.Time) state.Event {
	switch e := e.(type) {
	case state.Told:
		e.At = at
		return e
	case state.Sent:
		e.At = at
		return e
	case state.Unreachable:
		e.At = at
		return e
	}
	return e
}
