package bot

import (
	"footing/bot/internal/lanes"
	"footing/flows/state"
)

// urgent are the texts about safety that wait for Telegram.
func (s *Sender) urgent(now Reading) lanes.Waiting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.Urgent(now.Run)
}

// byClass are the messages that wait for Telegram.
func (s *Sender) byClass(now Reading) map[state.Class]*lanes.Waiting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.ByClass(now.Run)
}

// stuck are the letters and receipts that the store has not taken for too long.
func (s *Sender) stuck(now Reading) lanes.Waiting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.Stuck(now.Run, urgentWithin)
}

// idles tells whether no message fails and no chat is held. Then another call to Telegram that works is evidence that
// messages would get through, too.
func (s *Sender) idles(now Reading) bool {
	if until, _ := s.holds.Everything(); until.After(s.o.steady(now)) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.Idle(now.Run, urgentWithin)
}
