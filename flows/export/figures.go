package export

import (
	"fmt"

	"footing/flows/export/disclosure"
)

// figure is a row of figures: participation in one week. The figures are those that the reporting checklist for
// ecological momentary assessment studies (CREMAS) asks for.
type figure struct {
	Week      int32  `json:"week"           parquet:"week"`
	People    *int32 `json:"people"         parquet:"people,optional"`
	Planned   *int32 `json:"planned"        parquet:"planned,optional"`
	Delivered *int32 `json:"delivered"      parquet:"delivered,optional"`
	Answered  *int32 `json:"answered"       parquet:"answered,optional"`
	Percent   *int32 `json:"answered_pct"   parquet:"answered_pct,optional"`
	Latency   *int32 `json:"latency_min"    parquet:"latency_min,optional"`
	Silent    *int32 `json:"silent"         parquet:"silent,optional"`
}

// longest is the cap for latencies, in minutes.
const longest = 24 * 60

// figures accumulates the rows.
type figures struct{ weeks []weekly }

type weekly struct {
	people, planned, delivered, answered int
	answering                            int // people with at least one answered check-in
	silent                               int // people who answered no check-in in this week or any later one
	latency                              [longest + 1]int32
	who                                  [5][]uint32 // of tables, in the order of these constants
}

// The people behind the counts of a week.
const (
	whoIsThere = iota
	whoWasAsked
	whoWasReached
	whoAnswered
	whoIsSilent
)

// add notes that a person is behind a count.
func (w *weekly) add(count int, who int32) {
	if in := w.who[count]; who >= 0 && (len(in) == 0 || in[len(in)-1] != uint32(who)) {
		w.who[count] = append(in, uint32(who))
	}
}

// take counts one person's check-ins. Who is their number in tables, else -1.
func (f *figures) take(p page, who int32) {
	for len(f.weeks) < int(p.person.Weeks) {
		f.weeks = append(f.weeks, weekly{})
	}
	answered := make([]bool, p.person.Weeks+1)
	last := 0
	for n, o := range p.occasions {
		at := p.timings[n]
		w := &f.weeks[o.Week-1]
		if o.Answers > 0 {
			last = max(last, int(o.Week))
		}
		// Check-ins that the person started, that had no reason to ask, or that a journey took away, were not due.
		due := o.Status != string(NoSession) && o.Status != string(travelled)
		if o.Trigger == byThemselves || o.Trigger == byPhrase || !due {
			continue
		}
		w.planned++
		w.add(whoWasAsked, who)
		if at.sent != nil || o.Answers > 0 {
			w.delivered++
			w.add(whoWasReached, who)
		}
		if o.Answers == 0 {
			continue
		}
		w.answered++
		w.add(whoAnswered, who)
		answered[o.Week] = true
		if at.sent != nil && at.first != nil {
			w.latency[min(max(*at.first-*at.sent, 0), longest)]++
		}
	}
	for n := range int(p.person.Weeks) {
		w := &f.weeks[n]
		w.people++
		w.add(whoIsThere, who)
		if n+1 > last {
			w.silent++
			w.add(whoIsSilent, who)
		}
		if answered[n+1] {
			w.answering++
		}
	}
}

// rows is one row for each week.
func (f *figures) rows() []figure {
	rows := make([]figure, 0, len(f.weeks))
	for n := range f.weeks {
		w := &f.weeks[n]
		count := func(n int) *int32 {
			exact := small(n)
			return &exact
		}
		row := figure{
			Week: small(n + 1), People: count(w.people), Planned: count(w.planned), Delivered: count(w.delivered),
			Answered: count(w.answered), Silent: count(w.silent), Latency: w.median(),
		}
		row.percent()
		rows = append(rows, row)
	}
	return rows
}

// table is one row for each week, of counts that are treated as those of tables are.
func (f *figures) table(c *cells) []figure {
	var rows []figure
	for n := range f.weeks {
		w := &f.weeks[n]
		count := func(name string, total, who int, may bool) *int32 {
			cell := fmt.Sprintf("figures week %d %s", n+1, name)
			shown, _, ok := c.releases.Count(cell, total, c.keysOf(w.who[who]), may)
			if !ok {
				return nil
			}
			return number(shown)
		}
		all := c.keysOf(w.who[whoIsThere])
		others := func(who int) bool { // nobody's absence from a count tells of a few
			return !disclosure.Apart(all, [][]uint64{c.keysOf(w.who[who])})
		}
		row := figure{
			Week: small(n + 1), People: count("people", w.people, whoIsThere, true),
			Planned:   count("planned", w.planned, whoWasAsked, true),
			Delivered: count("delivered", w.delivered, whoWasReached, true),
			Answered:  count("answered", w.answered, whoAnswered, true),
			Silent:    count("silent", w.silent, whoIsSilent, others(whoIsSilent)),
		}
		if row.People == nil {
			continue
		}
		row.percent()
		rows = append(rows, row)
	}
	return rows
}

// percent works out the percentage from the counts that are shown.
func (r *figure) percent() {
	if r.Answered != nil && r.Delivered != nil && *r.Delivered > 0 {
		percent := min(100, (200**r.Answered+*r.Delivered)/(2**r.Delivered))
		r.Percent = &percent
	}
}

// median is the median number of minutes between the delivery of a check-in and its first answer.
func (w *weekly) median() *int32 {
	total := int32(0)
	for _, n := range w.latency {
		total += n
	}
	below := int32(0)
	for minute, n := range w.latency {
		if below += n; total > 0 && 2*below >= total {
			m := small(minute)
			return &m
		}
	}
	return nil
}
