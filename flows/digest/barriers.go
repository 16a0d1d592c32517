package digest

import (
	"slices"
	"time"

	"footing/flows"
)

// The two themes that are read together: little done while life outside is unsteady is no unwillingness.
const (
	lifeOutside = 1
	carryingOut = 5
)

// Above a prompt for these themes stands what this map cannot show: how working together feels.
const (
	firstInward = 3
	lastInward  = 5
)

// Themes that carry rather than hinder: they come first in the map, unless they are low.
const (
	firstSupport = 9
	lastSupport  = 12
)

// barriers says where a talk could start.
type barriers struct {
	themes   []theme // every theme with enough answers, by number
	way      *theme  // the earliest low theme; nil: none
	lows     []theme // all that are low, in the order in which they come first; way is the first of them
	capacity *theme  // theme 5, when it is low for want of capacity
	known    bool    // at least one theme has enough answers
	unsaid   []int   // themes that are asked, with too few answers to say anything
	recent   []answer
	next     int // days until the next appointment; 0: today, or not known
}

// settled tells whether the map can say what is most in the way, be it nothing. It cannot when all that is
// known is that little got done because life outside is unsteady, in a way nobody can name yet.
func (b barriers) settled() bool { return b.way != nil || b.known && b.capacity == nil }

// theme is what the shared answers say about one theme: the level of its lowest item, and the answers behind
// it, oldest first.
type theme struct {
	number   int
	level    float64
	behind   []answer
	last     time.Time // the youngest answer to any of its items
	slipping bool      // one of its items has dropped several times in a row
	change   float64   // of the lowest item's level, from the patient's own beginning
	compared bool      // there is a beginning to compare with, and something since
}

func (t theme) support() bool { return t.number >= firstSupport && t.number <= lastSupport }

// barriers reads the map from the shared answers.
func (v *view) barriers(answers []answer) barriers {
	rules := v.plan.Digest
	recent := slices.DeleteFunc(slices.Clone(answers), func(a answer) bool {
		return v.until.Sub(a.at) > v.maxAge(a.place.of.ID)
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
		b.way = &b.lows[0]
	}
	slices.Sort(b.unsaid)
	return b
}

// themesInOrder are all themes: those with a place in the order first, then the others by number.
func themesInOrder(order []int) []int {
	all := slices.Clone(order)
	for number := 1; number <= lastSupport; number++ {
		if !slices.Contains(all, number) {
			all = append(all, number)
		}
	}
	return all
}

// themeOf gives a theme's level; false while no item of it has enough answers.
func (v *view) themeOf(number int, recent []answer) (theme, bool) {
	rules := v.plan.Digest
	items := make(map[string][]answer)
	var order []string
	for _, a := range recent {
		if a.place.of.Theme != number || !a.level() {
			continue
		}
		if len(items[a.Item]) == 0 {
			order = append(order, a.Item)
		}
		items[a.Item] = append(items[a.Item], a)
	}
	best, found := theme{number: number}, false
	for _, id := range order {
		list := items[id]
		list = list[max(0, len(list)-rules.Recent):]
		if len(list) == 0 || len(list) < rules.Least {
			continue
		}
		if level := median(list); !found || level < best.level {
			best.level, best.behind, found = level, list, true
		}
	}
	return best, found
}

// unsteady tells whether life outside is low: by its level, or, while there are too few answers for one, by
// the latest answer of any of its items.
func (v *view) unsteady(recent []answer) bool {
	if t, ok := v.themeOf(lifeOutside, recent); ok {
		return t.level <= v.plan.Digest.Low
	}
	latest := make(map[string]bool)
	for _, a := range recent {
		if a.place.of.Theme == lifeOutside && a.level() {
			latest[a.Item] = a.score() <= v.plan.Digest.Low
		}
	}
	for _, low := range latest {
		if low {
			return true
		}
	}
	return false
}

// asked names the shared themes that check-ins ask about.
func (v *view) asked() map[int]bool {
	themes := make(map[int]bool)
	for _, slot := range v.plan.Slots() {
		for _, id := range slices.Concat(slot.Weeks...) {
			q, ok := v.plan.Questionnaires[id]
			if !ok || q.Private || slices.Contains(v.leaves, q.Theme) {
				continue
			}
			if slices.ContainsFunc(q.Items, func(i flows.Item) bool { return i.Scored() && !i.Hidden }) {
				themes[q.Theme] = true
			}
		}
	}
	return themes
}

// reason finds the latest barrier that was named for a theme: the answer to a follow-up without scores.
func reason(number int, recent []answer) *answer {
	for _, a := range slices.Backward(recent) {
		if a.place.of.Theme != number || !a.place.item.FollowUp || a.place.item.Scored() {
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
	slices.Sort(scores)
	n := len(scores)
	return (scores[(n-1)/2] + scores[n/2]) / 2
}

// maxAge is how old an answer may be and still count: what is asked less than every week lasts longer.
func (v *view) maxAge(questionnaire string) time.Duration {
	rules := v.plan.Digest
	last := len(v.plan.AfterSession) - 1
	if last >= 0 && slices.Contains(v.plan.AfterSession[last], questionnaire) {
		return rules.MaxAge
	}
	for _, slot := range v.plan.Slots() {
		misses := slices.ContainsFunc(slot.Weeks, func(week []string) bool { return !slices.Contains(week, questionnaire) })
		if !misses {
			return rules.MaxAge
		}
	}
	return max(rules.MaxAge, rules.MaxAgeRare)
}
