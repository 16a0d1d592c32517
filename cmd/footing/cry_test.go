//go:build faults

package main

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"footing/flows/record"
)

const (
	// prompt is how soon people in need must hear the truth: the two seconds that are promised, and more for a machine
	// that has other things to do.
	prompt = 4 * time.Second
	// called is how soon a human must be called: the five seconds that are promised, and more likewise.
	called = 8 * time.Second
	// quiet is how long a chat has to rest until Telegram takes five messages at once again.
	quiet = 6 * time.Second
)

const (
	waitsNow = "Nobody reads it now."
	numbers  = "Samaritans: 116 123"
	confirm  = "Shall I tell Dr Lind now"
)

// rests waits until nothing is to be done, and Telegram takes as many messages as ever.
func (s *stage) rests() {
	s.settles()
	if s.err == nil {
		time.Sleep(quiet)
	}
}

// hears does something, after which somebody must get a message with these texts within a time.
func (s *stage) hears(user int64, within time.Duration, do func(), texts ...string) {
	count := func() (n int) {
		for _, m := range s.sim.Chat(user) {
			lacks := func(text string) bool { return !strings.Contains(m.Text, text) }
			if m.FromBot && !slices.ContainsFunc(texts, lacks) {
				n++
			}
		}
		return n
	}
	before, began := count(), currentTime()
	do()
	s.until(fmt.Sprintf("%d: %q", user, texts), func() bool { return count() > before })
	took := currentTime().Sub(began)
	s.note(fmt.Sprintf("---- %d heard %q after %s", user, texts, took))
	if s.err == nil && took > within {
		s.fail(fmt.Errorf("%w: %d heard %q only after %s", errDiffers, user, texts, took))
	}
}

// cries lets the patient ask for help in every way while Redis is away, and confirm that they are not safe.
func (s *stage) cries() {
	for _, text := range []string{"I want to die", "/help", "Help"} {
		s.hears(patient, prompt, func() { s.says(patient, text) }, waitsNow, numbers)
	}
	s.hears(patient, prompt, func() { s.taps(patient, waitsNow, "Tell Sample Clinic I'm not safe") }, confirm)
	s.hears(clinician, called, func() { s.taps(patient, confirm, "Yes, tell Sample Clinic") }, "Sent by the emergency way")
	s.sees(patient, "I have sent this to Dr Lind by the emergency way")
}

// oneAlert: what the patient pressed is one alert. The clinician was called about it once, and the second channel as
// often as it should be. Then the clinician takes note, which the patient hears.
func (s *stage) oneAlert(pages *atomic.Int32, paged int32) { s.oneAlertSeen(pages, paged, func() {}) }

// oneAlertSeen is oneAlert for a patient who has something to do until they can read what they are told.
func (s *stage) oneAlertSeen(pages *atomic.Int32, paged int32, opens func()) {
	if s.err != nil {
		return
	}
	m, err := s.memory()
	if err != nil {
		s.fail(err)
		return
	}
	alerts := 0
	for _, f := range s.facts(m)[patient] {
		if _, ok := f.Body.(record.Alert); ok {
			alerts++
		}
	}
	s.fail(m.close())
	if alarms := s.alarms(); s.err == nil && (alerts != 1 || alarms != 1 || pages.Load() != paged) {
		s.fail(fmt.Errorf("%w: %d alerts, %d alarms, %d pages", errDiffers, alerts, alarms, pages.Load()))
	}
	s.taps(clinician, "Safety alert", "I have seen this")
	opens()
	s.sees(patient, "Dr Lind opened it at")
}
