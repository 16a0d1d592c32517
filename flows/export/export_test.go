package export

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/record"
)

// every are the kinds of export that there are.
func every(s *store) map[string]Options {
	kinds := map[string]Options{}
	for _, level := range []Level{Tables, Records} {
		for _, coarsen := range []bool{false, true} {
			o := s.options(level)
			o.FineTimes = true
			o.Coarsen, o.Formats = coarsen, []Format{CSV, Parquet, JSONL}
			if level == Records && !coarsen {
				o.Formats = Formats()
			}
			kinds[fmt.Sprintf("%s coarsen=%v", level, coarsen)] = o
		}
	}
	return kinds
}

func TestCountsAddUp(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	for name, o := range every(s) {
		t.Run(name, func(t *testing.T) {
			f, summary := s.export(t, o)
			stored := 0
			for _, facts := range s.held {
				for _, fact := range facts {
					if _, ok := fact.Body.(record.Response); ok && fact.At.Before(o.Until) {
						stored++
					}
				}
			}
			var m manifest
			f.json(t, "manifest.json", &m)
			total := summary.Exported
			for _, left := range summary.Left {
				total += left
			}
			if total != stored || summary.Stored != stored || stored == 0 {
				t.Errorf("stored %d, of these %d counted; they come to %d", stored, summary.Stored, total)
			}
			countsForRecipients(t, o, m, summary)
			for _, r := range []Reason{NoConsent, Kept, Superseded, Recent} {
				if summary.Left[r] == 0 {
					t.Errorf("nothing was left out as %s, so this test shows little", r)
				}
			}
			if o.Level == Records {
				countsOfRows(t, o, f, m)
			}
		})
	}
}

// countsForRecipients: what the manifest tells of answers that were left out.
func countsForRecipients(t *testing.T, o Options, m manifest, summary Summary) {
	t.Helper()
	for _, left := range m.Answers.Left {
		exact, n := summary.Left[left.Reason], left.N
		others := left.Reason == Withdrawn || left.Reason == NoConsent
		switch {
		case left.Reason == Kept:
			if n != nil || left.People == nil || *left.People%5 != 0 {
				t.Errorf("private answers are counted: %+v", left)
			}
		case o.Level == Records && !others:
			if n == nil || *n != exact {
				t.Errorf("%s: told as %v, are %d", left.Reason, n, exact)
			}
		case n != nil && *n%5 != 0, n != nil && *n > 0 && exact < 11:
			t.Errorf("%s: told as %d, are %d", left.Reason, *n, exact)
		}
	}
}

// countsOfRows compares the files with each other and with the manifest.
func countsOfRows(t *testing.T, o Options, f folder, m manifest) {
	t.Helper()
	answers, byOccasion, byPerson := 0, map[string]int{}, map[string]int{}
	responses := f.rows(t, "responses.csv")
	for _, r := range responses {
		byPerson[r["pseudonym"]]++
		if r["item_version"] != "" {
			answers++
			byOccasion[r["pseudonym"]+" "+r["occasion"]]++
		}
	}
	if !o.Coarsen && answers != m.Answers.Exported {
		t.Errorf("%d answers in responses, %d in the manifest", answers, m.Answers.Exported)
	}
	for _, r := range f.rows(t, "occasions.csv") {
		if r["answers"] != strconv.Itoa(byOccasion[r["pseudonym"]+" "+r["occasion"]]) {
			t.Fatalf("occasion %v has %d answers", r, byOccasion[r["pseudonym"]+" "+r["occasion"]])
		}
	}
	people := f.rows(t, "participants.csv")
	for _, r := range people {
		if r["responses"] != strconv.Itoa(byPerson[r["pseudonym"]]) {
			t.Fatalf("participant %v has %d responses", r, byPerson[r["pseudonym"]])
		}
	}
	if m.Rows["responses"] != len(responses) || m.Rows["participants"] != len(people) ||
		*m.People.Exported != len(people) {
		t.Errorf("the manifest says %v rows, %d people", m.Rows, *m.People.Exported)
	}
}

