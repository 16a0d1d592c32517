package desk

import (
	"slices"
	"strings"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// dutyAsked is /duty: who holds the clinic's posts, what is swapped, and the way to swap.
func (t Side) dutyAsked() {
	if !t.working() {
		return
	}
	d := t.State.Desk
	lines := []string{t.Text("swap.title")}
	for _, post := range state.Posts() {
		lines = append(lines, t.postLine(post))
	}
	lines = append(lines, t.swapLines()...)
	var rows [][]state.Button
	switch {
	case d.Leads():
		rows = append(rows, t.swapRow())
	case slices.Contains(state.Posts(), d.Role):
		rows = append(rows, turn.Row(turn.Button(t.Text("swap.mine"), press.Swap{Of: turn.ColleagueKey(t.State.ID)})))
	}
	for _, s := range d.Swaps {
		if t.concerns(s) && !s.Leave {
			rows = append(rows, turn.Row(turn.Button(
				t.Text("swap.take_back", "post", t.postName(s.Post), "day", t.Date(s.From)), press.TakeBack{Swap: s.ID})))
		}
	}
	t.Say(state.ClassReply, turn.Cut(strings.Join(lines, "\n")), rows...)
}

// swapRow leads a lead to the posts that can be swapped.
func (t Side) swapRow() []state.Button {
	return turn.Row(turn.Button(t.Text("swap.any"), press.Swap{}))
}

// postName is a post in the reader's language.
func (t Side) postName(post record.Role) string { return t.Text("swap.post_" + string(post)) }

// postLine says who holds a post now.
func (t Side) postLine(post record.Role) string {
	team := t.State.Desk.Team("")
	if s := team.Swapped(post); s != nil && s.Who.ID != "" {
		return t.Text("swap.holds_for", "post", t.postName(post), "who", s.Who.Name, "of", s.Of.Name,
			"until", t.DateTime(s.Until))
	}
	if holder := *team.Holder(post); holder != nil {
		return t.Text("swap.holds", "post", t.postName(post), "who", holder.Name)
	}
	return t.Text("swap.nobody", "post", t.postName(post))
}

// swapLines say which swaps are to come, and which are asked for, as far as they concern the reader.
func (t Side) swapLines() []string {
	var lines []string
	for _, s := range t.State.Desk.Swaps {
		key := "swap.coming"
		switch {
		case s.Begun, s.Who.ID == "":
			continue
		case !s.Said && !t.concerns(s):
			continue
		case !s.Said:
			key = "swap.asking"
		}
		lines = append(lines, t.swapText(key, s, ""))
	}
	return lines
}

// swapText is a text about a swap.
func (t Side) swapText(key string, s state.Swap, by string) string {
	return t.Text(key, "post", t.postName(s.Post), "who", s.Who.Name, "of", s.Of.Name, "by", by,
		"when", t.swapWhen(s.From, s.Until), "until", t.DateTime(s.Until))
}

// concerns reports whether the reader may end a swap: whose post it is, who holds it, who asked for it, and a lead.
func (t Side) concerns(s state.Swap) bool {
	self := t.State.ID
	return s.Of.ID == self || s.Who.ID == self || s.By == self || t.State.Desk.Leads()
}

// takeBackTapped ends a swap, or takes a question back. The office says so to everybody concerned.
func (t Side) takeBackTapped(e state.Tapped, p press.TakeBack) {
	d := t.State.Desk
	n := -1
	if d != nil && d.Active {
		n = slices.IndexFunc(d.Swaps, func(s state.Swap) bool { return s.ID == p.Swap })
	}
	if n < 0 || !t.concerns(d.Swaps[n]) || d.Swaps[n].Leave {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	s := d.Swaps[n]
	t.dropOffer(s.ID)
	t.Tell(state.OfficeID, state.TakeBack{Swap: s.ID})
	t.Edit(e.Message, t.swapText("swap.taken_back", s, ""))
}
