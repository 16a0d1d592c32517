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

// safetyLine is the line of a summary that says what was asked and said about safety.
func safetyLine(t interface{ Fatalf(string, ...any) }, text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "Safety questions this week: ") {
			lines = append(lines, strings.TrimPrefix(line, "Safety questions this week: "))
		}
	}
	if len(lines) != 1 {
		t.Fatalf("%d safety lines in\n%s", len(lines), text)
	}
	return lines[0]
}

// asked is a check-in with safety questions, of a slot of the shipped rotation.
func (d *diary) asked(at time.Time, slot string, answers ...string) *diary {
	d.t.Helper()
	id := flows.Slot{ID: slot}.OccasionID(at)
	ask := record.Occasion{ID: id, Planned: at, Questionnaires: []string{"safety", "safe"}}
	if strings.HasPrefix(slot, flows.SaidSlot) {
		ask.Questionnaires = []string{"safety"}
	}
	d.note(at, ask)
	for _, pair := range answers {
		d.note(at.Add(time.Minute), d.response(id, pair))
	}
	if len(answers) == 0 {
		return d.note(at.Add(4*time.Hour), record.Missed{Occasion: id, Reason: record.EndExpired})
	}
	return d.note(at.Add(time.Hour), record.Completed{Occasion: id, Reason: record.EndAnswered, Answered: len(answers)})
}

// TestSafetyLine: it is always there and says what was said, in the very words, never a sum.
func TestSafetyLine(t *testing.T) {
	const end = " A no here rules nothing out."
	for name, c := range map[string]struct {
		tell func(d *diary)
		want string
	}{
		"both days": {func(d *diary) {
			d.asked(day(4, 13), "mon", "s1=usual", "s2=no", "s1b=rather_not").asked(day(0, 13), "fri", "s1=no", "s1b=no")
		}, "asked 2 (Mon, Fri). Thoughts of ending life: about their usual (Mon), no (Fri). Might act that day or night: no (Mon). " +
			"Urges: rather not say (Mon), no (Fri)." + end},
		"words, answered no": {
			func(d *diary) { d.asked(day(3, 13), "said-7", "s2=no") },
			"Asked because of words they wrote (Tue): no." + end,
		},
		"words, no answer": {
			func(d *diary) { d.asked(day(3, 13), "said-7") },
			"Asked because of words they wrote (Tue): no answer." + end,
		},
		"words within another check-in": {func(d *diary) {
			at := day(2, 13)
			id := flows.Slot{ID: "wed"}.OccasionID(at)
			d.note(at, record.Occasion{ID: id, Planned: at, Questionnaires: []string{"effort"}})
			d.note(at, d.response(id, "s2=no")).note(at, record.Completed{Occasion: id, Reason: record.EndExpired, Answered: 1})
		}, "Asked because of words they wrote (Wed): no." + end},
		"words within a check-in about safety": {func(d *diary) {
			at := day(4, 13)
			d.asked(at, "mon", "s1=no", "s1b=no")
			said := d.response(flows.Slot{ID: "mon"}.OccasionID(at), "s2=no")
			said.Words = at.Add(-18 * time.Hour)
			d.note(at.Add(2*time.Hour), said)
		}, "asked 1 (Mon). Thoughts of ending life: no (Mon). Urges: no (Mon). " +
			"Asked because of words they wrote (Sun): no." + end},
		"words that came late": {func(d *diary) {
			at := day(3, 13)
			d.asked(at, "said-7")
			d.note(at.Add(4*time.Hour), record.Notice{
				Level: "note", Rule: record.RuleWords, Occasion: flows.Slot{ID: "said-7"}.OccasionID(at), Words: at.Add(-18 * time.Hour),
			})
		}, "Asked because of words they wrote (Mon): no answer." + end + " A note was sent at the time (Tue)."},
		"words within another, left open": {func(d *diary) {
			at := day(2, 13)
			id := flows.Slot{ID: "wed"}.OccasionID(at)
			d.note(at, record.Occasion{ID: id, Planned: at, Questionnaires: []string{"effort"}})
			d.note(at.Add(time.Hour), record.Missed{Occasion: id, Reason: record.EndExpired})
			d.note(at.Add(time.Hour), record.Notice{Level: "note", Rule: record.RuleWords, Occasion: id})
		}, "Asked because of words they wrote (Wed): no answer." + end + " A note was sent at the time (Wed)."},
		"no answer": {
			func(d *diary) { d.asked(day(4, 13), "mon") },
			"asked 1 (Mon). Thoughts of ending life: no answer (Mon). Urges: no answer (Mon)." + end,
		},
		"left open in the middle": {
			func(d *diary) { d.asked(day(4, 13), "mon", "s1=more") },
			"asked 1 (Mon). Thoughts of ending life: more than usual, or new (Mon). Might act that day or night: no answer (Mon). " +
				"Urges: no answer (Mon)." + end,
		},
		"hour outside duty": {func(d *diary) {
			at := day(4, 13)
			d.note(at, record.Occasion{ID: flows.Slot{ID: "mon"}.OccasionID(at), Planned: at, Questionnaires: []string{"safe"}})
		}, "not asked: hour outside duty (Mon)."},
		"not delivered": {func(d *diary) {
			at, id := day(4, 13), flows.Slot{ID: "mon"}.OccasionID(day(4, 13))
			d.note(at, record.Occasion{ID: id, Planned: at, Questionnaires: []string{"safety", "safe"}})
			d.note(at, record.Missed{Occasion: id, Reason: record.EndNotDelivered})
		}, "not delivered (Mon)."},
		"not agreed": {
			func(d *diary) { d.note(day(30, 9), record.Consent{Purpose: record.ForSafety}) },
			"not agreed, or not shown to you.",
		},
		"nothing": {func(*diary) {}, "none was due."},
	} {
		t.Run(name, func(t *testing.T) {
			p := loadtest.Shipped(t)
			d := joined(t, p, "A-17")
			c.tell(d)
			got := summaryOf(p, request(t, d), d.who.ID)
			if line := safetyLine(t, got.Text); line != c.want {
				t.Errorf("the line is\n%s\nwant\n%s", line, c.want)
			}
			if !strings.Contains(got.Brief, c.want) {
				t.Errorf("the lines before an appointment lack it:\n%s", got.Brief)
			}
			r := request(t, d)
			r.People[0].Unalerted = true
			if line := safetyLine(t, summaryOf(p, r, d.who.ID).Text); line != "not agreed, or not shown to you." {
				t.Errorf("whoever is kept from alerts reads %q", line)
			}
		})
	}
}

