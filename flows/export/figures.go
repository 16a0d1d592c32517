package export

import "footing/flows/export/disclosure"

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
}

// take counts one person's check-ins.
func (f *figures) take(p page) {
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
		// Check-ins that the person started, or that had no reason to ask, are not part of the plan.
		if o.Trigger == byThemselves || o.Trigger == byPhrase || o.Status == string(NoSession) {
			continue
		}
		w.planned++
		if at.sent != nil || o.Answers > 0 {
			w.delivered++
		}
		if o.Answers == 0 {
			continue
		}
		w.answered++
		answered[o.Week] = true
		if at.sent != nil && at.first != nil {
			w.latency[min(max(*at.first-*at.sent, 0), longest)]++
		}
	}
	for n := range int(p.person.Weeks) {
		w := &f.weeks[n]
		w.people++
		if n+1 > last {
			w.silent++
		}
		if answered[n+1] {
			w.answering++
		}
	}
}

// rows is one row for each week. In an anonymous export a count is suppressed if it is about fewer than SmallestCell
// people or about all but so few, and all counts are rounded.
func (f *figures) rows(anonymous bool) []figure {
	rows := make([]figure, 0, len(f.weeks))
	for n := range f.weeks {
		w := &f.weeks[n]
		if anonymous && w.people < disclosure.SmallestCell {
			break // later weeks have even fewer
		}
		count := func(n int, people ...int) *int32 {
			exact := small(n)
			if !anonymous {
				return &exact
			}
			for _, p := range people {
				if p < disclosure.SmallestCell {
					return nil
				}
			}
			near := small(disclosure.Rounded(n))
			return &near
		}
		row := figure{
			Week: small(n + 1), People: count(w.people, w.people), Planned: count(w.planned, w.people),
			Delivered: count(w.delivered, w.people), Answered: count(w.answered, w.answering),
			Silent: count(w.silent, w.silent, w.people-w.silent),
		}
		if row.Answered != nil && w.delivered > 0 {
			percent := small((200*w.answered + w.delivered) / (2 * w.delivered))
			row.Percent = &percent
		}
		if !anonymous || w.answering >= disclosure.SmallestCell {
			row.Latency = w.median()
		}
		rows = append(rows, row)
	}
	return rows
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
