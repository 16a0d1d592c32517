package engine_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// FuzzStep reads any bytes as events, each behind the letter of whom it happens to and its length: Step takes all of
// them without a panic, and what it gives has a stored form that reads as it was.
func FuzzStep(f *testing.F) {
	plan := shipped(f)
	r := rehearsal.NewRehearsal(plan, time.Date(2026, 3, 2, 10, 0, 0, 0, plan.Clinic.Location()),
		func(chat int64) int { return int(chat % 16) })
	cast, script := enrolled(f, r)
	for part := range slices.Chunk(script, 3) { // short, or minimizing takes all the time
		f.Add(slices.Concat(part...))
	}
	f.Add(framed('c', []byte(`{"type":"Tapped","body":{"id":"x","at":"2026-03-02T14:00:00Z","data":"a:1:s1:more"}}`)))
	f.Add(framed('a', must(state.EncodeEvent(state.Due{
		Header: state.Header{ID: "x", At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)}, Kind: state.WakeCheckIn, Key: "mon",
	}))))
	f.Fuzz(func(t *testing.T, data []byte) {
		states := map[byte]state.State{}
		for n, id := range cast {
			states[byte('a'+n)] = r.Role(id).State
		}
		for len(data) > 3 {
			who, length := data[0], min(int(binary.BigEndian.Uint16(data[1:])), len(data)-3)
			before, known := states[who]
			event, err := state.DecodeEvent(data[3 : 3+length])
			data = data[3+length:]
			if !known || err != nil || !sane(event) {
				continue
			}
			next, effects := engine.Step(plan, before, event)
			states[who] = readBack(t, next, effects)
		}
	})
}

// framed is an event as FuzzStep reads it.
func framed(who byte, event []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{who}, uint16(len(event))), event...)
}

// readBack takes an outcome through its codecs.
func readBack(t *testing.T, s state.State, effects []state.Effect) state.State {
	t.Helper()
	stored := must(state.EncodeState(s))
	read := must(state.DecodeState(stored))
	if again := must(state.EncodeState(read)); !bytes.Equal(stored, again) {
		t.Fatalf("a state reads differently from how it was written:\n%x\n%x", stored, again)
	}
	for _, e := range effects {
		stored := must(state.EncodeEffect(e))
		if again := must(state.EncodeEffect(must(state.DecodeEffect(stored)))); !bytes.Equal(stored, again) {
			t.Fatalf("an effect reads differently from how it was written:\n%x\n%x", stored, again)
		}
	}
	return read
}

// sane tells whether an event's time can have come from a clock: what storage and receiver stamp is never by
// centuries wrong.
func sane(e state.Event) bool {
	year := func(at time.Time) bool { return at.Year() > 2000 && at.Year() < 2200 }
	due, ok := e.(state.Due)
	return year(e.Head().At) && (!ok || due.Nominal.IsZero() || year(due.Nominal))
}

// enrolled plays a clinic into being, with one patient in the middle of a check-in and of an alert, and gives
// everybody's ids and the events of it.
func enrolled(f *testing.F, r *rehearsal.Rehearsal) (cast []string, script [][]byte) {
	f.Helper()
	var whose []string
	var events [][]byte
	r.Watch = func(to string, e state.Event, _ []state.Effect) {
		whose, events = append(whose, to), append(events, must(state.EncodeEvent(e)))
	}
	press := joined(r)
	r.Advance(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC))
	press(3, "a:1:s1:more")
	press(3, "h:told")
	press(3, "n:"+r.Role(r.Who(3)).State.Patient.Alerts[0].Short)
	r.Advance(time.Date(2026, 3, 4, 14, 10, 0, 0, time.UTC))
	if r.Role(r.Who(3)).State.Patient.Open == nil || len(r.Role(r.Who(lind)).State.Desk.Alarms) != 1 {
		f.Fatal("the patient is not where the fuzzing should begin")
	}
	r.Watch = nil
	for n, event := range events {
		script = append(script, framed(byte('a'+slices.Index(r.Cast(), whose[n])), event))
	}
	return r.Cast(), script
}

