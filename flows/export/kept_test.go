package export

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"footing/flows/export/disclosure"
	"footing/flows/record"
)

// stop ends somebody's participation. They say what researchers may do with what they gave so far; nil: nothing.
func (s *store) stop(id string, at time.Time, keep *bool) {
	facts := s.held[id]
	s.held[id] = nil
	s.add(id, slices.DeleteFunc(slices.Clone(facts), func(f record.Fact) bool { return !f.At.Before(at) })...)
	s.add(id, record.Fact{At: at, Body: record.Withdrawal{Reason: "asked to stop"}})
	if keep != nil {
		s.add(id, says(at.Add(time.Minute), *keep))
	}
}

// says is the answer to whether researchers may use, or keep, what somebody gave.
func says(at time.Time, yes bool) record.Fact {
	return record.Fact{At: at, Body: record.Consent{Purpose: record.ForResearch, Given: yes, Version: 1}}
}

// TestWhatWasLeftToResearch: who stops and says that researchers may keep what they gave is exported up to then, as
// somebody who ended. Without an answer, after a no, and when they take part again, what they gave before is not.
func TestWhatWasLeftToResearch(t *testing.T) {
	at := time.Date(2026, time.April, 20, 9, 0, 0, 0, time.UTC)
	yes, no := true, false
	again := record.Fact{At: at.Add(time.Hour), Body: record.Enrolment{Role: record.Patient}}
	for name, c := range map[string]struct {
		keep *bool
		then []record.Fact
		kept bool
	}{
		"a yes":                     {keep: &yes, kept: true},
		"no answer":                 {},
		"a no":                      {keep: &no},
		"a yes that is taken back":  {&yes, []record.Fact{says(until(), no)}, false},
		"a yes, and a new start":    {&yes, []record.Fact{again}, false},
		"a yes, and a second end":   {&yes, []record.Fact{again, {At: at.Add(day), Body: record.Withdrawal{}}}, false},
		"no answer, and a late yes": {nil, []record.Fact{says(until().Add(day), yes)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t).cohort(40, 1)
			stopped, exported := s.agreeing(12), 0
			for _, id := range stopped { // one alone would be left out as too few
				s.stop(id, at, c.keep)
				s.add(id, c.then...)
			}
			f, summary := s.export(t, s.options(Records))
			for _, id := range stopped {
				who := Pseudonym(s.key, id)
				if slices.Contains(summary.Pseudonyms, who) {
					exported++
				}
				if research, _ := Agrees(s.held[id]); research != c.kept {
					t.Errorf("agrees: %v", research)
				}
				whole := int(at.Sub(s.held[id][0].At) / week)
				for _, r := range f.rows(t, "responses.csv") {
					if n, _ := strconv.Atoi(r["week"]); r["pseudonym"] == who && n > whole {
						t.Errorf("a row of week %d, of somebody who ended after %d weeks", n, whole)
					}
				}
			}
			if (exported > 0) != c.kept || (summary.Left[Withdrawn] == 0) != c.kept {
				t.Errorf("%d of 12 are exported, %d answers are withdrawn", exported, summary.Left[Withdrawn])
			}
		})
	}
}

// TestStatusOfPeople: who takes part and who ended is said where enough people did either.
func TestStatusOfPeople(t *testing.T) {
	at := time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	s := newStore(t).cohort(60, 1)
	yes := true
	for n, id := range s.agreeing(40) {
		if n%2 == 0 {
			s.stop(id, at, &yes)
		}
	}
	f, _ := s.export(t, s.options(Records))
	type class struct{ weeks, locale, hour string }
	count := map[class]map[string]int{}
	shown := 0
	for _, r := range f.rows(t, "participants.csv") {
		c := class{r["weeks"], r["locale"], r["hour"]}
		if count[c] == nil {
			count[c] = map[string]int{}
		}
		count[c][r["status"]]++
		if r["status"] == disclosure.Ended {
			shown++
		}
	}
	if shown == 0 {
		t.Error("of nobody is it said that they ended")
	}
	for c, statuses := range count {
		for status, n := range statuses {
			if n < disclosure.SmallestGroup {
				t.Errorf("%d people of %v have the status %q", n, c, status)
			}
		}
	}
}
