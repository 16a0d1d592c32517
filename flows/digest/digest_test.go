package digest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/record"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// scenario is one state of the map or of a week, and the facts that lead to it.
type scenario struct {
	name   string
	people func(t *testing.T, p *flows.Protocol) []*diary
}

// one is a scenario with a single person.
func one(name string, tell func(d *diary)) scenario {
	return scenario{name, func(t *testing.T, p *flows.Protocol) []*diary {
		d := joined(t, p, "A-17")
		tell(d)
		return []*diary{d}
	}}
}

func scenarios() []scenario {
	return append([]scenario{
		one("low", func(d *diary) {
			d.answered(day(18, 13), "safe=v3", "support=v1", "access_reason=waiting")
			d.answered(day(11, 13), "safe=v4", "support=v0", "access_reason=cost")
			d.answered(day(4, 13), "safe=v3", "support=v4").answered(day(2, 13), "effort=v0", "settled=v3")
			d.answered(day(9, 13), "effort=v1")
		}),
		one("low_inward", func(d *diary) {
			d.answered(day(11, 13), "safe=v3", "support=v3").answered(day(4, 13), "safe=v4", "support=v3")
			d.answered(day(9, 13), "effort=v3", "pattern=v1").answered(day(2, 13), "effort=v3", "pattern=v0")
		}),
		one("low_effort", func(d *diary) {
			for _, before := range []int{20, 17, 14, 11} {
				d.answered(day(before, 13), "safe=v0")
			}
			d.answered(day(6, 13), "safe=v3")
			d.answered(day(4, 13), "safe=v3").answered(day(2, 13), "safe=v4") // the last three count
			d.answered(day(9, 13), "effort=v0").answered(day(1, 13), "effort=v2")
		}),
		one("low_without_words", func(d *diary) {
			d.answered(day(11, 13), "safe=v3", "support=v1", "access_reason=rather_not")
			d.answered(day(4, 13), "safe=v3", "support=v1")
		}),
		one("too_little", func(d *diary) {
			d.answered(day(4, 13), "safe=v0", "support=does_not_fit").answered(day(2, 13), "effort=rather_not")
			d.answered(day(22, 13), "safe=v0", "support=v0")
		}),
		one("no_capacity", func(d *diary) {
			d.answered(day(11, 13), "safe=v1").answered(day(4, 13), "safe=v0", "support=v3")
			d.answered(day(9, 13), "effort=v0", "settled=v4").answered(day(2, 13), "effort=v1", "settled=v4")
		}),
		one("no_capacity_unsettled", func(d *diary) {
			d.answered(day(9, 13), "effort=v0").answered(day(2, 13), "effort=v1", "settled=v0")
		}),
		one("nothing_in_the_way", func(d *diary) {
			d.answered(day(11, 13), "safe=v3", "support=v2").answered(day(4, 13), "safe=v4", "support=v2")
			d.answered(day(9, 13), "effort=v3", "pattern=v3").answered(day(2, 13), "effort=v3", "pattern=v2")
		}),
		one("missed", func(d *diary) {
			d.answered(day(4, 13), "safe=v3").ended(day(2, 13), record.EndExpired)
			d.ended(day(9, 13), record.EndExpired)
		}),
		one("not_delivered", func(d *diary) {
			d.ended(day(4, 13), record.EndExpired).ended(day(2, 13), record.EndNotDelivered)
			d.note(day(2, 17), record.Reach{}).note(day(1, 17), record.Reach{})
		}),
		one("still_open", func(d *diary) {
			d.ended(day(4, 13), record.EndRed).note(day(0, 15), record.Occasion{ID: "open"})
		}),
	}, slices.Concat(safetyScenarios(), mapStates(), promptStates(), crowds())...)
}

