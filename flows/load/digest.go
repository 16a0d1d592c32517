package load

import (
	"time"

	"footing/flows"
)

// mapDefaults are the default thresholds of the map.
func mapDefaults(rules flows.DigestRules) flows.DigestRules {
	const day = 24 * time.Hour
	rules.MaxAgeRare = rules.MaxAge
	rules.Good, rules.Change = 3, 1
	rules.Baseline, rules.Drops = 4, 2
	rules.Rest, rules.Gap, rules.Before = 28*day, 14*day, 30*time.Minute
	return rules
}

// readMap reads the thresholds of the map, all of which are optional.
func readMap(m *mapping, rules *flows.DigestRules) {
	*rules = mapDefaults(*rules)
	optional(m, "max_age_rare", &rules.MaxAgeRare, parseLength)
	optional(m, "good", &rules.Good, parseDecimal)
	optional(m, "baseline", &rules.Baseline, parseCount)
	optional(m, "change", &rules.Change, parseDecimal)
	optional(m, "drops", &rules.Drops, parseCount)
	optional(m, "rest", &rules.Rest, parseLength)
	optional(m, "gap", &rules.Gap, parseLength)
	optional(m, "before", &rules.Before, parseLength)
	if v := m.maybe("good"); v.node != nil && rules.Good <= rules.Low {
		v.complain("a good median must be above a low one, %g", rules.Low)
	}
	if v := m.maybe("max_age_rare"); v.node != nil && rules.MaxAgeRare < rules.MaxAge {
		v.complain("what is asked less often cannot be old sooner than the rest; write at least as much as for `max_age`")
	}
}

// optional reads a value if its key is present.
func optional[T any](m *mapping, key string, into *T, parse func(string) (T, error)) {
	if v := m.maybe(key); v.node != nil {
		*into = scalar(v, parse)
	}
}
