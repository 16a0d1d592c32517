package desk

import (
	"slices"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// swapTapped takes a press on the way to a swap: whose post, when, for how many days, and who shall hold it.
func (t Side) swapTapped(e state.Tapped, p press.Swap) {
	d := t.State.Desk
	if d == nil || !d.Active {
		t.Toast(e, "toast.old")
		return
	}
	of, known := t.staffOf(p.Of)
	mine := known && slices.Contains(state.Posts(), of.Role) && (of.ID == t.State.ID || d.Leads())
	from, until, ok := t.swapTime(of.Role, p.When, p.Days)
	switch {
	case p.Of == "" && d.Leads():
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("swap.which"), t.swappable()...)
	case !mine, p.When != "" && !ok, p.Days != 0 && !slices.Contains(swapLengths(), p.Days):
		t.Toast(e, "toast.old")
	case p.When == "":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("swap.when", "post", t.postName(of.Role), "of", of.Name), t.swapStarts(p, of.Role)...)
	case p.Days == 0:
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("swap.until", "post", t.postName(of.Role)), t.swapEnds(p)...)
	case p.Who == "":
		t.Toast(e, "")
		t.askWhom(e, p, state.Swap{Post: of.Role, Of: of, From: from, Until: until})
	default:
		t.proposeSwap(e, p, state.Swap{Post: of.Role, Of: of, From: from, Until: until})
	}
}

// staffOf finds somebody who works here, also oneself, by the key in a button.
func (t Side) staffOf(key string) (state.Contact, bool) {
	for _, c := range t.State.Desk.Staff {
		if turn.ColleagueKey(c.ID) == key {
			return c, true
		}
	}
	return state.Contact{}, false
}

// swappable lists everybody's posts, for a lead.
func (t Side) swappable() [][]state.Button {
	var rows [][]state.Button
	for _, post := range state.Posts() {
		for _, c := range t.State.Desk.Staff {
			if c.Role == post {
				rows = append(rows, turn.Row(turn.Button(t.postName(post)+" · "+c.Name,
					press.Swap{Of: turn.ColleagueKey(c.ID)})))
			}
		}
	}
	return rows
}

// swapStarts offers when a swap begins: soon, or on a date of the coming weeks.
func (t Side) swapStarts(p press.Swap, post record.Role) [][]state.Button {
	at := func(kind byte, day time.Time, days int) press.Press {
		return press.Swap{Of: p.Of, When: swapName(kind, day), Days: days}
	}
	today, dates := t.clinicDay(), []state.Button{}
	soon := []state.Button{
		turn.Button(t.Text("swap.today"), at(byDays, today, 1)),
		turn.Button(t.Text("swap.tonight"), at(byNight, t.thisNight(), 1)),
		turn.Button(t.Text("swap.tomorrow"), at(byDays, today.AddDate(0, 0, 1), 1)),
	}
	if post == record.Night { // whose days are nights
		soon = soon[1:]
	}
	for n := range swapDays {
		day := today.AddDate(0, 0, n+1)
		dates = append(dates, turn.Button(t.NominalDate(day), at(byDays, day, 0)))
	}
	return append([][]state.Button{soon}, slices.Collect(slices.Chunk(dates, 3))...)
}

// swapEnds offers the last day of a swap: the first day itself, or a later one.
func (t Side) swapEnds(p press.Swap) [][]state.Button {
	day, err := time.Parse(time.DateOnly, p.When[1:])
	if err != nil {
		return nil
	}
	var last []state.Button
	for _, n := range swapLengths() {
		last = append(last, turn.Button(t.NominalDate(day.AddDate(0, 0, n-1)), press.Swap{Of: p.Of, When: p.When, Days: n}))
	}
	return slices.Collect(slices.Chunk(last, 3))
}

// askWhom asks who shall hold the post: anybody else who works here and may be called.
func (t Side) askWhom(e state.Tapped, p press.Swap, s state.Swap) {
	var rows [][]state.Button
	for _, c := range t.State.Desk.Staff {
		if c.ID == s.Of.ID || c.Role == record.Supervisor {
			continue
		}
		label, who := c.Name, p
		if c.ID == t.State.ID {
			label = t.Text("team.myself")
		}
		who.Who = turn.ColleagueKey(c.ID)
		rows = append(rows, turn.Row(turn.Button(label, who)))
	}
	if len(rows) == 0 {
		t.Edit(e.Message, t.Text("team.nobody"))
		return
	}
	t.Edit(e.Message, t.swapText("swap.whom", s, ""), rows...)
}