// joined lets a clinician and a patient of hers join, and gives what presses a button under somebody's last message.
func joined(r *rehearsal.Rehearsal) (press func(chat int64, data string)) {
	secret := draw(1)
	r.Post(state.OfficeID, state.Staffing{
		Header: state.Header{ID: "x1", At: r.Now}, Token: state.HashSecret(secret),
		Role: record.Clinician, Name: "Dr Lind",
	})
	r.Say(lind, name(lind), "/start "+state.OfficeID+"_"+secret, draw(2))
	press = func(chat int64, data string) {
		role := r.Role(r.Who(chat))
		r.Tap(chat, name(chat), role.IDs[len(role.IDs)-1], data)
	}
	for _, data := range []string{"o:yes", "e:desk_zone:yes", "e:digest_hour:09:00"} {
		press(lind, data)
	}
	r.Say(lind, name(lind), "/invite P-3", draw(3))
	phone := r.Role(r.Who(lind)).Phone
	r.Say(3, name(3), "/start "+theLink.FindStringSubmatch(phone[len(phone)-1].Text)[1], draw(4))
	press(3, "o:yes")
	phone = r.Role(r.Who(3)).Phone
	press(lind, "i:P-3:"+theDigits.FindStringSubmatch(phone[len(phone)-1].Text)[1])
	for _, step := range []string{
		"adult:yes", "discreet:no", "care:yes", "safety:yes", "first:clinician", "therapist:other", "research:no",
		"zone:yes", "days:done", "hour:14:00",
	} {
		press(3, "e:"+step)
	}
	return press
}

// FuzzDecodeEvent, FuzzDecodeEffect, FuzzDecodeState: what stands in the store is read or refused, and what was
// read is written and read alike.
func FuzzDecodeEvent(f *testing.F) {
	events, _, letters := state.Kinds()
	for _, m := range events {
		if _, ok := m.(state.Told); !ok {
			f.Add(must(state.EncodeEvent(m)))
		}
	}
	for _, m := range letters {
		f.Add(must(state.EncodeEvent(state.Told{From: "s01-A", Letter: m})))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := state.DecodeEvent(data); err == nil {
			first := must(state.EncodeEvent(e))
			if again := must(state.EncodeEvent(must(state.DecodeEvent(first)))); !bytes.Equal(first, again) {
				t.Fatalf("%q is written as\n%x\nand then as\n%x", data, first, again)
			}
		}
	})
}

func FuzzDecodeEffect(f *testing.F) {
	_, effects, _ := state.Kinds()
	for _, m := range effects {
		e := m
		switch e.(type) {
		case state.Tell:
			e = state.Tell{Letter: state.Look{}}
		case state.Keep:
			e = state.Keep{Fact: record.Fact{Body: record.Zone{}}}
		}
		f.Add(must(state.EncodeEffect(e)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := state.DecodeEffect(data)
		if err != nil {
			return
		}
		first := must(state.EncodeEffect(e))
		if again := must(state.EncodeEffect(must(state.DecodeEffect(first)))); !bytes.Equal(first, again) {
			t.Fatalf("%q is written as\n%x\nand then as\n%x", data, first, again)
		}
	})
}

func FuzzDecodeState(f *testing.F) {
	plan := shipped(f)
	r := rehearsal.NewRehearsal(plan, time.Date(2026, 3, 2, 10, 0, 0, 0, plan.Clinic.Location()),
		func(chat int64) int { return int(chat % 16) })
	cast, _ := enrolled(f, r)
	for _, id := range cast {
		f.Add(must(state.EncodeState(r.Role(id).State)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := state.DecodeState(data); err == nil {
			readBack(t, s, nil)
		}
	})
}
