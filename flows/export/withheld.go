package export

import (
	"time"

	"footing/flows/record"
)

// askedItem is one item of a questionnaire or, with an empty item, the questionnaire as a whole.
type askedItem struct{ questionnaire, item string }

// withheld is the period during which something was kept from the clinician, as far as the answers show.
type withheld struct {
	last time.Time // when the last withheld answer was given
	open time.Time // due time of the first later check-in with an answer that was not withheld; zero: none
}

// withhold records whether an answer was kept from the clinician when it was given, even if the current plan would show
// it.
func (s *story) withhold(r record.Response, planned, at time.Time) {
	if s.withheld == nil {
		s.withheld = make(map[askedItem]withheld)
	}
	for n, key := range []askedItem{{questionnaire: r.Questionnaire}, {r.Questionnaire, r.Item}} {
		kept := []bool{r.Private, r.Hidden}[n] // of the questionnaire, of the item
		w, known := s.withheld[key]
		switch {
		case kept:
			s.withheld[key] = withheld{last: at}
		case known && w.open.IsZero():
			w.open = planned
			s.withheld[key] = w
		}
	}
}

// kept tells whether an item (empty: the whole questionnaire) was kept from the clinician when a check-in asked it.
// If that is unknown, as for a question without an answer, the result is true. Omitted answers and missed ones must
// look the same.
func (s *story) kept(v *occasion, questionnaire, item string) bool {
	for _, key := range []askedItem{{questionnaire: questionnaire}, {questionnaire, item}} {
		w, known := s.withheld[key]
		if known && (!v.planned.After(w.last) || w.open.IsZero() || v.planned.Before(w.open)) {
			return true
		}
	}
	return false
}
