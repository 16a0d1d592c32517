package digest

import (
	"slices"
	"time"

	"footing/flows"
)

// Two themes that are read together: little progress while life outside is unsteady is not unwillingness.
const (
	lifeOutside = 1
	carryingOut = 5
)

// For these themes the prompt comes below a question about the working relationship, which the map cannot show.
const (
	firstInward = 3
	lastInward  = 5
)

// Supportive themes: unless they are low, they come first in the map.
const (
	firstSupport = 9
	lastSupport  = 12
)

// barriers is the map: which themes are low, and where a conversation could start.
type barriers struct {
	themes   []theme // every theme with enough answers, by number
	main     *theme  // the earliest low theme; nil: none
	lows     []theme // all low themes, in the plan's order; main is the first of them
	capacity *theme  // theme 5, when it is low for want of capacity
	known    bool    // at least one theme has enough answers
	unsaid   []int   // themes that are asked, with too few answers for a level
	recent   []answer
	next     int // days until the next appointment; 0: today, or not known
}

// settled tells whether the map can name the main barrier or say that there is none. It cannot if the only known low
// theme is explained by an unsteady life outside that has no level yet.
func (b barriers) settled() bool { return b.main != nil || b.known && b.capacity == nil }

// theme is what the shared answers say about one theme: the level of its lowest item, and that item's answers, oldest
// first.
type theme struct {
	number   int
	level    float64
	behind   []answer
	last     time.Time // the latest answer to any of its items
	slipping bool      // one of its items has dropped several times in a row
	change   float64   // of the lowest item's level, from the patient's baseline
	compared bool      // there is a baseline, and something later to compare with it
	facet    facet     // the lowest, whose answers are behind
}

func (t theme) support() bool { return t.number >= firstSupport && t.number <= lastSupport }

// barriers builds the map from the shared answers.
func (v *view) barriers(answers []answer) barriers {
	rules := v.plan.Digest
	recent := slices.DeleteFunc(slices.Clone(answers), func(a answer) bool {
		return v.until.Sub(a.at) > v.plan.MaxAge(a.place.of.ID)
	})
	asked := v.asked()
	b := barriers{recent: recent}
	for _, number := range themesInOrder(rules.Order) {
		t, ok := v.themeOf(number, recent)
		if !ok {
			if asked[number] {
				b.unsaid = append(b.unsaid, number)
			}
			continue
		}
		v.follow(&t, answers, recent)
		b.known, b.themes = true, append(b.themes, t)
		switch {
		case t.level > rules.Low:
		case number == carryingOut && v.unsteady(recent):
			b.capacity = &t
		default:
			b.lows = append(b.lows, t)
		}
	}
	if len(b.lows) > 0 {
		b.main = &b.lows[0]
	}
	slices.Sort(b.unsaid)
	return b
}

// themesInOrder are all themes: first those in the plan's order, then the others by number.
func themesInOrder(order []int) []int {
	all := slices.Clone(order)
	for number := 1; number <= lastSupport; number++ {
		if !slices.Contains(all, number) {
			all = append(all, number)
		}
	}
	return all
}

// themeOf gives a theme's level; false while no facet of it has enough answers.
func (v *view) themeOf(number int, recent []answer) (theme, bool) {
	best, found := theme{number: number}, false
	for _, f := range v.facets(number, recent) {
		if level := median(f.answers); !found || level < best.level {
			best.level, best.behind, best.facet, found = level, f.answers, f.facet, true
		}
	}
	return best, found
}

// leveled is a facet with the answers that make its level.
type leveled struct {
	facet
	answers []answer
}

// facets are those of a theme that have enough answers. Once a new wording has, the earlier one no longer counts.
func (v *view) facets(number int, recent []answer) []leveled {
	rules := v.plan.Digest
	answers := make(map[facet][]answer)
	var order []facet
	for _, a := range recent {
		if a.place.of.Theme != number || !a.level() {
			continue
		}
		f := v.facet(a)
		if len(answers[f]) == 0 {
			order = append(order, f)
		}
		answers[f] = append(answers[f], a)
	}
	var list []leveled
	for _, f := range order {
		given := answers[f]
		given = given[max(0, len(given)-rules.Recent):]
		if len(given) == 0 || len(given) < rules.Least {
			continue
		}
		one := leveled{f, given}
		n := slices.IndexFunc(list, func(other leveled) bool { return other.name == f.name })
		switch {
		case n < 0:
			list = append(list, one)
		case f.newer(list[n].facet):
			list[n] = one
		}
	}
	return list
}

// unsteady tells whether life outside is low: by its level, or, if there are too few answers for a level, by the latest
// answer to any of its items.
func (v *view) unsteady(recent []answer) bool {
	if t, ok := v.themeOf(lifeOutside, recent); ok {
		return t.level <= v.plan.Digest.Low
	}
	latest := make(map[string]bool)
	for _, a := range recent {
		if a.place.of.Theme == lifeOutside && a.level() {
			latest[a.Item] = a.score() <= v.plan.Digest.Low // the latest wins, in whatever wording
		}
	}
	for _, low := range latest {
		if low {
			return true
		}
	}
	return false
}

// asked are the shared themes that check-ins ask about.
func (v *view) asked() map[int]bool {
	themes := make(map[int]bool)
	for _, slot := range v.plan.Slots() {
		for _, id := range slices.Concat(slot.Weeks...) {
			q, ok := v.plan.Questionnaires[id]
			if !ok || q.Private || slices.Contains(v.leaves, q.Theme) {
				continue
			}
			if slices.ContainsFunc(q.Items, func(i flows.Item) bool { return i.Rated() && !i.Hidden }) {
				themes[q.Theme] = true
			}
		}
	}
	return themes
}

// reason finds the latest named barrier of a theme: the answer to an unscored follow-up.
func reason(number int, recent []answer) *answer {
	for _, a := range slices.Backward(recent) {
		if a.place.of.Theme != number || !a.place.item.FollowUp || a.place.item.Rated() {
			continue
		}
		if a.Code != flows.RatherNot && a.Code != flows.DoesNotFit {
			return &a
		}
	}
	return nil
}

// median of the answers' scores; with an even number of them the mean of the middle two.
func median(list []answer) float64 {
	scores := make([]float64, 0, len(list))
	for _, a := range list {
		scores = append(scores, a.score())
	}
	return middle(scores)
}

// middle is the median of scores in any order, which it leaves as they are. There must be one.
func middle(scores []float64) float64 {
	scores = slices.Sorted(slices.Values(scores))
	n := len(scores)
	return (scores[(n-1)/2] + scores[n/2]) / 2
}
