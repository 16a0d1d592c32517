package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"footing/bot/simulator"
)

// player acts for the scripted patient and clinician: it looks at their phones and presses buttons.
type player struct {
	t       *Theatre
	who     int64           // the patient whom it acts for
	ctx     context.Context //nolint:containedctx // one play, one context
	dice    *rand.Rand
	taps    int       // answers tapped in check-ins
	last    int       // the last check-in message that was decided about
	seenAt  time.Time // when the clinician will press what is next on an alert
	start   time.Time
	redDone bool
	mood    []int // of a patient who never says anything red: the answers, counted from the worst, that they give
	opened  int   // the last summary that was opened
}

// Play lets a scripted patient and clinician act for the given time, and writes what their phones showed. The last line
// has the totals from the store.
func Play(ctx context.Context, t *Theatre, length time.Duration, seed uint64, out io.Writer) error {
	start := t.Now
	p := &player{t: t, who: Patient, ctx: ctx, start: start, dice: rand.New(rand.NewPCG(seed, 7))} //nolint:gosec // a script, not a secret
	if err := p.enrol(); err != nil {
		return err
	}
	if err := p.live(start.Add(length)); err != nil {
		return err
	}
	if err := Transcript(out, t); err != nil {
		return err
	}
	counts, err := Count(ctx, t, p.taps)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "\n%d days: %s\n", int(length.Hours()/24), counts); err != nil {
		return fmt.Errorf("write the counts: %w", err)
	}
	return nil
}

// deepLink finds the payload of an invitation link in a text.
var deepLink = regexp.MustCompile(`\?start=([A-Za-z0-9_-]+)`)

// readOut finds the four digits shown to the patient.
var readOut = regexp.MustCompile(`(?m)^(\d{4})$`)

// enrol plays the invitation from the operator's command to the first planned check-in.
func (p *player) enrol() error {
	link, err := p.t.InviteClinician(p.ctx)
	if err != nil {
		return err
	}
	err = p.steps([]func() error{
		func() error { return p.say(Clinician, "/start "+link) },
		func() error { return p.press(Clinician, "Yes") },
		func() error { return p.press(Clinician, "Yes") },
		func() error { return p.press(Clinician, "09:00") },
	})
	if err != nil {
		return err
	}
	return p.joins("A-17", "14:00")
}

// joins plays a patient's invitation and set-up, on both phones.
func (p *player) joins(code, hour string) error {
	steps := []func() error{
		func() error { return p.say(Clinician, "/invite "+code) },
		func() error {
			found := deepLink.FindStringSubmatch(p.text(Clinician))
			if found == nil {
				return errors.New("the clinician was given no link")
			}
			return p.say(p.who, "/start "+found[1])
		},
		func() error { return p.press(p.who, "Yes") },
		func() error {
			found := readOut.FindStringSubmatch(p.text(p.who))
			if found == nil {
				return errors.New("the patient was shown no digits")
			}
			return p.press(Clinician, found[1])
		},
	}
	for _, label := range []string{"Yes", "No", "Go on", "Yes", "Yes", "OK", ClinicianName, "Yes", "No", "Yes", "Done", hour} {
		steps = append(steps, func() error { return p.press(p.who, label) })
	}
	return p.steps(steps)
}

// steps takes one after the other, with a little time before each.
func (p *player) steps(all []func() error) error {
	for _, step := range all {
		p.t.tick(p.t.Now.Add(20 * time.Second))
		if err := step(); err != nil {
			return fmt.Errorf("play the enrolment: %w", err)
		}
		if err := p.t.Settle(p.ctx); err != nil {
			return err
		}
	}
	return nil
}

// live jumps from one due moment to the next, and lets the people act in between.
func (p *player) live(until time.Time) error {
	for {
		stop := until
		if next := p.t.Next(); !next.IsZero() && next.Before(stop) {
			stop = next
		}
		if !p.seenAt.IsZero() && p.seenAt.Before(stop) {
			stop = p.seenAt
		}
		if err := p.t.Advance(p.ctx, stop, nil); err != nil {
			return err
		}
		if err := p.act(); err != nil {
			return err
		}
		if !p.t.Now.Before(until) {
			return nil
		}
	}
}

// act lets both people react to their phones.
func (p *player) act() error {
	if err := p.answerCheckIn(); err != nil {
		return err
	}
	return p.clinician()
}

