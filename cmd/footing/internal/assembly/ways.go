package assembly

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/flows/record"
	"footing/flows/state"
)

// provenWithin is for how long a press proves the way to somebody: a test alert comes once a week, and a day more may
// pass until its answer is read.
const provenWithin = 8 * 24 * time.Hour

// Way is the way to one person who can be called: whether alerts reach a human there.
type Way struct {
	Name   string     `json:"name"`
	Posts  []string   `json:"posts"`            // their own, and what they hold for others now
	Proven *time.Time `json:"proven,omitempty"` // when a press last proved it, as far as the office was told
	Missed *time.Time `json:"missed,omitempty"` // of the test alert that has had no press since
}

// unproven tells whether nothing has lately shown that alerts reach them.
func (w Way) unproven(now time.Time) bool {
	return w.Missed != nil || w.Proven == nil || now.Sub(*w.Proven) > provenWithin
}

// waysOf lists the ways to everybody who can be called, in the order of the staff.
func waysOf(o *state.Office) (ways []Way) {
	if o == nil {
		return nil
	}
	for _, c := range o.Staff {
		if c.Role == record.Supervisor {
			continue
		}
		w := Way{Name: c.Name, Posts: []string{string(c.Role)}}
		for _, s := range o.Swaps {
			if s.Begun && s.Who.ID == c.ID && !slices.Contains(w.Posts, string(s.Post)) {
				w.Posts = append(w.Posts, string(s.Post))
			}
		}
		if at, ok := o.Proven[c.ID]; ok {
			w.Proven = &at
		}
		if at, ok := o.Missed[c.ID]; ok {
			w.Missed = &at
		}
		ways = append(ways, w)
	}
	return ways
}

// Ways are the ways to everybody who can be called, at the latest look.
func (a *Assembly) Ways() []Way {
	if l := a.look.Load(); l != nil {
		return l.ways
	}
	return nil
}

// provenWays are the ways as metrics, by post and without a name.
type provenWays struct {
	a   *Assembly
	now func() time.Time
}

// Describe says what Collect gives.
func (provenWays) Describe(to chan<- *prometheus.Desc) {
	to <- unprovenWays()
	to <- oldestProof()
}

func unprovenWays() *prometheus.Desc {
	return prometheus.NewDesc("footing_ways_unproven", "People of a post to whom no press has lately proved the way. "+
		"Anything above 0 for long needs a human; /alarms names them.", []string{"post"}, nil)
}

func oldestProof() *prometheus.Desc {
	return prometheus.NewDesc("footing_way_proven_timestamp_seconds",
		"When a press last proved the way to the person of a post for whom that is longest ago.", []string{"post"}, nil)
}

// Collect gives how many people of each post are unproven, and the oldest proof of those that somebody holds.
func (p provenWays) Collect(to chan<- prometheus.Metric) {
	unproven, oldest := map[string]int{}, map[string]time.Time{}
	for _, role := range []record.Role{record.Clinician, record.Backup, record.Lead, record.Night} {
		unproven[string(role)] = 0
	}
	now := p.now()
	for _, w := range p.a.Ways() {
		for _, post := range w.Posts {
			n := unproven[post]
			if w.unproven(now) {
				n++
			}
			unproven[post] = n
			if before, known := oldest[post]; w.Proven != nil && (!known || w.Proven.Before(before)) {
				oldest[post] = *w.Proven
			}
		}
	}
	for post, n := range unproven {
		to <- prometheus.MustNewConstMetric(unprovenWays(), prometheus.GaugeValue, float64(n), post)
	}
	for post, at := range oldest {
		to <- prometheus.MustNewConstMetric(oldestProof(), prometheus.GaugeValue, float64(at.UnixMilli())/1000, post)
	}
}
