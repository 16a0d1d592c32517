package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/flows"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// playCmd plays an author's questionnaire in the terminal.
type playCmd struct {
	Questionnaire string `arg:"" optional:"" help:"The questionnaire to walk through; the check-ins of the rotation, one after the other, if left out."`
	Locale        string `help:"The patient's language; the clinic's first if left out." placeholder:"LOCALE"`
	Dir           string `help:"The folder with protocol.yaml; the shipped library if left out." placeholder:"DIR"`
	Clinic        string `help:"The clinic's file; the shipped sample if left out." placeholder:"FILE"`
	Repro         bool   `help:"Print what was played as a transcript, in the form of flows/engine/testdata; the conversation goes to the standard error."`
}

// Help says how to answer.
func (playCmd) Help() string {
	return `The real engine decides; nothing is sent or kept, and the clock is invented. Type the number of a button, or a text as
one would write it. A line that begins with a colon is for the clock:

  :next        to the next moment at which something happens
  :wait 90m    let time pass
  :quit        stop, as the end of the input does`
}

// Run plays until the input ends.
func (c playCmd) Run(s assembly.Surroundings) error {
	plan, err := assembly.Sources{Dir: c.Dir, Clinic: c.Clinic}.Load()
	if err != nil {
		return err
	}
	if err := c.known(plan); err != nil {
		return err
	}
	plan.Bot = "footing_bot"
	p := &playing{
		out: s.Out, script: rehearsal.NewScript(plan), zone: plan.Clinic.Location(),
		echo: !assembly.IsTerminal(s.In),
	}
	if c.Repro {
		p.out = s.ErrOut
	}
	if err := c.begin(p); err != nil {
		return err
	}
	if err := p.converse(s.In); err != nil {
		return err
	}
	if !c.Repro {
		return nil
	}
	if _, err := io.WriteString(s.Out, p.script.String()); err != nil {
		return fmt.Errorf("print the transcript: %w", err)
	}
	return nil
}

// known refuses an unknown questionnaire or language.
func (c playCmd) known(plan *flows.Protocol) error {
	if c.Questionnaire != "" && plan.Questionnaires[c.Questionnaire] == nil {
		var all []string
		for id := range plan.Questionnaires {
			all = append(all, id)
		}
		slices.Sort(all)
		return fmt.Errorf("there is no questionnaire %s; there are %s", c.Questionnaire, strings.Join(all, ", "))
	}
	if c.Locale != "" && !slices.Contains(plan.Clinic.Languages, c.Locale) {
		return fmt.Errorf("the clinic has no language %s; it has %s", c.Locale, strings.Join(plan.Clinic.Languages, ", "))
	}
	return nil
}

// begin plays everybody's set-up, and goes to the first check-in.
func (c playCmd) begin(p *playing) error {
	title := strings.Join(slices.DeleteFunc([]string{"# footing play", c.Questionnaire},
		func(s string) bool { return s == "" }), " ")
	lines := []string{title, "everybody is set up"}
	if c.Locale != "" {
		lines = []string{title + " --locale " + c.Locale, "patient speaks " + c.Locale, "everybody is set up"}
	}
	if c.Questionnaire != "" {
		lines = append(lines, "every check-in asks "+c.Questionnaire)
	}
	for _, line := range lines {
		if err := p.play(line); err != nil {
			return err
		}
	}
	p.script.Watch = p.show
	for range 3 {
		if err := p.next(); err != nil || len(p.buttons) > 0 || p.asked {
			return err
		}
	}
	return fmt.Errorf("no check-in asks anything of %s by itself: its conditions need other answers", c.Questionnaire)
}

// playing is a conversation in a terminal.
type playing struct {
	out     io.Writer
	script  *rehearsal.Script
	zone    *time.Location
	buttons []numbered // by their numbers, less one
	coming  int        // below zero: how many messages with buttons were shown
	asked   bool       // something was said to the patient
	echo    bool       // the input is not seen, so it is shown
	failed  error
}

