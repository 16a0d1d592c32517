package assembly

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Ask is what an operator is asked before something that cannot be taken back: what is printed, and the words of which
// one has to be typed, in capitals or not.
type Ask struct {
	Says  string
	Words []string
}

// Sure asks one thing after the other. Whoever types anything else has changed nothing: the error says undone.
func Sure(s Surroundings, undone string, asks ...Ask) error {
	lines := bufio.NewScanner(s.In)
	for _, ask := range asks {
		if _, err := fmt.Fprint(s.Out, ask.Says); err != nil {
			return fmt.Errorf("ask before it is done: %w", err)
		}
		typed := func(word string) bool { return strings.EqualFold(strings.TrimSpace(lines.Text()), word) }
		if !lines.Scan() || !slices.ContainsFunc(ask.Words, typed) {
			_, _ = fmt.Fprintln(s.Out)
			return errors.New(undone)
		}
	}
	return nil
}
