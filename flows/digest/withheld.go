package digest

import (
	"time"

	"footing/flows/record"
)

// withheld is what was kept from the clinician when it was answered, even if the current plan would show it.
type withheld struct {
	answers map[askedItem]bool   // that were given as private or hidden
	private map[string]time.Time // by questionnaire: when its last private answer was given
}

// askedItem is one item in one check-in.
type askedItem struct{ occasion, item string }

func newWithheld() withheld { return withheld{make(map[askedItem]bool), make(map[string]time.Time)} }

func (w withheld) remember(r record.Response, at time.Time) {
	if r.Private || r.Hidden {
		w.answers[askedItem{r.Occasion, r.Item}] = true
	}
	if r.Private {
		w.private[r.Questionnaire] = at
	}
}

// private tells whether the questionnaire was private in a check-in opened at that time. It was if the plan says so
// now, or if this person gave a private answer to it then or later.
func (v *view) private(w withheld, questionnaire string, opened time.Time) bool {
	if q, ok := v.plan.Questionnaires[questionnaire]; ok && q.Private {
		return true
	}
	last, ok := w.private[questionnaire]
	return ok && !opened.After(last)
}