func TestDeterminism(t *testing.T) {
	s := newStore(t).cohort(30, 1)
	for name, o := range every(s) {
		t.Run(name, func(t *testing.T) {
			first, _ := s.export(t, o)
			slices.Reverse(s.ids)
			second, _ := s.export(t, o)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(second))); diff != "" {
				t.Fatal(diff)
			}
			for file := range first {
				if !bytes.Equal(first[file].Bytes(), second[file].Bytes()) {
					t.Errorf("%s differs", file)
				}
			}
		})
	}
}

func TestStudiesShareNoPseudonym(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	_, one := s.export(t, s.options(Records))
	s.key = []byte("another study's key")
	_, two := s.export(t, s.options(Records))
	if len(one.Pseudonyms) != len(two.Pseudonyms) || len(one.Pseudonyms) == 0 {
		t.Fatalf("%d and %d people", len(one.Pseudonyms), len(two.Pseudonyms))
	}
	for _, name := range one.Pseudonyms {
		if slices.Contains(two.Pseudonyms, name) {
			t.Errorf("%s is in both", name)
		}
	}
}

func TestWhoMayNotBeThere(t *testing.T) {
	now := until().Add(36 * time.Hour) // choices count as of now, also after the cut-off
	for name, change := range map[string]record.Body{
		"withdrawal":      record.Withdrawal{Reason: "stop"},
		"consent revoked": record.Consent{Purpose: record.ForResearch, Version: 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t).cohort(40, 1)
			f, before := s.export(t, s.options(Records))
			id := s.ids[0]
			gone := Pseudonym(s.key, id)
			if !strings.Contains(f["responses.csv"].String(), gone) || !slices.Contains(before.Pseudonyms, gone) {
				t.Fatal("the person was not exported to begin with")
			}
			s.add(id, record.Fact{At: now, Body: change})
			f, after := s.export(t, s.options(Records))
			for file, content := range f {
				if strings.Contains(content.String(), gone) {
					t.Errorf("%s still has them", file)
				}
			}
			if slices.Contains(after.Pseudonyms, gone) || after.Stored != before.Stored || after.Exported >= before.Exported {
				t.Errorf("stored %d, then %d; exported %d, then %d", before.Stored, after.Stored, before.Exported, after.Exported)
			}
			if research, _ := Agrees(s.held[id]); research {
				t.Error("they still count as agreeing")
			}
		})
	}
}

func TestComingBackStartsAnew(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	id, again := s.ids[0], time.Date(2026, time.April, 20, 9, 0, 0, 0, time.UTC)
	facts := s.held[id]
	s.held[id] = nil
	s.add(id, slices.DeleteFunc(slices.Clone(facts), func(f record.Fact) bool { return !f.At.Before(again) })...)
	earlier := 0
	for _, f := range s.held[id] {
		if _, ok := f.Body.(record.Response); ok {
			earlier++
		}
	}
	s.add(id,
		record.Fact{At: again, Body: record.Withdrawal{}},
		record.Fact{At: again.Add(time.Hour), Body: record.Enrolment{Role: record.Patient}},
		record.Fact{At: again.Add(time.Hour), Body: record.Rhythm{}})
	_, without := s.export(t, s.options(Records))
	if slices.Contains(without.Pseudonyms, Pseudonym(s.key, id)) {
		t.Error("the consent of the earlier participation still counts")
	}
	s.add(id, record.Fact{At: again.Add(2 * time.Hour), Body: record.Consent{
		Purpose: record.ForResearch, Given: true,
		Version: 1,
	}})
	s.add(id, slices.DeleteFunc(slices.Clone(facts), func(f record.Fact) bool { return f.At.Before(again.Add(day)) })...)
	_, with := s.export(t, s.options(Tables))
	if with.Left[Withdrawn] != earlier || earlier == 0 {
		t.Errorf("%d answers of the earlier participation, %d are left out as withdrawn", earlier, with.Left[Withdrawn])
	}
}

