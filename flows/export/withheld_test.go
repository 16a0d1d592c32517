package export

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// itemNamed is an item of a plan, wherever it stands.
func itemNamed(t *testing.T, p *flows.Protocol, id string) *flows.Item {
	t.Helper()
	for _, q := range p.Questionnaires {
		if item := itemOf(q, id); item != nil {
			return item
		}
	}
	t.Fatalf("no item %s", id)
	return nil
}

// answered are the pseudonyms of those who answered an item.
func (s *store) answered(item string) map[string]bool {
	who := map[string]bool{}
	for id, facts := range s.held {
		for _, f := range facts {
			if r, ok := f.Body.(record.Response); ok && r.Item == item {
				who[Pseudonym(s.key, id)] = true
			}
		}
	}
	return who
}

// TestWhatWasKeptNeedsItsConsent: an answer that was private or hidden when it was given, that is now, or whose
// question the plan no longer has, is in no row of somebody who did not agree to that, nor is it to be seen that it was
// asked.
func TestWhatWasKeptNeedsItsConsent(t *testing.T) {
	for name, test := range map[string]struct {
		item   string
		whole  bool   // the questionnaire must not be named
		gone   string // the questionnaire that no plan has, or not with this item any more
		change func(p *flows.Protocol)
	}{
		"private then": {"fit", true, "", func(p *flows.Protocol) { p.Questionnaires["fit"].Private = false }},
		"hidden then":  {"unsafe", false, "", func(p *flows.Protocol) { itemNamed(t, p, "unsafe").Hidden = false }},
		"private now":  {"settled", true, "", func(p *flows.Protocol) { p.Questionnaires["settled"].Private = true }},
		"hidden now":   {"safe", false, "", func(p *flows.Protocol) { itemNamed(t, p, "safe").Hidden = true }},
		"item gone": {
			"effort_reason", false, "effort",
			func(p *flows.Protocol) { p.Questionnaires["effort"].Items = p.Questionnaires["effort"].Items[:1] },
		},
		"questionnaire gone": {
			"people", true, "people", func(p *flows.Protocol) { delete(p.Questionnaires, "people") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t).cohort(40, 1)
			test.change(s.plan)
			f, summary := s.export(t, s.options(Records))
			agreed, answered := map[string]bool{}, s.answered(test.item)
			for _, p := range f.rows(t, "participants.csv") {
				agreed[p["pseudonym"]] = p["private_consent"] == "true"
			}
			rows := map[bool]int{}
			for _, r := range of(f.rows(t, "responses.csv"), map[string]string{"item": test.item}) {
				if answered[r["pseudonym"]] {
					rows[agreed[r["pseudonym"]]]++
				}
			}
			if rows[false] != 0 || rows[true] == 0 || summary.Left[Kept] == 0 {
				t.Errorf("%d rows of people who agreed, %d of people who did not; %d answers left out", rows[true], rows[false],
					summary.Left[Kept])
			}
			for _, o := range f.rows(t, "occasions.csv") {
				if who := o["pseudonym"]; test.whole && !agreed[who] && answered[who] &&
					slices.Contains(strings.Fields(o["questionnaires"]), test.item) {
					t.Fatalf("%v names a questionnaire that was kept", o)
				}
			}
			if test.gone != "" {
				s.closesAround(t, test.gone, test.item)
			}
		})
	}
}

// closesAround: a check-in with an answer to a question that no plan has shows no time but those of its planning. Its
// end is worked out from the other answers. Where that question stood is not known any more, so it may have been first.
func (s *store) closesAround(t *testing.T, questionnaire, item string) {
	t.Helper()
	const occasion = "own-9@2026-04-16"
	id := s.ids[3] // does not agree to private answers being used
	s.onTop(id, 0, record.Occasion{ID: occasion, Questionnaires: slices.Compact([]string{"effort", questionnaire})},
		record.Delivered{Occasion: occasion})
	for _, r := range []record.Response{
		{Questionnaire: "effort", Item: "effort", Theme: 5, Code: "a_few", Value: new(3)},
		{Questionnaire: questionnaire, Item: item, Code: "canary"},
	} {
		r.Occasion, r.Version, r.Locale = occasion, 1, "en"
		s.onTop(id, time.Hour, r)
	}
	s.onTop(id, 2*time.Hour, record.Completed{Occasion: occasion, Reason: record.EndExpired, Answered: 2})
	o := s.options(Records)
	o.FineTimes = true
	f, _ := s.export(t, o)
	mine := map[string]string{"pseudonym": Pseudonym(s.key, id), "trigger": "own"}
	occasions, rows := of(f.rows(t, "occasions.csv"), mine), of(f.rows(t, "responses.csv"), mine)
	if len(occasions) != 1 || len(rows) == 0 || rows[0]["sent_min"] == "" {
		t.Fatalf("it is shown as %v with %v", occasions, rows)
	}
	for _, r := range append(rows, occasions...) {
		for _, column := range []string{"first_tap_min", "answered_min", "received_min", "ended_min"} {
			if r[column] != "" {
				t.Errorf("%s %s: %s %s is a time of a check-in with an answer to a question that is gone", r["item"],
					r["status"], column, r[column])
			}
		}
	}
	if got := occasions[0]["status"]; got != "answered" {
		t.Errorf("the check-in is %s, not what its open question tells", got)
	}
}

