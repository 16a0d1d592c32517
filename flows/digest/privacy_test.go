package digest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/record"
)

// What became of the private questions of a check-in.
const (
	kept = iota
	skipped
	missed
)

// evening is a check-in of which only the private part may differ: what is shared of it, and when, stays.
type evening struct {
	opened  time.Time
	asked   []string
	shared  []record.Response // in order, none: nobody answered them
	private []record.Response
}

// facts tell the evening with its private questions kept, skipped or missed; the minutes until the last tap
// and the values differ with the draw.
func (e evening) facts(t *rapid.T, p *flows.Protocol, fate int) []record.Fact {
	id := "o-" + e.opened.Format(time.DateTime)
	var facts []record.Fact
	add := func(at time.Time, body record.Body) {
		facts = append(facts, record.Fact{ID: fmt.Sprintf("%s#%d", id, len(facts)), At: at, Body: body})
	}
	add(e.opened, record.Occasion{ID: id, Planned: e.opened, Questionnaires: e.asked})
	at := e.opened
	for _, r := range e.shared {
		at = at.Add(time.Minute)
		r.Occasion = id
		add(at, r)
	}
	answered := len(e.shared)
	for _, r := range e.private {
		if fate == missed {
			break
		}
		at = at.Add(time.Duration(rapid.IntRange(1, 50).Draw(t, "minutes")) * time.Minute)
		r.Occasion, r.Code, r.Value = id, flows.RatherNot, nil
		if fate == kept {
			option := rapid.SampledFrom(p.Questionnaires[r.Questionnaire].Items[0].Options).Draw(t, "kept")
			r.Code, r.Value = option.Code, option.Value
		}
		add(at, r)
		answered++
	}
	choice := rapid.SampledFrom([]record.Share{"", record.ShareNothing, record.ShareSay}).Draw(t, "choice")
	if fate == kept && choice != "" {
		add(at.Add(time.Minute), record.Sharing{Occasion: id, Theme: 6, Choice: choice})
	}
	switch {
	case fate != missed && (len(e.shared) > 0 || len(e.asked) == len(e.private)):
		add(at, record.Completed{Occasion: id, Reason: record.EndAnswered, Answered: answered})
	case answered > 0:
		add(at.Add(time.Hour), record.Completed{Occasion: id, Reason: record.EndExpired, Answered: answered})
	default:
		add(e.opened.Add(4*time.Hour), record.Missed{Occasion: id, Reason: record.EndExpired})
	}
	return facts
}

func drawEvening(t *rapid.T, p *flows.Protocol, n int) evening {
	e := evening{opened: until.Add(-time.Duration(n*30*60+rapid.IntRange(0, 12*60).Draw(t, "before")) * time.Minute)}
	if rapid.IntRange(0, 3).Draw(t, "kind") > 0 {
		e.asked = []string{"effort"}
		if rapid.Bool().Draw(t, "answered") {
			option := rapid.SampledFrom(p.Questionnaires["effort"].Items[0].Options).Draw(t, "effort")
			e.shared = []record.Response{{
				Questionnaire: "effort", Item: "effort", Theme: 5, Code: option.Code,
				Value: option.Value,
			}}
		}
	}
	e.asked = append(e.asked, "fit")
	e.private = []record.Response{{Questionnaire: "fit", Item: "fit", Theme: 6, Private: true}}
	return e
}

// Kept, skipped and missed look the same: which of the three became of a private question, with which answer
// and when, changes no byte.
func TestKeptSkippedAndMissedLookTheSame(t *testing.T) {
	p, zone := plan(t), lisbon(t)
	rapid.Check(t, func(t *rapid.T) {
		var evenings []evening
		for n := range rapid.IntRange(1, 8).Draw(t, "evenings") {
			evenings = append(evenings, drawEvening(t, p, n))
		}
		compose := func(fates func(int) int) Digest {
			who := Person{ID: "s01-p", Code: "A-17", Facts: []record.Fact{
				{ID: "care", At: until.Add(-60 * 24 * time.Hour), Body: record.Consent{Purpose: record.ForCare, Given: true}},
			}}
			for n, e := range evenings {
				who.Facts = append(who.Facts, e.facts(t, p, fates(n))...)
			}
			return Compose(p, Request{Until: until, Zone: zone, Locale: "en", People: []Person{who}})
		}
		want := compose(func(int) int { return missed })
		got := compose(func(int) int { return rapid.IntRange(kept, missed).Draw(t, "fate") })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("what became of a private question shows (-missed +other):\n%s", diff)
		}
	})
}

// What the patient chose to share is shown as far as they chose, and no further once they take it back.
func TestSharing(t *testing.T) {
	p := plan(t)
	for _, test := range []struct {
		choices     []record.Share
		shows, lack string
	}{
		{nil, "", "fit"},
		{[]record.Share{record.ShareAnswers}, "fit with their therapist: not at all", "Would like"},
		{[]record.Share{record.ShareTheme}, "Would like to talk about: fit with the therapist", "fit with their therapist"},
		{[]record.Share{record.ShareSay}, "", "fit"},
		{[]record.Share{record.ShareAnswers, record.ShareNothing}, "", "fit"},
		{[]record.Share{record.ShareTheme, record.ShareAnswers}, "fit with their therapist: not at all", "Would like"},
	} {
		d := joined(t, p, "A-17").answered(day(4, 13), "effort=v3", "fit=v0")
		for n, choice := range test.choices {
			occasion := "o-" + day(4, 13).Format(time.DateTime)
			d.note(day(4, 14).Add(time.Duration(n)*time.Minute), record.Sharing{Occasion: occasion, Theme: 6, Choice: choice})
		}
		text := summaryOf(p, request(t, d), d.who.ID).Text
		if !strings.Contains(text, test.shows) || strings.Contains(text, test.lack) {
			t.Errorf("%v: want %q and not %q in:\n%s", test.choices, test.shows, test.lack, text)
		}
	}
}

// A sharing of one check-in says nothing about another's answers.
func TestSharingIsOfOneCheckIn(t *testing.T) {
	p := plan(t)
	d := joined(t, p, "A-17").answered(day(4, 13), "effort=v3", "fit=v0").answered(day(2, 13), "effort=v3", "fit=v4").
		note(day(2, 14), record.Sharing{
			Occasion: "o-" + day(2, 13).Format(time.DateTime), Theme: 6,
			Choice: record.ShareAnswers,
		})
	if text := summaryOf(p, request(t, d), d.who.ID).Text; !strings.Contains(text, "fit with their therapist: completely") ||
		strings.Contains(text, "not at all") {
		t.Errorf("not just the shared answer shows:\n%s", text)
	}
}

// Questions that are asked every other week may lie further back; those of every week may not.
func TestRareAnswersLastLonger(t *testing.T) {
	p := plan(t)
	d := joined(t, p, "A-17").answered(day(39, 13), "pattern=v0").answered(day(25, 13), "pattern=v1", "support=v0").
		answered(day(24, 13), "support=v0")
	text := summaryOf(p, request(t, d), d.who.ID).Text
	if !strings.Contains(text, "(noticing an old pattern: not at all → a little)") ||
		strings.Contains(text, "getting support:") {
		t.Errorf("want the fortnightly theme and not the weekly one:\n%s", text)
	}
}
