package disclosure

import (
	"cmp"
	"maps"
	"slices"
)

// Person is what is known of one person's participation before suppression.
type Person struct {
	Weeks  int    // whole weeks
	Locale string // all the languages they answered in, joined
	Hour   string // all the hours of their day in which they were asked, joined
	Ended  bool   // they stopped taking part before the cut-off, and left their answers to research
	First  int    // the calendar week of their first whole one
}

// What a row says of whether a person takes part.
const (
	TakingPart = "taking_part"
	Ended      = "ended"
)

func (p Person) status() string {
	if p.Ended {
		return Ended
	}
	return TakingPart
}

// Decision is how much may be shown of one person.
type Decision struct {
	Dropped bool // true: nothing may be shown
	Coarse  bool
	Whole   int    // weeks that exist
	Weeks   int    // weeks that are shown, in the export's own unit
	Locale  string // empty: not shown; Other: a rare language
	Hour    string // empty: not shown
	Status  string // empty: not shown
}

// Other stands for all languages with too few speakers.
const Other = "other"

// Everything is the decision for one person in an export without rows of single people: nothing is hidden except by
// coarsening.
func Everything(weeks int, coarse bool) Decision {
	d := Decision{Coarse: coarse, Whole: weeks, Weeks: weeks, Dropped: weeks == 0}
	if coarse {
		d.Weeks = min(weeks, CoarseWeeks) / WeeksTogether
	}
	return d
}

// Limit is the last week that is shown, counted in single weeks.
func (d Decision) Limit() int {
	if d.Coarse {
		return WeeksTogether * d.Weeks
	}
	return d.Weeks
}

// Language is what a row may say about the language of an answer.
func (d Decision) Language(tag string) string {
	switch d.Locale {
	case "", Other:
		return d.Locale
	}
	return tag
}

// Decide decides for everybody, in the order given, so that every combination of weeks, language, hour and status
// occurs for at least SmallestGroup people (k-anonymity). It suppresses in this order: rare languages become Other;
// trailing weeks go until enough people have as many (rows); the hour, then the language of people who are still too
// few with theirs (cells); and people left with too few weeks to share are dropped. The status is shown last.
func Decide(people []Person, coarse bool) []Decision {
	decisions := make([]Decision, len(people))
	languages := map[string]int{}
	for _, p := range people {
		languages[p.Locale]++
	}
	for n, p := range people {
		d := Everything(p.Weeks, coarse)
		d.Locale, d.Hour = p.Locale, p.Hour
		if coarse {
			d.Hour = ""
		}
		if languages[p.Locale] < SmallestGroup {
			d.Locale = Other
		}
		decisions[n] = d
	}
	for _, class := range trim(decisions) {
		hide(decisions, class)
		status(people, decisions, class)
	}
	return decisions
}

// trim shortens people's weeks until each length is shared by at least SmallestGroup people, and returns these classes.
// People left at the lower end are dropped.
func trim(decisions []Decision) [][]int {
	order := make([]int, 0, len(decisions))
	for n := range decisions {
		if decisions[n].Weeks > 0 {
			order = append(order, n)
		} else {
			decisions[n].Dropped = true
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(decisions[b].Weeks, decisions[a].Weeks) })
	var classes [][]int
	for len(order) > 0 {
		size := min(SmallestGroup, len(order))
		weeks := decisions[order[size-1]].Weeks
		for size < len(order) && decisions[order[size]].Weeks == weeks {
			size++
		}
		class := order[:size]
		order = order[size:]
		for _, n := range class {
			decisions[n].Weeks, decisions[n].Dropped = weeks, size < SmallestGroup
		}
		if size >= SmallestGroup {
			classes = append(classes, class)
		}
	}
	return classes
}

// hide suppresses cells within a class of equal weeks. It blanks the hour, and then the language, of groups that are
// too small. If too few people end up blanked, it blanks others as well, so that the blanked ones form a large enough
// group.
func hide(decisions []Decision, class []int) {
	suppress(decisions, class, func(d *Decision) { d.Hour = "" })
	for key, members := range together(decisions, class) {
		if key[0] != "" && key[1] == "" && len(members) < SmallestGroup {
			same := func(other [2]string) bool { return other[0] == key[0] && other[1] != "" }
			for _, n := range lend(decisions, class, SmallestGroup-len(members), same) {
				decisions[n].Hour = ""
			}
		}
	}
	suppress(decisions, class, func(d *Decision) { d.Hour, d.Locale = "", "" })
	bare := together(decisions, class)[[2]string{}]
	if len(bare) == 0 || len(bare) >= SmallestGroup {
		return
	}
	lent := lend(decisions, class, SmallestGroup-len(bare), func(other [2]string) bool { return other != [2]string{} })
	if lent == nil {
		lent = class
	}
	for _, n := range lent {
		decisions[n].Hour, decisions[n].Locale = "", ""
	}
}

// status shows who takes part and who ended within each group of a class, unless too few of the group did either.
func status(people []Person, decisions []Decision, class []int) {
	for _, members := range together(decisions, class) {
		count := map[string]int{}
		for _, n := range members {
			count[people[n].status()]++
		}
		if slices.Min(slices.Collect(maps.Values(count))) < SmallestGroup {
			continue
		}
		for _, n := range members {
			decisions[n].Status = people[n].status()
		}
	}
}

// lend picks the wanted number of people from the largest qualifying group, or nobody if that group would become too
// small.
func lend(decisions []Decision, class []int, wanted int, qualifies func([2]string) bool) []int {
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

// suppress applies a measure to every member of a group that is too small.
func suppress(decisions []Decision, class []int, measure func(*Decision)) {
	for _, members := range together(decisions, class) {
		for _, n := range members {
			if len(members) < SmallestGroup {
				measure(&decisions[n])
			}
		}
	}
}

// together groups the members of a class by what is shown of them.
func together(decisions []Decision, class []int) map[[2]string][]int {
	groups := map[[2]string][]int{}
	for _, n := range class {
		key := [2]string{decisions[n].Locale, decisions[n].Hour}
		groups[key] = append(groups[key], n)
	}
	return groups
}
