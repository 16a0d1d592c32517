//go:build faults

package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"footing/storage"
)

// unlooked is what health says of something set aside.
const unlooked = "set aside that nobody has looked at"

// damage are journeys in which somebody's stored state does not open any more.
func damage() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"a patient's state is damaged":   damagesPatient,
		"a clinician's state is damaged": damagesClinician,
	}
}

// damages ends serve, spoils what is stored of somebody, and waits for the next serve.
func (s *stage) damages(l *line, chat int64) {
	id := s.identityOf(chat)
	s.act(func() error {
		s.serve.kill()
		return l.spoils(id)
	})
	s.until("serve to be back", func() bool { return s.serve.serves() && s.serve.ready(s.ctx) })
}

// spoils puts something that does not open in the place of a stored state.
func (l *line) spoils(id string) error {
	rdb, err := storage.NewClient(storage.ClientOptions{URL: "unix://" + l.socket()})
	if err != nil {
		return err
	}
	defer func() { _ = rdb.Close() }()
	keys, err := rdb.Keys(l.s.ctx, "*:p:"+id+":state").Result()
	if err != nil || len(keys) != 1 {
		return fmt.Errorf("the state of %s is stored as %q, %w", id, keys, err)
	}
	return rdb.HSet(l.s.ctx, keys[0], "state", "damaged").Err()
}

// damagesPatient: who calls for help hears the numbers and that it was not kept, never that it was sent to somebody by
// the ordinary way. A human is called all the same, and it is red until somebody has looked.
func damagesPatient(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.serve.again = 1
	s.begins()
	s.asks()
	s.rests()
	s.damages(l, patient)
	s.hears(patient, called, func() { s.says(patient, "/help") }, "I could not keep that.", numbers)
	s.hears(clinician, patience, s.confirms, "Sent by the emergency way")
	s.sees(patient, "I could not keep that.\nI have sent this to Dr Lind by the emergency way")
	s.until("the second channel", func() bool { return pages.Load() > 0 })
	s.red(unlooked)
	if s.hasHeard(patient, "I've sent this to") {
		s.fail(fmt.Errorf("%w: %q", errDiffers, s.heard(patient)))
	}
	s.looks()
	return s.err
}

// damagesClinician: an alarm that its reader's side cannot take goes to the next person at once, and to the second
// channel. The patient hears whom it was sent to.
func damagesClinician(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.serve.again = 1
	s.begins()
	s.joins(colleague, "backup", "Dr Berg")
	s.asks()
	s.rests()
	s.damages(l, clinician)
	s.hears(colleague, patience, s.confirms, "Safety alert")
	s.sees(patient, "Dr Lind can't be reached here. I've sent this to Dr Berg")
	s.until("the second channel", func() bool { return pages.Load() > 0 })
	s.red(unlooked)
	s.taps(colleague, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Berg opened it at")
	s.looks()
	return s.err
}

// lookedAt is what the list of things set aside tells the operator to type.
var lookedAt = regexp.MustCompile(`footing parked looked (\S+)`)

// looks lets the operator look at what was set aside, which is red no longer.
func (s *stage) looks() {
	if s.err != nil {
		return
	}
	list, err := s.serve.command(s.ctx, "parked")
	found := lookedAt.FindStringSubmatch(list)
	if err != nil || found == nil {
		s.fail(fmt.Errorf("footing parked says %q, %w", list, err))
		return
	}
	_, err = s.serve.command(s.ctx, "parked", "looked", found[1])
	s.fail(err)
	s.until("nothing to be set aside unlooked", func() bool { return !strings.Contains(s.alarmsPage(), unlooked) })
}
