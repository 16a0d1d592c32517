package export

import (
	"time"

	"footing/flows/record"
)

// askedItem is one item of a questionnaire or, with an empty item, the questionnaire as a whole.
type askedItem struct{ questionnaire, item string }

// withheld is from when to when something was kept from the clinician, as far as the answers say.
type withheld struct {
	last time.Time // when the last answer was given that was kept
	open time.Time // when the first check-in after that was due whose answer was not; zero: there was none
}

// withhold notes whether an answer was kept from the clinician when it was given. The plan may have changed since then,
// so that it no longer says so.
func (s *story) withhold(r record.Response, planned, at time.Time) {
	if s.withheld == nil {
		s.withheld = make(map[askedItem]withheld)
	}
	for key, kept := range map[askedItem]bool{
		{questionnaire: r.Questionnaire}: r.Private,
		{r.Questionnaire, r.Item}:        r.Hidden,
	} {
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

// closed tells whether an item (empty: the questionnaire as a whole) was kept from the clinician when a check-in asked
// it. Where that is not known, as of a question that nobody answered, it is taken to be: left out answers and missed
// ones must look the same.
func (s *story) closed(v *occasion, questionnaire, item string) bool {
	for _, key := range []askedItem{{questionnaire: questionnaire}, {questionnaire, item}} {
		w, known := s.withheld[key]
		if known && (!v.planned.After(w.last) || w.open.IsZero() || v.planned.Before(w.open)) {
			return true
		}
	}
	return false
}