// TestWhatWasKeptIsInNoFile: the same for one person who did not agree, in every level and format.
func TestWhatWasKeptIsInNoFile(t *testing.T) {
	const canary = "canarycode"
	for name, response := range map[string]record.Response{
		"private then":       {Questionnaire: "effort", Version: 1, Item: "effort", Theme: 5, Private: true},
		"hidden then":        {Questionnaire: "effort", Version: 1, Item: "effort", Theme: 5, Hidden: true},
		"item gone":          {Questionnaire: "effort", Version: 1, Item: canary, Theme: 5},
		"questionnaire gone": {Questionnaire: canary, Version: 1, Item: canary, Theme: 5},
	} {
		for _, agrees := range []bool{false, true} {
			s := newStore(t).cohort(40, 1)
			id := s.ids[3] // does not agree to private answers being used
			const occasion = "own-9@2026-04-16"
			response.Occasion, response.Code, response.Locale = occasion, canary, "en"
			s.onTop(id, 0, record.Consent{Purpose: record.ForPrivateResearch, Given: agrees},
				record.Occasion{ID: occasion, Questionnaires: []string{response.Questionnaire}},
				record.Delivered{Occasion: occasion},
				response, record.Completed{Occasion: occasion, Reason: record.EndAnswered, Answered: 1})
			o := s.options(Records)
			if agrees {
				if f, _ := s.export(t, o); !strings.Contains(f["responses.csv"].String(), canary) {
					t.Errorf("%s: nobody has it who agrees to that, so this test shows nothing", name)
				}
				continue
			}
			for name, o := range every(s) {
				f, _ := s.export(t, o)
				for file, content := range f {
					if strings.Contains(content.String(), canary) {
						t.Errorf("%s: %s has it", name, file)
					}
				}
			}
		}
	}
}

// TestMissedLooksLikeKept: of a question that was private, a check-in that nobody answered shows as little as one whose
// answer is left out, until an answer shows that the question was open.
func TestMissedLooksLikeKept(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	id := s.ids[3]
	ask := func(name string, day int, response *record.Response) {
		occasion, after := name+"@2026-04-16", time.Duration(day)*24*time.Hour
		s.onTop(id, after, record.Occasion{ID: occasion, Questionnaires: []string{"settled"}},
			record.Delivered{Occasion: occasion})
		if response == nil {
			s.onTop(id, after+time.Hour, record.Missed{Occasion: occasion, Reason: record.EndExpired})
			return
		}
		response.Occasion, response.Questionnaire, response.Item, response.Version, response.Code = occasion, "settled", "settled", 1, "does_not_fit"
		s.onTop(id, after+time.Hour, *response, record.Completed{Occasion: occasion, Reason: record.EndAnswered, Answered: 1})
	}
	s.held[id] = slices.DeleteFunc(s.held[id], func(f record.Fact) bool {
		r, ok := f.Body.(record.Response)
		return ok && r.Questionnaire == "settled"
	})
	ask("missed", 0, nil)
	ask("kept", 1, &record.Response{Private: true})
	ask("unsure", 2, nil)
	ask("open", 3, &record.Response{})
	ask("later", 4, nil)
	f, _ := s.export(t, s.options(Records))
	got := map[string]bool{}
	for _, r := range of(f.rows(t, "responses.csv"), map[string]string{
		"pseudonym": Pseudonym(s.key, id),
		"item":      "settled",
	}) {
		got[r["trigger"]] = true
	}
	for trigger, want := range map[string]bool{
		"missed": false, "kept": false, "unsure": false, "open": true,
		"later": true,
	} {
		if got[trigger] != want {
			t.Errorf("%s is shown: %v, want %v", trigger, got[trigger], want)
		}
	}
}

// TestAKeptAnswerIsKeptWheneverItWasDue: what the answer itself says counts before any times, which clocks may have put
// in odd orders.
func TestAKeptAnswerIsKeptWheneverItWasDue(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	id := s.ids[3]
	for name, private := range map[string]bool{"kept": true, "open": false} {
		occasion, given, due := name+"@2026-04-16", time.Duration(0), 48*time.Hour
		if !private {
			given, due = 24*time.Hour, time.Hour
		}
		s.onTop(id, given, record.Response{
			Occasion: occasion, Questionnaire: "settled", Item: "settled", Version: 1,
			Code: "does_not_fit", Private: private,
		})
		s.onTop(id, due, record.Occasion{ID: occasion, Questionnaires: []string{"settled"}})
	}
	f, _ := s.export(t, s.options(Records))
	for trigger, want := range map[string]int{"kept": 0, "open": 1} {
		rows := of(f.rows(t, "responses.csv"), map[string]string{
			"pseudonym": Pseudonym(s.key, id), "item": "settled",
			"trigger": trigger,
		})
		if len(rows) != want {
			t.Errorf("%s: shown as %v, want %d rows", trigger, rows, want)
		}
	}
}
