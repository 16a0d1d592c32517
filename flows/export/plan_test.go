package export

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// onTop adds facts about one person of a cohort, on the third Thursday of April 2026, at an hour that nobody has.
func (s *store) onTop(id string, after time.Duration, bodies ...record.Body) {
	at := time.Date(2026, time.April, 16, 3, 0, 0, 0, time.UTC).Add(after)
	for n, body := range bodies {
		if o, ok := body.(record.Occasion); ok {
			o.Planned = at
			body = o
		}
		s.add(id, record.Fact{At: at.Add(time.Duration(n) * time.Minute), Body: body})
	}
}

// consenting is somebody whose records are exported, private answers too.
func (s *store) consenting() string { return s.ids[1] }

// of gives the rows of one person that have these values.
func of(rows []map[string]string, values map[string]string) []map[string]string {
	return slices.DeleteFunc(rows, func(r map[string]string) bool {
		for column, value := range values {
			if r[column] != value {
				return true
			}
		}
		return false
	})
}

// What comes apart from the plan is shown with what it asked, and nothing of it counts as planned.
func TestApartFromThePlan(t *testing.T) {
	plain := newStore(t).cohort(40, 1)
	before, _ := plain.export(t, plain.options(Records))
	s := newStore(t).cohort(40, 1)
	s.plan.Questionnaires["safety"].Items[0].OnPhrase = true
	id := s.consenting()
	who := Pseudonym(s.key, id)
	s.onTop(id, 0, record.Occasion{ID: "said-9@2026-04-16", Questionnaires: []string{"safety"}},
		record.Delivered{Occasion: "said-9@2026-04-16"}, record.Missed{
			Occasion: "said-9@2026-04-16",
			Reason:   record.EndExpired,
		})
	s.onTop(id, time.Hour, record.Occasion{ID: "own-10@2026-04-16", Questionnaires: []string{"settled"}},
		record.Delivered{Occasion: "own-10@2026-04-16"}, record.Missed{
			Occasion: "own-10@2026-04-16",
			Reason:   record.EndPaused,
		})
	s.onTop(id, 2*time.Hour, record.Occasion{ID: "no_session_mon@2026-04-16", Questionnaires: []string{"fit"}},
		record.Missed{Occasion: "no_session_mon@2026-04-16", Reason: record.EndNoSession})
	s.onTop(id, 3*time.Hour, record.Occasion{ID: "no_session@2026-04-16", Questionnaires: []string{"fit"}},
		record.Missed{Occasion: "no_session@2026-04-16", Reason: record.EndNoSession})
	s.onTop(id, 4*time.Hour, record.Occasion{ID: "noon.2@2026-04-16", Questionnaires: []string{"settled"}},
		record.Missed{Occasion: "noon.2@2026-04-16", Reason: record.EndNotDelivered})
	f, _ := s.export(t, s.options(Records))
	type shownAs struct{ trigger, status string }
	want := map[shownAs]string{ // to the items
		{"said", "missed"}: "s1", {"own", "missed"}: "settled", {"noon", "not_delivered"}: "settled",
	}
	for as, item := range want {
		occasions := of(f.rows(t, "occasions.csv"), map[string]string{
			"pseudonym": who, "trigger": as.trigger,
			"status": as.status,
		})
		rows := of(f.rows(t, "responses.csv"), map[string]string{
			"pseudonym": who, "trigger": as.trigger,
			"status": as.status,
		})
		if len(occasions) != 1 || len(rows) != 1 || rows[0]["item"] != item {
			t.Errorf("%v: %d check-ins with %v, want one about %s", as, len(occasions), rows, item)
			continue
		}
		if begun := as.trigger != "noon"; begun && occasions[0]["hour"] != "" {
			t.Errorf("%v shows its hour, for which there was no plan: %s", as, occasions[0]["hour"])
		}
	}
	for _, trigger := range []string{"mon", "session"} {
		if n := len(of(f.rows(t, "occasions.csv"), map[string]string{
			"pseudonym": who, "trigger": trigger,
			"status": "no_session",
		})); n != 1 {
			t.Errorf("%d check-ins of %s without a session, want 1", n, trigger)
		}
	}
	sum := func(f folder, column string) (n int) {
		for _, r := range f.rows(t, "figures.csv") {
			var one int
			_, _ = fmt.Sscan(r[column], &one)
			n += one
		}
		return n
	}
	for column, more := range map[string]int{"planned": 1, "delivered": 0} {
		if got := sum(f, column) - sum(before, column); got != more {
			t.Errorf("%s grew by %d, want %d: only the drawn moment was of the plan", column, got, more)
		}
	}
}