func TestTooFew(t *testing.T) {
	for _, c := range []struct {
		level      Level
		consenting int
		refused    bool
	}{{Records, 19, true}, {Records, 20, false}, {Tables, 9, true}, {Tables, 30, false}} {
		s := newStore(t).cohort(40, 1)
		agree := 0
		for _, id := range s.ids {
			if research, _ := Agrees(s.held[id]); !research {
				continue
			}
			if agree++; agree > c.consenting {
				s.add(id, record.Fact{At: until(), Body: record.Consent{Purpose: record.ForResearch}})
			}
		}
		f := folder{}
		_, err := Write(s.options(c.level), s.people(), f.create)
		var few TooFew
		switch {
		case !c.refused && err != nil:
			t.Errorf("%s of %d: %v", c.level, c.consenting, err)
		case c.refused && (!errors.As(err, &few) || few.Found != c.consenting || len(f) > 0):
			t.Errorf("%s of %d: error %v, %d files", c.level, c.consenting, err, len(f))
		case c.refused && !strings.Contains(err.Error(),
			"refused: patients who consent to research: "+strconv.Itoa(c.consenting)):
			t.Errorf("the error does not say why: %v", err)
		}
	}
}

// TestNoEmptyTables: with so few people nothing could be shown, and that is refused before a file is made.
func TestNoEmptyTables(t *testing.T) {
	s := newStore(t).cohort(14, 1)
	f := folder{}
	if _, err := Write(s.options(Tables), s.people(), f.create); !errors.Is(err, ErrBlank) || len(f) > 0 {
		t.Errorf("error %v, %d files", err, len(f))
	}
}

func TestMoved(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	passes := 0
	people := func(yield func(Person, error) bool) {
		passes++
		for p, err := range s.people() {
			if passes == 2 && p.Pseudonym == Pseudonym(s.key, s.ids[0]) {
				p.Facts = append(slices.Clone(p.Facts), record.Fact{At: until(), Body: record.Withdrawal{}})
			}
			if !yield(p, err) {
				return
			}
		}
	}
	_, err := Write(s.options(Records), people, folder{}.create)
	var moved Moved
	if !errors.As(err, &moved) {
		t.Errorf("somebody withdrew between the passes, and the error is %v", err)
	}
}

func TestOptions(t *testing.T) {
	good := Options{Study: "one", Level: Records, Formats: []Format{CSV}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, break_ := range map[string]func(*Options){
		"study":             func(o *Options) { o.Study = "../one" },
		"level":             func(o *Options) { o.Level = "rows" },
		"lag":               func(o *Options) { o.Lag = -1 },
		"no format":         func(o *Options) { o.Formats = nil },
		"unknown format":    func(o *Options) { o.Formats = []Format{"xls"} },
		"coarse FHIR":       func(o *Options) { o.Coarsen, o.Formats = true, []Format{FHIR} },
		"rows among tables": func(o *Options) { o.Level, o.Formats = Tables, []Format{FHIR} },
	} {
		o := good
		break_(&o)
		if err := o.Check(); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestEarlierVersions(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	before := examplePlan(t)
	s.plan.Questionnaires["effort"].Version = 2
	_, summary := s.export(t, s.options(Records))
	if diff := cmp.Diff([]string{"effort version 1"}, summary.Unknown); diff != "" {
		t.Error(diff)
	}
	o := s.options(Records)
	o.Earlier = []*flows.Protocol{before}
	f, summary := s.export(t, o)
	versions := map[string]bool{}
	for _, r := range f.rows(t, "codebook.csv") {
		if r["item"] == "effort" && r["text"] != "" {
			versions[r["version"]] = true
		}
	}
	if len(summary.Unknown) > 0 || !versions["1"] || !versions["2"] {
		t.Errorf("unknown %v, versions with wording %v", summary.Unknown, versions)
	}
}
