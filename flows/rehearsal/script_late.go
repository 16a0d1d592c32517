package rehearsal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"footing/flows/record"
	"footing/flows/state"
)

// late plays what somebody wrote or pressed a while ago, and what is taken in only now: "said 1h5m ago patient: 4".
func (s *Script) late(line string) error {
	ago, what, ok := strings.Cut(strings.TrimPrefix(line, "said "), " ago ")
	if !ok {
		return fmt.Errorf("when was %q said?", line)
	}
	before, err := time.ParseDuration(ago)
	if err != nil {
		return fmt.Errorf("read how long ago something was said: %w", err)
	}
	s.Rehearsal.said = s.Rehearsal.Now.Add(-before)
	defer func() { s.Rehearsal.said = time.Time{} }()
	return s.person(what)
}

// edits changes what somebody wrote earlier: "5 to help". A message that was never there has any number.
func (s *Script) edits(sender state.Sender, what string) error {
	number, text, _ := strings.Cut(what, " to ")
	message, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("read which message is edited: %w", err)
	}
	s.Post(s.Rehearsal.Who(sender.Chat), state.Said{
		Header: s.Head("edited"), Sender: sender, Message: message, Media: state.Edited, Text: record.FreeText(text),
		SaidAt: s.Rehearsal.said,
	})
	return nil
}

// setBack sets the clock back for one person: "set back patient 20m".
func (s *Script) setBack(words []string) error {
	by, err := time.ParseDuration(words[len(words)-1])
	if err != nil {
		return fmt.Errorf("read how far a clock was set back: %w", err)
	}
	s.Rehearsal.Now = s.Rehearsal.Now.Add(-by)
	s.Post(s.Rehearsal.Who(s.Chat(words[2])), state.SetBack{Header: s.Head("clock"), By: by})
	return nil
}

// away lets time pass without processing due moments, and then starts the bot.
func (s *Script) away(until string) error {
	at, err := s.timeOf(until)
	if err != nil {
		return err
	}
	s.Rehearsal.Now = at
	s.Post(state.OfficeID, state.Begun{Header: s.Head("begun")})
	return nil
}

// outage tells somebody that the bot was away. With "loses an hour" the store came back older than it was; behind that
// may stand "and had left", or "and had left out" and somebody.
func (s *Script) outage(line string) {
	away := state.Outage{Header: s.Head("outage"), Since: s.Rehearsal.Now.Add(-5 * time.Minute)}
	if _, lost, ok := strings.Cut(line, " loses an hour"); ok {
		away.Since, away.Lost = s.Rehearsal.Now.Add(-time.Hour), s.Rehearsal.Now
		away.Left = lost == " and had left"
		if who, ok := strings.CutPrefix(lost, " and had left out "); ok {
			away.Out = []string{s.Rehearsal.Who(s.Chat(who))}
		}
	}
	s.Post(s.Rehearsal.Who(s.Chat(strings.Fields(line)[1])), away)
}
