package digest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/record"
)

// TestEveryThemeHasPrompts: four to six in every language, each with one sentence to say in quotation marks, and short.
func TestEveryThemeHasPrompts(t *testing.T) {
	p := loadtest.Shipped(t)
	quotes := map[string][2]string{"en": {"“", "”"}, "de": {"„", "“"}, "es": {"«", "»"}, "ar": {"«", "»"}}
	for locale, words := range p.Wordings {
		v := newView(p, Request{Until: until, Locale: locale})
		for number := 1; number <= lastSupport; number++ {
			if n := v.prompts(number); n < 4 || n > flows.MostPrompts {
				t.Errorf("%s: theme %d has %d prompts", locale, number, n)
			}
		}
		mark := quotes[locale]
		for key, text := range words {
			if rest := strings.TrimPrefix(key, "digest.prompt."); rest == key || rest[0] < '1' || rest[0] > '9' {
				continue
			}
			begin := strings.Index(text, mark[0])
			if strings.Count(text, mark[0]) != 1 || strings.Count(text, mark[1]) != 1 || !strings.HasSuffix(text, mark[1]) ||
				begin < 20 || begin > len(text)-20 {
				t.Errorf("%s: %s does not end in one sentence to say: %s", locale, key, text)
			}
			if n := len(strings.Fields(text)); locale == "en" && n > 45 {
				t.Errorf("%s has %d words: %s", key, n, text)
			}
		}
	}
}

// life is somebody's answers and sessions over half a year or more, and what their clinician reads and presses.
type life struct {
	d     *diary
	shown []reading
	found map[prompt]time.Time // when it was last found not useful
}

type reading struct {
	prompt
	at time.Time
}

// TestPromptsOverLives: whatever happens, no prompt comes twice within four weeks, there is one a week, none for a
// theme that is not low, and what was found not useful does not come again within half a year.
func TestPromptsOverLives(t *testing.T) {
	came := 0
	rapid.Check(t, func(rt *rapid.T) {
		p := plan(t)
		p.Prompts = loadtest.Shipped(t).Prompts
		l := life{d: joined(t, p, "A-17"), found: map[prompt]time.Time{}}
		at := until
		for range rapid.IntRange(4, 40).Draw(rt, "readings") {
			at = at.Add(time.Duration(rapid.IntRange(1, 200).Draw(rt, "hours")) * time.Hour)
			l.before(rt, at)
			l.read(rt, p, at)
		}
		came += len(l.shown)
	})
	if came == 0 {
		t.Error("no prompt ever came: nothing was tried")
	}
}

// before is what happens between two readings: answers, and perhaps another appointment.
func (l *life) before(rt *rapid.T, at time.Time) {
	var answers []string
	for _, item := range []string{"safe", "support", "pattern", "effort", "step"} {
		if value := rapid.IntRange(-1, 4).Draw(rt, item); value >= 0 {
			answers = append(answers, fmt.Sprintf("%s=v%d", item, min(value, rapid.IntRange(0, 4).Draw(rt, "low"))))
		}
	}
	if rapid.Bool().Draw(rt, "reason") {
		answers = append(answers, "access_reason="+rapid.SampledFrom([]string{"cost", "waiting"}).Draw(rt, "named"))
	}
	l.d.answered(at.Add(-30*time.Minute), answers...)
	if rapid.IntRange(0, 3).Draw(rt, "planned") == 0 {
		days := rapid.IntRange(0, 50).Draw(rt, "days ahead")
		l.d.note(at.Add(-10*time.Minute), record.Appointment{Next: at.AddDate(0, 0, days)})
	}
}

// read is one reading, with what must hold of it, and perhaps what came of it.
func (l *life) read(rt *rapid.T, p *flows.Protocol, at time.Time) {
	r := request(l.d.t, l.d)
	r.Until = at
	s := summaryOf(p, r, l.d.who.ID)
	one := prompt{s.Prompt, s.Number}
	if s.Prompt == 0 {
		if s.Number != 0 || s.Fresh || strings.Contains(s.Text, "To try, ") {
			rt.Fatalf("no prompt, and yet:\n%s", s.Text)
		}
		return
	}
	v := newView(p, r)
	if v.barriers(v.history(r.People[0]).answers).low(s.Prompt) == nil {
		rt.Fatalf("a prompt for theme %d, which is not low:\n%s", s.Prompt, s.Text)
	}
	if useless, ok := l.found[one]; ok && at.Sub(useless) < uselessFor {
		rt.Fatalf("%v was found not useful on %s and comes again on %s", one, useless, at)
	}
	last := len(l.shown) - 1
	if !s.Fresh && (last < 0 || l.shown[last].prompt != one) {
		rt.Fatalf("%v is said to be known; shown were %v", one, l.shown)
	}
	if s.Fresh {
		for _, before := range l.shown {
			if at.Sub(before.at) < promptLasts || before.prompt == one && at.Sub(before.at) < p.Digest.Rest {
				rt.Fatalf("%v on %s, after %v on %s", one, at, before.prompt, before.at)
			}
		}
		l.shown = append(l.shown, reading{one, at})
		l.d.prompted(at, one.theme, one.number)
	}
	switch outcome := rapid.SampledFrom([]record.Outcome{"", "", record.Tried, record.NotUseful}).Draw(rt, "outcome"); outcome {
	case "":
	default:
		pressed := record.PromptOutcome{Of: l.d.who.ID, Theme: one.theme, Number: one.number, Outcome: outcome}
		l.d.read(at.Add(time.Minute), pressed)
		delete(l.found, one)
		if outcome == record.NotUseful {
			l.found[one] = at.Add(time.Minute)
		}
	}
}

