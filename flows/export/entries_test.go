package export

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// rowsOf are the statuses of one check-in of a person who shows everything, by item.
func rowsOf(t *testing.T, s *store, trigger string) (map[string]string, Summary) {
	t.Helper()
	f, summary := s.export(t, s.options(Records))
	got := map[string]string{}
	for _, r := range of(f.rows(t, "responses.csv"), map[string]string{
		"pseudonym": Pseudonym(s.key, s.consenting()), "trigger": trigger,
	}) {
		got[r["item"]] = r["status"]
	}
	return got, summary
}

const own9 = "own-9@2026-04-16"

func said(item, code string, revision int) record.Response {
	return record.Response{
		Occasion: own9, Questionnaire: "safety", Version: 1, Item: item, Code: code, Locale: "en",
		Revision: revision,
	}
}

// forWords is an answer to a question that was asked because of what the person wrote.
func forWords(r record.Response) record.Response {
	r.Words = time.Date(2026, time.April, 16, 3, 0, 0, 0, time.UTC)
	return r
}

// TestTheQuestionAfterAPhraseIsNotOutdated: it was asked because of what the person wrote, not because of an answer. An
// answer is outdated only where another one led to its question and was changed.
func TestTheQuestionAfterAPhraseIsNotOutdated(t *testing.T) {
	for name, test := range map[string]struct {
		answers []record.Body
		want    map[string]string
		left    int
	}{
		"alone":       {[]record.Body{said("s2", "yes", 0)}, map[string]string{"s2": "answered"}, 0},
		"against s1":  {[]record.Body{said("s1", "no", 0), said("s2", "yes", 0)}, map[string]string{"s1": "answered", "s2": "answered"}, 0},
		"twice no":    {[]record.Body{said("s1", "rather_not", 0), said("s1", "no", 1), said("s2", "yes", 0)}, map[string]string{"s1": "answered", "s2": "answered"}, 0},
		"s1 changed":  {[]record.Body{said("s1", "usual", 0), said("s2", "no", 0), said("s1", "no", 1)}, map[string]string{"s1": "answered", "s2": "not_applicable"}, 1},
		"s1 the same": {[]record.Body{said("s1", "usual", 0), said("s2", "no", 0), said("s1", "more", 1)}, map[string]string{"s1": "answered", "s2": "answered"}, 0},
		"s1 changed, asked for words": {
			[]record.Body{said("s1", "usual", 0), forWords(said("s2", "yes", 0)), said("s1", "no", 1)},
			map[string]string{"s1": "answered", "s2": "answered"},
			0,
		},
		"s1 changed first": {
			[]record.Body{said("s1", "usual", 0), said("s1", "no", 1), said("s2", "yes", 0)},
			map[string]string{"s1": "answered", "s2": "answered"},
			0,
		},
	} {
		s := newStore(t).cohort(40, 1)
		itemNamed(t, s.plan, "s2").OnPhrase = true
		_, before := s.export(t, s.options(Records))
		s.onTop(s.consenting(), 0, record.Occasion{ID: own9}, record.Delivered{Occasion: own9})
		s.onTop(s.consenting(), time.Hour, test.answers...)
		s.onTop(s.consenting(), 2*time.Hour, record.Completed{Occasion: own9, Reason: record.EndRed, Answered: 1})
		got, after := rowsOf(t, s, "own")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if n := after.Left[Outdated] - before.Left[Outdated]; n != test.left {
			t.Errorf("%s: %d are outdated, want %d", name, n, test.left)
		}
	}
}

// TestConditionalQuestionsHaveRows: a question that follows from others has a row where it was to be asked and was not
// answered, and one that says so where it did not apply.
func TestConditionalQuestionsHaveRows(t *testing.T) {
	for name, test := range map[string]struct {
		answers []record.Body
		ending  record.Ending
		want    map[string]string
	}{
		"missed":         {nil, record.EndExpired, map[string]string{"s1": "missed", "s2": "missed", "s1b": "missed", "s1b_risk": "missed"}},
		"no session":     {nil, record.EndNoSession, map[string]string{"s1": "no_session", "s2": "no_session", "s1b": "no_session", "s1b_risk": "no_session"}},
		"does not apply": {[]record.Body{said("s1", "no", 0), said("s1b", "no", 0)}, record.EndAnswered, map[string]string{"s1": "answered", "s2": "not_applicable", "s1b": "answered", "s1b_risk": "not_applicable"}},
		"left at it":     {[]record.Body{said("s1", "more", 0)}, record.EndExpired, map[string]string{"s1": "answered", "s2": "expired", "s1b": "expired", "s1b_risk": "expired"}},
		"follow-ups used": {
			[]record.Body{said("s1", "usual", 0), said("s2", "no", 0), said("s1b", "more", 0)},
			record.EndAnswered,
			map[string]string{"s1": "answered", "s2": "answered", "s1b": "answered", "s1b_risk": "not_asked"},
		},
	} {
		s := newStore(t).cohort(40, 1)
		s.plan.Limits.FollowUps = 1
		s.onTop(s.consenting(), 0, record.Occasion{ID: own9, Questionnaires: []string{"safety"}},
			record.Delivered{Occasion: own9})
		s.onTop(s.consenting(), time.Hour, test.answers...)
		var end record.Body = record.Completed{Occasion: own9, Reason: test.ending, Answered: len(test.answers)}
		if test.answers == nil {
			end = record.Missed{Occasion: own9, Reason: test.ending}
		}
		s.onTop(s.consenting(), 2*time.Hour, end)
		got, _ := rowsOf(t, s, "own")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