// TestEverySafetyAnswerIsShown: whatever was answered to a safety question this week, and whatever brought the
// question, stands in the summary under its day, in every language.
func TestEverySafetyAnswerIsShown(t *testing.T) {
	p := loadtest.Shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		locale := rapid.SampledFrom([]string{"en", "de", "es", "ar"}).Draw(rt, "locale")
		d := joined(t, p, "A-17")
		var want []string
		v := newView(p, Request{Until: until, Zone: lisbon(t), Locale: locale})
		for n := range rapid.IntRange(1, 4).Draw(rt, "check-ins") {
			at := day(rapid.IntRange(0, 6).Draw(rt, "days ago"), 9).Add(time.Duration(n) * time.Minute)
			slot := rapid.SampledFrom([]string{"mon", "own-3", fmt.Sprintf("said-%d", n), "wed"}).Draw(rt, "slot")
			id := fmt.Sprintf("%s@%d", slot, n)
			d.note(at, record.Occasion{ID: id, Planned: at, Questionnaires: []string{"safety"}[:rapid.IntRange(0, 1).Draw(rt, "asks")]})
			for _, at2 := range v.safetyItems() {
				if strings.HasPrefix(slot, "said") && !at2.item.OnPhrase || rapid.Bool().Draw(rt, "skips") {
					continue
				}
				o := rapid.SampledFrom(append(at2.item.Options, flows.Option{Code: flows.RatherNot})).Draw(rt, "option")
				r := record.Response{Occasion: id, Questionnaire: "safety", Item: at2.item.ID, Code: o.Code}
				d.note(at, r)
				want = append(want, v.weekday(at)+"\x00"+v.saidWord(safetyAsk{answers: map[string]answer{
					at2.item.ID: {Response: r, place: at2},
				}}, at2))
			}
		}
		r := request(t, d)
		r.Locale = locale
		text := plain(summaryOf(p, r, d.who.ID).Text)
		for _, one := range want {
			day, word, _ := strings.Cut(one, "\x00")
			given := strings.Contains(text, plain(word)+" ("+day+")") || strings.Contains(text, "("+day+"): "+plain(word))
			if !given {
				rt.Fatalf("%q on %s is not in\n%s", word, day, text)
			}
		}
	})
}

// plain takes out the marks that keep the two directions of writing apart.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, text)
}

