package digest

import (
	"time"

	"footing/flows"
	"footing/flows/record"
)

type answer struct {
	record.Response
	at     time.Time // when it was given
	told   time.Time // since when others may see it: when it was filed or shared
	chosen bool      // a private answer that was shared
	place  planItem
}

// level tells whether the answer says how good or bad things are. "Rather not say" and "doesn't fit me" are answers,
// but never low ones.
func (a answer) level() bool {
	return (a.Value != nil || a.low()) && !flows.Declined(a.Code) && a.place.item.Rated()
}

// low tells whether it has no value and counts as the worst answer all the same.
func (a answer) low() bool {
	option, ok := a.place.item.Option(a.Code)
	return ok && option.Low
}

// score is how good or bad it says things are, from 0 to 4.
func (a answer) score() float64 {
	if a.low() {
		return 0
	}
	return a.place.item.Score(*a.Value)
}

// facet is what a level is made of: the answers to one item in one wording or, of wordings that take turns in one
// place of a check-in, those to all of them. Answers to an earlier wording are apart.
type facet struct {
	name   string
	until  int // the last version that was worded so; 0: the wording of today
	pooled bool
}

func (v *view) facet(a answer) facet {
	if pool, ok := v.plan.Alternates(a.Questionnaire); ok {
		return facet{"pool " + pool, a.place.item.Until, true}
	}
	return facet{"item " + a.Item, a.place.item.Until, false}
}

// newer tells whether the facet has a later wording than another of the same name.
func (f facet) newer(other facet) bool {
	return f.until == 0 || other.until != 0 && f.until > other.until
}
