package disclosure

import (
	"slices"
	"time"
)

// MostTail is how many weeks at most are cut from the end of what is shown of a person. How many is drawn for each
// person once, so that the number of weeks shown and the cut-off do not tell when the person began.
const MostTail = 5

// The width that an export should leave to whoever dates a person's weeks, and the people among whom they then are.
const (
	EnoughWeeks  = MostTail + 1
	EnoughPeople = SmallestGroup
)

// Dates measures what an intruder can say about the week in which somebody began. Like the intruder it knows the
// cut-off, how many weeks may have been cut, and what struck everybody in one calendar week, which one known enrolment
// is enough to date: since when and until when each version of a questionnaire was asked, and on which days nobody was
// asked about safety. Calendar weeks are numbered; the numbers mean nothing else.
type Dates struct {
	spans  map[string]map[int][2]int // by questionnaire and version: the first and the last calendar week with an answer
	closed map[int]bool              // days (7 times the week plus 1 to 7) when nobody was asked about safety
	people []dated
}

// dated is what is known of when one person began.
type dated struct {
	possible []int // weeks in which they can have begun
	compared []int // weeks for which it is counted how many people can have begun then
}

// closedYears is how far back closed days are looked up.
const closedYears = 10

// NewDates makes an empty measure. On closed days nobody is asked about safety.
func NewDates(until time.Time, closed func(day time.Time) bool) *Dates {
	d := &Dates{spans: map[string]map[int][2]int{}, closed: map[int]bool{}}
	first := CalendarWeek(until.AddDate(-closedYears, 0, 0))
	for n := range 7 * (CalendarWeek(until) - first + 1) {
		if closed(aMonday().AddDate(0, 0, 7*first+n)) {
			d.closed[7*(first+n/7)+n%7+1] = true
		}
	}
	return d
}

// aMonday is the first day of week 0.
func aMonday() time.Time { return time.Date(2000, time.January, 3, 0, 0, 0, 0, time.UTC) }

// CalendarWeek numbers the week of a nominal date, for everybody alike.
func CalendarWeek(date time.Time) int { return int(date.Sub(aMonday()) / (7 * 24 * time.Hour)) }

// Saw notes that a version of a questionnaire was answered in a calendar week.
func (d *Dates) Saw(questionnaire string, version, week int) {
	if d.spans[questionnaire] == nil {
		d.spans[questionnaire] = map[int][2]int{}
	}
	span, known := d.spans[questionnaire][version]
	if !known {
		span = [2]int{week, week}
	}
	d.spans[questionnaire][version] = [2]int{min(span[0], week), max(span[1], week)}
}

// Clue is what the rows of a person tell that has a date for everybody.
type Clue struct {
	Week int // of the person, from 1
	Day  int // of the week, 1 to 7; 0: not shown
	// Questionnaire and Version are what was answered; empty: nothing was.
	Questionnaire string
	Version       int
	Safety        bool // something about safety was asked
}

// endedBefore is how many weeks before the cut-off people can have stopped whose start is looked for.
const endedBefore = 52 * closedYears

// Add adds one person, before the calendar week in which the cut-off lies.
func (d *Dates) Add(p Person, cutOff int, clues []Clue) {
	longest := MostTail
	if p.Ended {
		longest += endedBefore
	}
	var possible []int
	for tail := longest; tail >= 0; tail-- {
		first := cutOff - p.Weeks - tail
		if !slices.ContainsFunc(clues, func(t Clue) bool { return d.contradicts(t, first) }) {
			possible = append(possible, first)
		}
	}
	compared := possible
	if p.Ended { // most of these weeks lie before the clinic had begun
		compared = []int{p.First}
	}
	d.people = append(d.people, dated{possible, compared})
}

// contradicts tells whether a clue cannot come from a person who began in that week.
func (d *Dates) contradicts(t Clue, first int) bool {
	week := first + t.Week - 1
	// When the first version came and when the last one ends says only when people took part.
	for version, span := range d.spans[t.Questionnaire] {
		if (version < t.Version && week < span[1]) || (version > t.Version && week > span[0]) {
			return true
		}
	}
	return t.Safety && t.Day > 0 && d.closed[7*week+t.Day]
}

// Dated is how far the weeks of people can be turned into dates.
type Dated struct {
	Least  int    `json:"weeks_left_at_least"`
	Median int    `json:"weeks_left_median"`
	People int    `json:"people_who_can_have_begun_then_at_least"`
	Goal   bool   `json:"goal_reached"` // EnoughWeeks and EnoughPeople
	How    string `json:"how_it_is_measured"`
}

const howDated = "Somebody knows the cut-off, that 0 to 5 weeks are missing at everybody's end, when a version of a questionnaire " +
	"took the place of another, and the clinic's closed days; not when the clinic began to enrol or ceased to, which leaves fewer weeks. Weeks left: in how many calendar weeks a person can have begun " +
	"by what their rows show, at least and as median over people. People: the fewest people of this export who can have begun in one " +
	"of these weeks; of people who ended, in the week in which they did begin. The goal is six weeks and five people for everybody. Days on which the bot reached hardly anybody are not in the rows."

// Measure is the result, nil without people.
func (d *Dates) Measure() *Dated {
	if len(d.people) == 0 {
		return nil
	}
	begun := map[int]int{}
	widths := make([]int, 0, len(d.people))
	for _, p := range d.people {
		widths = append(widths, len(p.possible))
		for _, w := range p.possible {
			begun[w]++
		}
	}
	slices.Sort(widths)
	m := Dated{Least: widths[0], Median: widths[len(widths)/2], People: len(d.people), How: howDated}
	for _, p := range d.people {
		for _, w := range p.compared {
			m.People = min(m.People, begun[w])
		}
	}
	m.Goal = m.Least >= EnoughWeeks && m.People >= EnoughPeople
	return &m
}

// Struck finds the days on which something struck everybody, such as an outage: whoever sees the same day in the rows
// of many people knows their weeks relative to each other.
type Struck struct{ due, failed map[int]int }

// NewStruck makes an empty one.
func NewStruck() *Struck { return &Struck{map[int]int{}, map[int]int{}} }

// Due notes a check-in of a day, and whether it failed to reach its person.
func (s *Struck) Due(day int, failed bool) {
	s.due[day]++
	if failed {
		s.failed[day]++
	}
}

// Everybody tells whether most check-ins of a day failed.
func (s *Struck) Everybody(day int) bool {
	return s.failed[day] >= SmallestGroup && 2*s.failed[day] >= s.due[day]
}
