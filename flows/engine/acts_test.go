package engine_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// act is one thing that may happen, drawn from all of them.
func (tr *troupe) act() {
	acts := []struct {
		often int
		name  string
		do    func()
	}{
		{6, "arrive", tr.somethingArrives},
		{6, "next due", func() {
			if a, w := tr.nextDue(); a != nil {
				tr.advance(w.At, false)
			}
		}},
		{5, "late", func() {
			if a, w := tr.nextDue(); a != nil {
				tr.advance(w.At.Add(time.Duration(tr.oneIn(360, "minutes"))*time.Minute), true)
			}
		}},
		{2, "stop", tr.stops},
		{4, "minutes", func() { tr.passes(time.Minute, 90) }},
		{3, "hours", func() { tr.passes(time.Hour, 30) }},
		{1, "days", func() { tr.passes(24*time.Hour, 9) }},
		{12, "next check-in", tr.nextCheckIn},
		{12, "answer", tr.answers},
		{8, "alarm", tr.tapsAlarm},
		{4, "help", tr.asksForHelp},
		{2, "invite", func() {
			tr.says(oneOf(tr, []int64{lind, moss}, "clinician"), fmt.Sprintf("/invite P-%d", 1+tr.oneIn(9, "code")))
		}},
		{3, "open a link", tr.opensLink},
		{4, "is it them", func() { tr.tapsLike(oneOf(tr, []int64{3, 4, stranger, moss}, "opener"), "o:") }},
		{4, "digits", func() { tr.tapsLike(oneOf(tr, []int64{lind, lind, moss}, "clinician"), "i:") }},
		{4, "set-up", func() { tr.tapsLike(oneOf(tr, []int64{3, 4, stranger, moss}, "opener"), "e:") }},
		{10, "tap", tr.tapsSomething},
		{4, "tap old", tr.tapsSomethingOld},
		{3, "forge", tr.forges},
		{4, "say", tr.saysSomething},
		{5, "command", func() {
			p := oneOf(tr, []int64{3, 3, 4}, "patient")
			tr.says(p, "/"+oneOf(tr, engine.Commands(record.Patient), "command"))
			tr.settle()
			tr.tapsLike(p, "c:", "e:")
		}},
		{4, "open a note", func() { tr.tapsLike(oneOf(tr, []int64{3, 3, 4}, "patient"), "d:") }},
		{2, "clear the screen", func() {
			tr.says(oneOf(tr, []int64{3, 4}, "patient"), oneOf(tr, []string{"weather", "/tidy", "More", "I want to die"},
				"word"))
		}},
		{3, "erase", tr.erases},
		{4, "reply", tr.replying},
		{3, "pause", func() { tr.walks(oneOf(tr, []int64{3, 4}, "patient"), "/pause", "c:pause:") }},
		{3, "schedule", func() {
			tr.walks(oneOf(tr, []int64{3, 4}, "patient"), "/schedule", "e:days:", "e:days:", "e:days:done", "e:hour:")
		}},
		{4, "write", tr.writes},
		{6, "another item", tr.answersAnother},
		{5, "plan", tr.changesPlan},
		{5, "team", tr.changesTeam},
		{6, "consent", func() { tr.tapsLike(oneOf(tr, []int64{3, 3, 4}, "patient"), "x:") }},
		{5, "colleague", func() { tr.tapsLike(oneOf(tr, []int64{lind, moss}, "clinician"), "j:") }},
		{3, "away", func() { tr.walks(oneOf(tr, []int64{lind, moss}, "clinician"), "/away", "v:", "v:", "v:"); tr.settle() }},
		{2, "count", func() { tr.says(oneOf(tr, []int64{lind, moss}, "clinician"), "/team") }},
		{1, "dismiss", tr.dismisses},
		{2, "see and go", tr.seesAndGoes},
		{5, "old alarm", tr.tapsOldAlarm},
		{6, "choose", func() { tr.tapsLike(oneOf(tr, []int64{3, 3, 4}, "patient"), "c:") }},
		{2, "block", tr.blocks},
		{1, "distrust", func() { a := tr.somebody(); a.mistrust = !a.mistrust }},
		{1, "outage", func() {
			away := state.Outage{Header: tr.head("outage"), Since: tr.now.Add(-5 * time.Minute)}
			if tr.now.Minute()%2 == 0 {
				away.Lost = tr.now.Add(-time.Minute)
			}
			tr.turn(tr.somebody(), away)
		}},
		{1, "clock", func() {
			tr.turn(tr.somebody(), state.SetBack{
				Header: tr.head("clock"),
				By:     time.Duration(1+tr.oneIn(120, "minutes")) * time.Minute,
			})
		}},
		{2, "stranger's letter", tr.strangerWrites},
		{8, "unreached", tr.unreached},
	}
	var names []string
	for _, a := range acts {
		names = append(names, slices.Repeat([]string{a.name}, a.often)...)
	}
	drawn := oneOf(tr, names, "act")
	for _, a := range acts {
		if a.name == drawn {
			a.do()
		}
	}
}