// A phrase adds one question to a check-in that is open: the rest of its questionnaire was never to be asked.
func TestAPhraseWithinACheckIn(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	id := s.consenting()
	const occasion = "own-9@2026-04-16"
	s.onTop(id, 0, record.Occasion{ID: occasion, Questionnaires: []string{"settled"}},
		record.Delivered{Occasion: occasion},
		record.Response{Occasion: occasion, Questionnaire: "safety", Version: 1, Item: "s1", Code: "usual", Locale: "en"},
		record.Completed{Occasion: occasion, Reason: record.EndRed, Answered: 1})
	f, _ := s.export(t, s.options(Records))
	got := map[string]string{}
	for _, r := range of(f.rows(t, "responses.csv"), map[string]string{
		"pseudonym": Pseudonym(s.key, id),
		"trigger":   "own",
	}) {
		got[r["item"]] = r["status"]
	}
	if len(got) != 2 || got["s1"] != "answered" || got["settled"] != "stopped" {
		t.Errorf("shown as %v, want s1 answered and settled stopped", got)
	}
}

// Answers to questions that are no longer asked, or are asked otherwise now, are shown as they were asked.
func TestEarlierQuestions(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	o := s.options(Records)
	o.Formats = []Format{CSV, FHIR, REDCap}
	before, _ := s.export(t, o)
	o.Earlier = []*flows.Protocol{examplePlan(t)}
	effort := s.plan.Questionnaires["effort"]
	gone := effort.Items[0]
	effort.Version, effort.Items = 2, effort.Items[1:]
	after, summary := s.export(t, o)
	count := func(f folder, item string) int {
		return len(of(f.rows(t, "responses.csv"), map[string]string{"item": item, "status": "answered"}))
	}
	if summary.Left[Outdated] > 0 || count(after, gone.ID) != count(before, gone.ID) || count(before, gone.ID) == 0 {
		t.Errorf("%s has %d answers, had %d; %d are outdated", gone.ID, count(after, gone.ID), count(before, gone.ID),
			summary.Left[Outdated])
	}
	offered := checkQuestionnaires(t, after)
	if _, ok := offered["urn:footing:Questionnaire:effort|1"][gone.ID]; !ok {
		t.Errorf("fhir/Questionnaire.ndjson has not the version that was answered: %v", offered)
	}
	filled := func(f folder) (n int) {
		for _, r := range f.rows(t, "redcap/data.csv") {
			if r[variable(gone.ID)] != "" {
				n++
			}
		}
		return n
	}
	if filled(after) != filled(before) || filled(before) == 0 {
		t.Errorf("REDCap has %d answers to %s, had %d", filled(after), gone.ID, filled(before))
	}
	private := func(f folder) int { return len(of(f.rows(t, "responses.csv"), map[string]string{"item": "fit"})) }
	if private(after) != private(before) {
		t.Errorf("%d rows of a private question, were %d", private(after), private(before))
	}
}

// What is private now was perhaps not when it was asked; it stays closed all the same.
func TestWhatIsPrivateNowIsClosed(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	o := s.options(Records)
	o.Earlier = []*flows.Protocol{examplePlan(t)}
	effort := s.plan.Questionnaires["effort"]
	effort.Version, effort.Private = 2, true
	f, _ := s.export(t, o)
	open := map[string]bool{}
	for _, p := range f.rows(t, "participants.csv") {
		open[p["pseudonym"]] = p["private_consent"] == "true"
	}
	shown := 0
	for _, r := range of(f.rows(t, "responses.csv"), map[string]string{"questionnaire": "effort"}) {
		if shown++; !open[r["pseudonym"]] {
			t.Fatalf("an answer that is private now is shown without the consent for it: %v", r)
		}
	}
	if shown == 0 {
		t.Error("nobody answered, so this test shows nothing")
	}
}
