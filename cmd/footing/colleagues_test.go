//go:build faults

package main

import (
	"fmt"
	"slices"
	"strings"

	"footing/bot/simulator"
)

// colleague is the phone of whoever is called after the clinician.
const colleague = int64(7004)

// joins gives somebody a post at the clinic.
func (s *stage) joins(user int64, role, name string) {
	s.sim.AddUser(simulator.User{ID: user, FirstName: name, LanguageCode: "en"})
	if s.err != nil {
		return
	}
	link, err := s.serve.command(s.ctx, "invite", "clinician", "--name", name, "--role", role)
	s.fail(err)
	s.opens(user, link)
	s.taps(user, "Is this you?", "Yes")
	s.taps(user, "where you are?", "Yes")
	s.taps(user, "At what time shall the weekly summary come", "09:00")
	s.sees(user, "Your weekly summary comes Monday 09:00")
}

// heard are the texts that the bot has sent to somebody and not taken away.
func (s *stage) heard(user int64) (texts []string) {
	for _, m := range s.sim.Chat(user) {
		if m.FromBot {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// hasHeard tells whether one of them contains a text.
func (s *stage) hasHeard(user int64, text string) bool {
	return slices.ContainsFunc(s.heard(user), func(heard string) bool { return strings.Contains(heard, text) })
}

// quietSince fails where the colleague has got a message since then.
func (s *stage) quietSince(before int) {
	heard := s.heard(colleague)
	news := slices.DeleteFunc(heard[min(before, len(heard)):], outage) // the clock is moved, which looks like one
	if s.err == nil && len(news) > 0 {
		s.fail(fmt.Errorf("%w: the colleague heard %q", errDiffers, news))
	}
}

// red waits until health says that a human must look at something.
func (s *stage) red(what string) {
	s.until("red: "+what, func() bool { return strings.Contains(s.alarmsPage(), what) })
}
