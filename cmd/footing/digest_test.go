package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"footing/bot/simulator"
)

// TestADigestOfFortyIsOneMessage: a clinician of forty patients, with twelve weeks behind them, gets one message a
// week, with a button for each. Those who come first stand alone at the top; all the others fit on what is left of a
// screen.
func TestADigestOfFortyIsOneMessage(t *testing.T) {
	s := newSeeded(t)
	s.seed(0, "--patients", "40", "--weeks", "12", "--seed", "2")
	b, sim := s.bot()
	const clinician = 1_000_040
	for chat := int64(1_000_000); chat <= clinician; chat++ {
		sim.AddAcquainted(simulator.User{ID: chat, FirstName: fmt.Sprint(chat), LanguageCode: "en"})
	}
	sunday := s.now.AddDate(0, 0, 4) // before it comes the one of the Monday on which the invented people end
	for end := s.now.AddDate(0, 0, 7); s.now.Before(end); {
		next, err := b.Pump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() {
			t.Fatal("nothing is due in a store of forty patients")
		}
		s.moveTo(next)
	}
	var digests []simulator.Message
	for _, m := range sim.Chat(clinician) {
		if strings.HasPrefix(m.Text, "Weekly summary") && m.Date.After(sunday) {
			digests = append(digests, m)
		}
	}
	if len(digests) != 1 {
		t.Fatalf("%d messages of a weekly summary", len(digests))
	}
	codes := map[string]bool{}
	for _, b := range slices.Concat(digests[0].Buttons...) {
		codes[b.Text] = true
	}
	left := 0 // who left long ago is not shown
	for chat := int64(1_000_000); chat < clinician; chat++ {
		id, err := s.store.Resolve(t.Context(), chat)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := s.store.Load(t.Context(), id)
		switch {
		case err != nil:
			t.Fatal(err)
		case kept.State.Patient.Left:
			left++
		case !codes[kept.State.Patient.Code]:
			t.Errorf("there is no button for %s", kept.State.Patient.Code)
		}
	}
	if len(codes) < 40-left || left > 10 {
		t.Errorf("%d buttons; %d have left", len(codes), left)
	}
	// what a phone of six inches shows at once, and the head with one who comes first
	const screen, columns, first = 30, 38, 6
	_, others, found := strings.Cut(digests[0].Text, "\n\nThe other ")
	rows := 0
	for line := range strings.Lines(others) {
		rows += (len(utf16.Encode([]rune(line)))-1)/columns + 1
	}
	if !found || rows > screen-first || len(digests[0].Text) < 500 {
		t.Errorf("those who do not come first take %d rows:\n%s", rows, digests[0].Text)
	}
	if v := sim.Violations(); len(v) > 0 {
		t.Error(v)
	}
}
