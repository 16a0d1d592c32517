package digest

import (
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/record"
)

// Every question that a clinician may hear about has its short label, in every language that ships, and every
// answer to it has words.
func TestShippedWording(t *testing.T) {
	p := loadtest.Shipped(t)
	for locale := range p.Wordings {
		v := newView(p, Request{Until: until, Locale: locale})
		for _, at := range v.items {
			if at.of.Private || at.item.Hidden {
				continue
			}
			if !v.has("label." + at.item.ID) {
				t.Errorf("%s: item %s has no digest.label", locale, at.item.ID)
			}
			for _, o := range append(at.item.Options, flows.Option{Code: flows.RatherNot},
				flows.Option{Code: flows.DoesNotFit}) {
				if words, ok := v.option(at, o.Code); !ok || strings.Contains(words, "digest.") {
					t.Errorf("%s: no words for %s=%s", locale, at.item.ID, o.Code)
				}
			}
		}
		for _, number := range themesInOrder(p.Digest.Order) {
			one := v.theme(number) + v.prompt(barriers{}, theme{number: number}, 1)
			if strings.Contains(one, "digest.") {
				t.Errorf("%s: theme %d lacks words: %s", locale, number, one)
			}
		}
	}
}

func TestShippedProtocol(t *testing.T) {
	p := loadtest.Shipped(t)
	d := joined(t, p, "A-17").
		answered(day(11, 13), "safe=part", "support=impossible", "access_reason=waiting").
		answered(day(9, 13), "effort=nearly_every_day", "settled=most").
		answered(day(4, 13), "s1=usual", "s1b=no", "safe=most", "support=very_difficult", "access_reason=cost").
		answered(day(2, 13), "effort=no_day", "effort_reason=alone", "people=no_one_close").
		note(day(4, 13), record.Notice{Level: "line", Rule: "thoughts_usual", Codes: []string{"s1=usual"}})
	r := request(t, d)
	golden(t, "shipped", Compose(p, r).Text+"\n\n====\n"+summaryOf(p, r, d.who.ID).Text+"\n")
}

// Whoever goes back and changes an answer takes with it what was asked because of it.
func TestChangedMind(t *testing.T) {
	p := loadtest.Shipped(t)
	d := joined(t, p, "A-17").answered(day(4, 13), "support=impossible", "access_reason=cost")
	if text := summaryOf(p, request(t, d), d.who.ID).Text; !strings.Contains(text, "Cost") {
		t.Fatalf("the barrier does not show:\n%s", text)
	}
	changed := d.response(d.who.Facts[3].Body.(record.Occasion).ID, "support=easy")
	changed.Revision = 1
	d.note(day(4, 14), changed)
	if text := summaryOf(p, request(t, d), d.who.ID).Text; strings.Contains(text, "Cost") {
		t.Errorf("a barrier shows that is none any more:\n%s", text)
	}
}

// TestGoalAndPause: the patient's own goal stands in the summary in their words, as last written, on one line; a pause
// stands beside the week's check-ins until it is over.
func TestGoalAndPause(t *testing.T) {
	p := loadtest.Shipped(t)
	d := joined(t, p, "A-17").answered(day(6, 13), "effort=no_day", "effort_reason=alone").
		note(day(6, 14), record.Goal{Text: "A driving\nlicence", Step: "ask what it costs"}).
		note(day(5, 13), record.Goal{Text: "A driving\nlicence"}).
		note(day(4, 13), record.Pause{Until: until.Add(5 * week)})
	text := summaryOf(p, request(t, d), d.who.ID).Text
	for _, want := range []string{"Their goal: A driving licence.", "paused until"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "what it costs") || len(strings.Split(text, "\n")) > summaryLines {
		t.Errorf("an old step shows, or more than ten lines:\n%s", text)
	}
	d.note(day(2, 13), record.Goal{}).note(day(2, 14), record.Pause{Until: day(2, 14)})
	if text := summaryOf(p, request(t, d), d.who.ID).Text; strings.Contains(text, "goal") || strings.Contains(text, "paused") {
		t.Errorf("what is over still shows:\n%s", text)
	}
}