func safetyScenarios() []scenario {
	seen := record.Acknowledgement{Alert: "a1", By: "s02-c", Name: "Dr\u202e Vale\n", Act: record.Seen}
	return []scenario{
		one("alert_open", func(d *diary) {
			d.note(day(10, 21), record.Alert{ID: "a0", Short: "9KQ2"})
			d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}).note(day(3, 22), seen)
			d.answered(day(4, 13), "s2=yes", "safe=v3")
		}),
		one("alert_again", func(d *diary) {
			d.note(day(9, 21), record.Alert{ID: "a1", Short: "7F3K"}).note(day(8, 22), seen)
			d.note(day(1, 20), record.Alert{ID: "a1", Short: "7F3K"})
		}),
		one("alert_seen", func(d *diary) {
			d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}).note(day(3, 22), seen)
			later := seen
			later.Name = "Backup"
			d.note(day(3, 23), later).note(day(12, 1), record.Alert{ID: "old", Short: "2222"})
			d.note(day(12, 2), record.Acknowledgement{Alert: "old", Name: "Dr Vale", Act: record.Seen})
		}),
		one("notice", func(d *diary) {
			d.note(day(4, 13), record.Notice{Level: "line", Rule: "usual", Codes: []string{"s1=usual"}})
			d.note(day(2, 13), record.Notice{Level: "note", Rule: "more", Codes: []string{"s1=more", "s2=no"}})
			d.note(day(9, 13), record.Notice{Level: "note", Rule: "more", Codes: []string{"s1=more"}})
			d.note(day(1, 13), record.Notice{Level: "care", Rule: "care", Codes: []string{"s1=rather_not"}})
			d.note(day(1, 13), record.Notice{Level: "line", Rule: "hidden", Codes: []string{"unsafe=unsure"}})
		}),
		one("notices_of_one_check_in", func(d *diary) {
			first := record.Notice{Level: "note", Rule: "more", Occasion: "o", Codes: []string{"s1=more", "s2=no"}}
			then := record.Notice{Level: "line", Rule: "more", Occasion: "o", Codes: []string{"s1=usual", "s2=no"}}
			d.note(day(4, 13), first).note(day(4, 14), then)
		}),
		one("notice_asked", func(d *diary) {
			d.note(day(4, 13), record.Notice{Level: "note", Rule: "asked_to_tell", Codes: []string{"unsafe=yes"}})
		}),
		one("notice_of_a_newer_release", func(d *diary) {
			d.note(day(4, 13), record.Notice{Level: "whisper", Rule: "new", Codes: []string{"s1=usual"}})
		}),
		one("ten_lines", func(d *diary) {
			d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}).note(day(3, 17), record.Reach{})
			d.note(day(4, 13), record.Notice{Level: "line", Rule: "usual", Codes: []string{"s1=usual"}})
			d.answered(day(11, 13), "safe=v3", "pattern=v1")
			d.answered(day(4, 13), "safe=v3", "settled=v2", "support=v3", "pattern=v1", "effort=v3")
		}),
		one("hidden", func(d *diary) {
			d.answered(day(11, 13), "safe=v0!", "fit=v0").answered(day(4, 13), "safe=v0!", "fit=v0", "unsafe=no!")
			d.note(day(1, 13), record.Notice{Level: "care", Rule: "care", Codes: []string{"unsafe=rather_not", "fit=v0"}})
		}),
		{"who_comes_first", whoComesFirst},
		{"empty", func(*testing.T, *flows.Protocol) []*diary { return nil }},
	}
}