// converse reads line after line.
func (p *playing) converse(in io.Reader) error {
	lines := bufio.NewScanner(in)
	for p.print("> "); lines.Scan(); p.print("> ") {
		line := strings.TrimSpace(lines.Text())
		if p.echo {
			p.print(line + "\n")
		}
		if line == ":quit" || p.failed != nil {
			break
		}
		if err := p.take(line); err != nil {
			p.print(err.Error() + "\n")
		}
	}
	p.print("\n")
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read what is typed: %w", err)
	}
	return p.failed
}

// take plays one typed line.
func (p *playing) take(line string) error {
	number, err := strconv.Atoi(line)
	switch {
	case line == "":
		return nil
	case line == ":next":
		return p.next()
	case strings.HasPrefix(line, ":wait "):
		length, err := time.ParseDuration(strings.TrimSpace(strings.TrimPrefix(line, ":wait ")))
		if err != nil || length < time.Minute {
			return fmt.Errorf("how long? Write for example :wait 90m or :wait 4h")
		}
		return p.until(p.script.Now().Add(length))
	case strings.HasPrefix(line, ":"):
		return fmt.Errorf("there are :next, :wait 90m and :quit")
	case err == nil && number >= 1 && number <= len(p.buttons):
		return p.press(p.buttons[number-1])
	default:
		return p.play("patient: " + line)
	}
}

// next goes to the patient's next moment.
func (p *playing) next() error {
	var at time.Time
	for _, wake := range p.script.Role("patient").Wakes {
		if at.IsZero() || wake.At.Before(at) {
			at = wake.At
		}
	}
	if at.IsZero() {
		return fmt.Errorf("nothing is to come")
	}
	return p.until(at)
}

// until moves the clock to a whole minute, because transcripts have no seconds.
func (p *playing) until(at time.Time) error {
	if whole := at.Truncate(time.Minute); whole.Before(at) {
		at = whole.Add(time.Minute)
	}
	return p.play("at " + at.In(p.zone).Format("2006-01-02 15:04"))
}

func (p *playing) play(line string) error {
	if err := p.script.Line(line); err != nil {
		return fmt.Errorf("play: %w", err)
	}
	return nil
}

// show prints a turn's messages to the patient, and those to others.
func (p *playing) show(who string, e state.Event, effects []state.Effect) {
	told, isLetter := e.(state.Told)
	if who != "patient" && (!isLetter || told.From != p.script.Role("patient").State.ID) {
		return
	}
	p.arrived()
	for _, effect := range effects {
		text, buttons := shown(effect)
		if text == "" {
			continue
		}
		p.message(who, text)
		if who == "patient" {
			p.asked = true
			edit, _ := effect.(state.Edit)
			p.number(edit.Message, slices.Concat(buttons...))
		}
	}
}

// shown is an effect's text, and its buttons.
func shown(effect state.Effect) (string, [][]state.Button) {
	switch e := effect.(type) {
	case state.Say:
		return e.Text, e.Buttons
	case state.Edit:
		return e.Text, e.Buttons
	case state.Toast:
		return e.Text, nil
	case state.Card:
		return e.Name + ": " + e.Phone, nil
	case state.Document:
		return e.Name + ", " + assembly.Many(len(e.Data), "byte"), nil
	default:
		return "", nil
	}
}

// message prints one message with its time.
func (p *playing) message(who, text string) {
	p.print("\n" + p.script.Now().In(p.zone).Format("Mon 15:04") + " · " + who + "\n")
	for line := range strings.SplitSeq(text, "\n") {
		p.print(strings.TrimRight("  "+line, " ") + "\n")
	}
}

func (p *playing) print(text string) {
	if _, err := io.WriteString(p.out, text); err != nil && p.failed == nil {
		p.failed = fmt.Errorf("print the conversation: %w", err)
	}
}