// clinician opens an alert at once, says "seen" six minutes later and "contact made" when that is true; summaries are
// opened when they come.
func (p *player) clinician() error {
	message, ok := p.youngest(Clinician, "I have seen this")
	switch {
	case ok && p.seenAt.IsZero():
		p.seenAt = p.t.Now.Add(6 * time.Minute)
		return p.tapOn(Clinician, message, "Open")
	case ok && !p.t.Now.Before(p.seenAt):
		p.seenAt = p.t.Now.Add(25 * time.Minute) // and then, after a call to the patient, says so
		return p.tapOn(Clinician, message, "I have seen this")
	case !ok && !p.seenAt.IsZero() && !p.t.Now.Before(p.seenAt):
		p.seenAt = time.Time{}
		return p.press(Clinician, "Contact made")
	}
	if message, ok := p.youngest(Clinician, "A-17"); ok && message.ID != p.opened {
		p.opened = message.ID
		return p.tapOn(Clinician, message, "A-17")
	}
	return nil
}

// answerCheckIn decides once about every check-in: one in five stays unanswered, the first safety questions of the
// second week get a red answer, the others are answered with a minute between the taps.
func (p *player) answerCheckIn() error {
	message, ok := p.youngest(p.who, "Rather not say")
	if !ok || message.ID == p.last {
		return nil
	}
	p.last = message.ID
	red := p.mood == nil && !p.redDone && strings.Contains(message.Text, "thoughts of ending your life") &&
		p.t.Now.Sub(p.start) > 6*24*time.Hour
	p.redDone = p.redDone || red
	if !red && p.dice.IntN(5) == 0 {
		return nil
	}
	for range 12 {
		shown, ok := p.message(p.who, message.ID)
		if !ok || len(shown.Buttons) < 2 {
			return nil
		}
		label, isAnswer := p.choose(shown, red)
		if label == "" {
			return nil
		}
		p.t.tick(p.t.Now.Add(time.Duration(20+p.dice.IntN(40)) * time.Second))
		if isAnswer {
			p.taps++
		}
		if err := p.tapOn(p.who, shown, label); err != nil {
			return err
		}
	}
	return nil
}

// choose picks an answer: the worst ones on the way to a red answer, otherwise any. It also presses buttons that are no
// answers: those of texts to read, and at the end what to share.
func (p *player) choose(m simulator.Message, red bool) (label string, isAnswer bool) {
	var labels []string
	for _, r := range m.Buttons {
		if len(r) == 1 && r[0].Text != "Help" {
			labels = append(labels, r[0].Text)
		}
	}
	isAnswer = slices.ContainsFunc(slices.Concat(m.Buttons...),
		func(b simulator.Button) bool { return b.Text == "Rather not say" })
	safety := strings.Contains(m.Text, "thoughts of ending your life") || strings.Contains(m.Text, "urges to hurt")
	switch {
	case len(labels) == 0 || slices.Contains(labels, "Change this"):
		return "", false
	case red && safety:
		return labels[len(labels)-1], isAnswer
	case safety:
		return labels[0], isAnswer
	case p.mood != nil:
		return labels[min(p.mood[p.dice.IntN(len(p.mood))], len(labels)-1)], isAnswer
	default:
		return labels[min(p.dice.IntN(len(labels)+1), len(labels)-1)], isAnswer
	}
}

func (p *player) say(who int64, text string) error {
	_, err := p.t.Sim.Send(who, text)
	if err != nil {
		return fmt.Errorf("say: %w", err)
	}
	return nil
}

// text is the youngest message of the bot on a phone.
func (p *player) text(who int64) string {
	for _, m := range slices.Backward(p.t.Sim.Chat(who)) {
		if m.FromBot {
			return m.Text
		}
	}
	return ""
}

// press taps the youngest button with that label.
func (p *player) press(who int64, label string) error {
	m, ok := p.youngest(who, label)
	if !ok {
		return fmt.Errorf("no button %q on the phone; it shows %q", label, p.text(who))
	}
	return p.tapOn(who, m, label)
}

func (p *player) tapOn(who int64, m simulator.Message, label string) error {
	for r, buttons := range m.Buttons {
		for c, b := range buttons {
			if b.Text == label {
				if _, err := p.t.Sim.Tap(who, m.ID, r, c); err != nil {
					return fmt.Errorf("tap %q: %w", label, err)
				}
				return p.t.Settle(p.ctx)
			}
		}
	}
	return fmt.Errorf("no button %q on message %d", label, m.ID)
}

// youngest is the latest message that has a button with that label.
func (p *player) youngest(who int64, label string) (simulator.Message, bool) {
	for _, m := range slices.Backward(p.t.Sim.Chat(who)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Text == label {
				return m, true
			}
		}
	}
	return simulator.Message{}, false
}

func (p *player) message(who int64, id int) (simulator.Message, bool) {
	for _, m := range p.t.Sim.Chat(who) {
		if m.ID == id {
			return m, true
		}
	}
	return simulator.Message{}, false
}
