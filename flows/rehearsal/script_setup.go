package rehearsal

import (
	"fmt"
	"strings"

	"footing/flows"
	"footing/flows/press"
)

// taps is the line in which somebody presses a button.
func taps(name string, button press.Press) string { return name + " taps data=" + press.Encode(button) }

// setUpEvents is the number from which events are counted after the set-up, however many steps it has: transcripts name
// later events.
const setUpEvents = 22

// SetUp plays the set-up of enrolment.txt without writing it. It presses buttons by their data, so it works in every
// language.
func (s *Script) SetUp() error {
	hour := flows.Clock(14 * 60)
	if hour < s.Plan.Limits.Earliest || hour > s.Plan.Limits.Latest {
		hour = s.Plan.Limits.Earliest
	}
	var lines []string
	for _, who := range []string{"clinician Dr Lind", "backup Dr Berg"} {
		name, _, _ := strings.Cut(who, " ")
		lines = append(lines, "office invites "+who, name+": /start {link}")
		lines = append(lines, taps(name, press.Opening{Yes: true}),
			taps(name, press.SetUp{Step: "desk_zone", Value: "yes"}), taps(name, press.SetUp{Step: "digest_hour", Value: "09:00"}))
	}
	lines = append(lines,
		"clinician: /invite A-17", "patient: /start {link}", taps("patient", press.Opening{Yes: true}), "clinician taps {digits}")
	for _, choice := range [][2]string{
		{"adult", "yes"},
		{"discreet", "no"},
		{"care", "yes"},
		{"safety", "yes"},
		{"first", "clinician"},
		{"excluded", "done"},
		{"therapist", "other"},
		{"research", "no"},
		{"zone", "yes"},
		{"days", "done"},
		{"hour", hour.String()},
	} {
		lines = append(lines, taps("patient", press.SetUp{Step: choice[0], Value: choice[1]}))
	}
	series := s.Rehearsal.Series
	s.Rehearsal.Series = "setup." + series
	err := s.silently(func() error {
		for _, line := range lines {
			if err := s.Line(line); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.Rehearsal.Series, s.Rehearsal.serial = series, setUpEvents
	if role := s.Role("patient"); role == nil || !role.State.Patient.SetUp() {
		return fmt.Errorf("the patient is not set up")
	}
	return nil
}

// silently plays lines without writing them.
func (s *Script) silently(play func() error) error {
	written := s.Out.String()
	err := play()
	s.Out.Reset()
	s.Out.WriteString(written)
	return err
}
