package attendant

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"footing/bot/internal/loop"
)

// TestWhoWaitsLongestGoesFirst: of many alarms for which something is due, each is dealt with in the order in which it
// fell due, and none before its time.
func TestWhoWaitsLongestGoesFirst(t *testing.T) {
	const crowd = 20
	began := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	due := func(n int) time.Time { return began.Add(time.Duration(n) * time.Second) }
	stale := map[string]shown{"s01-B": {}}
	type taking func(at time.Time) string // the id of what is taken; empty for nothing
	about := func(a *Attendant, next func(time.Time) *emergency, set func(*emergency, time.Time)) taking {
		for n := range crowd {
			c := &emergency{evidence: fmt.Sprint("e", n), began: began}
			set(c, due(n))
			a.emergencies[c.evidence] = c
		}
		return func(at time.Time) string {
			if c := next(at); c != nil {
				return c.evidence
			}
			return ""
		}
	}
	for name, next := range map[string]func(*Attendant) taking{
		"calls": func(a *Attendant) taking {
			return about(a, a.dueCall, func(c *emergency, at time.Time) { c.next = at })
		},
		"pages": func(a *Attendant) taking {
			return about(a, a.duePage, func(c *emergency, at time.Time) { c.pageNext = at })
		},
		"what a patient is told": func(a *Attendant) taking {
			return about(a, a.dueStanding, func(c *emergency, at time.Time) { c.tells = at })
		},
		"edits": func(a *Attendant) taking {
			return about(a, a.dueEdit, func(c *emergency, at time.Time) {
				c.storm = storm{at: []time.Time{began}, message: stale, due: at}
			})
		},
		"alerts with which no turn goes on": func(a *Attendant) taking {
			for n := range crowd {
				id := fmt.Sprint("e", n)
				a.unread[id] = &unread{id: id, due: due(n)}
			}
			return func(at time.Time) string {
				if u := a.dueUnread(at); u != nil {
					return u.id
				}
				return ""
			}
		},
	} {
		a := unheard(t, loop.Reading{Wall: began})
		a.with.Clock = func() loop.Reading { return loop.Reading{Wall: began} }
		take := next(a)
		var got, want []string
		for id := take(due(crowd - 2)); id != ""; id = take(due(crowd - 2)) {
			got = append(got, id)
		}
		for n := range crowd - 1 {
			want = append(want, fmt.Sprint("e", n))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: in this order: %v", name, got)
		}
	}
}
