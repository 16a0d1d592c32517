//go:build faults

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"footing/bot/channel"
	"footing/bot/simulator"
	"footing/storage/folder"
)

// routeless are journeys in which the data folder has lost whom to call, or nobody could be called before serve ended.
func routeless() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"there is no route":                        noRoute,
		"the routes are lost and Redis goes later": routesLost,
		"serve is killed before anybody is called": killedBefore,
		"somebody presses before the desk knows":   pressesEarly,
	}
}

// forgets takes routes out of the data folder of a serve that has ended.
func (s *stage) forgets(ids ...string) error {
	data, err := folder.Open(filepath.Join(s.dir, "data"))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, known := data.Route(id); !known {
			err = errors.Join(err, fmt.Errorf("the data folder has no route of %s", id))
		}
	}
	return errors.Join(err, data.DropRoute(ids...), data.Close())
}

// bareLine is all that the second channel may say of an alert.
var bareLine = regexp.MustCompile(`^Safety alert [A-Z2-9]{4}, open Telegram$`)

// noRoute: numbers only are served, and nobody knows whom to call. A confirmed call goes to the second channel, which
// names nobody, and the patient hears that. When Redis is back it is one alert.
func noRoute(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.begins()
	s.asks()
	s.rests()
	id := s.identityOf(patient)
	s.act(func() error {
		s.serve.kill()
		return errors.Join(s.forgets(id), l.dies())
	})
	s.again()
	s.serve.launch(s.ctx)
	s.until("numbers only", func() bool { return s.serve.serves() && pages.Load() == 1 })
	s.hears(patient, called, s.confirms, "I have sent word to Sample Clinic outside Telegram", numbers)
	s.until("the second channel", func() bool { return pages.Load() == 2 })
	if notice := s.lastPage(); s.err == nil && !bareLine.MatchString(notice.Text) {
		s.fail(fmt.Errorf("%w: the second channel says %q", errDiffers, notice.Text))
	}
	if whole, err := json.Marshal(s.lastPage()); err != nil || strings.Contains(string(whole), "A-17") {
		s.fail(fmt.Errorf("%w: the second channel says %s, %w", errDiffers, whole, err))
	}
	s.act(l.begins)
	s.settles()
	s.oneAlert(pages, 2)
	return s.err
}

// routesLost: serve makes lost routes anew from the store, so that people are called when Redis is away later.
func routesLost(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.begins()
	s.settles()
	ids := []string{s.identityOf(patient), s.identityOf(clinician)}
	s.act(func() error {
		s.serve.kill()
		return s.forgets(ids...)
	})
	s.again()
	s.fail(s.serve.start(s.ctx))
	s.rests()
	s.act(l.dies)
	s.cries()
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	s.act(l.begins)
	s.settles()
	s.oneAlert(pages, 1)
	return s.err
}

// killedBefore: Redis is away, Telegram takes no alarm, and serve is killed. The next one, which serves numbers only,
// goes on with the alarm that the data folder knows of.
func killedBefore(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.serve.again = 1
	s.begins()
	s.rests()
	s.act(l.dies)
	s.hears(patient, prompt, func() { s.says(patient, "/help") }, waitsNow, numbers)
	s.hears(patient, prompt, func() { s.taps(patient, waitsNow, "Tell Sample Clinic I'm not safe") }, confirm)
	s.sim.Misbehave(simulator.Fault{
		Method: "sendMessage", Chat: clinician, Kind: simulator.BadGateway, Times: simulator.Unlimited,
	})
	s.taps(patient, confirm, "Yes, tell Sample Clinic")
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	if s.err == nil {
		time.Sleep(2 * time.Second) // that it was used is written down
	}
	s.hears(clinician, patience, func() {
		s.act(func() error { s.serve.kill(); s.sim.Behave(); return nil })
	}, "Sent by the emergency way")
	s.act(l.begins)
	s.settles()
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	if n := s.alarms(); s.err == nil && n != 1 {
		s.fail(fmt.Errorf("%w: %d alarms", errDiffers, n))
	}
	return s.err
}

// pressesEarly: the clinician presses on an emergency call while their desk cannot know its alert. The press waits for
// the alert, and is told as it was meant.
func pressesEarly(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.begins()
	s.rests()
	s.act(l.dies)
	s.cries()
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	s.hears(patient, prompt, func() { s.taps(clinician, "Sent by the emergency way", "I have seen this") },
		"Dr Lind opened it at")
	s.act(l.begins)
	s.settles()
	s.taps(clinician, "You have seen this at", "Contact made")
	s.sees(clinician, "that contact was made.")
	if n := s.alarms(); s.err == nil && n != 1 {
		s.fail(fmt.Errorf("%w: %d alarms", errDiffers, n))
	}
	return s.err
}

// lastPage is what the second channel carried last.
func (s *stage) lastPage() channel.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paged
}
