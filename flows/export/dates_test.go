package export

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"footing/flows/export/disclosure"
	"footing/flows/record"
)

// began gives, by pseudonym, the Monday of everybody's first whole week, worked out by hand from when they joined.
func (s *store) began() map[string]time.Time {
	first := map[string]time.Time{}
	for id, facts := range s.held {
		at := facts[0].At.Truncate(24 * time.Hour) // nobody of these joins around midnight
		for at.Weekday() != time.Monday || !at.After(facts[0].At) {
			at = at.AddDate(0, 0, 1)
		}
		first[Pseudonym(s.key, id)] = at
	}
	return first
}

// dating is an intruder who turns weeks into dates with the files and what has a date for everybody. It shares no code
// with what made disclosure.json.
type dating struct {
	cutOff   time.Time
	versions map[string][2]time.Time // Mondays of the first and the last week of each
}

// begins are the Mondays on which a person of a pseudonym can have begun.
func (d dating) begins(weeks int, rows []map[string]string) []time.Time {
	var possible []time.Time
	for tail := range 6 {
		first := d.cutOff.AddDate(0, 0, -7*(weeks+tail))
		fits := true
		for _, r := range rows {
			week, _ := strconv.Atoi(r["week"])
			at := first.AddDate(0, 0, 7*(week-1))
			if span, ok := d.versions[r["questionnaire"]+r["item_version"]]; ok && r["item_version"] != "" {
				fits = fits && !at.Before(span[0]) && !at.After(span[1])
			}
		}
		if fits {
			possible = append(possible, first)
		}
	}
	return possible
}

// TestWeeksAreNotDates: what the intruder finds is what disclosure.json says; where only enrolment weeks differ it is
// too little to date anybody, and a version that everybody got on one day undoes that, which the README then says.
func TestWeeksAreNotDates(t *testing.T) {
	for _, changed := range []bool{false, true} {
		s := newStore(t).cohort(90, 3)
		s.cut = true
		o := s.options(Records)
		versions := map[string][2]time.Time{}
		if changed {
			turn := time.Date(2026, time.April, 20, 0, 0, 0, 0, time.UTC) // a Monday
			for _, facts := range s.held {
				for n := range facts {
					if r, ok := facts[n].Body.(record.Response); ok && r.Questionnaire == "effort" && !facts[n].At.Before(turn) {
						r.Version = 2
						facts[n].Body = r
					}
				}
			}
			versions["effort1"] = [2]time.Time{{}, turn}
			versions["effort2"] = [2]time.Time{turn.AddDate(0, 0, -7), until()}
		}
		f, _ := s.export(t, o)
		var report disclosure.Report
		f.json(t, "disclosure.json", &report)
		rows := map[string][]map[string]string{}
		for _, r := range f.rows(t, "responses.csv") {
			rows[r["pseudonym"]] = append(rows[r["pseudonym"]], r)
		}
		intruder, truth := dating{o.Until.AddDate(0, 0, -o.Lag), versions}, s.began()
		least, found := 99, map[int]int{} // people whose truth is the n-th possible week
		for _, p := range f.rows(t, "participants.csv") {
			weeks, _ := strconv.Atoi(p["weeks"])
			possible := intruder.begins(weeks, rows[p["pseudonym"]])
			least = min(least, len(possible))
			for n, at := range possible {
				if at.Equal(truth[p["pseudonym"]]) {
					found[n]++
				}
			}
		}
		d := report.Dates
		if d == nil || d.Goal == changed || (d.Least >= 6) == changed {
			t.Fatalf("changed=%v: disclosure.json says %+v", changed, d)
		}
		if least < d.Least || (changed && least > 2) || (!changed && len(found) < 6) {
			t.Errorf("changed=%v: disclosure.json says %d weeks, the intruder is left with %d; the truth is the n-th of them: %v",
				changed, d.Least, least, found)
		}
		if says := strings.Contains(f["README.md"].String(), "can be turned into dates"); says != changed {
			t.Errorf("changed=%v: README.md says that weeks can be turned into dates: %v", changed, says)
		}
	}
}

