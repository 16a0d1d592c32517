package cohort

import (
	"slices"
	"time"

	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// week counts the weeks since the check-ins began.
func (p *panel) week() int {
	return max(0, int(p.r.Now.Sub(p.c.Begin())/(7*24*time.Hour)))
}

// planLife plans what a person does without being asked: stopping, blocking the bot for a while, calling for help.
func (p *panel) planLife(who *person) {
	d := dialogue{r: p.r, chat: who.chat, name: name(who.code)}
	moment := func(week int) time.Time { // somewhere in that week, by day
		day := p.c.Begin().AddDate(0, 0, 7*week+who.dice.IntN(7))
		return day.Add(time.Duration(10*60+who.dice.IntN(10*60)) * time.Minute)
	}
	if who.leaves < p.c.Weeks {
		p.at(moment(who.leaves), func() {
			p.r.Say(who.chat, d.name, "/stop", "")
			d.press(press.Stop{Yes: true})
			if who.shares > 0.5 { // researchers may keep what they gave
				d.press(press.Choice{What: "consent", Value: string(record.ForResearch), More: "yes"})
			}
		})
	}
	if who.calls < p.c.Weeks {
		p.at(moment(who.calls), func() {
			if !p.attended() {
				return
			}
			for _, choice := range []string{"", "tell", "told"} {
				d.press(press.Help{Choice: choice})
			}
		})
	}
	if who.blocks < p.c.Weeks {
		from := moment(who.blocks)
		p.at(from, func() { p.member(d, true) })
		p.at(from.AddDate(0, 0, 3+who.dice.IntN(10)), func() { p.member(d, false) })
	}
}

// member lets a person block or unblock the bot.
func (p *panel) member(d dialogue, blocked bool) {
	p.r.Post(p.r.Who(d.chat), state.Membership{
		Header:  state.Header{ID: p.r.Series + d.name + "/" + p.r.Now.Format(time.RFC3339), At: p.r.Now},
		Sender:  state.Sender{Chat: d.chat, Name: d.name, Language: "en"},
		Blocked: blocked,
	})
}

// noticed lets a person decide about a check-in, or about the reminder of an unanswered one.
func (p *panel) noticed(who *person, occasion string) {
	if who.willAnswer(p.week()) {
		p.in(who.minutes(12), func() { p.answer(who, occasion) })
	}
}

// answer taps one option of a check-in that is still open, and the next one a little later.
func (p *panel) answer(who *person, occasion string) {
	d := dialogue{r: p.r, chat: who.chat, name: name(who.code)}
	open := d.role().State.Patient.Open
	if open == nil || open.ID != occasion {
		return
	}
	if back := offers(d, func(press.Back) bool { return true }); len(back) > 0 && who.dice.Float64() < 0.02 {
		d.press(back[0])
		open = d.role().State.Patient.Open
	}
	offered := offers(d, func(a press.Answer) bool { return a.Occasion == open.Number && a.Item == open.Item })
	if len(offered) == 0 {
		return
	}
	pressed := offered[who.dice.IntN(len(offered))]
	for _, id := range open.Questionnaires {
		if item, ok := p.c.Plan.Item(id, open.Item); ok {
			code := who.pick(p.c.Plan.Questionnaires[id], item, p.week(), !p.attended())
			if n := slices.IndexFunc(offered, func(a press.Answer) bool { return a.Code == code }); n >= 0 {
				pressed = offered[n]
			}
		}
	}
	d.press(pressed)
	if d.role().State.Patient.Open == nil {
		p.in(who.minutes(0.3), func() { p.share(who, d) })
	} else if who.dice.Float64() > 0.01 { // once in a while somebody is called away
		p.in(time.Duration(4+who.dice.IntN(40))*time.Second, func() { p.answer(who, occasion) })
	}
}

// share decides about private answers, if the check-in asked. Many keep them private.
func (p *panel) share(who *person, d dialogue) {
	choices := offers(d, func(press.Share) bool { return true })
	if len(choices) < 2 || who.dice.Float64() < 0.3 {
		return
	}
	last := len(choices) - 1 // to keep them
	n := last
	if who.dice.Float64() < who.shares {
		n = who.dice.IntN(last)
	}
	d.press(choices[n])
}

// attended tells whether somebody is on duty soon enough to close an alert raised now before the end. So the finished
// store has no open alert.
func (p *panel) attended() bool {
	next, ok := p.c.Plan.Clinic.NextDuty(p.r.Now)
	return ok && next.Add(4*time.Hour).Before(p.c.End)
}

// alarmed lets the clinician open an alert, acknowledge it and file its outcome, all within two hours of duty. Now and
// then they forget the outcome, and the alert is called again.
func (p *panel) alarmed(alert string) {
	base := p.r.Now
	if next, ok := p.c.Plan.Clinic.NextDuty(base); ok {
		base = next
	}
	after := func(minutes int) time.Time { return base.Add(time.Duration(minutes) * time.Minute) }
	if p.dice.Float64() < 0.7 {
		p.at(after(1+p.dice.IntN(4)), func() { p.tapAlarm(alert, press.Alarm{Act: "open"}) })
	}
	p.at(after(5+p.dice.IntN(20)), func() { p.tapAlarm(alert, press.Alarm{Act: press.Seen}) })
	switch u := p.dice.Float64(); {
	case u < 0.7:
		p.at(after(30+p.dice.IntN(30)), func() { p.tapAlarm(alert, press.Alarm{Act: press.Contact}) })
	case u < 0.9:
		p.at(after(30+p.dice.IntN(30)), func() {
			p.tapAlarm(alert, press.Alarm{Act: press.Elsewhere})
			p.tapAlarm(alert, press.Alarm{Act: press.Elsewhere, Reason: "known"})
		})
	}
}

// tapAlarm presses the button on the youngest message of an alert.
func (p *panel) tapAlarm(alert string, act press.Alarm) {
	desk := p.desk.State.Desk
	n := slices.IndexFunc(desk.Alarms, func(a state.Alarmed) bool { return a.Alert == alert })
	if n < 0 {
		return
	}
	at := slices.Index(p.desk.IDs, desk.Alarms[n].Message)
	if at < 0 {
		return
	}
	acts := among(p.desk.Phone[at].Buttons, func(a press.Alarm) bool { return a.Act == act.Act && a.Reason == act.Reason })
	if len(acts) > 0 {
		p.r.Tap(p.desk.State.Chat, p.desk.State.Name, p.desk.IDs[at], press.Encode(acts[0]))
	}
}

// reads lets the clinician open a few of the summaries that the weekly message offers.
func (p *panel) reads(buttons [][]state.Button) {
	d := dialogue{r: p.r, chat: p.desk.State.Chat, name: p.desk.State.Name}
	for _, summary := range among(buttons, func(press.Summary) bool { return true }) {
		if p.dice.Float64() < 0.15 {
			p.in(time.Duration(1+p.dice.IntN(90))*time.Minute, func() { d.press(summary) })
		}
	}
}
