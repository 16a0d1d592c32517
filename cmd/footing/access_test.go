package main

import (
	"regexp"
	"testing"
)

// TestAccessOfPastMonths: the months in which enough patients answered stand in the table, and a year later no more.
func TestAccessOfPastMonths(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "50", "--weeks", "4", "--end", "2026-03-02", "--seed", "3")
	table := s.says(0, "access")
	for _, line := range []string{
		`(?m)^ +MONTH +ANSWERED +COST +WAITING +CANCELLED .* NONE$`,
		`(?m)^ +2026-02 +[0-9.]+ `,
	} {
		if !regexp.MustCompile(line).MatchString(table) {
			t.Errorf("no line %s in\n%s", line, table)
		}
	}
	s.moveTo(s.now.AddDate(1, 0, 0))
	const none = "In none of these months did 11 patients or more answer: nothing can be shown.\n"
	if said := s.says(0, "access"); said != none {
		t.Errorf("a year later:\n%s", said)
	}
}
