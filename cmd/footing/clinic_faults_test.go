//go:build faults

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lead is the phone of whoever leads the team.
const lead = int64(7005)

// clinics are journeys about who is there and who is not.
func clinics() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"a test alert is not answered":    testsTheWay,
		"the clinician goes away":         goesAway,
		"the clinic is closed for a day":  closesForADay,
		"the last person is dismissed":    dismissesTheLast,
		"another process stands by":       standsBy,
		"the clock of serve is corrected": correctsTheClock,
	}
}

// atItsTime is a stage at a time of its own, on a Sunday morning.
func atItsTime(t *testing.T, binary string) *stage {
	t.Helper()
	s := newStage(t, binary)
	s.movable()
	s.begins()
	return s
}

// testsTheWay: once a week a test alert comes to a clinician who has pressed nothing for a day. Who does not answer it
// within an hour is named to the lead. A late answer proves the way. The lead, whom an alert may be for as well, gets
// one on their own day.
func testsTheWay(t *testing.T, binary string) error {
	s := atItsTime(t, binary)
	s.joins(lead, "lead", "Dr Reed")
	day := 8
	for ; s.err == nil && day <= 12; day++ { // which weekday is theirs is drawn
		if s.jumps(at(day, 10)); s.hasHeard(clinician, "Nobody is in danger.") {
			break
		}
	}
	if s.err == nil && s.hasHeard(lead, "The test alert of") {
		s.fail(fmt.Errorf("%w: the lead heard %q", errDiffers, s.heard(lead)))
	}
	s.jumps(at(day, 12)) // the hour was over long before, as after an outage: it begins again
	s.jumps(at(day, 13).Add(5 * time.Minute))
	s.sees(lead, "to Dr Lind was not answered within an hour.")
	s.taps(clinician, "Nobody is in danger.", "It reached me")
	s.sees(clinician, "The test alert reached you at")
	s.jumps(at(12, 14))
	s.sees(lead, "Nobody is in danger.")
	return s.err
}

// goesAway: an absence is told to the patient when it is set, with its days and who stands in, and again on its first.
func goesAway(t *testing.T, binary string) error {
	s := atItsTime(t, binary)
	s.joins(colleague, "backup", "Dr Berg")
	s.leaves(clinician, "Tue 3 Mar", "Thu 5 Mar", colleague, "Dr Berg")
	s.sees(patient, "Dr Lind will be away from Tue 3 Mar to Thu 5 Mar. In that time Dr Berg reads your summary")
	s.jumps(at(1, 20))
	if s.err == nil && s.hasHeard(patient, "Dr Lind is away until") {
		s.fail(fmt.Errorf("%w: told before the first day", errDiffers))
	}
	s.jumps(at(2, 12))
	s.sees(patient, "Dr Lind is away until Thu 5 Mar. Until then Dr Berg reads your summary")
	return s.err
}

// leaves lets somebody of the clinic go on leave, and a colleague agree to stand in.
func (s *stage) leaves(user int64, first, last string, standIn int64, name string) {
	s.says(user, "/away")
	s.taps(user, "who stands in for you?", name)
	s.taps(user, "Which is your first day away?", first)
	s.taps(user, "Which is your last day away?", last)
	s.taps(standIn, "asks whether you stand in", "Yes")
}

// closesForADay: on a closed day no safety questions come, whoever calls hears when somebody is there again, and the
// call is repeated then and not before.
func closesForADay(t *testing.T, binary string) error {
	s := newStage(t, binary)
	s.clinicWith(t, "  - 01-01\n", "  - 01-01\n  - 2026-03-02\n")
	s.movable()
	s.begins()
	s.jumps(at(1, 14))
	s.sees(patient, "Hello. Here is your check-in.")
	if s.err == nil && s.hasHeard(patient, "thoughts of ending your life been around?") {
		s.fail(fmt.Errorf("%w: asked for danger where nobody reads it: %q", errDiffers, s.heard(patient)))
	}
	s.says(patient, "Help")
	s.sees(patient, "What would help now?")
	s.wantsToTell()
	s.confirms()
	s.sees(patient, "Nobody at Sample Clinic reads this before Tue 09:00.")
	s.sees(clinician, "Safety alert")
	s.jumps(at(1, 16))
	if n := s.alarms(); s.err == nil && n != 1 {
		s.fail(fmt.Errorf("%w: %d alarms on a closed day", errDiffers, n))
	}
	s.jumps(at(2, 9).Add(2 * time.Minute))
	s.until("the call to be repeated", func() bool { return s.alarms() > 1 })
	return s.err
}

// dismissesTheLast: the post of the last person of a patient and of an open alert ends only if that is meant, and then
// health says so at once.
func dismissesTheLast(t *testing.T, binary string) error {
	s, _ := enrolled(t, binary)
	s.asks()
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.settles()
	if s.err != nil {
		return s.err
	}
	said, err := s.serve.command(s.ctx, "dismiss", "--name", "Dr Lind")
	if err == nil {
		return fmt.Errorf("%w: footing dismiss says %q", errDiffers, said)
	}
	if !strings.Contains(err.Error(), "1 patient, 1 open alert would have nobody without Dr Lind") {
		return err
	}
	_, err = s.serve.command(s.ctx, "dismiss", "--name", "Dr Lind", "--anyway")
	s.fail(err)
	s.red("nobody can be called about any patient")
	return s.err
}

// standsBy: a second process of the same store is ready, as a standby, while it sees the first at work, and takes over
// when that is killed.
func standsBy(t *testing.T, binary string) error {
	s := newStage(t, binary)
	s.throughLine(t)
	s.begins()
	if s.err != nil {
		return s.err
	}
	first := s.serve
	s.again("FOOTING_DATA_DIR=" + filepath.Join(s.dir, "other"))
	second := s.serve
	t.Cleanup(func() { _ = first.stop() })
	second.launch(s.ctx)
	s.until("the standby to be ready", func() bool { return second.serves() && second.ready(s.ctx) })
	standby := func() bool { return strings.Contains(s.adminPage("/readyz"), `"standby":true`) }
	s.until("it to say that it stands by", standby)
	s.says(stranger, "hello")
	s.sees(stranger, "by invitation only")
	first.kill()
	s.untilWithin(2*endsWithin, "the standby to work", func() bool {
		return second.ready(s.ctx) && !standby()
	})
	s.asks()
	s.hears(clinician, patience, s.confirms, "Safety alert")
	return s.err
}

// correctsTheClock: the wall clock of serve's machine is set ahead and back again while Telegram is heard all the time.
// Nobody hears of an outage.
func correctsTheClock(t *testing.T, binary string) error {
	s := atItsTime(t, binary)
	s.settles()
	s.mu.Lock()
	moved := s.moved
	s.mu.Unlock()
	for _, by := range []time.Duration{10 * time.Minute, 0} {
		s.fail(s.writeClock(moved + by))
		for range 3 {
			if s.err == nil {
				_, err := s.sim.Send(stranger, "hello") // ends the poll that waits
				s.fail(err)
				time.Sleep(2 * time.Second)
			}
		}
	}
	s.settles()
	if s.err == nil && s.hasHeard(patient, "I was away for a while") {
		s.fail(fmt.Errorf("%w: the patient heard of an outage that was none", errDiffers))
	}
	return s.err
}
