package export

import (
	"slices"
	"testing"
	"time"

	"footing/flows/record"
)

// travels takes somebody of a cohort, who lives in London, to Tokyo on the morning of a Wednesday and back the day
// after: what was due on that day never came.
func (s *store) travels(id string) {
	const gone = "wed@2026-04-15"
	s.held[id] = slices.DeleteFunc(s.held[id], func(f record.Fact) bool { return occasionOf(f.Body) == gone })
	for n := range s.held[id] {
		if _, ok := s.held[id][n].Body.(record.Zone); ok {
			s.held[id][n].Body = record.Zone{Name: "Europe/London"}
		}
	}
	at := time.Date(2026, time.April, 15, 10, 30, 0, 0, time.UTC)
	s.add(id, record.Fact{At: at, Body: record.Zone{Name: "Asia/Tokyo"}},
		record.Fact{At: at.AddDate(0, 0, 1), Body: record.Zone{Name: "Europe/London"}})
}

// TestWhatAJourneyTook: a check-in that never came due, because its hour was jumped over or it came too soon behind the
// last one, has a row that says so, and counts in no figure. One that a pause or a slower pace left out has none.
func TestWhatAJourneyTook(t *testing.T) {
	day := time.Date(2026, time.April, 14, 9, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		facts []record.Fact
		soon  bool // it would have come an hour too soon
		want  bool
	}{
		"jumped over":    {nil, false, true},
		"paused":         {[]record.Fact{{At: day, Body: record.Pause{Until: day.AddDate(0, 0, 4)}}}, false, false},
		"a slower pace":  {[]record.Fact{{At: day, Body: record.Pace{Reduced: true}}}, false, false},
		"left out":       {[]record.Fact{{At: day, Body: record.Adjustment{Out: []string{"wed"}}}}, false, false},
		"on another day": {[]record.Fact{{At: day, Body: record.Rhythm{Days: []time.Weekday{1, 4}, At: "12:00"}}}, false, false},
		"too soon": {[]record.Fact{
			{At: day, Body: record.Rhythm{Days: []time.Weekday{1, 3}, At: "21:00"}},
		}, true, true},
	} {
		s := newStore(t).cohort(60, 3)
		id := s.consenting()
		for _, f := range s.held[id] {
			if o, ok := f.Body.(record.Occasion); ok && o.ID == "mon@2026-04-13" && test.soon {
				s.plan.Limits.MinimumGap = day.AddDate(0, 0, 1).Add(4 * time.Hour).Sub(o.Planned) // 21:00 in Tokyo is 12:00 here
			}
		}
		s.travels(id)
		s.add(id, test.facts...)
		f, _ := s.export(t, s.options(Records))
		who := map[string]string{"pseudonym": Pseudonym(s.key, id), "status": "travelled"}
		rows := of(f.rows(t, "occasions.csv"), who)
		if (len(rows) == 1) != test.want || len(rows) > 1 {
			t.Errorf("%s: %v", name, rows)
			continue
		}
		if !test.want {
			continue
		}
		if r := rows[0]; r["trigger"] != "wed" || r["day"] != "3" || r["questionnaires"] != "" || r["answers"] != "0" {
			t.Errorf("%s: it is shown as %v", name, r)
		}
		if rows := of(f.rows(t, "responses.csv"), who); len(rows) > 0 {
			t.Errorf("%s: questions that were not due have rows: %v", name, rows)
		}
	}
}

// TestFiguresLeaveOutWhatAJourneyTook: it is not among the check-ins that were due.
func TestFiguresLeaveOutWhatAJourneyTook(t *testing.T) {
	planned := func(s *store) (n string) {
		f, _ := s.export(t, s.options(Records))
		rows := of(f.rows(t, "participants.csv"), map[string]string{"pseudonym": Pseudonym(s.key, s.consenting())})
		if len(rows) != 1 {
			t.Fatal("the traveller is not in it")
		}
		for _, r := range f.rows(t, "figures.csv") {
			n += r["planned"] + " "
		}
		return n
	}
	here, there := newStore(t).cohort(60, 3), newStore(t).cohort(60, 3)
	here.travels(here.consenting())
	there.travels(there.consenting())
	id := there.consenting()
	there.held[id] = slices.DeleteFunc(there.held[id], func(f record.Fact) bool {
		z, ok := f.Body.(record.Zone)
		return ok && z.Name != "Europe/London"
	})
	if a, b := planned(here), planned(there); a != b {
		t.Errorf("with a journey %s are planned, without it %s", a, b)
	}
}
