//go:build faults

package main

import (
	"fmt"

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
	s.taps(user, "At what time shall the weekly summary come", "12:00")
	s.sees(user, "Your weekly summary comes Friday 12:00")
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

// quietSince fails where somebody has got a message since then.
func (s *stage) quietSince(user int64, before int) {
	if heard := s.heard(user); s.err == nil && len(heard) > before {
		s.fail(fmt.Errorf("%w: %d heard %q", errDiffers, user, heard[before:]))
	}
}
