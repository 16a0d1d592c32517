package bot

import (
	"footing/bot/internal/lanes"
	"footing/flows/state"
)

// urgent are the texts about safety that wait for Telegram. One that is known not to arrive is not among them, because
// its turn has been told and calls the next person.
func (s *Sender) urgent(now Reading) (w lanes.Waiting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.known {
		if it.Urgent() && !it.Over && !it.Reported {
			w.Add(now.Run - it.Since)
		}
	}
	return w
}

// byClass are the messages that wait for Telegram. The work is that of one walk over them, done when somebody asks.
func (s *Sender) byClass(now Reading) map[state.Class]*lanes.Waiting {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[state.Class]*lanes.Waiting)
	for _, it := range s.known {
		if it.Chat == 0 || it.Over {
			continue
		}
		if all[it.Class] == nil {
			all[it.Class] = &lanes.Waiting{}
		}
		all[it.Class].Add(now.Run - it.Since)
	}
	return all
}

// idles tells whether no message fails and no chat is held. Then another call to Telegram that works is evidence that
// messages would get through, too.
func (s *Sender) idles(now Reading) bool {
	if until, _ := s.holds.Everything(); until.After(s.o.steady(now)) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.known {
		if it.Chat != 0 && !it.Over && (it.Failures > 0 || it.Urgent() && !it.Reported && now.Run-it.Since > urgentWithin) {
			return false
		}
	}
	return true
}
