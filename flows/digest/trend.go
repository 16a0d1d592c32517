package digest

import "footing/flows"

// follow computes a theme's trend: its last answer, whether it is slipping, and its distance from the patient's
// baseline. The baseline uses all answers, the slipping only recent ones, both within one wording. Of wordings that
// take turns there is neither: a lower answer to another question is no drop.
func (v *view) follow(t *theme, answers, recent []answer) {
	facets := make(map[facet][]answer)
	for _, a := range recent {
		if a.place.of.Theme == t.number && a.level() {
			f := v.facet(a)
			facets[f] = append(facets[f], a)
			t.last = a.at // oldest first, so the last one wins
		}
	}
	for _, one := range v.facets(t.number, recent) {
		t.slipping = t.slipping || !one.pooled && v.slips(facets[one.facet])
	}
	if t.facet.pooled {
		return
	}
	var all []answer
	for _, a := range answers {
		if a.level() && a.place.of.Theme == t.number && v.facet(a) == t.facet {
			all = append(all, a)
		}
	}
	if first := v.plan.Digest.Baseline; first > 0 && len(all) > first {
		t.change, t.compared = t.level-median(all[:first]), true
	}
}

// slips tells whether each of the last answers is worse than the one before it.
func (v *view) slips(list []answer) bool {
	drops := v.plan.Digest.Drops
	if drops < 1 || len(list) <= drops {
		return false
	}
	list = list[len(list)-drops-1:]
	for i := range drops {
		if list[i+1].score() >= list[i].score() {
			return false
		}
	}
	return true
}

// The words for a level, as keys of the wording behind "digest.level.".
const (
	levelLow      = "low"
	levelAlso     = "also" // low, but not the main barrier
	levelMiddle   = "middle"
	levelGood     = "good"
	levelCapacity = "capacity"
)

// levelOf is the word for a theme's level.
func (b barriers) levelOf(t theme, rules flows.DigestRules) string {
	switch {
	case b.capacity != nil && b.capacity.number == t.number:
		return levelCapacity
	case t.level <= rules.Low:
		return levelLow
	case t.level >= rules.Good:
		return levelGood
	default:
		return levelMiddle
	}
}

// The words for a trend, as keys of the wording behind "digest.trend."; a theme without a baseline has none.
const (
	trendSlipping = "slipping"
	trendHigher   = "higher"
	trendLower    = "lower"
	trendSame     = "same"
	trendNew      = "new"
)

// trendOf is the word for a theme's trend.
func trendOf(t theme, rules flows.DigestRules) string {
	switch {
	case t.slipping:
		return trendSlipping
	case !t.compared:
		return trendNew
	case t.change >= rules.Change:
		return trendHigher
	case t.change <= -rules.Change:
		return trendLower
	default:
		return trendSame
	}
}

// news is the best news: a supportive theme that is good, otherwise the theme that has risen most since the baseline
// and is not low. Nil if there is none.
func (b barriers) news(rules flows.DigestRules) *theme {
	var best *theme
	for _, t := range b.themes {
		if t.support() && t.level >= rules.Good && (best == nil || t.level > best.level) {
			best = &t
		}
	}
	if best != nil {
		return best
	}
	for _, t := range b.themes {
		risen := t.compared && t.change >= rules.Change && t.level > rules.Low && !t.slipping
		if risen && (best == nil || t.change > best.change) {
			best = &t
		}
	}
	return best
}