func whoComesFirst(t *testing.T, p *flows.Protocol) []*diary {
	quiet := joined(t, p, "A-01").answered(day(4, 13), "safe=v3")
	undelivered := joined(t, p, "A-02").ended(day(2, 13), record.EndNotDelivered)
	notice := joined(t, p, "A-03").
		note(day(2, 13), record.Notice{Level: "line", Rule: "usual", Codes: []string{"s1=usual"}})
	open := joined(t, p, "A-04").note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"})
	left := joined(t, p, "A-05").answered(day(5, 13), "safe=v0").note(day(4, 13), record.Withdrawal{})
	refused := joined(t, p, "A-06").answered(day(4, 13), "safe=v0").
		note(day(3, 13), record.Consent{Purpose: record.ForCare}).
		note(day(2, 13), record.Notice{Level: "care", Rule: "care", Codes: []string{"s1=rather_not"}})
	halfway := &diary{t: t, plan: p, who: Person{ID: "s01-A-07", Code: "A-07"}}
	back := joined(t, p, "A-08").answered(day(9, 13), "safe=v0").note(day(6, 13), record.Withdrawal{}).
		note(day(6, 13), record.Missed{Occasion: "open", Reason: record.EndLeft}).
		note(day(5, 13), record.Enrolment{}).note(day(5, 13), record.Consent{Purpose: record.ForCare, Given: true}).
		answered(day(2, 13), "safe=v1")
	return []*diary{back, halfway, refused, left, open, notice, undelivered, quiet}
}

// crowd is a panel of n people who answer this and that.
func crowd(n int, more func(n int, d *diary)) func(*testing.T, *flows.Protocol) []*diary {
	return func(t *testing.T, p *flows.Protocol) []*diary {
		list := make([]*diary, 0, n)
		for i := range n {
			low := fmt.Sprintf("support=v%d", i%5)
			d := joined(t, p, fmt.Sprintf("A-%03d", i+1)).answered(day(11, 13), "safe=v3", low).answered(day(4, 13), low)
			more(i, d)
			list = append(list, d)
		}
		return list
	}
}

func crowds() []scenario {
	called := func(_ int, d *diary) { d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}) }
	quarter := func(n int, d *diary) {
		if n%4 == 0 {
			called(n, d)
		}
	}
	few := func(n int, d *diary) {
		switch n {
		case 17:
			called(n, d)
		case 33:
			d.ended(day(2, 13), record.EndNotDelivered)
		}
	}
	return []scenario{
		{"forty", crowd(40, few)},
		{"forty_in_need", crowd(40, called)},
		{"sixty", crowd(60, quarter)},
		{"three_hundred", crowd(300, quarter)},
	}
}

