package demo

import (
	"context"
	"math/rand/v2"
	"strings"
)

// extras are two more patients of the page's clinician, so that there is a panel. They join when the clock first goes
// on after A-17's set-up, and then answer by themselves. A visitor can press their buttons, too.
type extras struct {
	joined  bool
	players []*player
}

// other is one of them: chat, code, hour of the check-ins, and mood.
type other struct {
	who        int64
	code, hour string
	mood       []int
}

func others() []other {
	return []other{
		{Second, "A-18", "12:00", []int{1, 1, 2}}, // gets little done
		{Third, "A-19", "15:00", []int{3, 3, 4}},  // is well, and does not answer each time
	}
}

// ready tells whether it is time for them to join.
func (c *extras) ready(t *Theatre) bool {
	for _, m := range t.Sim.Chat(Clinician) {
		if strings.Contains(m.Text, "A-17 has finished setting up") {
			return !c.joined
		}
	}
	return false
}

// join plays their invitations and set-ups. It is tried only once, even if it fails.
func (c *extras) join(ctx context.Context, t *Theatre) error {
	c.joined = true
	for _, o := range others() {
		p := newPlayer(ctx, t, o.who, o.mood)
		if err := p.joins(o.code, o.hour); err != nil {
			return err
		}
		c.players = append(c.players, p)
	}
	return nil
}

// newPlayer is somebody who answers by themselves.
func newPlayer(ctx context.Context, t *Theatre, who int64, mood []int) *player {
	dice := rand.New(rand.NewPCG(uint64(who), 7)) //nolint:gosec // a script, not a secret
	return &player{t: t, who: who, ctx: ctx, start: t.Now, dice: dice, mood: mood}
}

// act lets them answer new check-ins.
func (c *extras) act(ctx context.Context) error {
	for _, p := range c.players {
		p.ctx = ctx
		if err := p.answerCheckIn(); err != nil {
			return err
		}
	}
	return nil
}
