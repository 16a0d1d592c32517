package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// chapter is a part of the story that is told on request: real people's presses, one after the other, and the real
// bot's answers. A moment that the script does not find as it was written is an error, never a canned text.
type chapter struct {
	name, title string
	before      []act // goes by without a word
	steps       []step
}

// step is what happens next in a chapter, and why the message that it brings is as it is.
type step struct {
	phone int64
	shows string // a text in the message that is spoken of
	why   string
	acts  []act
}

// act is one press, or one wait.
type act func(context.Context, *Page) error

// caption is a step that was told: its message and its reason.
type caption struct {
	Phone   int64  `json:"phone"`
	Message int    `json:"message"`
	When    string `json:"when"`
	Why     string `json:"why"`
}

// telling is the chapter that is told, if any, and how far it has come.
type telling struct {
	chapter  chapter
	captions []caption
	next     int
}

// The requests of a browser about chapters.
type (
	chapterAction struct {
		Name   string `json:"name"`   // "start" begins with empty phones
		Slowly bool   `json:"slowly"` // stop before the first step
	}
	stepAction struct{}
)

// opening is the chapter of somebody who wants to press every button themselves.
const opening = "start"

// visitor lets somebody act on the phones. It ends a chapter that is being told: its next step might not fit any more.
func visitor[T any](p *Page, do func(context.Context, T) error) func(context.Context, T) error {
	return func(ctx context.Context, wanted T) error {
		p.telling.next = len(p.telling.chapter.steps)
		return do(ctx, wanted)
	}
}

// chapter begins anew and goes to the end of a chapter, or to its beginning.
func (p *Page) chapter(ctx context.Context, a chapterAction) error {
	all := chapters()
	n := slices.IndexFunc(all, func(c chapter) bool { return c.name == a.Name })
	if n < 0 && a.Name != opening {
		return fmt.Errorf("there is no chapter %q", a.Name)
	}
	if err := p.t.restart(ctx); err != nil {
		return err
	}
	if err := p.begin(ctx); err != nil || n < 0 {
		return err
	}
	p.telling.chapter = all[n]
	for _, do := range all[n].before {
		if err := p.perform(ctx, do); err != nil {
			return err
		}
	}
	for !a.Slowly && p.telling.next < len(all[n].steps) {
		if err := p.step(ctx, stepAction{}); err != nil {
			return err
		}
	}
	return nil
}

// step tells what comes next in the chapter.
func (p *Page) step(ctx context.Context, _ stepAction) error {
	told := &p.telling
	if told.next >= len(told.chapter.steps) {
		return nil
	}
	s := told.chapter.steps[told.next]
	told.next++
	for _, do := range s.acts {
		if err := p.perform(ctx, do); err != nil {
			return err
		}
	}
	chat := p.t.Sim.Chat(s.phone)
	for _, m := range slices.Backward(chat) {
		if strings.Contains(m.Text+m.Caption, s.shows) {
			told.captions = append(told.captions, caption{s.phone, m.ID, p.zoned(m.Date).Format("Mon 15:04"), s.why})
			return nil
		}
	}
	return fmt.Errorf("the chapter %q does not fit the bot any more: no message with %q", told.chapter.title, s.shows)
}

func (p *Page) perform(ctx context.Context, do act) error {
	if err := do(ctx, p); err != nil {
		return fmt.Errorf("tell %q: %w", p.telling.chapter.title, err)
	}
	return p.t.Settle(ctx)
}

// actor presses buttons on a phone.
func (p *Page) actor(ctx context.Context, who int64) *player {
	return &player{t: p.t, who: who, ctx: ctx, start: p.t.Now}
}

func says(who int64, text string) act {
	return func(ctx context.Context, p *Page) error { return p.say(ctx, sayAction{who, text}) }
}

// presses presses one button after the other, with the time that reading takes.
func presses(who int64, labels ...string) act {
	return func(ctx context.Context, p *Page) error {
		for _, label := range labels {
			p.t.tick(p.t.Now.Add(20 * time.Second))
			if err := p.actor(ctx, who).press(who, label); err != nil {
				return err
			}
		}
		return nil
	}
}

// opensLink lets the patient open the invitation that the clinician's phone shows.
func opensLink(ctx context.Context, p *Page) error {
	if err := p.open(ctx, openAction{p.actor(ctx, Clinician).text(Clinician)}); err != nil {
		return err
	}
	return p.say(ctx, sayAction{Patient, "/start"})
}

// readsOut lets the clinician tap the digits that the patient's phone shows.
func readsOut(ctx context.Context, p *Page) error {
	found := readOut.FindStringSubmatch(p.actor(ctx, Patient).text(Patient))
	if found == nil {
		return fmt.Errorf("the patient was shown no digits")
	}
	return presses(Clinician, found[1])(ctx, p)
}

// until lets the clock go on to an hour of a day of the story, from 0.
func until(day, hour, minute int) act {
	return func(ctx context.Context, p *Page) error {
		start := p.zoned(p.t.start)
		return p.advance(ctx, time.Date(start.Year(), start.Month(), start.Day()+day, hour, minute, 0, 0, start.Location()))
	}
}

func (p *Page) zoned(at time.Time) time.Time { return at.In(p.t.Plan.Clinic.Location()) }

// joinsIn lets the other patients join, and A-17 answer by themselves with one of these moods a check-in, until leaves.
func joinsIn(moods ...int) act {
	return func(ctx context.Context, p *Page) error {
		if err := p.extras.join(ctx, p.t); err != nil {
			return err
		}
		p.extras.players = append(p.extras.players, newPlayer(ctx, p.t, Patient, moods))
		return nil
	}
}

// leaves lets A-17 answer no more by themselves.
func leaves(_ context.Context, p *Page) error {
	p.extras.players = slices.DeleteFunc(p.extras.players, func(one *player) bool { return one.who == Patient })
	return nil
}
