package reading

import (
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
)

// Which values are good is never guessed: most instruments count symptoms, where the lowest is the best, and a level
// computed the wrong way round would call the worst answer the best. Values are kept as the file has them; a level is
// computed only where somebody has said the direction.

// Score decides the values and the direction of a foreign item.
func (r *Reading) Score(place, name string, item *neutral.Item) {
	said, given := wished(r, r.Wishes.ScoringOf, name, item.ID)
	if !given {
		said = r.Wishes.Scoring
	}
	if r.Own && said == "" {
		return
	}
	r.valuesOf(place, item)
	if !item.Scored() {
		item.Scoring = flows.HigherBetter
		return
	}
	if panel := panelOf(r.Loinc[item.ID]); panel != "" && said == "" {
		said = BestLow
		r.Found.Form(place, "it is a question of the %s, by its LOINC code: the lowest value is the best", panel)
	}
	switch said {
	case BestHigh:
		item.Scoring = flows.HigherBetter
	case BestLow:
		item.Scoring = flows.LowerBetter
	case Unscored:
		item.Scoring = flows.NoScoring
	default:
		item.Scoring = flows.NoScoring
		r.Found.Add(place, "which values are good is not said: they are kept, and no level is computed of them; "+
			"--scoring %s or %s says it, or --scoring-of for one question", BestHigh, BestLow)
	}
}

// valuesOf removes values that are none: those of "don't know" and the like, of booleans, and a single one.
func (r *Reading) valuesOf(place string, item *neutral.Item) {
	if item.Kind == flows.Scale {
		return
	}
	for n := range item.Options {
		o := &item.Options[n]
		if o.Value == nil {
			continue
		}
		if missing(*o.Value, item) {
			r.Found.Form(place, "the answer `%s` has no value: %d stands for a missing answer", o.Code, *o.Value)
			o.Value = nil
		}
	}
	values := 0
	for _, o := range item.Options {
		if o.Value != nil {
			values++
		}
	}
	if values == 1 || item.Kind == flows.Several || item.Kind == flows.YesNo {
		for n := range item.Options {
			item.Options[n].Value = nil
		}
	}
}

// missing tells whether a value is one of those that stand for a missing answer: 98, 99, -88 and the like, apart from
// the other values.
func missing(value int, item *neutral.Item) bool {
	codes := []int{66, 77, 88, 96, 97, 98, 99, 777, 888, 997, 998, 999, 7777, 8888, 9998, 9999}
	size := max(value, -value)
	if !slices.Contains(codes, size) && (value >= 0 || !slices.Contains([]int{9, 8, 7, 99}, size)) {
		return false
	}
	return !slices.ContainsFunc(item.Options, func(o flows.Option) bool {
		if o.Value == nil || *o.Value == value {
			return false
		}
		apart := max(*o.Value-value, value-*o.Value)
		return apart <= 1 && !slices.Contains(codes, max(*o.Value, -*o.Value))
	})
}

// ValuesOfNames makes values of the names of answers, if all are numbers and more than a yes and a no.
func (r *Reading) ValuesOfNames(place string, item *neutral.Item) {
	if item.Kind != flows.Choice || item.Scored() || len(item.Options) == 0 {
		return
	}
	var values []int
	for _, o := range item.Options {
		n, ok := r.numberOf(item, o.Code)
		if !ok {
			return
		}
		values = append(values, n)
	}
	answers := slices.DeleteFunc(slices.Sorted(slices.Values(values)), func(n int) bool {
		return slices.Contains([]int{77, 88, 97, 98, 99, -77, -88, -97, -98, -99}, n)
	})
	if slices.Equal(answers, []int{0, 1}) {
		return // no and yes
	}
	for n := range item.Options {
		item.Options[n].Value = &values[n]
	}
	r.Found.Form(place, "the names of the answers are numbers: they are their values")
}

// panelOf is the instrument that a LOINC code belongs to, of those whose direction is published.
func panelOf(code string) string {
	switch {
	case slices.Contains([]string{
		"44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8",
	}, code):
		return "PHQ-9"
	case slices.Contains([]string{
		"69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
	}, code):
		return "GAD-7"
	}
	return ""
}

// PanelValues gives the answers of these instruments their published values, by LOINC code, where the file has none.
func (r *Reading) PanelValues(place string, item *neutral.Item) {
	if panelOf(r.Loinc[item.ID]) == "" || item.Scored() {
		return
	}
	published := []string{"LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}
	for n := range item.Options {
		for _, a := range r.Answers[item.ID] {
			if value := slices.Index(published, a.Name); a.Code == item.Options[n].Code && value >= 0 {
				item.Options[n].Value = &value
			}
		}
	}
	if item.Scored() {
		r.Found.Form(place, "the values of the answers are those that LOINC publishes for them")
	}
}

// Decimal reads a whole number that may be written with a point: 2 and 2.0.
func Decimal(text string) (int, bool) {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || value != float64(int(value)) {
		return 0, false
	}
	return int(value), true
}
