package digest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/record"
)

// versioned is a check-in whose one answer was given to a version of its questionnaire.
func (d *diary) versioned(at time.Time, version int, item, code string, value *int) *diary {
	id := "o-" + at.Format(time.DateTime)
	for name, q := range d.plan.Questionnaires {
		if _, ok := d.plan.Item(name, item); !ok {
			continue
		}
		d.note(at, record.Occasion{ID: id, Planned: at, Questionnaires: []string{name}})
		d.note(at, record.Response{
			Occasion: id, Questionnaire: name, Version: version, Item: item, Theme: q.Theme, Code: code, Value: value,
			Private: q.Private,
		})
		if q.Private {
			d.note(at, record.Sharing{Occasion: id, Theme: q.Theme, Choice: record.ShareAnswers})
		}
	}
	return d.note(at, record.Completed{Occasion: id, Reason: record.EndAnswered, Answered: 1})
}

func themeIn(t *testing.T, d *diary, number int) (theme, bool) {
	t.Helper()
	v := newView(d.plan, request(t, d))
	return v.themeOf(number, v.barriers(v.history(d.who).answers).recent)
}

func num(n int) *int { return &n }

// TestAnEarlierWordingKeepsItsWords: an answer to a version before is told in the words that stood beside it, and once
// the new wording has enough answers for a level, it is not counted with them.
func TestAnEarlierWordingKeepsItsWords(t *testing.T) {
	d := joined(t, loadtest.Shipped(t), "A-17").
		versioned(day(11, 13), 1, "effort", "nothing", num(0)).
		versioned(day(4, 13), 1, "effort", "thought_about_it", num(1)).
		versioned(day(2, 13), 2, "effort", "nearly_every_day", num(4))
	one, ok := themeIn(t, d, 5)
	if !ok || one.level != 0.5 || one.facet.until != 1 {
		t.Errorf("before the new wording has a level, the earlier one makes it: %v, %+v", ok, one)
	}
	text := summaryOf(d.plan, request(t, d), d.who.ID).Text
	for _, want := range []string{
		"how much they could do: Nothing → Thought about it",
		"days they tried something from therapy: Nearly every day",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	d.versioned(day(1, 13), 2, "effort", "two_or_three", num(2))
	if one, ok := themeIn(t, d, 5); !ok || one.level != 3 || one.facet.until != 0 {
		t.Errorf("two answers to the new wording: %v, %+v", ok, one)
	}
}

// TestSlippingStaysWithinOneWording: a lower answer to other words is no drop.
func TestSlippingStaysWithinOneWording(t *testing.T) {
	for _, test := range []struct {
		versions []int
		slips    bool
	}{{[]int{2, 2, 2}, true}, {[]int{1, 2, 2}, false}, {[]int{1, 1, 2}, false}} {
		d := joined(t, loadtest.Shipped(t), "A-17")
		for n, version := range test.versions {
			item, _ := d.plan.Item("effort", "effort")
			option := item.As(version).Options[4-n]
			d.versioned(day(15-7*n, 13), version, "effort", option.Code, option.Value)
		}
		v := newView(d.plan, request(t, d))
		b := v.barriers(v.history(d.who).answers)
		slips := slices.ContainsFunc(b.themes, func(t theme) bool { return t.slipping })
		if slips != test.slips {
			t.Errorf("versions %v: slipping is %v", test.versions, slips)
		}
	}
}

// TestNotGoingBackIsLow: "I'm thinking of not going back" has no value, and makes the theme low all the same.
func TestNotGoingBackIsLow(t *testing.T) {
	d := joined(t, loadtest.Shipped(t), "A-17").
		versioned(day(11, 13), 2, "hurt", "nothing_hurt", num(4)).
		versioned(day(6, 13), 2, "hurt", "leaving", nil).
		versioned(day(4, 13), 2, "hurt", "leaving", nil)
	if one, ok := themeIn(t, d, 8); !ok || one.level != 0 {
		t.Errorf("the level is %v, %+v", ok, one)
	}
	text := summaryOf(d.plan, request(t, d), d.who.ID).Text
	if !strings.Contains(text, "low: something that hurt") || !strings.Contains(text, "2 of 3 answers 0-1") {
		t.Errorf("it does not show as low:\n%s", text)
	}
	// What stands apart from a scale is never a level otherwise.
	for _, code := range []string{"no_such_moment", "blamed_self"} {
		d := joined(t, loadtest.Shipped(t), "A-17").versioned(day(11, 13), 2, "pattern", code, nil).
			versioned(day(4, 13), 2, "pattern", code, nil)
		if one, ok := themeIn(t, d, 4); ok {
			t.Errorf("%s makes a level: %+v", code, one)
		}
	}
}

// TestPushIsBestInTheMiddle: too much and too little are as far from the best as each other, and said apart.
func TestPushIsBestInTheMiddle(t *testing.T) {
	for _, test := range []struct {
		code  string
		value int
		level float64
		words string
	}{
		{"push_very_little", -2, 0, "Far too little"},
		{"push_too_little", -1, 2, "Too little"},
		{"push_about_right", 0, 4, "About right"},
		{"push_too_much", 1, 2, "Too much"},
		{"push_very_much", 2, 0, "Far too much"},
	} {
		d := joined(t, loadtest.Shipped(t), "A-17").versioned(day(18, 13), 2, "challenged", test.code, &test.value).
			versioned(day(4, 13), 2, "challenged", test.code, &test.value)
		if one, ok := themeIn(t, d, 10); !ok || one.level != test.level {
			t.Errorf("%s: %v, %+v", test.code, ok, one)
		}
		if text := summaryOf(d.plan, request(t, d), d.who.ID).Text; !strings.Contains(text, test.words) {
			t.Errorf("%s is not told in its words:\n%s", test.code, text)
		}
	}
}

// TestTurnsMakeOneLevel: wordings that take turns are counted together, never as slipping, and one that was answered
// with the worst is named beside the level.
func TestTurnsMakeOneLevel(t *testing.T) {
	d := joined(t, loadtest.Shipped(t), "A-17").
		versioned(day(30, 13), 2, "say", "full", num(4)).
		versioned(day(16, 13), 2, "reason", "none", num(0)).
		versioned(day(2, 13), 2, "explained", "most", num(3))
	if one, ok := themeIn(t, d, 11); !ok || one.level != 3 || !one.facet.pooled {
		t.Fatalf("the level: %v, %+v", ok, one)
	}
	text := summaryOf(d.plan, request(t, d), d.who.ID).Text
	if !strings.Contains(text, "a say in what is done (5 Mar) (once clear why it is done: Not at all, 19 Feb)") {
		t.Errorf("the worst answer is not named:\n%s", text)
	}
	d = joined(t, loadtest.Shipped(t), "A-17").versioned(day(30, 13), 2, "say", "full", num(4)).
		versioned(day(16, 13), 2, "reason", "most", num(3)).versioned(day(2, 13), 2, "explained", "part", num(2))
	if text := summaryOf(d.plan, request(t, d), d.who.ID).Text; strings.Contains(text, "slipping") {
		t.Errorf("three questions are no course:\n%s", text)
	}
}

// TestEveryThemeHasALevelInTime: what the loader promises of the shipped protocol: six weeks of answering and sharing
// everything, with a session a week, make a level of every theme.
func TestEveryThemeHasALevelInTime(t *testing.T) {
	p := loadtest.Shipped(t)
	d := joined(t, p, "A-17")
	begin := until.AddDate(0, 0, -42-4) // a Monday; the request is on a Friday
	ask := func(at time.Time, ids []string) {
		for _, id := range ids {
			q := p.Questionnaires[id]
			for _, item := range q.Items {
				if item.Rated() && !item.FollowUp {
					best := slices.MaxFunc(item.Options, func(a, b flows.Option) int { return valueOf(a) - valueOf(b) })
					d.versioned(at, q.Version, item.ID, best.Code, best.Value)
				}
			}
			at = at.Add(time.Minute)
		}
	}
	for week := range 6 {
		monday := begin.AddDate(0, 0, 7*week)
		for _, slot := range p.Rotation {
			ask(monday.AddDate(0, 0, (int(slot.Day)+6)%7), slot.Questionnaires(week))
		}
		ask(monday.AddDate(0, 0, 1), p.QuestionnairesAfterSession(week+1))
	}
	for number := 1; number <= lastSupport; number++ {
		r := request(t, d)
		r.Until = begin.AddDate(0, 0, 42)
		v := newView(p, r)
		if _, ok := v.themeOf(number, v.barriers(v.history(d.who).answers).recent); !ok {
			t.Errorf("theme %d has no level after six weeks", number)
		}
	}
}

func valueOf(o flows.Option) int {
	if o.Value == nil {
		return -100
	}
	return *o.Value
}
