package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/load"
	"footing/flows/record"
)

// examplePlan is a plan of the tests' own, so that a change of the library's wording changes nothing here.
func examplePlan(t testing.TB) *flows.Protocol {
	t.Helper()
	clinic, err := os.ReadFile("testdata/clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := load.Load(os.DirFS("testdata/plan"), clinic, "clinic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// until is the cut-off of every test: a Monday.
// usualLag is what the command leaves out before the cut-off, in days.
const usualLag = 14

func until() time.Time { return time.Date(2026, time.June, 8, 0, 0, 0, 0, time.UTC) }

// store is what a test exports: facts by participant id.
type store struct {
	plan *flows.Protocol
	key  []byte
	ids  []string
	held map[string][]record.Fact
	cut  bool // weeks at the end, by the clinic's key
}

func newStore(t testing.TB) *store {
	return &store{plan: examplePlan(t), key: []byte("a study's key"), held: map[string][]record.Fact{}}
}

func (s *store) add(id string, facts ...record.Fact) {
	if _, known := s.held[id]; !known {
		s.ids = append(s.ids, id)
	}
	for n := range facts {
		if facts[n].ID == "" {
			facts[n].ID = fmt.Sprintf("%s#%d", id, len(s.held[id])+n)
		}
	}
	s.held[id] = append(s.held[id], facts...)
}

// people gives everybody in order of pseudonym.
func (s *store) people() iter.Seq2[Person, error] {
	list := make([]Person, 0, len(s.ids))
	for _, id := range s.ids {
		p := Person{Pseudonym: Pseudonym(s.key, id), Key: CellKey([]byte("the clinic's key"), id), Facts: s.held[id]}
		if s.cut {
			p.Tail = Tail([]byte("the clinic's key"), id)
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Person) int { return strings.Compare(a.Pseudonym, b.Pseudonym) })
	return func(yield func(Person, error) bool) {
		for _, p := range list {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func (s *store) options(level Level) Options {
	return Options{
		Plan: s.plan, Study: "one", Level: level, Until: until(), Lag: usualLag,
		Formats: []Format{CSV}, Synthetic: true, Release: "test",
	}
}

// folder is an export in memory.
type folder map[string]*bytes.Buffer

type closing struct{ *bytes.Buffer }

func (closing) Close() error { return nil }

func (f folder) create(name string) (io.WriteCloser, error) {
	if f[name] != nil {
		return nil, fmt.Errorf("%s is there already", name)
	}
	f[name] = &bytes.Buffer{}
	return closing{f[name]}, nil
}

// export writes what the options say.
func (s *store) export(t testing.TB, o Options) (folder, Summary) {
	t.Helper()
	f := folder{}
	summary, err := Write(o, s.people(), f.create)
	if err != nil {
		t.Fatal(err)
	}
	return f, summary
}

// rows reads a CSV file: a map by column for each row.
func (f folder) rows(t testing.TB, name string) []map[string]string {
	t.Helper()
	if f[name] == nil {
		t.Fatalf("there is no %s", name)
	}
	all, err := csv.NewReader(bytes.NewReader(f[name].Bytes())).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for n, column := range all[0] {
			row[column] = cells[n]
		}
		rows = append(rows, row)
	}
	return rows
}

// json reads a JSON file.
func (f folder) json(t testing.TB, name string, into any) {
	t.Helper()
	if f[name] == nil {
		t.Fatalf("there is no %s", name)
	}
	if err := json.Unmarshal(f[name].Bytes(), into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// patient makes up one patient's facts as the bot would have recorded them.
type patient struct {
	id       string
	code     string
	start    time.Time // of the set-up
	zone     string
	hour     int
	locale   string
	weeks    int
	research bool
	private  bool
	dice     *rand.Rand
	answers  float64 // how likely a check-in is answered
}

func (p patient) facts(plan *flows.Protocol) []record.Fact {
	var facts []record.Fact
	keep := func(at time.Time, body record.Body) { facts = append(facts, record.Fact{At: at, Body: body}) }
	keep(p.start, record.Enrolment{Role: record.Patient, Code: p.code, Clinician: "s03-CLINICIAN", Adult: true})
	for purpose, given := range map[record.Purpose]bool{
		record.ForCare: true, record.ForSafety: true, record.ForResearch: p.research, record.ForPrivateResearch: p.private,
	} {
		keep(p.start, record.Consent{Purpose: purpose, Given: given, Version: 1, Locale: p.locale})
	}
	slices.SortFunc(facts, func(a, b record.Fact) int { // maps come in any order
		return strings.Compare(fmt.Sprintf("%T%v", a.Body, a.Body), fmt.Sprintf("%T%v", b.Body, b.Body))
	})
	keep(p.start, record.Zone{Name: p.zone})
	keep(p.start, record.Rhythm{Days: []time.Weekday{time.Monday, time.Wednesday}, At: fmt.Sprintf("%02d:00", p.hour)})
	zone, err := flows.LoadZone(p.zone)
	if err != nil {
		panic(err)
	}
	first := p.start.In(zone)
	monday := time.Date(first.Year(), first.Month(), first.Day()-(int(first.Weekday())+6)%7, p.hour, 0, 0, 0, zone)
	for w := range p.weeks {
		for _, slot := range plan.Rotation {
			due := monday.AddDate(0, 0, 7*w+(int(slot.Day)+6)%7)
			if due.After(p.start) {
				facts = append(facts, p.checkIn(plan, slot, w, due)...)
			}
		}
	}
	return facts
}

// checkIn lets a person answer, leave or miss one check-in.
func (p patient) checkIn(plan *flows.Protocol, slot flows.Slot, week int, due time.Time) []record.Fact {
	var facts []record.Fact
	keep := func(at time.Time, body record.Body) { facts = append(facts, record.Fact{At: at, Body: body}) }
	id := slot.ID + "@" + due.Format(time.DateOnly)
	asked := slot.Questionnaires(week)
	keep(due, record.Occasion{ID: id, Planned: due.UTC(), Questionnaires: asked})
	luck := p.dice.Float64()
	if luck > 0.97 {
		keep(due, record.Missed{Occasion: id, Reason: record.EndNotDelivered})
		return facts
	}
	keep(due.Add(time.Second), record.Delivered{Occasion: id})
	if luck > p.answers {
		keep(due.Add(4*time.Hour), record.Missed{Occasion: id, Reason: record.EndExpired})
		return facts
	}
	at, given := due.Add(time.Duration(p.dice.IntN(200))*time.Minute), map[string]flows.Answer{}
	reason := record.EndAnswered
	for _, questionnaire := range asked {
		q := plan.Questionnaires[questionnaire]
		for n := range q.Items {
			item := &q.Items[n]
			if item.When != nil {
				if yes, err := item.When.Holds(given, nil); err != nil || !yes {
					continue
				}
			}
			if item.Kind == flows.Information {
				continue
			}
			if p.dice.Float64() < 0.02 && len(given) > 0 {
				reason = record.EndExpired
				break
			}
			r := p.choose(item, at)
			r.Occasion, r.Questionnaire, r.Version, r.Item, r.Theme = id, q.ID, q.Version, item.ID, q.Theme
			r.Locale, r.Hidden, r.Private = p.locale, item.Hidden, q.Private
			for r.Revision = range 1 + p.dice.IntN(20)/19 {
				keep(at, r)
			}
			given[item.ID] = flows.Answer{Code: r.Code, Codes: r.Codes, Value: r.Value}
			at = at.Add(time.Duration(5+p.dice.IntN(50)) * time.Second)
		}
		if reason != record.EndAnswered {
			break
		}
	}
	keep(at, record.Completed{Occasion: id, Reason: reason, Answered: len(given)})
	return facts
}

// choose answers an item by its kind.
func (p patient) choose(item *flows.Item, now time.Time) record.Response {
	if p.dice.Float64() < 0.05 {
		return record.Response{Code: []string{flows.RatherNot, flows.DoesNotFit}[p.dice.IntN(2)]}
	}
	switch item.Kind {
	case flows.Several:
		r := record.Response{}
		for _, o := range item.Options {
			if p.dice.IntN(2) == 0 {
				r.Codes = append(r.Codes, o.Code)
			}
		}
		return r
	case flows.Number:
		n := item.Min + p.dice.IntN(item.Max-item.Min+1)
		return record.Response{Code: fmt.Sprint(n), Value: &n}
	case flows.Time:
		return record.Response{Code: fmt.Sprintf("%02d:%02d", p.dice.IntN(24), p.dice.IntN(60))}
	case flows.Date:
		return record.Response{Code: now.AddDate(0, 0, -p.dice.IntN(9)).Format(time.DateOnly)}
	case flows.Text:
		return record.Response{Code: flows.Written, Text: record.FreeText(strings.Repeat("canary ", 1+p.dice.IntN(40)))}
	case flows.Choice, flows.Scale, flows.YesNo, flows.Information:
	}
	option := item.Options[p.dice.IntN(len(item.Options))]
	return record.Response{Code: option.Code, Value: option.Value}
}

// cohort fills a store with people who are alike enough to be exported: n patients, of whom most consent, and a few
// clinicians.
func (s *store) cohort(n int, seed uint64) *store {
	zones, hours := []string{"Europe/London", "America/New_York", "Asia/Tokyo"}, []int{12, 13, 17}
	for i := range n {
		dice := rand.New(rand.NewPCG(seed, uint64(i)))
		p := patient{
			id: fmt.Sprintf("s%02d-%026d", i%16, i), code: fmt.Sprintf("A-%d", i), dice: dice, locale: "en",
			start: time.Date(2026, time.March, 5+7*dice.IntN(3), 9+dice.IntN(8), dice.IntN(60), 0, 0, time.UTC),
			zone:  zones[dice.IntN(len(zones))], hour: hours[dice.IntN(len(hours))],
			research: i%7 != 6, private: i%3 != 0, answers: 0.4 + dice.Float64()/2,
		}
		p.weeks = int(until().Sub(p.start)/week) + 1
		s.add(p.id, p.facts(s.plan)...)
	}
	for i := range 3 {
		s.add(fmt.Sprintf("s03-CLINICIAN%d", i), record.Fact{
			At:   until().AddDate(0, -4, 0),
			Body: record.Enrolment{Role: record.Clinician},
		})
	}
	return s
}