func TestGolden(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			p := plan(t)
			r := request(t, s.people(t, p)...)
			d := Compose(p, r)
			text := d.Text + "\n"
			for i, one := range d.People {
				if i < 10 {
					text += fmt.Sprintf("\n==== %s attention=%t\n%s\n", one.Code, one.Attention, one.Text)
				}
				if diff := cmp.Diff(one, One(p, r, one.ID)); diff != "" {
					t.Errorf("One gives another summary than Compose: %s", diff)
				}
			}
			golden(t, s.name, text)
			if strings.Contains(text, "digest.") {
				t.Error("a text of the wording is missing: its key shows")
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// Everybody of a panel too big for one message is either named or counted.
func TestNobodyIsLost(t *testing.T) {
	for _, s := range crowds() {
		p := plan(t)
		r := request(t, s.people(t, p)...)
		text := Compose(p, r).Text
		counted := 0
		if _, after, cut := strings.Cut(text, "Not shown here: "); cut {
			if _, err := fmt.Sscanf(after, "%d", &counted); err != nil {
				t.Fatal(err)
			}
		}
		if named := strings.Count(text, "\nA-"); named+counted != len(r.People) {
			t.Errorf("%s: %d named and %d counted of %d", s.name, named, counted, len(r.People))
		}
	}
}

// The golden files show what is there; these must not be.
func TestUnseen(t *testing.T) {
	p := plan(t)
	d := Compose(p, request(t, joined(t, p, "A-17").
		answered(day(11, 13), "safe=v0!", "fit=v0").answered(day(4, 13), "safe=v0!", "fit=v1", "unsafe=unsure!")))
	for _, word := range []string{"not at all", "a little", "not sure", "fit", "nsafe"} {
		if strings.Contains(d.Text+d.People[0].Text, word) {
			t.Errorf("the digest shows %q of an answer that was kept:\n%s", word, d.Text)
		}
	}
}

func TestHighestRevisionStands(t *testing.T) {
	p := plan(t)
	d := joined(t, p, "A-17").answered(day(4, 13), "safe=v0")
	changed := d.response("o-"+day(4, 13).Format(time.DateTime), "safe=v4")
	changed.Revision = 2
	d.note(day(4, 14), changed)
	late := changed
	late.Revision, late.Code = 1, "v1"
	d.note(day(3, 14), late) // recorded later, yet an earlier revision
	text := One(p, request(t, d), d.who.ID).Text
	if !strings.Contains(text, "safe at home: completely") || strings.Contains(text, "→") {
		t.Errorf("not the highest revision, or more than that:\n%s", text)
	}
}

// A fact may be read twice, an ending may come after another; neither may be told twice.
func TestToldOnce(t *testing.T) {
	p := plan(t)
	d := joined(t, p, "A-17").answered(day(4, 13), "safe=v3").
		note(day(4, 13), record.Notice{Level: "line", Rule: "usual", Codes: []string{"s1=usual"}})
	want := Compose(p, request(t, d)).Text
	d.note(day(4, 18), record.Missed{Occasion: "o-" + day(4, 13).Format(time.DateTime), Reason: record.EndLeft})
	d.who.Facts = append(d.who.Facts, d.who.Facts...)
	if diff := cmp.Diff(want, Compose(p, request(t, d)).Text); diff != "" {
		t.Errorf("told twice (-want +got):\n%s", diff)
	}
}

// An answer whose item now stands in another questionnaire may have been private where it was asked.
func TestUnknownOrigin(t *testing.T) {
	p := plan(t)
	d := joined(t, p, "A-17").answered(day(4, 13))
	want := Compose(p, request(t, d)).Text
	elsewhere := d.response("o-"+day(4, 13).Format(time.DateTime), "safe=v0")
	elsewhere.Questionnaire = "gone"
	d.note(day(4, 13), elsewhere)
	if diff := cmp.Diff(want, Compose(p, request(t, d)).Text); diff != "" {
		t.Errorf("an answer of unknown origin shows (-want +got):\n%s", diff)
	}
}

func TestWeekBounds(t *testing.T) {
	p := plan(t)
	base := joined(t, p, "A-17").answered(day(4, 13), "safe=v3")
	want := Compose(p, request(t, base)).Text
	more := joined(t, p, "A-17").answered(day(4, 13), "safe=v3").
		ended(until.Add(-7*24*time.Hour-4*time.Hour), record.EndExpired).
		answered(until.Add(time.Second), "safe=v0", "support=v0").
		note(until.Add(time.Second), record.Alert{ID: "a1", Short: "7F3K"})
	if diff := cmp.Diff(want, Compose(p, request(t, more)).Text); diff != "" {
		t.Errorf("what is a week old, or later than the digest, changed it (-want +got):\n%s", diff)
	}
}

func TestReadersZone(t *testing.T) {
	p := plan(t)
	d := joined(t, p, "A-17").note(time.Date(2025, 3, 3, 23, 30, 0, 0, time.UTC), record.Alert{ID: "a1", Short: "7F3K"})
	r := request(t, d)
	r.Zone = time.FixedZone("reader", 2*60*60)
	if text := One(p, r, d.who.ID).Text; !strings.Contains(text, "Tue 4 Mar 01:30") {
		t.Errorf("the alert's time is not the reader's:\n%s", text)
	}
}

func TestOneOfNobody(t *testing.T) {
	p := plan(t)
	if got := One(p, request(t), "s01-nobody"); !cmp.Equal(got, Summary{}) {
		t.Errorf("One(nobody) = %+v", got)
	}
}

// A word for which a clinician's page would have to be ashamed must not be in the texts that ship.
func TestHumaneWording(t *testing.T) {
	for key, text := range wording(t) {
		for _, word := range []string{"complian", "failed", "overdue", "risk level", "non-respon", "likely", "score"} {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%s says %q", key, word)
			}
		}
	}
}
