//go:build faults

package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// sunday is when a journey begins.
var sunday = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// leases are so short that a killed process is not waited for.
const leases = 400 * time.Millisecond

// pace is the time from one thing that people do to the next. Each happens at the same minute in every run,
// however long serve takes to come back, so texts with times can be compared.
const pace = 30 * time.Second

// helloEvery is how long a stranger waits before the next word, well within what the gate lets through in a minute.
const helloEvery = 3 * time.Second

// movable gives a stage and its program one clock of their own.
func (s *stage) movable() {
	s.serve.env = append(s.serve.env, "FOOTING_FAULT_CLOCK="+s.clockFile(), "FOOTING_FAULT_LEASE="+leases.String())
	s.mu.Lock()
	s.moved = sunday.Sub(currentTime())
	s.mu.Unlock()
	s.setClock()
	s.beat = func() { s.moveTo(s.now().Truncate(pace).Add(pace)) }
}

func (s *stage) clockFile() string { return filepath.Join(s.dir, "clock") }

// moveTo sets the clock, which never goes back.
func (s *stage) moveTo(at time.Time) {
	if ahead := at.Sub(s.now()); ahead > 0 {
		s.mu.Lock()
		s.moved += ahead
		s.mu.Unlock()
		s.setClock()
	}
}

func (s *stage) setClock() {
	s.mu.Lock()
	moved := s.moved
	s.mu.Unlock()
	s.fail(s.writeClock(moved))
}

// writeClock moves the clock of serve's machine, and no other.
func (s *stage) writeClock(moved time.Duration) error {
	next := s.clockFile() + ".next"
	if err := os.WriteFile(next, []byte(moved.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(next, s.clockFile())
}

// jumps lets days pass, when nothing is under way any more. Just before they end all that was due meanwhile is
// done, and Telegram is heard.
func (s *stage) jumps(to time.Time) {
	s.settles()
	eve := to.Add(-pace)
	s.moveTo(eve)
	var said time.Time // a stranger is not answered each time, so what counts is that the bot has taken it
	s.until("everything to be done before "+to.Format("Mon 15:04"), func() bool {
		heard, done := s.caughtUp(eve)
		if !heard && s.sim.Pending() == 0 && currentTime().Sub(said) > helloEvery {
			_, err := s.sim.Send(stranger, "hello") // ends the poll that waits
			s.fail(err)
			said = currentTime()
		}
		return done || s.err != nil
	})
	s.moveTo(to)
}

// caughtUp tells whether serve has heard Telegram since a time, and whether there is nothing more to do that was
// due by then. While its store cannot be asked, neither is known.
func (s *stage) caughtUp(with time.Time) (heard, done bool) {
	m, err := s.memory()
	if err != nil {
		return true, false
	}
	polled, polledErr := m.Polled(s.ctx)
	next, some, dueErr := m.NextDue(s.ctx)
	idle := m.idle(s)
	if errors.Join(polledErr, dueErr, m.close()) != nil {
		return true, false
	}
	heard = polled.After(with.Add(-time.Second))
	return heard, heard && idle && (!some || next.After(with))
}

// at is a time of the journey's week, on the people's clock.
func at(day, hour int) time.Time {
	return sunday.Truncate(24 * time.Hour).Add(time.Duration(24*day+hour) * time.Hour)
}

// livesAWeek is the journey: an enrolment, a check-in with a red answer, the alert, another check-in, and the summary.
func (s *stage) livesAWeek(link string) {
	s.enrols(link)
	s.jumps(at(1, 14))
	s.taps(patient, "have thoughts of ending your life been around?", "More than usual, or new")
	s.taps(patient, "Might you act on thoughts of ending your life today or tonight?", "Yes")
	s.sees(patient, "The questions stop here.")
	s.sees(patient, "The check-in stopped here.")
	s.taps(patient, "The questions stop here.", "Add a note")
	s.sees(patient, "Write it now")
	s.says(patient, "It is the anniversary.")
	s.sees(patient, "Added.")
	s.taps(clinician, "Safety alert", "Open")
	s.sees(clinician, "It is the anniversary.")
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	s.taps(clinician, "You have seen this at", "Contact made")
	s.sees(clinician, "that contact was made.")
	s.jumps(at(3, 14))
	s.taps(patient, "on how many days did you try something", "Four or five")
	s.taps(patient, "how soon did you notice an old pattern", "Soon after")
	s.taps(patient, "Did you try something else?", "Yes")
	s.taps(patient, "how well did your therapist understand why", "Partly")
	s.taps(patient, "how much have people close to you supported you", "Mostly")
	s.sees(patient, "That's all for today.")
	s.jumps(at(8, 9))
	s.taps(clinician, "Weekly summary", "A-17")
	s.sees(patient, "Dr Lind opened your summary on Monday.")
	s.sees(clinician, "12 weeks to Mon 9 Mar") // the picture is drawn when it is sent, and may come last
}
