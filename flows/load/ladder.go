package load

import (
	"fmt"
	"time"

	"footing/flows"
)

// readLadder reads the ladder of a clinic file. "duty" as a step's hours means the clinic's duty hours.
func readLadder(m *mapping, duty map[time.Weekday][]flows.Span) flows.Ladder {
	var ladder flows.Ladder
	if m == nil {
		return ladder
	}
	steps := m.need("steps")
	entries := steps.items()
	if steps.node != nil && len(entries) == 0 {
		steps.complain("a ladder needs at least one step, for example {call: first, after: 0m, hours: duty}")
	}
	for i, entry := range entries {
		step := entry.mapping()
		if step == nil {
			continue
		}
		call, after := step.need("call"), step.need("after")
		read := flows.LadderStep{Call: scalar(call, parseRank), After: scalar(after, parseAfter)}
		if i == 0 && call.node != nil && after.node != nil && (read.Call != flows.RankFirst || read.After != 0) {
			call.complain("the first step must call `first` after 0m: an alert is always sent to somebody at once")
		}
		if last := len(ladder.Steps) - 1; last >= 0 && read.After < ladder.Steps[last].After && readable(after) {
			after.complain("this step comes before the one above it")
		}
		read.Hours = readStepHours(step.need("hours"), duty)
		if v := step.maybe("tell"); v.node != nil {
			read.Tell = scalar(v, parseFlag)
		}
		step.done()
		ladder.Steps = append(ladder.Steps, read)
	}
	ladder.Every = scalar(m.need("every"), parseLength)
	ladder.Reopen = scalar(m.need("reopen"), parseLength)
	ladder.UnseenAfter = flows.DefaultUnseenAfter
	if v := m.maybe("unseen_after"); v.node != nil {
		ladder.UnseenAfter = scalar(v, parseUnseen)
	}
	if steps.node != nil && len(entries) > 0 && !tells(ladder) {
		steps.complain("no step has `tell: true`: the patient must be told when nobody has been reached")
	}
	m.done()
	return ladder
}

func tells(l flows.Ladder) bool {
	for _, s := range l.Steps {
		if s.Tell {
			return true
		}
	}
	return false
}

// readStepHours reads `duty`, `always`, or weekdays with their spans. It refuses a step without any hours, because such
// a step would never call anybody.
func readStepHours(v value, duty map[time.Weekday][]flows.Span) flows.Hours {
	switch text, plain := plainScalar(v.node); {
	case v.node == nil:
		return flows.Hours{}
	case !plain:
		before := len(*v.src.problems)
		spans := readHours(v.mapping())
		if len(spans) == 0 && len(*v.src.problems) == before {
			v.complain("without any hours nobody is ever called; write `duty`, `always`, or weekdays with hours")
		}
		return flows.Hours{Spans: spans}
	case text == "duty":
		if len(duty) == 0 {
			v.complain("the clinic has no `hours` of duty, so nobody is ever called; write them, or `always` here")
		}
		return flows.Hours{Duty: true, Spans: duty}
	case text == "always":
		return flows.Hours{Always: true}
	default:
		v.complain("`%s` are not hours; write `duty`, `always`, or weekdays with hours like those of the clinic", text)
		return flows.Hours{}
	}
}

func parseRank(text string) (flows.Rank, error) {
	ranks := []string{string(flows.RankFirst), string(flows.RankBackup), string(flows.RankLead), string(flows.RankNight)}
	for _, rank := range ranks {
		if text == rank {
			return flows.Rank(rank), nil
		}
	}
	return "", fmt.Errorf("`%s` is nobody on a ladder; there are %s", text, listed(ranks))
}

// longestUnseen is how long an alert may wait for the second channel at most.
const longestUnseen = 4 * time.Hour

// parseUnseen reads when the second channel is used for a step that nobody has pressed on.
func parseUnseen(text string) (time.Duration, error) {
	length, err := parseLength(text)
	switch {
	case err != nil:
		return 0, err
	case length < time.Minute:
		return 0, fmt.Errorf("`%s` leaves nobody time to press; write 1m or more, for example %s", text,
			lengthText(flows.DefaultUnseenAfter))
	case length > longestUnseen:
		return 0, fmt.Errorf("`%s` is too long for a call for help to wait; write %s or less, for example %s", text,
			lengthText(longestUnseen), lengthText(flows.DefaultUnseenAfter))
	}
	return length, nil
}

// readable tells whether a step's time could be read. If it could not, the fault has already been reported.
func readable(after value) bool {
	text, _ := plainScalar(after.node)
	_, err := parseAfter(text)
	return err == nil
}

// parseAfter reads a duration that may be zero: 0m.
func parseAfter(text string) (time.Duration, error) {
	if text == "0m" || text == "0" {
		return 0, nil
	}
	return parseLength(text)
}
