package rehearsal

import (
	"fmt"
	"strings"
	"time"
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
