package export

import (
	"cmp"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/export/internal/changes"
	"footing/flows/record"
)

// story is what the facts say about one participant: their consent as of now, and the events up to the cut-off.
type story struct {
	patient           bool
	left              time.Time // when they stopped taking part; zero: they take part
	research, private bool
	version           int       // of the text under which research was consented to
	start             time.Time // the earliest time of check-ins
	journal           changes.Journal
	veiled            []veiled // when no change may be shown
	occasions         []*occasion
	withheld          map[askedItem]withheld
	standing          map[*occasion]map[string]flows.Answer // of the check-ins looked at so far, see run.standing
	tail              int                                   // weeks to cut
	stored            int                                   // answers recorded before the cut-off
	earlier           int                                   // of these, in an earlier participation that has ended
}

// occasion is one check-in with its outcome.
type occasion struct {
	id             string
	questionnaires []string
	planned        time.Time
	sent           time.Time // zero: it never reached the phone
	first          time.Time // the first answer; zero: there was none
	ended          time.Time
	over           bool // it has ended
	missed         bool
	travelled      bool // it never came due, because of a journey
	reason         record.Ending
	answers        []answer // current answers, in the order in which the items were first answered

	// The first question of which nothing may be shown, nor of what came after it; empty: there is none. See veil.
	cut askedItem
}

// answer is a current response.
type answer struct {
	record.Response
	at    time.Time // when it was given; zero: not to be shown
	filed time.Time
	place int        // among all that were filed of the person
	given []revision // all that were given to the question, the first one first
}

// revision is one of the answers given to a question of a check-in.
type revision struct {
	flows.Answer
	at    time.Time
	place int // among all that were filed of the person
}

// stored is how many stored answers it stands for.
func (a *answer) stored() int { return len(a.given) }

// read makes a story from the facts. Consent and withdrawal are as of now; everything else ends at the cut-off.
func read(facts []record.Fact, until time.Time) *story {
	s := &story{}
	byTime := func(a, b record.Fact) int { return a.At.Compare(b.At) }
	if !slices.IsSortedFunc(facts, byTime) {
		facts = slices.Clone(facts)
		slices.SortStableFunc(facts, byTime)
	}
	for n, f := range facts {
		if n > 0 && f.ID != "" && f.ID == facts[n-1].ID {
			continue
		}
		s.choice(f)
		if f.At.Before(until) {
			s.event(f)
		}
	}
	s.inOrder()
	return s
}

// inOrder puts the check-ins in order of when they were due.
func (s *story) inOrder() {
	slices.SortStableFunc(s.occasions, func(a, b *occasion) int {
		return cmp.Or(a.planned.Compare(b.planned), cmp.Compare(a.id, b.id))
	})
}

// choice processes a person's decision about their data.
func (s *story) choice(f record.Fact) {
	switch body := f.Body.(type) {
	case record.Enrolment:
		if body.Role != record.Patient {
			return
		}
		if !s.left.IsZero() { // a person who joins again starts anew
			*s = story{stored: s.stored, earlier: s.stored, journal: s.journal.Left()}
		}
		s.patient, s.start = true, f.At
	case record.Withdrawal:
		// Leaving withdraws the answers from research, until the person says that researchers may keep them.
		s.left, s.research = f.At, false
	case record.Consent:
		switch body.Purpose {
		case record.ForResearch:
			s.research, s.version = body.Given, body.Version
		case record.ForPrivateResearch:
			s.private = body.Given
		case record.ForCare, record.ForSafety:
		}
	}
}

// event processes any other fact.
func (s *story) event(f record.Fact) {
	switch body := f.Body.(type) {
	case record.Rhythm:
		if len(s.occasions) == 0 {
			s.start = f.At
		}
		s.journal.Take(f)
	case record.Occasion:
		v := s.occasion(body.ID)
		v.planned, v.questionnaires = body.Planned, body.Questionnaires
	case record.Delivered:
		if v := s.occasion(body.Occasion); v.sent.IsZero() {
			v.sent = f.At
		}
	case record.Completed:
		v := s.occasion(body.Occasion)
		v.reason, v.missed = body.Reason, false
		if v.over = true; v.ended.IsZero() { // else it closed before, and its answer was late
			v.ended = f.At
		}
	case record.Missed:
		v := s.occasion(body.Occasion)
		v.ended, v.over, v.reason, v.missed = f.At, true, body.Reason, true
	case record.Response:
		s.stored++
		s.answered(body, f.SaidAt(), f.At)
	default:
		s.journal.Take(f)
	}
}

// occasion finds a check-in, or starts one. They arrive in order, so the search begins at the end.
func (s *story) occasion(id string) *occasion {
	for _, v := range slices.Backward(s.occasions) {
		if v.id == id {
			return v
		}
	}
	v := &occasion{id: id}
	s.occasions = append(s.occasions, v)
	return v
}

func (s *story) answered(r record.Response, at, filed time.Time) {
	v := s.occasion(r.Occasion)
	s.withhold(r, v.planned, filed)
	if v.first.IsZero() || at.Before(v.first) {
		v.first = at
	}
	now := revision{flows.Answer{Code: r.Code, Codes: r.Codes, Value: r.Value}, at, s.stored}
	for n := range v.answers {
		old := &v.answers[n]
		if old.Questionnaire != r.Questionnaire || old.Item != r.Item {
			continue
		}
		old.given = append(old.given, now)
		if r.Revision >= old.Revision {
			*old = answer{r, at, filed, s.stored, old.given}
		}
		return
	}
	v.answers = append(v.answers, answer{r, at, filed, s.stored, []revision{now}})
}

// exportable tells whether an export may contain this person's answers.
func (s *story) exportable() bool { return s.patient && s.research }

// ended tells whether the person, who left their answers to research, had stopped taking part by then.
func (s *story) ended(until time.Time) bool { return !s.left.IsZero() && s.left.Before(until) }

// Agrees tells whether a participant currently consents to the research use of their answers, and of their private
// answers. Researchers must delete the data of exported people who no longer consent.
func Agrees(facts []record.Fact) (research, private bool) {
	s := read(facts, time.Time{})
	return s.exportable(), s.exportable() && s.private
}
