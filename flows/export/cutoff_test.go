package export

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"footing/flows/record"
)

// TestOneCutOff: while people go on answering, pausing and travelling beside an export, each of its passes reads more
// of them than the one before. Nothing of that is in its files.
func TestOneCutOff(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	for _, level := range []Level{Tables, Records} {
		o := s.options(level)
		if level == Records {
			o.Formats, o.FineTimes = Formats(), true
		}
		quiet, _ := s.export(t, o)
		passes := 0
		busy := folder{}
		_, err := Write(o, func(yield func(Person, error) bool) {
			passes++
			for p, err := range s.people() {
				p.Facts = append(slices.Clone(p.Facts), lifeGoesOn(p, passes)...)
				if !yield(p, err) {
					return
				}
			}
		}, busy.create)
		if err != nil {
			t.Fatal(err)
		}
		for name := range quiet {
			if busy[name] == nil || !bytes.Equal(quiet[name].Bytes(), busy[name].Bytes()) {
				t.Errorf("%s: %s shows what came after the cut-off", level, name)
			}
		}
	}
}

// lifeGoesOn is what somebody does from the cut-off on, with more of it in each pass, among it changes of answers that
// they gave before.
func lifeGoesOn(p Person, passes int) (facts []record.Fact) {
	keep := func(body record.Body) {
		at := until().Add(time.Duration(len(facts)) * time.Minute)
		facts = append(facts, record.Fact{At: at, Body: body})
	}
	var last record.Response
	for _, f := range p.Facts {
		if r, ok := f.Body.(record.Response); ok {
			last = r
		}
	}
	for n := range passes {
		late := record.Response{Occasion: "own-1@2026-06-08", Questionnaire: "effort", Item: "effort", Version: 1, Code: "nothing"}
		late.Revision = n
		last.Revision, last.Code = last.Revision+1, "rather_not"
		keep(record.Occasion{ID: late.Occasion, Planned: until(), Questionnaires: []string{"effort"}})
		keep(late)
		keep(last)
		keep(record.Missed{Occasion: last.Occasion, Reason: record.EndPaused})
		keep(record.Pause{Until: until().AddDate(0, 0, 3)})
		keep(record.Zone{Name: "Pacific/Auckland"})
		keep(record.Rhythm{Days: []time.Weekday{time.Friday}, At: "09:00"})
	}
	return facts
}
