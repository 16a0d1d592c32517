package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
)

// censusPatience is how long the counts of colleagues are waited for.
const censusPatience = 10 * time.Second

// censusCounts is the key of the moment at which what has come is shown.
const censusCounts = "counts"

// Census is a count of everybody's patients on its way.
type Census struct {
	ID      string   `json:"id"`
	Weekly  bool     `json:"weekly,omitempty"`
	Waiting []string `json:"waiting,omitempty"` // participant ids
	Lines   []string `json:"lines,omitempty"`
}

// countPanels asks everybody how many patients they have. Nobody says who those are.
func (t *turn) countPanels(weekly bool) {
	d := t.state.Desk
	d.Census = &Census{ID: t.event.ID, Weekly: weekly}
	for _, c := range t.colleagues("") {
		d.Census.Waiting = append(d.Census.Waiting, c.ID)
		t.tell(c.ID, Count{Census: d.Census.ID})
	}
	t.keep(record.Opened{By: t.state.ID, What: "counts"})
	if len(d.Census.Waiting) == 0 {
		t.showCensus()
		return
	}
	t.wake(WakeCensus, censusCounts, t.now().Add(censusPatience))
}

// countAsked answers whoever may see counts.
func (t *turn) countAsked(from string, l Count) {
	d := t.state.Desk
	if d == nil || !slices.ContainsFunc(d.Staff, func(c Contact) bool { return c.ID == from && counts(c.Role) }) {
		t.ignore("a count for somebody who may not see it")
		return
	}
	answer := Counted{Census: l.Census}
	for n := range d.Panel {
		if m := &d.Panel[n]; m.mine() && m.Left.IsZero() {
			answer.Patients++
			if m.Care {
				answer.Care++
			}
		}
	}
	for _, a := range d.Alarms {
		if m := t.member(a.Patient); m != nil && m.mine() && !a.Closed {
			answer.Alerts++
			if !a.Seen {
				answer.Unseen++
			}
		}
	}
	t.tell(from, answer)
}

// counts tells whether a post sees how many patients everybody has.
func counts(r record.Role) bool { return r == record.Supervisor || r == record.Lead }

// counted takes one colleague's answer; the last one's shows all of them.
func (t *turn) counted(from string, l Counted) {
	d := t.state.Desk
	if d == nil || d.Census == nil || d.Census.ID != l.Census || !slices.Contains(d.Census.Waiting, from) {
		t.ignore("a count that nobody waits for")
		return
	}
	c := d.Census
	c.Waiting = slices.DeleteFunc(c.Waiting, func(id string) bool { return id == from })
	c.Lines = append(c.Lines, t.text("census.line", "name", t.nameOf(from), "patients", strconv.Itoa(l.Patients),
		"care", strconv.Itoa(l.Care), "alerts", strconv.Itoa(l.Alerts), "unseen", strconv.Itoa(l.Unseen)))
	if len(c.Waiting) == 0 {
		t.forget(WakeCensus, censusCounts)
		t.showCensus()
	}
}

func (t *turn) nameOf(id string) string {
	for _, c := range t.state.Desk.Staff {
		if c.ID == id {
			return c.Name
		}
	}
	return "?"
}

// showCensus shows the counts, and who has not answered.
func (t *turn) showCensus() {
	d := t.state.Desk
	if d == nil || d.Census == nil {
		t.ignore("no count")
		return
	}
	c := *d.Census
	d.Census = nil
	slices.Sort(c.Lines)
	lines := append([]string{t.text("census.head")}, c.Lines...)
	for _, id := range c.Waiting {
		lines = append(lines, t.text("census.silent", "name", t.nameOf(id)))
	}
	if len(lines) == 1 {
		lines = append(lines, t.text("team.nobody"))
	}
	class := ClassReply
	if c.Weekly {
		class = ClassDigest
	}
	var rows [][]Button
	if d.leads() && !c.Weekly && len(t.posts()) > 0 {
		rows = append(rows, row(button(t.text("post.ask"), "f:ask")))
	}
	t.add(Say{Chat: t.state.Chat, Class: class, Text: cut(strings.Join(lines, "\n")), Buttons: rows, Protect: true})
}

// supervises tells whether this desk sees counts, and no patient.
func (d *Desk) supervises() bool { return d.Role == record.Supervisor }
