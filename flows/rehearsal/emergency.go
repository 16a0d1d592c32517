package rehearsal

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
)

// emergency lets the bot call somebody without a turn: "clinician is called about patient u24.c24". The event need not
// have come yet. Its message has one button, which names that event.
func (s *Script) emergency(name, what string) error {
	words := strings.Fields(what) // called about patient u24.c24
	if len(words) != 4 {
		return fmt.Errorf("about whom and which event is %s called?", name)
	}
	r, about, event := s.Rehearsal, s.Rehearsal.Who(s.Chat(words[2])), words[3]
	role := s.Role(name)
	if role == nil || about == "" {
		return fmt.Errorf("%s or %s is nobody", name, words[2])
	}
	step := slices.IndexFunc(engine.RouteOf(s.Plan, r.Role(about).State).Steps, func(step state.RouteStep) bool {
		return slices.ContainsFunc(step.People, func(c state.Contact) bool { return c.ID == role.State.ID })
	})
	key := sha256.Sum256([]byte("alarm\x00" + event))
	r.message++
	role.IDs = append(role.IDs, r.message)
	role.Phone = append(role.Phone, state.Say{
		Chat: s.Chat(name), Text: "called without a turn",
		Buttons: [][]state.Button{{{Text: "Seen at once", Data: fmt.Sprintf("k:%x.1:seen", key[:8])}}},
	})
	s.Post(about, state.Called{
		Header: s.Head("called"), Evidence: event, To: []string{role.State.ID}, Step: max(0, step), Message: r.message,
	})
	return nil
}

// paged lets the bot use the second channel without a turn: "the second channel is used at step 0 about patient u24.c24".
func (s *Script) paged(what string) error {
	var step int
	var who, event string
	if _, err := fmt.Sscanf(what, "%d about %s %s", &step, &who, &event); err != nil {
		return fmt.Errorf("read at which step the second channel is used, and about whom: %w", err)
	}
	s.Post(s.Rehearsal.Who(s.Chat(who)), state.Called{Header: s.Head("paged"), Evidence: event, Step: step, Channel: true})
	return nil
}

// pagedFor does the same for one post: "the second channel is used for first about patient u24.c24", or that ", 30m ago".
func (s *Script) pagedFor(what string) error {
	var post, who, event string
	head := s.Head("paged")
	what, ago, old := strings.Cut(what, ", ")
	if old {
		before, err := time.ParseDuration(strings.TrimSuffix(ago, " ago"))
		if err != nil {
			return fmt.Errorf("read when the second channel was used: %w", err)
		}
		head.At = head.At.Add(-before)
	}
	if _, err := fmt.Sscanf(what, "%s about %s %s", &post, &who, &event); err != nil {
		return fmt.Errorf("read for which post the second channel is used, and about whom: %w", err)
	}
	s.Post(s.Rehearsal.Who(s.Chat(who)), state.Called{
		Header: head, Evidence: event, Channel: true, Post: flows.Rank(post),
	})
	return nil
}
