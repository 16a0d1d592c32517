package disclosure

import "fmt"

// Page is what an export shows of one person, as an intruder would read it.
type Page struct {
	Weeks        int // in the export's own unit
	Locale, Hour string
	Status       string // TakingPart, Ended, or empty: not shown
	Rows         []Row  // in order of their weeks
}

// Row is one question of a check-in. Empty texts and a nil Value say nothing.
type Row struct {
	Week     int // from 1
	Item     string
	Status   string
	Code     string
	Length   string // of what was written
	Value    *int32
	Day      *int32
	Minutes  []*int32
	Answered bool
}

// Measure keeps what Risk needs about everybody shown: a few bytes a week instead of the rows.
type Measure struct {
	coarse  bool
	shown   fingerprints
	other   fingerprints
	variety variety
}

// NewMeasure makes an empty Measure. Coarse says whether the export merges two weeks into one.
func NewMeasure(coarse bool) *Measure {
	weeks, others := 1, WeeksTogether
	if coarse {
		weeks, others = others, weeks
	}
	return &Measure{
		coarse: coarse, shown: fingerprints{together: weeks}, other: fingerprints{together: others},
		variety: variety{},
	}
}

// Add adds what the export shows of one person.
func (m *Measure) Add(p Page) {
	m.shown.add(p)
	m.variety.add(p)
}

// AddOther adds what the other kind of export (coarsened or not) would show of the person.
func (m *Measure) AddOther(p Page) { m.other.add(p) }

// Risk measures the disclosure risk. Decisions are those that were applied to the people; dropped is how many answers
// they cost.
func (m *Measure) Risk(people []Person, decisions []Decision, dropped int) *Risk {
	r := Risk{N: len(m.shown.people), Means: meansOfKL, How: howMeasured, Suppressed: suppressed(people, decisions)}
	r.Suppressed.Answers = dropped
	r.K, r.L = m.variety.smallest()
	r.Uniqueness = m.shown.uniqueness()
	r.Without, r.With = r.Uniqueness, m.other.uniqueness()
	if m.coarse {
		r.Without, r.With = r.With, r.Without
	}
	return &r
}

// variety counts, for each group of people who look alike, how many different answers they gave to each item.
type variety map[string]*alike

type alike struct {
	people  int
	answers map[string]map[string]bool // by item, the codes
	gave    map[string]int             // by item, how many people answered it
}

func (v variety) add(p Page) {
	key := fmt.Sprintf("%d/%s/%s/%s", p.Weeks, p.Locale, p.Hour, p.Status)
	g := v[key]
	if g == nil {
		g = &alike{answers: map[string]map[string]bool{}, gave: map[string]int{}}
		v[key] = g
	}
	g.people++
	mine := map[string]bool{}
	for _, r := range p.Rows {
		if r.Code == "" {
			continue
		}
		if g.answers[r.Item] == nil {
			g.answers[r.Item] = map[string]bool{}
		}
		g.answers[r.Item][r.Code] = true
		mine[r.Item] = true
	}
	for item := range mine {
		g.gave[item]++
	}
}

// smallest gives k, the size of the smallest group, and l, the smallest number of different answers that a group gave
// to an item that at least SmallestGroup of its people answered (l-diversity).
func (v variety) smallest() (k, l int) {
	for _, g := range v {
		if k == 0 || g.people < k {
			k = g.people
		}
		for item, codes := range g.answers {
			if g.gave[item] >= SmallestGroup && (l == 0 || len(codes) < l) {
				l = len(codes)
			}
		}
	}
	return k, l
}
