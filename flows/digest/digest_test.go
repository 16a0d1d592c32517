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
		one("alert_reopened", func(d *diary) {
			d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}).note(day(3, 22), seen)
			d.note(day(3, 23), record.Acknowledgement{Alert: "a1", Act: record.Reopened})
			d.note(day(2, 21), record.Alert{ID: "a2", Short: "9KQ2"})
			d.note(day(2, 22), record.Acknowledgement{Alert: "a2", Name: "Dr Vale", Act: record.Seen})
		}),
		one("alert_seen_after_a_try", func(d *diary) { // the older act is not the last, though it says more
			tried := seen
			tried.Act, tried.Next = record.NoAnswer, day(3, 23)
			d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}).note(day(3, 22), tried)
			d.note(day(3, 23), record.Acknowledgement{Alert: "a1", Act: record.Reopened})
			d.note(day(2, 9), record.Acknowledgement{Alert: "a1", Name: "Backup", Act: record.Seen})
		}),
		one("alert_seen", func(d *diary) {
			d.note(day(3, 21), record.Alert{ID: "a1", Short: "7F3K"}).note(day(3, 22), seen)
			later := seen
			later.Name = "Backup"
			d.note(day(3, 23), later).note(day(12, 1), record.Alert{ID: "old", Short: "2222"})
			d.note(day(12, 2), record.Acknowledgement{Alert: "old", Name: "Dr Vale", Act: record.Seen})
		}),
		one("said_late", func(d *diary) { // said before the week began, and filed in it: shown with the time it was said
			d.answered(day(11, 13), "safe=v3").late(day(8, 21), day(6, 8), record.Alert{ID: "a1", Short: "7F3K"})
			d.note(day(6, 9), seen)
			d.late(day(8, 13), day(6, 8), record.Notice{Level: "line", Rule: "usual", Codes: []string{"s1=usual"}})
			d.late(day(8, 13), day(6, 8), d.response("o-"+day(11, 13).Format(time.DateTime), "support=v1"))
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
		{"lines", crowd(8, some)},
		{"gathered", crowd(15, some)},
		{"gathered_by_name", silentBesideAlerts},
		{"empty", func(*testing.T, *flows.Protocol) []*diary { return nil }},
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
	text := summaryOf(p, request(t, d), d.who.ID).Text
	if !strings.Contains(text, "safe surroundings: completely") || strings.Contains(text, "→") {
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

// TestNothingFallsBetweenTwoWeeks: a week in which the clocks went back, or whose reader has moved or has chosen a
// later hour, is longer than seven days, and no answer of it is left out.
func TestNothingFallsBetweenTwoWeeks(t *testing.T) {
	p := plan(t)
	for gap, told := range map[time.Duration]bool{
		0: false, time.Hour: true, 25 * time.Hour: true, -48 * time.Hour: false, 21 * 24 * time.Hour: false,
	} {
		last := until.Add(-week - gap)
		r := request(t, joined(t, p, "A-17").answered(until.Add(-week-30*time.Minute), "safe=v3"))
		r.Reader = []record.Fact{
			{ID: "d0", At: last.Add(-week), Body: record.Digest{Until: last.Add(-week)}},
			{ID: "d1", At: last, Body: record.Digest{Until: last}},
		}
		if text := Compose(p, r).Text; strings.Contains(text, "safe surroundings") != told {
			t.Errorf("%s longer ago than a week, the last summary leaves this:\n%s", gap, text)
		}
	}
}

// TestWhatCannotBeReadIsSaid: somebody whose facts are damaged is named, also where nobody else is on the panel.
func TestWhatCannotBeReadIsSaid(t *testing.T) {
	p := plan(t)
	for _, people := range [][]Person{nil, request(t, joined(t, p, "A-17").answered(day(4, 13), "safe=v3")).People} {
		d := Compose(p, Request{Until: until, Zone: time.UTC, Locale: "en", People: people, Unread: []string{"A-18", "A-19"}})
		if !strings.Contains(d.Text, "nothing is shown: A-18, A-19") || !slices.Equal(d.Unread, []string{"A-18", "A-19"}) {
			t.Errorf("of two who could not be read is said:\n%s", d.Text)
		}
	}
}

func TestReadersZone(t *testing.T) {
	p := plan(t)
	d := joined(t, p, "A-17").note(time.Date(2025, 3, 3, 23, 30, 0, 0, time.UTC), record.Alert{ID: "a1", Short: "7F3K"})
	r := request(t, d)
	r.Zone = time.FixedZone("reader", 2*60*60)
	if text := summaryOf(p, r, d.who.ID).Text; !strings.Contains(text, "Tue 4 Mar 01:30") {
		t.Errorf("the alert's time is not the reader's:\n%s", text)
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