// proposeSwap asks the office, which asks the colleague.
func (t Side) proposeSwap(e state.Tapped, p press.Swap, s state.Swap) {
	who, ok := t.staffOf(p.Who)
	if !ok || who.ID == s.Of.ID || who.Role == record.Supervisor {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	s.Who = who
	if who.ID == t.State.ID && t.onLeave(s.From, s.Until) {
		t.Edit(e.Message, t.swapText("swap.news_away", s, ""))
		return
	}
	t.Tell(state.OfficeID, state.Propose{
		Kind: record.AsSwap, Name: t.State.Desk.Name, From: s.From, Until: s.Until, Swap: &s,
	})
	if who.ID == t.State.ID {
		t.Edit(e.Message, t.swapText("swap.agreed", s, ""))
		return
	}
	t.Edit(e.Message, t.swapText("swap.asked", s, ""))
}

// swapProposed asks whether this desk's owner takes a post for a while. Only the office asks, and it has asked who
// wants it. Whoever is on leave then is not asked. At night it makes no sound: until they agree nothing changes.
func (t Side) swapProposed(from string, l state.Propose) {
	d := t.State.Desk
	switch {
	case from != state.OfficeID || l.Swap == nil:
		t.Ignore("a swap that the office does not ask for")
		return
	case d == nil || !d.Active || d.Supervises():
		t.Tell(from, state.Agreed{Kind: l.Kind, Swap: l.Swap.ID})
		return
	case t.onLeave(l.From, l.Until):
		t.Tell(from, state.Agreed{Kind: l.Kind, Swap: l.Swap.ID, Away: true})
		return
	}
	by := state.Contact{ID: l.Swap.By, Name: l.Name}
	for _, c := range d.Staff {
		if c.ID == by.ID {
			by = c
		}
	}
	o := t.offer1(l, by, false)
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassReply, Quiet: t.Quiet(), Protect: true,
		Text: t.Text("swap.ask", "name", l.Name, "post", t.postName(l.Swap.Post), "of", l.Swap.Of.Name,
			"when", t.swapWhen(l.From, l.Until)),
		Buttons: [][]state.Button{t.YesOrNo(press.Offer{Key: o.Key, Yes: true}, press.Offer{Key: o.Key})},
	})
}

// swapOffered takes the answer about a swap, the n-th offer.
func (t Side) swapOffered(e state.Tapped, n int, yes bool) {
	d := t.State.Desk
	o := d.Offers[n]
	answer := state.Agreed{Kind: o.Kind, Swap: o.Swap.ID, Yes: yes}
	key := "swap.agreed"
	switch {
	case !t.Now().Before(o.Until):
		key, answer.Yes = "swap.news_off", false
	case yes && t.onLeave(o.From, o.Until):
		key, answer.Yes, answer.Away = "swap.on_leave", false, true
	case !yes:
		key = "swap.declined"
	}
	if answer.Yes {
		d.Offers[n].Said = true
	} else {
		d.Offers = slices.Delete(d.Offers, n, n+1)
	}
	t.Tell(state.OfficeID, answer)
	t.Edit(e.Message, t.swapText(key, *o.Swap, o.By.Name))
}

// onLeave reports whether this desk's owner is away for a part of a time.
func (t Side) onLeave(from, until time.Time) bool {
	l := t.ownLeave()
	return l != nil && l.Said && from.Before(l.Until) && l.From.Before(until)
}

// mayHold reports whether this desk's owner has agreed to hold a post for a while that is not over. Patients are then
// introduced to them whatever their own post.
func (t Side) mayHold() bool {
	d := t.State.Desk
	is := func(s *state.Swap) bool {
		return s != nil && s.Who.ID == t.State.ID && t.Now().Before(s.Until)
	}
	return slices.ContainsFunc(d.Swaps, func(s state.Swap) bool { return s.Said && is(&s) }) ||
		slices.ContainsFunc(d.Offers, func(o state.Offer) bool {
			return o.Said && (is(o.Swap) || o.Kind == record.AsStandIn && t.Now().Before(o.Until))
		})
}

// giveBack gives back the posts that this desk's owner would hold for a while when they are away. Begun says that the
// leave has begun, so that those that hold now are meant, too: they end as it begins.
func (t Side) giveBack(begun bool) {
	l := t.ownLeave()
	if l == nil {
		return
	}
	for _, s := range t.State.Desk.Swaps {
		mine := s.Said && !s.Leave && s.Who.ID == t.State.ID
		if mine && (begun && s.Begun && s.From.Before(l.Until) || !s.Begun && t.onLeave(s.From, s.Until)) {
			t.Tell(state.OfficeID, state.TakeBack{Swap: s.ID, Away: true})
		}
	}
}

// dropOffer forgets the question about a swap.
func (t Side) dropOffer(swap string) {
	d := t.State.Desk
	d.Offers = slices.DeleteFunc(d.Offers, func(o state.Offer) bool { return o.Swap != nil && o.Swap.ID == swap })
}

// swapNews says what became of a swap. Who is asked no more keeps no question about it.
func (t Side) swapNews(from string, l state.Swapped) {
	d := t.State.Desk
	if from != state.OfficeID || d == nil {
		t.Ignore("news of a swap for nobody")
		return
	}
	s, class, quiet := l.Swap, state.ClassReply, t.Quiet()
	for _, o := range d.Offers {
		if o.Swap != nil && o.Swap.ID == s.ID {
			s = *o.Swap
		}
	}
	if s.Post == "" {
		t.Ignore("news of a swap of which nothing is known here")
		return
	}
	switch l.News {
	case state.SwapAgreed, state.SwapLeave:
	case state.SwapBegun:
		quiet = true
	case state.SwapEnded:
		quiet = true
		t.dropOffer(s.ID)
	case state.SwapTakenBack, state.SwapAbsent, state.SwapLeft, state.SwapVoid:
		t.dropOffer(s.ID)
		if l.Swap.Begun || s.From.Before(t.AfterQuiet()) { // who is called now, or later in this night, has changed
			class, quiet = state.ClassSafety, false
		}
	case state.SwapOff, state.SwapDeclined, state.SwapAway, state.SwapUnanswered, state.SwapOverlaps, state.SwapRefused:
		t.dropOffer(s.ID)
	}
	t.Add(state.Say{
		Chat: t.State.Chat, Class: class, Quiet: quiet, Text: t.swapText("swap.news_"+string(l.News), s, l.By),
	})
}
