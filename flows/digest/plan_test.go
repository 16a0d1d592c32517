package digest

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/record"
)

// until is a Friday afternoon in spring; the reader sits in Lisbon, where the clocks have not changed yet.
var until = time.Date(2025, 3, 7, 16, 0, 0, 0, time.UTC)

func day(daysBefore, hour int) time.Time {
	return time.Date(2025, 3, 7-daysBefore, hour, 5, 0, 0, time.UTC)
}

// wording is a copy of the texts that ship, so that the golden files show what a clinician would see.
func wording(t testing.TB) flows.Wording {
	t.Helper()
	return maps.Clone(loadtest.Shipped(t).Wordings["en"])
}

// plan is a small protocol with one item per shared theme 1, 2, 4 and 5, a second one in theme 1, one
// private questionnaire and one hidden item.
func plan(t testing.TB) *flows.Protocol {
	t.Helper()
	words := wording(t)
	p := &flows.Protocol{
		Questionnaires: make(map[string]*flows.Questionnaire),
		Wordings:       map[string]flows.Wording{"en": words},
		Clinic:         &flows.Clinic{Languages: []string{"en"}},
		Window:         flows.Window{Deadline: 4 * time.Hour},
		Rotation: []flows.Slot{
			{ID: "mon", Weeks: [][]string{{"safety", "safe", "support"}}},
			{ID: "wed", Weeks: [][]string{{"effort", "settled"}, {"effort", "pattern", "fit"}}},
		},
		Digest: flows.DigestRules{
			Recent: 3, Least: 2, MaxAge: 21 * 24 * time.Hour, Low: 1, Order: []int{1, 2, 3, 4, 5, 6, 7, 8},
			MaxAgeRare: 42 * 24 * time.Hour, Good: 3, Baseline: 4, Change: 1, Drops: 2,
			Rest: 28 * 24 * time.Hour, Gap: 14 * 24 * time.Hour,
		},
	}
	add := func(id string, theme int, items ...flows.Item) *flows.Questionnaire {
		q := &flows.Questionnaire{ID: id, Theme: theme, Items: items}
		p.Questionnaires[id] = q
		for _, i := range items {
			words[id+"."+i.ID+".text"] = "Question " + i.ID + "?"
			for n, o := range i.Options {
				words[id+"."+i.ID+"."+o.Code] = optionText(o, n)
			}
		}
		return q
	}
	add("safety", 0, codes("s1", "no", "usual", "more"), codes("s2", "no", "unsure", "yes"))
	unsafe := codes("unsafe", "no", "unsure", "yes")
	unsafe.Hidden, unsafe.FollowUp = true, true
	add("safe", 1, scale("safe"), unsafe)
	add("settled", 1, scale("settled"))
	reason := codes("access_reason", "cost", "waiting")
	reason.FollowUp = true
	add("support", 2, scale("support"), reason)
	add("pattern", 4, scale("pattern"))
	add("effort", 5, scale("effort"))
	add("fit", 6, scale("fit")).Private = true
	add("step", 12, scale("step")) // in no check-in of the rotation: those who answer it bring it along
	return p
}

func optionText(o flows.Option, n int) string {
	texts := []string{"not at all", "a little", "partly", "mostly", "completely"}
	if o.Value != nil {
		return texts[n]
	}
	named := map[string]string{"usual": "about my usual", "more": "more than usual, or new", "unsure": "not sure"}
	if text, ok := named[o.Code]; ok {
		return text
	}
	return o.Code
}

// scale is an item with the options v0 to v4.
func scale(id string) flows.Item {
	i := flows.Item{ID: id, Kind: flows.Choice}
	for n := range 5 {
		i.Options = append(i.Options, flows.Option{Code: fmt.Sprintf("v%d", n), Value: &n})
	}
	return i
}

func codes(id string, codes ...string) flows.Item {
	i := flows.Item{ID: id, Kind: flows.Choice}
	for _, code := range codes {
		i.Options = append(i.Options, flows.Option{Code: code})
	}
	return i
}

// diary collects one person's facts; every entry gets an id of its own.
type diary struct {
	t      testing.TB
	plan   *flows.Protocol
	who    Person
	count  int
	reader []record.Fact // of whoever reads about them
}

// joined starts a diary of somebody who joined eight weeks ago and agreed to the weekly summary.
func joined(t testing.TB, p *flows.Protocol, code string) *diary {
	d := &diary{t: t, plan: p, who: Person{ID: "s01-" + code, Code: code}}
	d.note(day(56, 9), record.Enrolment{Role: record.Patient, Code: code, Adult: true})
	d.note(day(56, 9), record.Consent{Purpose: record.ForSafety, Given: true})
	return d.note(day(56, 9), record.Consent{Purpose: record.ForCare, Given: true})
}

func (d *diary) note(at time.Time, body record.Body) *diary {
	d.count++
	id := fmt.Sprintf("%s#%d", d.who.Code, d.count)
	d.who.Facts = append(d.who.Facts, record.Fact{ID: id, At: at, Body: body})
	return d
}

// late is what was said then and filed at another time.
func (d *diary) late(said, filed time.Time, body record.Body) {
	d.note(filed, body)
	d.who.Facts[len(d.who.Facts)-1].Said = said
}

// answered is a check-in with its answers, written "item=code"; an exclamation mark at the end hides one.
func (d *diary) answered(at time.Time, answers ...string) *diary {
	d.t.Helper()
	id := "o-" + at.Format(time.DateTime)
	d.note(at, record.Occasion{ID: id, Planned: at})
	for _, pair := range answers {
		d.note(at.Add(time.Minute), d.response(id, pair))
	}
	return d.note(at.Add(2*time.Minute), record.Completed{
		Occasion: id, Reason: record.EndAnswered, Answered: len(answers),
	})
}

func (d *diary) response(occasion, pair string) record.Response {
	d.t.Helper()
	var item, code string
	hidden := pair[len(pair)-1] == '!'
	if hidden {
		pair = pair[:len(pair)-1]
	}
	for i := range pair {
		if pair[i] == '=' {
			item, code = pair[:i], pair[i+1:]
		}
	}
	for id, q := range d.plan.Questionnaires {
		if i, ok := d.plan.Item(id, item); ok {
			option, found := i.Option(code)
			if !found {
				d.t.Fatalf("item %s has no option %q", item, code)
			}
			return record.Response{
				Occasion: occasion, Questionnaire: id, Item: item, Theme: q.Theme,
				Code: code, Value: option.Value, Hidden: hidden, Private: q.Private,
			}
		}
	}
	d.t.Fatalf("no item %q", item)
	return record.Response{}
}

func (d *diary) ended(at time.Time, reason record.Ending) *diary {
	id := "o-" + at.Format(time.DateTime)
	d.note(at, record.Occasion{ID: id, Planned: at})
	return d.note(at.Add(4*time.Hour), record.Missed{Occasion: id, Reason: reason})
}

func lisbon(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// summaryOf is the part of a digest that is about one patient.
func summaryOf(p *flows.Protocol, r Request, id string) Summary {
	for _, one := range Compose(p, r).People {
		if one.ID == id {
			return one
		}
	}
	return Summary{}
}

func request(t testing.TB, diaries ...*diary) Request {
	t.Helper()
	r := Request{Until: until, Zone: lisbon(t), Locale: "en"}
	for _, d := range diaries {
		r.People = append(r.People, d.who)
		r.Reader = append(r.Reader, d.reader...)
	}
	return r
}