// oneIn is a number below n, each as likely. (Of rapid's numbers small ones come more often.)
func (tr *troupe) oneIn(n int, what string) int {
	return even.Draw(tr.t, what) * n >> 10
}

var even = rapid.Custom(func(t *rapid.T) int {
	n := 0
	for range 10 {
		n *= 2
		if rapid.Bool().Draw(t, "bit") {
			n++
		}
	}
	return n
})

func oneOf[T any](tr *troupe, all []T, what string) T { return all[tr.oneIn(len(all), what)] }

// somebody is a person who has said something already, or the stranger.
func (tr *troupe) somebody() *actor {
	return tr.person(oneOf(tr, []int64{3, 3, 3, 3, 4, 4, lind, lind, moss, stranger}, "who"))
}

func (tr *troupe) somethingArrives() {
	if lanes := tr.lanesInOrder(); len(lanes) > 0 {
		tr.arrive(oneOf(tr, lanes, "lane"))
	}
}

// passes lets time pass, with everything that is due, or with a bot that is dead meanwhile.
func (tr *troupe) passes(unit time.Duration, most int) {
	if unit > time.Hour {
		tr.clinicActs()
	}
	until := tr.now.Add(time.Duration(1+tr.oneIn(most, "time")) * unit)
	tr.advance(until, tr.oneIn(6, "dead") == 5)
}

// nextCheckIn lives on until somebody is asked something, and mostly answers some of it.
func (tr *troupe) nextCheckIn() {
	tr.clinicActs()
	for until := tr.now.Add(4 * 24 * time.Hour); ; {
		a, w := tr.nextDue()
		if a == nil || w.At.After(until) {
			return
		}
		tr.advance(w.At, false)
		tr.settle()
		if w.Kind != state.WakeCheckIn {
			continue
		}
		for range tr.oneIn(7, "answers") {
			tr.tapsLike(a.chat, "a:", "b:")
			tr.settle()
		}
		return
	}
}

// clinicActs lets the clinicians say, mostly, that they have made contact about all their alarms: an alert that is
// called out for days is seen elsewhere.
func (tr *troupe) clinicActs() {
	if tr.oneIn(4, "nobody there") == 3 {
		return
	}
	for _, desk := range []int64{lind, moss} {
		a := tr.person(desk)
		if s := a.stored(); s.Desk != nil && !a.deaf {
			for _, alarm := range s.Desk.Alarms {
				if alarm.Message == 0 {
					continue
				}
				tr.taps(desk, shownButton{alarm.Message, "k:" + turn.AlarmKey(alarm.Alert) + ":seen"})
				tr.taps(desk, shownButton{alarm.Message, "k:" + turn.AlarmKey(alarm.Alert) + ":contact"})
			}
		}
	}
	tr.settle()
}
