package cohort

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"footing/flows/press"
	"footing/flows/state"
)

// beside is what a person does with the bot apart from planned check-ins.
type beside struct {
	dice    *rand.Rand // of its own, so that the rest of a life does not hang on it
	session string     // the weekly one, as its buttons have it: "tue.1030"; empty: nobody has said when they are
	day     int        // of the week, from Monday
	starts  int        // the week in which they start a check-in themselves
	writes  int        // the week in which they write one of the phrases
	rests   int        // the week in which they pause
	resumes int        // days after that on which they end the pause; 0: they let it end
}

func newBeside(seed uint64, chat int64) beside {
	b := beside{dice: rand.New(rand.NewPCG(^seed, uint64(chat)))} //nolint:gosec // invented people, no secrets; bits are bits
	if b.dice.Float64() < 0.6 {
		b.day = b.dice.IntN(5)
		b.session = fmt.Sprintf("%s.%02d%02d", []string{"mon", "tue", "wed", "thu", "fri"}[b.day], 9+b.dice.IntN(8),
			15*b.dice.IntN(4))
	}
	b.starts, b.writes = week(b.dice, 0.04), week(b.dice, 0.015)
	rest := rand.New(rand.NewPCG(^seed, ^uint64(chat))) //nolint:gosec // likewise
	b.rests, b.resumes = week(rest, 0.02), rest.IntN(3)
	return b
}

// planBeside plans it.
func (p *panel) planBeside(who *person) {
	b := &who.beside
	d := dialogue{r: p.r, chat: who.chat, name: name(who.code)}
	begin := func(week, day int) time.Time { // in the evening, when the day's session is over
		return p.c.Begin().AddDate(0, 0, 7*week+day).Add(19*time.Hour + time.Duration(b.dice.IntN(90))*time.Minute)
	}
	if b.session != "" && p.c.Weeks > 0 {
		p.at(p.r.Now.Add(time.Duration(1+b.dice.IntN(120))*time.Minute), func() {
			day, clock, _ := strings.Cut(b.session, ".")
			p.sessions(d,
				press.Session{How: "week"}, press.Session{How: "week", Day: day},
				press.Session{How: "week", Day: day, Clock: clock[:2]}, press.Session{How: "week", Day: day, Clock: clock})
		})
		for week := range p.c.Weeks {
			if b.dice.Float64() < 0.08 {
				p.at(begin(week, b.day), func() { p.sessions(d, press.Session{How: "off"}) })
			}
		}
	}
	if b.starts < p.c.Weeks {
		p.at(begin(b.starts, b.dice.IntN(7)), func() { p.says(d, "/checkin") })
	}
	if b.writes < p.c.Weeks {
		phrases := p.c.Plan.Phrases("en")
		p.at(begin(b.writes, b.dice.IntN(5)).Add(-6*time.Hour), func() {
			if len(phrases) > 0 && p.attended() {
				p.says(d, phrases[b.dice.IntN(len(phrases))])
			}
		})
	}
	if b.rests < p.c.Weeks {
		at := p.c.Begin().AddDate(0, 0, 7*b.rests+3).Add(21 * time.Hour)
		p.at(at, func() { p.rests(d, press.Chose("pause", "7")) })
		if b.resumes > 0 && b.rests < p.c.Weeks-1 {
			p.at(at.AddDate(0, 0, b.resumes), func() { p.rests(d, press.Chose("pause", "0")) })
		}
	}
}

// rests lets a person pause, or end a pause.
func (p *panel) rests(d dialogue, button press.Press) {
	if p.says(d, "/pause") {
		d.press(button)
	}
}

// says lets a person write, unless they have blocked the bot.
func (p *panel) says(d dialogue, text string) bool {
	if d.role().State.Blocked {
		return false
	}
	p.r.Say(d.chat, d.name, text, "")
	return true
}

// sessions goes through the buttons about the sessions.
func (p *panel) sessions(d dialogue, buttons ...press.Session) {
	if !p.says(d, "/schedule") || !d.press(press.Session{How: "ask"}) {
		return
	}
	for _, button := range buttons {
		if !d.press(button) {
			return
		}
	}
}

// asked lets a person answer the question about the last session before a long gap. Some do not answer.
func (p *panel) asked(who *person, buttons [][]state.Button) {
	offered := among(buttons, func(c press.Choice) bool { return c.What == "gap" })
	if len(offered) == 0 || who.beside.dice.Float64() < 0.3 {
		return
	}
	d := dialogue{r: p.r, chat: who.chat, name: name(who.code)}
	answer := offered[who.beside.dice.IntN(len(offered))]
	p.in(time.Duration(1+who.beside.dice.IntN(60))*time.Minute, func() { d.press(answer) })
}