// prompts reads what a low theme 2 brings on the days given, which the reader is then shown.
func (d *diary) prompts(days ...int) string {
	var got []string
	for _, n := range days {
		at := until.AddDate(0, 0, n)
		d.answered(at.Add(-time.Hour), "safe=v4", "support=v0")
		r := request(d.t, d)
		r.Until = at
		s := summaryOf(d.plan, r, d.who.ID)
		got = append(got, fmt.Sprintf("%d.%d", s.Prompt, s.Number))
		if s.Fresh {
			d.prompted(at, s.Prompt, s.Number)
		}
	}
	return strings.Join(got, " ")
}

// TestWhichPromptComes: what fits the named reason first, each in turn, again only after its rest, and the same until
// the session it is for.
func TestWhichPromptComes(t *testing.T) {
	p := plan(t)
	p.Prompts = loadtest.Shipped(t).Prompts
	begin := func() *diary { return joined(t, p, "A-17").answered(day(6, 13), "support=v0") }
	for name, c := range map[string]struct {
		got, want string
	}{
		"in turn":       {begin().prompts(0, 7, 14, 21, 28, 35, 42), "2.1 2.2 2.3 2.4 2.5 2.6 2.1"},
		"within a week": {begin().prompts(0, 1, 5, 6), "2.1 2.1 2.1 2.2"},
		"the reason first": {
			begin().answered(day(5, 13), "support=v0", "access_reason=cost").prompts(0, 7, 14, 28),
			"2.3 2.1 2.2 2.4",
		},
		"the reason again": {begin().answered(day(5, 13), "support=v0", "access_reason=cost").prompted(day(28, 15), 2, 3).
			prompted(day(7, 9), 2, 1).prompts(0, 7), "2.3 2.2"},
		"of an earlier release": {begin().shown(day(8, 9), 2).prompts(0, 6), "2.2 2.3"},
		"tried in the week":     {begin().shown(day(2, 9), 2).made(day(1, 9), 2, record.Tried).prompts(0, 3, 5, 6), "0.0 0.0 2.2 2.2"},
		"not useful": {begin().shown(day(40, 9), 2).made(day(39, 9), 2, record.NotUseful).
			prompts(0, 7, 14, 21, 28, 35), "2.2 2.3 2.4 2.5 2.6 2.2"},
		"not useful, then tried": {begin().shown(day(40, 9), 2).made(day(39, 9), 2, record.NotUseful).
			made(day(38, 9), 2, record.Tried).prompts(0, 7, 14, 21, 28, 35), "2.2 2.3 2.4 2.5 2.6 2.1"},
		"half a year later": {
			begin().shown(day(190, 9), 2).made(day(189, 9), 2, record.NotUseful).prompts(0, 7, 14, 21, 28, 35),
			"2.2 2.3 2.4 2.5 2.6 2.1",
		},
		"a session far away": {sessions(begin(), 16).prompts(0, 7, 15, 16), "2.1 2.1 2.1 2.2"},
		"a session too far":  {sessions(begin(), 40).prompts(0, 7, 27, 28), "2.1 2.1 2.1 2.2"},
		"a session is moved": {sessions(begin(), 16).note(until.AddDate(0, 0, 3), record.Appointment{
			Next: until.AddDate(0, 0, 10),
		}).prompts(0, 7, 11), "2.1 2.1 2.2"},
		"another is planned after it": {sessions(begin(), 9).note(until.AddDate(0, 0, 9).Add(time.Hour), record.Appointment{
			Next: until.AddDate(0, 0, 20),
		}).prompts(0, 8, 10), "2.1 2.1 2.2"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
}

// sessions plans one session so many days ahead.
func sessions(d *diary, days int) *diary {
	d.next(until.AddDate(0, 0, days))
	return d
}

// TestOffersFollowTheirPrompt: what the clinic has for a theme stands behind that theme's prompt, and behind no other.
func TestOffersFollowTheirPrompt(t *testing.T) {
	p := plan(t)
	clinic := *p.Clinic
	clinic.Offers = map[int][]string{5: {"a course", "peers (Thu 17:00)"}, 4: {"not this"}}
	p.Clinic = &clinic
	d := joined(t, p, "A-17")
	d.answered(until.Add(-8*24*time.Hour), "effort=v0")
	d.answered(until.Add(-time.Hour), "effort=v1")
	s := summaryOf(p, request(t, d), d.who.ID)
	const line = " The clinic also has: a course; peers (Thu 17:00)."
	if s.Prompt != 5 || !strings.Contains(s.Text, line) || strings.Contains(s.Text, "not this") {
		t.Errorf("theme %d:\n%s", s.Prompt, s.Text)
	}
	clinic.Offers = nil
	if s := summaryOf(p, request(t, d), d.who.ID); strings.Contains(s.Text, "also has") {
		t.Errorf("it has nothing:\n%s", s.Text)
	}
}
