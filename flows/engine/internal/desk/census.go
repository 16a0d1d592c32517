package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// censusPatience is how long the desk waits for colleagues' counts.
const censusPatience = 10 * time.Second

// countPanels asks every desk how many patients it has. No desk names its patients.
func (t Side) countPanels(weekly bool) {
	d := t.State.Desk
	d.Census = &state.Census{ID: t.Event.ID, Weekly: weekly}
	for _, c := range t.colleagues("") {
		d.Census.Waiting = append(d.Census.Waiting, c.ID)
		t.Tell(c.ID, state.Count{Census: d.Census.ID})
	}
	t.Keep(record.Opened{By: t.State.ID, What: "counts"})
	if len(d.Census.Waiting) == 0 {
		t.showCensus()
		return
	}
	t.Wake(state.WakeCensus, state.CensusCounts, t.Now().Add(censusPatience))
}

// countAsked answers a colleague who may see counts.
func (t Side) countAsked(from string, l state.Count) {
	d := t.State.Desk
	if d == nil || !slices.ContainsFunc(d.Staff, func(c state.Contact) bool {
		return c.ID == from &&
			c.Role.SeesCounts()
	}) {
		t.Ignore("a count for somebody who may not see it")
		return
	}
	answer := state.Counted{Census: l.Census}
	for n := range d.Panel {
		if m := &d.Panel[n]; m.Mine() && m.Left.IsZero() {
			answer.Patients++
			if m.Care {
				answer.Care++
			}
		}
	}
	for _, a := range d.Alarms {
		if m := t.member(a.Patient); m != nil && m.Mine() && !a.Closed {
			answer.Alerts++
			if !a.Seen {
				answer.Unseen++
			}
		}
	}
	t.Tell(from, answer)
}

// counted takes one colleague's answer; the last one's shows all of them.
func (t Side) counted(from string, l state.Counted) {
	d := t.State.Desk
	if d == nil || d.Census == nil || d.Census.ID != l.Census || !slices.Contains(d.Census.Waiting, from) {
		t.Ignore("a count that nobody waits for")
		return
	}
	c := d.Census
	c.Waiting = slices.DeleteFunc(c.Waiting, func(id string) bool { return id == from })
	c.Lines = append(c.Lines, t.Text("census.line", "name", t.nameOf(from), "patients", strconv.Itoa(l.Patients),
		"care", strconv.Itoa(l.Care), "alerts", strconv.Itoa(l.Alerts), "unseen", strconv.Itoa(l.Unseen)))
	if len(c.Waiting) == 0 {
		t.Forget(state.WakeCensus, state.CensusCounts)
		t.showCensus()
	}
}

func (t Side) nameOf(id string) string {
	for _, c := range t.State.Desk.Staff {
		if c.ID == id {
			return c.Name
		}
	}
	return "?"
}

// showCensus shows the counts, and who has not answered.
func (t Side) showCensus() {
	d := t.State.Desk
	if d == nil || d.Census == nil {
		t.Ignore("no count")
		return
	}
	c := *d.Census
	d.Census = nil
	slices.Sort(c.Lines)
	lines := append([]string{t.Text("census.head")}, c.Lines...)
	for _, id := range c.Waiting {
		lines = append(lines, t.Text("census.silent", "name", t.nameOf(id)))
	}
	for _, s := range d.Swaps {
		if s.Begun {
			lines = append(lines, t.swapText("swap.holds_for", s, ""))
		}
	}
	lines = append(lines, t.swapLines()...)
	if len(lines) == 1 {
		lines = append(lines, t.Text("team.nobody"))
	}
	class := state.ClassReply
	if c.Weekly {
		class = state.ClassDigest
	}
	var rows [][]state.Button
	if d.Leads() && !c.Weekly && len(t.posts()) > 0 {
		rows = append(rows, t.swapRow(), turn.Row(turn.Button(t.Text("post.ask"), press.Dismiss{})))
	}
	t.Add(state.Say{
		Chat: t.State.Chat, Class: class, Text: turn.Cut(strings.Join(lines, "\n")), Buttons: rows,
		Protect: true,
	})
}
