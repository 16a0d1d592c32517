package bench

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"footing/flows/press"
)

// longest is how long a person waits for a reply.
const longest = 10 * time.Second

// person lives a check-in when it is their turn, without a pause: /checkin, then a press as soon as the last one was
// answered, until no question is left. The answers are drawn, but those about safety raise no alert: an alert is rare,
// and is not what a tap costs.
type person struct {
	phones *phones
	chat   int64
	dice   *rand.Rand
	wake   chan struct{}

	mu      sync.Mutex
	message int // the youngest with answers to press; 0 for none
	places  []answerButton
	acts    bool          // until they can go on
	waits   bool          // for the reply to an update
	what    kind          // of update that is
	pressed int           // the message under which an answer was pressed, until it has changed
	at      time.Duration // when the update went to the bot; 0 before
	invited bool          // a check-in came by itself
}

// kind is what somebody sent to the bot.
type kind int

const (
	opening kind = iota // of a check-in
	answer              // to a question
	help                // a call for it
	kinds
)

// answerButton is a button that answers a question.
type answerButton struct {
	row, column int
	data        string
}

func newPerson(p *phones, chat int64) *person {
	return &person{
		phones: p, chat: chat, wake: make(chan struct{}, 1),
		dice: rand.New(rand.NewPCG(1, uint64(chat))), //nolint:gosec // an invented person; bits are bits
	}
}

// checkIn lives one check-in. A reply that does not come ends it.
func (p *person) checkIn(ctx context.Context, patience *time.Timer) {
	for open := p.begin(); open; open = p.press() {
		patience.Reset(longest)
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-patience.C:
			p.phones.unanswered()
			p.giveUp()
			return
		}
	}
}

// giveUp stops waiting.
func (p *person) giveUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acts, p.waits, p.pressed, p.message = false, false, 0, 0
}

// begin asks for a check-in.
func (p *person) begin() bool {
	return p.says(opening, "/checkin")
}

// says sends a text.
func (p *person) says(what kind, text string) bool {
	p.expect(what)
	_, err := p.phones.sim.Send(p.chat, text)
	return err == nil
}

// press presses an answer, if there is any to press.
func (p *person) press() bool {
	p.mu.Lock()
	message, where := p.message, p.choose()
	p.pressed = message
	p.mu.Unlock()
	if message == 0 {
		return false
	}
	p.expect(answer)
	_, err := p.phones.sim.Tap(p.chat, message, where.row, where.column)
	return err == nil
}

// expect notes that an update is on its way.
func (p *person) expect(what kind) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acts, p.waits, p.at, p.what = true, true, 0, what
	select {
	case <-p.wake: // it came when they had given up waiting
	default:
	}
}

// choose draws an answer: a declined one seldom, and of a safety question the one that worries nobody.
func (p *person) choose() answerButton {
	if len(p.places) == 0 {
		return answerButton{}
	}
	for _, one := range p.places {
		if item, code, _ := strings.Cut(strings.SplitN(one.data, ":", 3)[2], ":"); calm(item) == code {
			return one
		}
	}
	return p.places[p.dice.IntN(len(p.places))]
}

// calm is the answer to a safety question of the shipped protocol that worries nobody.
func calm(item string) string {
	switch item {
	case "s1", "s2", "unsafe", "danger":
		return "no"
	case "safe":
		return "full"
	case "next":
		return "nothing"
	}
	return "-"
}

// handed notes that the person's update goes to the bot.
func (p *person) handed(now time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waits && p.at == 0 {
		p.at = now
	}
}

// sees takes what the phone shows now. The first reply to an update is what counts, but before they go on, people who
// have pressed an answer wait for its message to change: another one may come first, such as a sentence to say.
func (p *person) sees(came time.Duration, s shown) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if places := answersOf(s); len(places) > 0 {
		p.message, p.places = s.Result.ID, places
	} else if s.Result.ID == p.message {
		p.message, p.places = 0, nil
	}
	if !p.waits && p.pressed == 0 && p.message != 0 && !p.invited {
		p.invited = true
		p.phones.invited(came, p)
	}
	if p.waits && p.at != 0 {
		p.waits = false
		p.phones.answered(came-p.at, p.what)
	}
	if s.Result.ID == p.pressed {
		p.pressed = 0
	}
	if p.acts && !p.waits && p.pressed == 0 {
		p.acts = false
		p.wake <- struct{}{} // has room: they were emptied before the act
	}
}

// answers tells whether a button answers a question.
func answers(p press.Press) bool {
	_, ok := p.(press.Answer)
	return ok
}

// answersOf are the buttons of a message that answer a question.
func answersOf(s shown) []answerButton {
	var places []answerButton
	for r, row := range s.Result.Markup.Rows {
		for c, b := range row {
			if p, _ := press.Decode(b.Data); answers(p) {
				places = append(places, answerButton{r, c, b.Data})
			}
		}
	}
	return places
}
