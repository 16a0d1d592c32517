package export

import (
	"cmp"
	"slices"
)

// info is what the first pass notes about one person whose answers may be exported.
type info struct {
	pseudonym    string
	weeks        int    // whole weeks
	locale, hour string // all that they had, joined
	answers      int    // to see whether the second pass reads the same
}

// decision is how much may be shown of one person.
type decision struct {
	dropped bool
	coarse  bool
	whole   int    // weeks that there are
	weeks   int    // weeks that are shown, in the export's own unit
	locale  string // empty: not shown; other: some rare one
	hour    string // empty: not shown
}

// other stands for all languages that too few people use.
const other = "other"

// limit is the last week, counted in single ones, that is shown.
func (d decision) limit() int {
	if d.coarse {
		return 2 * d.weeks
	}
	return d.weeks
}

// reason says why a week is not shown.
func (d decision) reason(week int) Reason {
	switch {
	case d.coarse && week > CoarseWeeks:
		return Capped
	case d.coarse && week > d.whole/2*2:
		return PartialWeek // one without its second half
	}
	return SmallGroup
}

// language is what a row says about the language of an answer.
func (d decision) language(tag string) string {
	switch d.locale {
	case "", other:
		return d.locale
	}
	return tag
}

// group decides for everybody, so that each person shares all that a row says about them, apart from their
// answers, with at least SmallestGroup others-and-themselves. What is suppressed comes in this order: rare languages
// become "other"; trailing weeks go until enough people have as many (rows); the hour, then the language of whoever
// is still alone with theirs (cells); and whoever is left with too few weeks to share goes wholly.
func group(infos []info, coarse bool) []decision {
	decisions := make([]decision, len(infos))
	languages := map[string]int{}
	for _, i := range infos {
		languages[i.locale]++
	}
	for n, i := range infos {
		d := decision{coarse: coarse, whole: i.weeks, weeks: i.weeks, locale: i.locale, hour: i.hour}
		if coarse {
			d.weeks, d.hour = min(i.weeks, CoarseWeeks)/2, ""
		}
		if languages[i.locale] < SmallestGroup {
			d.locale = other
		}
		decisions[n] = d
	}
	for _, class := range trim(decisions) {
		hide(decisions, class)
	}
	return decisions
}

// trim shortens people's weeks until at least SmallestGroup have as many, and gives these classes. Those who remain
// at the lower end are dropped.
func trim(decisions []decision) [][]int {
	order := make([]int, 0, len(decisions))
	for n := range decisions {
		if decisions[n].weeks > 0 {
			order = append(order, n)
		} else {
			decisions[n].dropped = true
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(decisions[b].weeks, decisions[a].weeks) })
	var classes [][]int
	for len(order) > 0 {
		size := min(SmallestGroup, len(order))
		weeks := decisions[order[size-1]].weeks
		for size < len(order) && decisions[order[size]].weeks == weeks {
			size++
		}
		class := order[:size]
		order = order[size:]
		for _, n := range class {
			decisions[n].weeks, decisions[n].dropped = weeks, size < SmallestGroup
		}
		if size >= SmallestGroup {
			classes = append(classes, class)
		}
	}
	return classes
}

// hide suppresses cells within a class of equal weeks: the hour, then the language too, of those who are too few with
// theirs. Where that leaves too few without, others go without as well, so that those do not stand alone either.
func hide(decisions []decision, class []int) {
	suppress(decisions, class, func(d *decision) { d.hour = "" })
	for key, members := range together(decisions, class) {
		if key[0] != "" && key[1] == "" && len(members) < SmallestGroup {
			same := func(other [2]string) bool { return other[0] == key[0] && other[1] != "" }
			for _, n := range lend(decisions, class, SmallestGroup-len(members), same) {
				decisions[n].hour = ""
			}
		}
	}
	suppress(decisions, class, func(d *decision) { d.hour, d.locale = "", "" })
	bare := together(decisions, class)[[2]string{}]
	if len(bare) == 0 || len(bare) >= SmallestGroup {
		return
	}
	lent := lend(decisions, class, SmallestGroup-len(bare), func(other [2]string) bool { return other != [2]string{} })
	if lent == nil {
		lent = class
	}
	for _, n := range lent {
		decisions[n].hour, decisions[n].locale = "", ""
	}
}

// lend names so many people of the largest of the groups that qualify, or nobody if they would be missed there.
func lend(decisions []decision, class []int, wanted int, qualifies func([2]string) bool) []int {
	var largest []int
	var name [2]string
	for key, members := range together(decisions, class) {
		larger := len(members) > len(largest) || (len(members) == len(largest) && slices.Compare(key[:], name[:]) < 0)
		if qualifies(key) && larger {
			largest, name = members, key
		}
	}
	if len(largest)-wanted < SmallestGroup {
		return nil
	}
	return largest[:wanted]
}

// suppress applies a measure to the members of every group that is too small.
func suppress(decisions []decision, class []int, measure func(*decision)) {
	for _, members := range together(decisions, class) {
		for _, n := range members {
			if len(members) < SmallestGroup {
				measure(&decisions[n])
			}
		}
	}
}

// together groups the members of a class by what is shown of them.
func together(decisions []decision, class []int) map[[2]string][]int {
	groups := map[[2]string][]int{}
	for _, n := range class {
		key := [2]string{decisions[n].locale, decisions[n].hour}
		groups[key] = append(groups[key], n)
	}
	return groups
}
