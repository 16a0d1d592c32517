//go:build faults

package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
)

// limits are journeys in which Telegram takes less than everything, or somebody writes more than is taken.
func limits() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"the edits of one chat are throttled": throttlesEdits,
		"one chat writes a thousand a second": writesMuch,
		"a help text is refused once":         refusesHelp,
		"somebody is not reached for a while": losesOnce,
		"Telegram takes nothing for too long": starves,
	}
}

// editHeld tells whether one chat is held.
func (s *stage) editHeld() bool { return strings.Contains(s.alarmsPage(), `"held_chats":1`) }

// throttlesEdits: Telegram takes no edits in the clinician's chat for ten minutes. New messages come there all the
// same, urgent or not, and edits in other chats.
func throttlesEdits(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	s.asks()
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	s.rests()
	s.sim.Misbehave(simulator.Fault{
		Method: "editMessageText", Chat: clinician, Kind: simulator.Throttle, RetryAfter: 600, Times: simulator.Unlimited,
	})
	s.taps(clinician, "You have seen this at", "Contact made")
	s.until("the chat to be held", s.editHeld)
	s.hears(clinician, called, func() { s.says(clinician, "/patients") }, "Your patients: 1.")
	s.says(patient, "/pause")
	s.hears(patient, called, func() { s.taps(patient, "For how long shall no check-ins come?", "No pause") },
		"everything stays as it is")
	if s.err == nil {
		time.Sleep(quiet)
	}
	s.asks()
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.until("the chat to be held still", s.editHeld)
	if n := pages.Load(); s.err == nil && n > 0 {
		s.fail(fmt.Errorf("%w: %d pages", errDiffers, n))
	}
	return s.err
}

// much is how often somebody writes who does not stop.
const much = 3000

// writesMuch: a colleague's phone writes without end. They are told once that not all is kept, and what is not kept
// delays nobody: a patient's call is heard, and so is their own press on it.
func writesMuch(t *testing.T, binary string) error {
	s := newStage(t, binary)
	pages := s.pagesOf(t)
	s.begins()
	s.joins(colleague, "backup", "Dr Berg")
	s.asks()
	s.rests()
	before := len(s.heard(colleague))
	for n := range much {
		s.says(colleague, fmt.Sprintf("hello %d", n))
	}
	s.hears(clinician, patience, s.confirms, "Safety alert")
	s.sees(colleague, "That was very much at once")
	s.settles()
	if n := len(s.heard(colleague)) - before; s.err == nil && n > 45 { // 30 a minute, over two minutes at most
		s.fail(fmt.Errorf("%w: %d answers to somebody who writes without end", errDiffers, n))
	}
	s.oneAlert(pages, 0)
	return s.err
}

// refusesHelp: Telegram refuses a help text once, for a reason that nobody knows, and then one as if the person were
// not there. Both come again.
func refusesHelp(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	for _, refusal := range []simulator.Fault{
		{Code: http.StatusBadRequest, Text: "Bad Request: something that nobody knows"},
		{Code: http.StatusBadRequest, Text: "Bad Request: chat not found"},
	} {
		refusal.Method, refusal.Chat, refusal.Kind = "sendMessage", patient, simulator.Refuse
		s.sim.Misbehave(refusal)
		s.hears(patient, 2*patience, func() { s.says(patient, "/help") }, "What would help now?")
		s.settles()
	}
	s.hears(patient, prompt, s.wantsToTell, confirm)
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.settles()
	s.oneAlert(pages, 0)
	return s.err
}

// losesOnce: Telegram says that the patient has blocked the bot, which whoever has seen their alert learns. Any sign of
// life is an attempt again: their next word is answered, and that is learnt, too.
func losesOnce(t *testing.T, binary string) error {
	s, pages := enrolled(t, binary)
	s.asks()
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.settles()
	s.sim.Misbehave(simulator.Fault{
		Method: "sendMessage", Chat: patient, Kind: simulator.Refuse, Code: http.StatusForbidden,
		Text: "Forbidden: bot was blocked by the user",
	})
	s.hears(clinician, patience, func() { s.says(patient, "/goal") },
		"Messages from here don't reach the patient's phone any more.")
	s.rests()
	s.hears(clinician, patience, func() {
		s.hears(patient, called, func() { s.says(patient, "/help") }, "What would help now?")
	}, "Messages from here reach the patient's phone again.")
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	if n := pages.Load(); s.err == nil && n > 0 {
		s.fail(fmt.Errorf("%w: %d pages", errDiffers, n))
	}
	return s.err
}

// starves: Telegram takes no message while an alarm waits for it, and all else works. The second channel is used, and
// the dead man's switch is fed no more, though the alarm waits in another process than the one that feeds it.
func starves(t *testing.T, binary string) error {
	s := newStage(t, binary)
	fed := s.watched(t)
	pages, l := s.pagesOf(t), s.throughLine(t)
	s.begins()
	s.until("the switch to be fed", func() bool { return fed.Load() > 0 })
	s.sharesOut(t, l)
	s.asks()
	s.sim.Misbehave(simulator.Fault{
		Method: "sendMessage", Chat: clinician, Kind: simulator.ServerError, Times: simulator.Unlimited,
	})
	s.confirms()
	s.untilWithin(time.Minute, "the second channel", func() bool { return pages.Load() == 1 })
	s.untilWithin(2*time.Minute, "red health", func() bool {
		return strings.Contains(s.alarmsPage(), "something is red: look at its own /alarms")
	})
	before := fed.Load()
	for range 70 { // it is fed each minute
		if s.err == nil {
			time.Sleep(time.Second)
		}
	}
	if s.err == nil && fed.Load() > before {
		s.fail(fmt.Errorf("%w: fed %d times, then %d", errDiffers, before, fed.Load()))
	}
	s.hears(clinician, patience, s.sim.Behave, "Safety alert")
	s.sees(patient, "I've sent this to Dr Lind")
	s.settles()
	s.oneAlert(pages, 1)
	return s.err
}

// passing gives all shards to the process that does not poll, as if it had taken them while the other was cut off.
const passing = `local poll, prefix = redis.call('GET', '{meta}:poll:owner'), '{meta}:process:'
for _, key in ipairs(redis.call('KEYS', prefix .. '*')) do
	local owner = string.sub(key, #prefix + 1)
	if owner ~= poll then
		for shard = 0, 15 do
			redis.call('SET', string.format('{s%02d}:owner', shard), owner)
			redis.call('INCR', string.format('{s%02d}:epoch', shard))
		end
		return owner
	end
end
return redis.error_reply('there is no other process')`

// sharesOut lets a second process work on all shards, while the first goes on polling.
func (s *stage) sharesOut(t *testing.T, l *line) {
	if s.err != nil {
		return
	}
	first := s.serve
	s.again("FOOTING_DATA_DIR=" + filepath.Join(s.dir, "other"))
	second := s.serve
	t.Cleanup(func() { _ = second.stop() })
	second.launch(s.ctx)
	s.until("the second process", func() bool { return second.serves() && second.ready(s.ctx) })
	s.act(func() error { return l.command("EVAL", passing, 0) })
	works := func(shards string) func() bool {
		return func() bool { return strings.Contains(s.alarmsPage(), `"shards":`+shards) }
	}
	s.until("it to work on all shards", works("16"))
	s.serve = first
	s.until("the first to work on none", works("0"))
}
