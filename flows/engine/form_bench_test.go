package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"footing/flows/rehearsal"
	"footing/flows/state"
)

// everyday plays a patient's first weeks, and gives their state between two check-ins and in the middle of one, with
// what came to them and what was done.
func everyday(tb testing.TB) (idle, open state.State, events []state.Event, effects []state.Effect) {
	tb.Helper()
	plan := shipped(tb)
	r := rehearsal.NewRehearsal(plan, time.Date(2026, 3, 2, 10, 0, 0, 0, plan.Clinic.Location()),
		func(chat int64) int { return int(chat % 16) })
	press := joined(r)
	r.Watch = func(to string, e state.Event, all []state.Effect) {
		if to == r.Who(3) {
			events, effects = append(events, e), append(effects, all...)
		}
	}
	role := r.Role(r.Who(3))
	for week := range 4 {
		day := time.Date(2026, 3, 2+7*week, 14, 0, 0, 0, time.UTC)
		r.Advance(day)
		for role.State.Patient.Open != nil {
			open = role.State
			press(3, role.Phone[len(role.Phone)-1].Buttons[0][0].Data)
		}
		r.Advance(day.Add(30 * time.Hour))
	}
	return role.State, open, events, effects
}

// TestSizes: the state of somebody who answers now and then stays small, whatever they answered last, and so does what
// a tap needs. The size classes of what is stored were chosen by it. It logs the size of each kind.
func TestSizes(t *testing.T) {
	idle, open, events, effects := everyday(t)
	sizes := map[string][]int{
		"idle state": {len(must(state.EncodeState(idle)))}, "state in a check-in": {len(must(state.EncodeState(open)))},
	}
	for _, e := range events {
		name := fmt.Sprintf("%T", e)
		sizes[name] = append(sizes[name], len(must(state.EncodeEvent(e))))
	}
	for _, e := range effects {
		name := fmt.Sprintf("%T", e)
		if keep, ok := e.(state.Keep); ok {
			name = fmt.Sprintf("%T", keep.Fact.Body)
		}
		sizes[name] = append(sizes[name], len(must(state.EncodeEffect(e))))
	}
	for _, name := range slices.Sorted(maps.Keys(sizes)) {
		t.Logf("%-20s %3d, %d to %d bytes", name, len(sizes[name]), slices.Min(sizes[name]), slices.Max(sizes[name]))
	}
	for name, most := range map[string]int{"idle state": 770, "state in a check-in": 880, "record.Response": 96} {
		if size := slices.Max(sizes[name]); size > most {
			t.Errorf("%s: %d bytes, more than %d", name, size, most)
		}
	}
}

// BenchmarkForms compares the form of states with the JSON of earlier releases.
func BenchmarkForms(b *testing.B) {
	idle, open, _, _ := everyday(b)
	for name, s := range map[string]state.State{"idle": idle, "open": open} {
		data, doc := must(state.EncodeState(s)), must(json.Marshal(s))
		for what, do := range map[string]func(){
			"encode":      func() { _ = must(state.EncodeState(s)) },
			"decode":      func() { _ = must(state.DecodeState(data)) },
			"clone":       func() { _ = s.Clone() },
			"encode JSON": func() { _ = must(json.Marshal(s)) },
			"decode JSON": func() { _ = must(state.DecodeState(doc)) },
		} {
			b.Run(name+"/"+what, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					do()
				}
				b.ReportMetric(float64(len(data)), "B/state")
				b.ReportMetric(float64(len(doc)), "B/JSON")
			})
		}
	}
}