// TestSilence: two due check-ins in a row and seven days without an answer are news, and nothing less is.
func TestSilence(t *testing.T) {
	p := loadtest.Shipped(t)
	missed := func(d *diary, ago ...int) {
		for _, n := range ago {
			d.ended(day(n, 13), record.EndExpired)
		}
	}
	const ask = " Not a reproach: ask how the check-ins feel, not why they were missed."
	for name, c := range map[string]struct {
		tell func(d *diary)
		want string // empty: no news
	}{
		"long": {
			func(d *diary) { d.answered(day(18, 13), "safe=part"); missed(d, 16, 14, 11, 9) },
			"Nothing to show since Mon 17 Feb (18 days)." + ask,
		},
		"after an alert that day": {func(d *diary) {
			d.answered(day(18, 13), "safe=part").note(day(18, 13), record.Alert{ID: "a", Short: "7F3K"})
			d.note(day(18, 14), record.Acknowledgement{Alert: "a", Name: "Dr Vale", Act: record.Contact})
			missed(d, 16, 14)
		}, "Nothing to show since Mon 17 Feb (18 days); that day there was a safety alert." + ask},
		"after an alert": {func(d *diary) {
			d.answered(day(18, 13), "safe=part").note(day(16, 13), record.Alert{ID: "a", Short: "7F3K"})
			d.note(day(16, 14), record.Acknowledgement{Alert: "a", Name: "Dr Vale", Act: record.Contact})
			missed(d, 15, 14)
		}, "Nothing to show since Mon 17 Feb (18 days); there was a safety alert on Wed 19 Feb." + ask},
		"never answered":    {func(d *diary) { missed(d, 16, 14) }, "Nothing to show since Fri 10 Jan (56 days)." + ask},
		"one only":          {func(d *diary) { d.answered(day(18, 13), "safe=part"); missed(d, 16) }, ""},
		"less than a week":  {func(d *diary) { d.answered(day(6, 13), "safe=part"); missed(d, 4, 2) }, ""},
		"a skip":            {func(d *diary) { d.answered(day(5, 13), "safe=rather_not"); missed(d, 16, 14, 4, 2) }, ""},
		"paused":            {func(d *diary) { missed(d, 16, 14); d.note(day(9, 9), record.Pause{Until: until.Add(week)}) }, ""},
		"back from a pause": {func(d *diary) { missed(d, 16, 14); d.note(day(9, 9), record.Pause{Until: day(3, 9)}) }, ""},
		"not delivered": {func(d *diary) {
			d.ended(day(16, 13), record.EndNotDelivered).ended(day(14, 13), record.EndNotDelivered)
		}, ""},
		"phone not reached": {func(d *diary) { missed(d, 16, 14); d.note(day(8, 9), record.Reach{}) }, ""},
	} {
		d := joined(t, p, "A-17")
		c.tell(d)
		text := summaryOf(p, request(t, d), d.who.ID).Text
		if c.want == "" && strings.Contains(text, "Nothing to show") || !strings.Contains(text, c.want) {
			t.Errorf("%s: want %q in\n%s", name, c.want, text)
		}
	}
}

// TestOrderOfThePanel: an open alert; a red or a note of the week; silence after an alert; what they asked for; what
// was not delivered; other silence; then the rest by code.
func TestOrderOfThePanel(t *testing.T) {
	p := loadtest.Shipped(t)
	silent := func(d *diary) *diary {
		return d.answered(day(18, 13), "safe=part").
			ended(day(16, 13), record.EndExpired).ended(day(14, 13), record.EndExpired)
	}
	seen := record.Acknowledgement{Alert: "a", Name: "Dr Vale", Act: record.Contact}
	list := []*diary{
		joined(t, p, "B").note(day(3, 13), record.Alert{ID: "a", Short: "7F3K"}),
		joined(t, p, "C").note(day(3, 13), record.Notice{Level: "note", Rule: "thoughts_more", Occasion: "o"}),
		silent(joined(t, p, "D")).note(day(18, 13), record.Alert{ID: "a", Short: "7F3K"}).note(day(18, 14), seen),
		joined(t, p, "E").note(day(3, 13), record.Notice{Level: "note", Rule: "asked_to_tell"}),
		joined(t, p, "F").ended(day(2, 13), record.EndNotDelivered),
		silent(joined(t, p, "G")),
		joined(t, p, "A").answered(day(4, 13), "safe=most"),
		joined(t, p, "H").note(day(3, 13), record.Notice{Level: "line", Rule: "thoughts_usual", Codes: []string{"s1=usual"}}),
	}
	got := ""
	for _, one := range Compose(p, request(t, list...)).People {
		got += one.Code
	}
	if got != "BCDEFGAH" {
		t.Errorf("the panel's order is %s", got)
	}
}

// TestMorning: Monday morning's summary is about the week that ended on Sunday, and leaves nothing out that was said.
func TestMorning(t *testing.T) {
	p := loadtest.Shipped(t)
	at := day(4, 9) // a Monday
	d := joined(t, p, "A-17").note(at.Add(-time.Minute), record.Occasion{ID: "mon@x", Questionnaires: []string{"safety"}})
	d.note(at.Add(-time.Minute), d.response("mon@x", "s1=usual"))
	r := request(t, d)
	r.Until, r.Weekly = at, true
	text := Compose(p, r)
	if !strings.Contains(text.Text, "week to Sun 2 Mar") {
		t.Errorf("the heading names another day:\n%s", text.Text)
	}
	if !strings.Contains(text.People[0].Text, "about their usual (Mon)") || strings.Contains(text.Text, "still open") {
		t.Errorf("an answer of the morning is missing, or its check-in is counted too early:\n%s", text.People[0].Text)
	}
	r.Until = day(0, 16)
	if text := Compose(p, r).Text; !strings.Contains(text, "week to Fri 7 Mar") {
		t.Errorf("an afternoon's summary is about the day itself:\n%s", text)
	}
}
