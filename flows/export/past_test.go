package export

import (
	"testing"
	"time"

	"footing/flows/record"
)

// TestLookingBack: a question that follows from an earlier check-in has a row where nobody answered it, too: missed
// where it was to be asked, not_applicable where it was not. Of somebody who keeps that earlier answer back it has
// none.
func TestLookingBack(t *testing.T) {
	for name, test := range map[string]struct {
		before, want string
		kept         bool
	}{
		"it led to it":      {"yes", "missed", false},
		"it did not":        {"no", "not_applicable", false},
		"declined":          {"rather_not", "not_applicable", false},
		"nothing before":    {"", "not_applicable", false},
		"somebody keeps it": {"yes", "", true},
	} {
		s := newStore(t).cohort(40, 1)
		id := s.consenting()
		if test.kept {
			id = s.ids[3] // does not agree to private answers being used
			itemNamed(t, s.plan, "helped").Hidden = true
		}
		const before, now = "own-8@2026-04-15", own9
		s.onTop(id, -24*time.Hour, record.Occasion{ID: before, Questionnaires: []string{"kinds"}},
			record.Delivered{Occasion: before})
		if test.before != "" {
			s.onTop(id, -23*time.Hour, record.Response{
				Occasion: before, Questionnaire: "kinds", Version: 1, Item: "helped", Theme: 12, Code: test.before, Locale: "en",
			})
		} else {
			for n := range s.held[id] { // as if nobody had asked
				if r, ok := s.held[id][n].Body.(record.Response); ok && r.Item == "helped" {
					s.held[id][n].Body = record.Delivered{Occasion: r.Occasion}
				}
			}
		}
		s.onTop(id, 0, record.Occasion{ID: now, Questionnaires: []string{"kinds"}}, record.Delivered{Occasion: now})
		s.onTop(id, 4*time.Hour, record.Missed{Occasion: now, Reason: record.EndExpired})
		f, _ := s.export(t, s.options(Records))
		rows := of(f.rows(t, "responses.csv"), map[string]string{
			"pseudonym": Pseudonym(s.key, id), "trigger": "own", "item": "again", "day": "4",
		})
		got := ""
		if len(rows) > 0 {
			got = rows[0]["status"]
		}
		if got != test.want || len(rows) > 1 {
			t.Errorf("%s: %d rows, %s, want %s", name, len(rows), got, test.want)
		}
	}
}
