package main

import (
	"fmt"
	"regexp"
)

var (
	linkPayload = regexp.MustCompile(`\?start=([A-Za-z0-9_-]+)`)
	readOut     = regexp.MustCompile(`(?m)^\d{4}$`)
)

// opens follows an invitation's link, wherever it stands in the text.
func (s *stage) opens(user int64, text string) {
	if s.err != nil {
		return
	}
	found := linkPayload.FindStringSubmatch(text)
	if found == nil {
		s.fail(fmt.Errorf("no link in %q", text))
		return
	}
	s.says(user, "/start "+found[1])
}

func (s *stage) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// invites makes the operator's invitation and gives what it prints.
func (s *stage) invites() string {
	link, err := s.serve.command(s.ctx, "invite", "clinician", "--name", "Dr Lind")
	s.fail(err)
	return link
}

// begins starts serve, and enrols a clinician and their patient.
func (s *stage) begins() {
	s.fail(s.serve.start(s.ctx))
	s.enrols(s.invites())
}

// enrols goes from the opening of the operator's invitation to the patient's last choice.
func (s *stage) enrols(link string) {
	s.opens(clinician, link)
	s.taps(clinician, "Is this you?", "Yes")
	s.taps(clinician, "where you are?", "Yes")
	s.taps(clinician, "At what time shall the weekly summary come", "09:00")
	s.sees(clinician, "Your weekly summary comes Monday 09:00")
	s.takesIn(patient, "A-17")
}

// takesIn is the way of a patient, from the clinician's invitation to the last choice.
func (s *stage) takesIn(user int64, code string) {
	s.linksTo(user, code)
	s.consents(user, code)
}

// linksTo is that way to the link with the clinician, before anything is agreed.
func (s *stage) linksTo(user int64, code string) {
	s.says(clinician, "/invite "+code)
	s.opens(user, s.sees(clinician, "Invitation for "+code+"."))
	s.taps(user, "did they give you this link?", "Yes")
	digits := readOut.FindString(s.sees(user, "read these four digits"))
	s.taps(clinician, "tap the same ones", digits)
	s.sees(clinician, code+" is linked to you")
}

// consents is the rest of it.
func (s *stage) consents(user int64, code string) {
	s.taps(user, "Are you 18 or over?", "Yes")
	s.taps(user, "Do you want discreet mode?", "No")
	s.taps(user, "a few short questions on days you choose", "Go on")
	s.taps(user, "Do you want check-ins?", "Yes")
	s.taps(user, "May I ask them?", "Yes")
	s.taps(user, "is told first", "OK")
	s.taps(user, "Some questions are about your therapist", "Somebody else")
	s.taps(user, "May researchers use your answers", "No")
	s.taps(user, "where you are?", "Yes")
	s.taps(user, "On which days may I ask?", "Done")
	s.taps(user, "At what time?", "14:00")
	s.sees(user, "That's all.")
	s.sees(clinician, code+" has finished setting up")
}

// callsForHelp goes through the help menu, and the clinician takes note.
func (s *stage) callsForHelp() {
	s.says(patient, "Help")
	s.taps(patient, "What would help now?", "Tell Sample Clinic I'm not safe")
	s.taps(patient, "Shall I tell", "Yes, tell Sample Clinic")
	s.sees(patient, "I've sent this to Dr Lind; nobody has opened it yet.")
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
}
