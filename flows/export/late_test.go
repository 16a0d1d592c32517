package export

import (
	"testing"
	"time"

	"footing/flows/record"
)

// TestWrittenAndReceived: an answer that waited while the bot was away has both times, and whatever goes by the order
// of answers goes by when they were written.
func TestWrittenAndReceived(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	id := s.consenting()
	const occasion = "own-9@2026-04-16"
	s.onTop(id, 0, record.Occasion{ID: occasion, Questionnaires: []string{"effort", "settled"}},
		record.Delivered{Occasion: occasion})
	due := time.Date(2026, time.April, 16, 3, 0, 0, 0, time.UTC)
	answer := func(item string, said, filed time.Time) {
		s.add(id, record.Fact{At: filed, Said: said, Body: record.Response{
			Occasion: occasion, Questionnaire: item, Version: 1, Item: item, Code: "does_not_fit", Locale: "en",
		}})
	}
	answer("settled", time.Time{}, due.Add(30*time.Minute))
	answer("effort", due.Add(20*time.Minute), due.Add(20*time.Hour))
	s.add(id,
		record.Fact{At: due.Add(time.Hour), Body: record.Missed{Occasion: occasion, Reason: record.EndExpired}},
		record.Fact{At: due.Add(20 * time.Hour), Body: record.Completed{
			Occasion: occasion, Reason: record.EndExpired, Answered: 2,
		}})
	o := s.options(Records)
	o.FineTimes = true
	f, _ := s.export(t, o)
	for item, want := range map[string][3]string{"settled": {"20", "30", "30"}, "effort": {"20", "20", "1200"}} {
		rows := of(f.rows(t, "responses.csv"), map[string]string{
			"pseudonym": Pseudonym(s.key, id), "trigger": "own", "item": item, "status": "does_not_fit",
		})
		if len(rows) != 1 {
			t.Fatalf("%s has %d rows", item, len(rows))
		}
		if got := [3]string{rows[0]["first_tap_min"], rows[0]["answered_min"], rows[0]["received_min"]}; got != want {
			t.Errorf("%s: first, answered, received %v, want %v", item, got, want)
		}
	}
	for _, o := range of(f.rows(t, "occasions.csv"), map[string]string{"pseudonym": Pseudonym(s.key, id), "trigger": "own"}) {
		if o["status"] != "expired" || o["ended_min"] != "60" || o["answers"] != "2" {
			t.Errorf("the check-in is %v, want expired after an hour, with both answers", o)
		}
	}
}
