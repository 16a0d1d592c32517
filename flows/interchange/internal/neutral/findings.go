package neutral

import (
	"fmt"
	"slices"
	"strings"
)

// Head is what a finding means for the people who are asked.
type Head int

// The heads, gravest first. What nobody has sorted is taken to change what is asked.
const (
	NotTaken  Head = iota // a question is not asked here
	Otherwise             // it is asked, but not as there
	OnlyForm              // it is asked as there; only names and looks differ
)

// String is how the head stands above its findings.
func (h Head) String() string {
	return [...]string{"Not taken", "Asked otherwise", "Only form"}[h]
}

// Finding is something that was not taken over, or was taken over with a changed meaning, and its place.
type Finding struct {
	Head  Head
	Place string // "survey row 7", "item[2].enableWhen[0]"; of an export the item
	What  string
}

// String is the place and what was found there.
func (f Finding) String() string { return f.Place + ": " + f.What }

// Fold joins findings that say the same of several places, and sorts them by their heads.
func Fold(found []Finding) []Finding {
	const shown = 4
	var folded []Finding
	places := map[Finding][]string{}
	for _, one := range found {
		key := Finding{Head: one.Head, What: one.What}
		if _, there := places[key]; !there {
			folded = append(folded, key)
		}
		if !slices.Contains(places[key], one.Place) {
			places[key] = append(places[key], one.Place)
		}
	}
	for n, key := range folded {
		where := places[key]
		folded[n].Place = strings.Join(where[:min(shown, len(where))], ", ")
		if more := len(where) - shown; more > 0 {
			folded[n].Place += fmt.Sprintf(" and %d more places", more)
		}
	}
	slices.SortStableFunc(folded, func(a, b Finding) int { return int(a.Head) - int(b.Head) })
	return folded
}

// Changed tells whether any finding changes who is asked what.
func Changed(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Head != OnlyForm })
}

// Findings collects distinct findings.
type Findings []Finding

// Add adds a finding that changes what is asked.
func (f *Findings) Add(place, format string, args ...any) { f.Put(Otherwise, place, format, args...) }

// Put adds a finding beneath the given head.
func (f *Findings) Put(head Head, place, format string, args ...any) {
	one := Finding{head, place, fmt.Sprintf(format, args...)}
	if !slices.Contains(*f, one) {
		*f = append(*f, one)
	}
}

// Form adds a finding that changes nothing for those who are asked.
func (f *Findings) Form(place, format string, args ...any) { f.Put(OnlyForm, place, format, args...) }
