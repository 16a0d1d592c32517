package export

import "footing/flows/export/disclosure"

// figure is a row of figures: how one week of everybody's participation went. These are the figures that the
// checklist for reporting ecological momentary assessment studies (CREMAS) asks for.
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

// longest is the most minutes that a latency is counted up to.
const longest = 24 * 60

// figures adds up.
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
	for _, o := range p.occasions {
		w := &f.weeks[o.Week-1]
		if o.Answers > 0 {
			last = max(last, int(o.Week))
		}
		// Neither what the person began nor what there was no reason to ask was a check-in of the plan.
		if o.Trigger == byThemselves || o.Trigger == byPhrase || o.Status == string(NoSession) {
			continue
		}
		w.planned++
		if o.Sent != nil || o.Answers > 0 {
			w.delivered++
		}
		if o.Answers == 0 {
			continue
		}
		w.answered++
		answered[o.Week] = true
		if o.Sent != nil && o.First != nil {
			w.latency[min(max(*o.First-*o.Sent, 0), longest)]++
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

// rows gives a row for each week. Where the whole has to be anonymous, nothing is said about fewer than SmallestCell
// people or about all but so few, and counts are rounded.
func (f *figures) rows(anonymous bool) []figure {
	rows := make([]figure, 0, len(f.weeks))
	for n := range f.weeks {
		w := &f.weeks[n]
		if anonymous && w.people < disclosure.SmallestCell {
			break // from here on there are fewer and fewer
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

// median is the middle of the minutes between the arrival of a check-in and its first answer.
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