// TestTailsAreTheSameInAllReleases: a later release shows as many weeks more as have passed, to everybody, in every
// study; so no comparison of releases tells how many are cut.
func TestTailsAreTheSameInAllReleases(t *testing.T) {
	s := newStore(t).cohort(90, 3)
	s.cut = true
	weeks := func(until time.Time) map[string]int {
		x := newRun(s.options(Records), nil)
		x.Until = until
		shown := map[string]int{}
		for p, err := range s.people() {
			if err != nil {
				t.Fatal(err)
			}
			one := read(p.Facts, until)
			one.tail = p.Tail
			if !one.patient {
				continue
			}
			shown[p.Pseudonym] = x.span(one).weeks
		}
		return shown
	}
	before, after, drawn := weeks(until()), weeks(until().AddDate(0, 0, 21)), map[int]int{}
	for _, id := range s.ids {
		name := Pseudonym(s.key, id)
		if before[name] > 0 && after[name]-before[name] != 3 {
			t.Errorf("after three weeks %s has %d more", name, after[name]-before[name])
		}
		drawn[Tail([]byte("the clinic's key"), id)]++
	}
	for tail := range disclosure.MostTail + 1 {
		if drawn[tail] < 5 {
			t.Errorf("%d weeks are cut of %d people of 93: %v", tail, drawn[tail], drawn)
		}
	}
	if len(drawn) != disclosure.MostTail+1 {
		t.Errorf("drawn: %v", drawn)
	}
}

// TestAnOutageIsNotShown: a day on which nothing arrived anywhere is nobody's day.
func TestAnOutageIsNotShown(t *testing.T) {
	s := newStore(t).cohort(90, 3)
	count := func() int {
		f, _ := s.export(t, s.options(Records))
		return len(of(f.rows(t, "occasions.csv"), map[string]string{"status": "not_delivered"}))
	}
	before := count()
	outage := time.Date(2026, time.April, 22, 0, 0, 0, 0, time.UTC)
	struck := map[string]bool{}
	for _, facts := range s.held {
		for n, f := range facts {
			id := occasionOf(f.Body)
			if at := strings.HasSuffix(id, "@2026-04-22"); !at {
				continue
			}
			switch f.Body.(type) {
			case record.Occasion:
				struck[id] = struck[id] || f.At.Truncate(24*time.Hour).Equal(outage)
			case record.Delivered, record.Response:
				facts[n].Body = record.Reach{Reachable: true}
			case record.Completed, record.Missed:
				facts[n].Body = record.Missed{Occasion: id, Reason: record.EndNotDelivered}
			}
		}
	}
	if after := count(); after > before || len(struck) == 0 || before == 0 {
		t.Errorf("%d check-ins were not delivered, with the outage %d", before, after)
	}
}

// TestNoMinutesWithoutFineTimes: days and parts of the day, unless somebody asks for more, in any format.
func TestNoMinutesWithoutFineTimes(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	for _, fine := range []bool{false, true} {
		o := s.options(Records)
		o.Formats, o.FineTimes = Formats(), fine
		f, _ := s.export(t, o)
		for _, file := range []string{"responses.csv", "occasions.csv", "redcap/data.csv"} {
			all, err := csv.NewReader(strings.NewReader(f[file].String())).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			minutes := 0
			for column, name := range all[0] {
				for _, row := range all[1:] {
					if strings.HasSuffix(name, "_min") && row[column] != "" {
						minutes++
					}
				}
			}
			if (minutes > 0) != fine {
				t.Errorf("fine=%v: %s has %d times in minutes", fine, file, minutes)
			}
		}
		if has := strings.Contains(f["fhir/QuestionnaireResponse.ndjson"].String(), "first-tap-min"); has != fine {
			t.Errorf("fine=%v: FHIR has minutes: %v", fine, has)
		}
		if has := strings.Contains(f["responses.jsonl"].String(), `"answered_min":null`); !has && !fine {
			t.Error("JSON has minutes")
		}
	}
}
