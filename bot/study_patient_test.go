package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"footing/flows"
)

// patient is one of the patients, and what a test may know of them without asking the bot.
type patient struct {
	hand
	code    string
	of      *clinician
	place   place
	days    []time.Weekday // of the rotation's slots, in order
	hour    time.Duration  // of the day
	safety  bool           // agreed to the safety questions
	started time.Time      // the set-up was over
	stopped time.Time      // zero: stays
}

func (p *patient) zone() *time.Location {
	zone, err := flows.LoadZone(p.place.zone)
	if err != nil {
		p.s.t.Fatal(err)
	}
	return zone
}

// setsUp plans the answers to the set-up, one every few seconds.
func (p *patient) setsUp() {
	dice := p.s.dice
	p.safety = !p.s.chance(10)
	presses := []string{"e:adult:yes", "e:discreet:no", "e:care:on", "e:care:yes", "e:safety:" + yesNo(p.safety)}
	if p.s.cast.backup && p.of == p.s.staff[0] { // there is a backup, who can be first, or shut out
		presses = append(presses, "e:first:"+[]string{"clinician", "clinician", "backup"}[dice.IntN(3)])
		if p.s.chance(15) {
			presses = append(presses, "e:excluded:out.")
		}
		presses = append(presses, "e:excluded:done")
	} else {
		presses = append(presses, "e:first:clinician")
	}
	presses = append(presses, "e:therapist:"+[]string{"is.", "other"}[dice.IntN(2)])
	research := p.s.chance(50)
	presses = append(presses, "e:research:"+yesNo(research))
	if research {
		presses = append(presses, "e:private_research:"+yesNo(p.s.chance(50)))
	}
	if p.place.city == "" {
		presses = append(presses, "e:zone:yes")
	} else {
		presses = append(presses, "e:zone:no", "type "+p.place.city, "e:zone:"+p.place.zone)
	}
	p.days = []time.Weekday{time.Monday, time.Wednesday, time.Friday}
	if n := dice.IntN(6); n < 3 {
		other := []time.Weekday{time.Tuesday, time.Thursday, time.Saturday}[n]
		presses = append(presses, "e:days:"+dayOf(p.days[n]), "e:days:"+dayOf(other))
		p.days[n] = other
	}
	p.hour = time.Duration(12+dice.IntN(7)) * time.Hour
	presses = append(presses, "e:days:done", fmt.Sprintf("e:hour:%02d:00", p.hour/time.Hour))
	if p.hour > 15*time.Hour || p.place.city != "" { // perhaps no hour for the safety questions, and not suggested
		presses[len(presses)-1] = fmt.Sprintf("type %02d:00", p.hour/time.Hour)
	}
	if dice.IntN(4) == 0 {
		p.hour += 30 * time.Minute
		presses[len(presses)-1] = fmt.Sprintf("type %02d:30", p.hour/time.Hour)
	}
	for n, press := range presses {
		p.s.in(time.Duration(4*n+1)*time.Second, func() {
			if text, typed := strings.CutPrefix(press, "type "); typed {
				p.says(text)
				return
			}
			p.mustTap(press)
		})
	}
	p.s.in(time.Duration(4*len(presses)-3)*time.Second, func() { p.started = p.s.w.now() })
	p.s.in(time.Duration(4*len(presses))*time.Second, p.lives)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func dayOf(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// due are the instants at which this patient's check-ins must come, by slot, from the set-up to the end or until
// they leave. It is counted by the calendar, not by the bot's schedules.
func (p *patient) due() map[string]time.Time {
	until := p.s.end
	if !p.stopped.IsZero() {
		until = p.stopped
	}
	all := map[string]time.Time{}
	for day := range 7*studyWeeks + 2 {
		date := p.started.In(p.zone()).AddDate(0, 0, day)
		n := slices.Index(p.days, date.Weekday())
		at := time.Date(date.Year(), date.Month(), date.Day(), 0, int(p.hour.Minutes()), 0, 0, p.zone())
		if n >= 0 && at.After(p.started) && !at.After(until) {
			all[p.s.w.plan.Rotation[n].ID+"@"+at.Format(time.DateOnly)] = at
		}
	}
	return all
}

// lives plans everything that this patient will do.
func (p *patient) lives() {
	n, s := slices.Index(p.s.patients, p), p.s
	due := p.due()
	for _, id := range slices.Sorted(maps.Keys(due)) {
		at := due[id]
		mood := throw(s, map[string]int{"all": 40, "late": 10, "half": 15, "misses": 22, "red": 5, "declines": 8})
		wait := s.between(time.Minute, 80*time.Minute)
		switch mood {
		case "misses":
			continue
		case "late":
			wait = s.between(95*time.Minute, 200*time.Minute)
		}
		taps := 40
		if mood == "half" {
			taps = 1 + s.dice.IntN(3)
		}
		s.at(at.Add(wait), func() { p.answers(mood, taps) })
	}
	for week := range studyWeeks {
		for range s.dice.IntN(3) {
			s.at(s.begin.Add(s.between(time.Duration(7*week)*24*time.Hour+13*time.Hour, time.Duration(7*week+7)*24*time.Hour)),
				p.wanders)
		}
	}
	switch n % 7 {
	case 2:
		away := s.begin.Add(s.between(10*24*time.Hour, 60*24*time.Hour))
		s.at(away, func() { p.block(true) })
		s.at(away.Add(s.between(24*time.Hour, 9*24*time.Hour)), func() { p.block(false) })
	case 4:
		s.at(s.begin.Add(s.between(30*24*time.Hour, 60*24*time.Hour)), p.stops)
	}
}

// throw throws one of the words, each with its weight.
func throw(s *study, weights map[string]int) string {
	var words []string
	for word, weight := range weights {
		words = append(words, slices.Repeat([]string{word}, weight)...)
	}
	slices.Sort(words) // a map has no order of its own
	return words[s.dice.IntN(len(words))]
}

// answers presses one button of an open check-in, now and then one too many, and goes on some seconds later.
func (p *patient) answers(mood string, taps int) {
	if p.away || taps == 0 {
		return
	}
	if notes := p.find("d:"); len(notes) > 0 { // a check-in may wait behind one
		p.press(notes[len(notes)-1])
		p.s.in(p.s.between(time.Second, 40*time.Second), func() { p.answers(mood, taps-1) })
		return
	}
	found := p.find("a:", "b:")
	if len(found) == 0 {
		if mood != "half" {
			p.tapShare()
		}
		return
	}
	b := p.choose(found, mood)
	p.press(b)
	switch throw(p.s, map[string]int{"nothing": 84, "twice": 6, "old": 5, "text": 5}) {
	case "twice":
		p.press(b)
	case "old":
		p.press(p.old[p.s.dice.IntN(len(p.old))])
	case "text":
		p.says("what do you mean by that?")
	}
	p.s.in(p.s.between(time.Second, 40*time.Second), func() { p.answers(mood, taps-1) })
}

// choose is the answer that fits a mood. Only who is in danger says so.
func (p *patient) choose(found []held, mood string) held {
	byCode := map[string]held{}
	item := ""
	var plain []held
	for _, b := range found {
		parts := strings.Split(b.data, ":")
		if parts[0] == "b" {
			byCode["back"] = b
			continue
		}
		item = parts[2]
		byCode[parts[3]] = b
		if !flows.Declined(parts[3]) {
			plain = append(plain, b)
		}
	}
	back, canGoBack := byCode["back"]
	switch {
	case canGoBack && p.s.chance(6):
		return back
	case mood == "declines" && p.s.chance(60):
		return byCode[flows.RatherNot]
	case item == "s1" && mood == "red":
		return byCode["more"]
	case item == "s2" && mood == "red":
		return byCode[[]string{"yes", "unsure"}[p.s.dice.IntN(2)]]
	case item == "s2", item == "s1b_risk", item == "danger" && mood != "red":
		return byCode["no"]
	case (item == "s1" || item == "s1b") && p.s.chance(80):
		return byCode["no"]
	}
	return plain[p.s.dice.IntN(len(plain))]
}

// tapShare decides about private answers, if that was asked.
func (p *patient) tapShare() {
	if p.s.chance(60) {
		p.tap("w:")
	}
}
