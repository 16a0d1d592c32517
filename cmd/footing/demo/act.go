package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/bot/simulator"
)

// The requests of a browser.
type (
	sayAction struct {
		Phone int64  `json:"phone"`
		Text  string `json:"text"`
	}
	tapAction struct {
		Phone   int64 `json:"phone"`
		Message int   `json:"message"`
		Row     int   `json:"row"`
		Column  int   `json:"column"`
	}
	openAction struct {
		Link string `json:"link"`
	}
	clockAction struct {
		To string `json:"to"` // next, day or week
	}
)

// moment is the step of the invented clock after each act of a person.
const moment = 5 * time.Second

func (p *Page) say(_ context.Context, a sayAction) error {
	if !slices.Contains([]int64{Patient, Second, Third, Clinician}, a.Phone) {
		return fmt.Errorf("there is no phone %d", a.Phone)
	}
	text := strings.TrimSpace(a.Text)
	if text == "" {
		return nil
	}
	p.t.tick(p.t.Now.Add(moment))
	if link := p.links[a.Phone]; link != "" && text == "/start" {
		text += " " + link
		delete(p.links, a.Phone)
	}
	if _, err := p.t.Sim.Send(a.Phone, text); err != nil {
		return fmt.Errorf("say: %w", err)
	}
	return nil
}

func (p *Page) tap(_ context.Context, a tapAction) error {
	p.t.tick(p.t.Now.Add(moment))
	if _, err := p.t.Sim.Tap(a.Phone, a.Message, a.Row, a.Column); err != nil {
		return fmt.Errorf("tap: %w", err)
	}
	return nil
}

// open lays an invitation on the patient's phone, as if the clinician had shown it to them.
func (p *Page) open(_ context.Context, a openAction) error {
	found := deepLink.FindStringSubmatch(a.Link)
	if found == nil {
		return fmt.Errorf("that is no invitation")
	}
	p.links[Patient] = found[1]
	return nil
}

// toCheckIn goes on, moment by moment, until a new check-in is on the patient's phone.
func (p *Page) toCheckIn(ctx context.Context) error {
	before, limit := p.checkIns(), p.t.Now.AddDate(0, 0, 14)
	for p.checkIns() == before {
		next := p.t.Next()
		if next.IsZero() || next.After(limit) {
			return fmt.Errorf("no check-in is planned: first go through the invitation and the questions on both phones")
		}
		if err := p.advance(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

// advance goes on until the given time; the other patients answer on the way.
func (p *Page) advance(ctx context.Context, until time.Time) error {
	return p.t.Advance(ctx, until, func() error { return p.extras.act(ctx) })
}

// checkIns counts the check-ins that came to the patient's phone.
func (p *Page) checkIns() int {
	count := 0
	for _, e := range p.t.Sim.Log() {
		if e.Chat == Patient && e.What == simulator.Sent && p.greets(e.Text) {
			count++
		}
	}
	return count
}

// greets tells whether a message begins a check-in, in any language, or is a discreet note in place of one.
func (p *Page) greets(text string) bool {
	for _, wording := range p.t.Plan.Wordings {
		if strings.HasPrefix(text, wording["checkin.hello"]) || text == wording["discreet.note"] {
			return true
		}
	}
	return false
}

// clock goes on to the next due moment, or by a day or a week with every due moment on the way.
func (p *Page) clock(ctx context.Context, a clockAction) error {
	if p.extras.ready(p.t) {
		if err := p.extras.join(ctx, p.t); err != nil {
			return err
		}
	}
	switch a.To {
	case "next":
		return p.toCheckIn(ctx)
	case "day":
		return p.advance(ctx, p.t.Now.AddDate(0, 0, 1))
	case "week":
		return p.advance(ctx, p.t.Now.AddDate(0, 0, 7))
	default:
		return fmt.Errorf("the clock goes to next, by a day or by a week")
	}
}
