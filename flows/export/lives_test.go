package export

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/rehearsal"
)

// life plays one person's weeks with the real engine: they answer, go back, change what they said, write words of
// danger, begin check-ins by themselves, travel, and miss some.
type life struct {
	*rehearsal.Script
	t    *testing.T
	dice *rand.Rand
}

func (l life) line(lines ...string) {
	l.t.Helper()
	for _, line := range lines {
		if err := l.Line(line); err != nil {
			l.t.Fatal(err)
		}
	}
}

// press presses one of the buttons of the last messages whose data begins so, if there is one.
func (l life) press(starts ...string) bool {
	role := l.Role("patient")
	var data []string
	at := 0
	for n := len(role.Phone) - 1; n >= max(0, len(role.Phone)-3) && len(data) == 0; n-- {
		for _, b := range slices.Concat(role.Phone[n].Buttons...) {
			if slices.ContainsFunc(starts, func(start string) bool { return strings.HasPrefix(b.Data, start) }) {
				data, at = append(data, b.Data), n
			}
		}
	}
	if len(data) == 0 {
		return false
	}
	l.Rehearsal.Tap(l.Chat("patient"), "patient's phone", role.IDs[at], data[l.dice.IntN(len(data))])
	return true
}

func (l life) live(until time.Time) []record.Fact {
	l.line("everybody is set up", "patient: /schedule")
	for _, data := range []string{"ask", "week", "week:tue", "week:tue.10", "week:tue.1000"} {
		l.press("c:session:" + data)
	}
	for l.Now().Before(until) {
		switch n := l.dice.IntN(40); {
		case n < 24:
			l.press("a:")
		case n < 32:
			for range 1 + l.dice.IntN(3) {
				l.press("b:")
			}
			l.press("a:")
		case n < 33:
			l.press("c:change:")
		case n < 34:
			l.line("patient: /checkin")
		case n < 35:
			l.line("patient: I want to end it all")
		case n < 36:
			l.line("patient: /timezone")
			if l.press("e:zone:no") {
				l.line("patient: " + []string{"Honolulu", "London", "Tokyo", "Auckland", "New York"}[l.dice.IntN(5)])
				l.press("e:zone:")
			}
		}
		pause := time.Duration(1+l.dice.IntN(20)) * time.Minute
		if l.Role("patient").State.Patient.Open == nil || l.dice.IntN(30) == 0 {
			pause = time.Duration(1+l.dice.IntN(9)) * time.Hour
		}
		l.Rehearsal.Advance(l.Now().Add(pause))
	}
	return l.Role("patient").Facts
}

// TestNothingIsLostUnderAFalseReason: of people whose lives the engine played, every answer that they agreed to show is
// in the export once, or is left out for a reason that follows from the facts. So is each check-in of their rhythm.
func TestNothingIsLostUnderAFalseReason(t *testing.T) {
	plan := loadtest.Shipped(t)
	seen := map[Reason]int{}
	travels := 0
	for seed := range uint64(40) {
		l := life{rehearsal.NewScript(plan), t, rand.New(rand.NewPCG(seed, 1))}
		facts := l.live(l.Now().AddDate(0, 0, 7*8))
		for _, private := range []bool{true, false} {
			for purpose, given := range map[record.Purpose]bool{record.ForResearch: true, record.ForPrivateResearch: private} {
				facts = append(facts, record.Fact{At: l.Now(), Body: record.Consent{Purpose: purpose, Given: given, Version: 1}})
			}
			a := newAccount(t, plan, facts, l.Now().Truncate(24*time.Hour), private)
			a.check(fmt.Sprintf("life %d, private %v", seed, private))
			for r, n := range a.counts.left {
				seen[r] += n
			}
			if private {
				travels += a.journeys(fmt.Sprintf("life %d", seed))
			}
		}
	}
	for _, r := range []Reason{Superseded, Outdated, Kept, PartialWeek, Recent, Tailed} {
		if seen[r] < 5 {
			t.Errorf("only %d answers were left out as %s, so this test shows little", seen[r], r)
		}
	}
	if travels < 10 {
		t.Errorf("only %d check-ins were lost on journeys, so this test shows little", travels)
	}
}

// account is what became of one person's answers, and what should have become of them by the facts alone.
type account struct {
	t      *testing.T
	plan   *flows.Protocol
	facts  []record.Fact // up to the cut-off, in order
	until  time.Time
	counts counts
	dated  []datedOccasion
	weeks  span
	shows  bool
}

func newAccount(t *testing.T, plan *flows.Protocol, facts []record.Fact, until time.Time, shows bool) *account {
	a := &account{t: t, plan: plan, until: until, counts: newCounts(), shows: shows}
	x := newRun(Options{Plan: plan, Study: "one", Level: Records, Until: until, Lag: 7, Formats: []Format{CSV}}, nil)
	s := read(facts, until)
	s.tail = 1
	a.weeks = x.span(s)
	a.dated = x.datedOccasions(s, a.weeks, &a.counts)
	a.facts = slices.Clone(facts)
	slices.SortStableFunc(a.facts, func(a, b record.Fact) int { return a.At.Compare(b.At) })
	a.facts = slices.DeleteFunc(a.facts, func(f record.Fact) bool { return !f.At.Before(until) })
	return a
}

// askedOnce is one question of one check-in.
type askedOnce struct{ occasion, item string }

// check compares what is exported with what should be, and the numbers left out with those that the facts give.
func (a *account) check(whose string) {
	a.t.Helper()
	got := map[askedOnce]string{}
	for _, one := range a.dated {
		for _, e := range one.entries {
			q := askedOnce{one.id, e.item}
			if _, twice := got[q]; twice {
				a.t.Errorf("%s: %v stands twice", whose, q)
			}
			got[q] = "-" + string(e.status)
			if e.answer != nil {
				got[q] = e.answer.Code
			}
			// Of a check-in gone through to its end, the engine asked what applied, but for safety off duty.
			if e.status == Expired || e.status == Missed || e.status == NotAsked && !e.asked.FollowUp && e.theme != 0 {
				if a.shows && one.status() == completed {
					a.t.Errorf("%s: %v was gone through, and is %s", whose, q, e.status)
				}
			}
		}
	}
	given := map[askedOnce][]record.Response{}
	for _, f := range a.facts {
		if r, ok := f.Body.(record.Response); ok {
			q := askedOnce{r.Occasion, r.Item}
			given[q] = append(given[q], r)
		}
	}
	left := map[Reason]int{}
	for q, all := range given {
		last := all[len(all)-1]
		why := a.why(q)
		if why == Kept {
			left[Kept] += len(all) - 1
		} else if len(all) > 1 {
			left[Superseded] += len(all) - 1
		}
		if why != "" {
			left[why]++
		}
		if shown := got[q]; (why == "") != (shown == last.Code) {
			a.t.Errorf("%s: %v %s is to be left out because %q, and is %q", whose, q, last.Code, why, shown)
		}
	}
	if a.shows {
		if diff := gocmp.Diff(left, a.counts.left); diff != "" {
			a.t.Errorf("%s: left out (by the facts -, by the export +)\n%s", whose, diff)
		}
		return
	}
	if left[Kept] != a.counts.left[Kept] {
		a.t.Errorf("%s: %d answers are kept, should be %d", whose, a.counts.left[Kept], left[Kept])
	}
}

// why is why the last answer to a question is to be left out; empty: it is not.
func (a *account) why(q askedOnce) Reason {
	switch {
	case !a.shows && a.keptBack(q):
		return Kept
	case a.outdated(q):
		return Outdated
	}
	_, text, _ := strings.Cut(q.occasion, "@")
	date, err := time.Parse(time.DateOnly, text)
	if err != nil {
		a.t.Fatal(err)
	}
	week := int(date.Sub(a.weeks.first).Hours()/24/7) + 1
	whole := int(a.until.AddDate(0, 0, -7).Sub(a.weeks.first).Hours() / 24 / 7)
	switch {
	case date.Before(a.weeks.first):
		return PartialWeek
	case week > whole && date.Before(a.until.AddDate(0, 0, -7)):
		return PartialWeek
	case week > whole:
		return Recent
	case week > whole-1:
		return Tailed
	}
	return ""
}

// outdated tells whether a question was asked because of an answer, and would not be asked by those that stand now.
func (a *account) outdated(q askedOnce) bool {
	item := itemNamed(a.t, a.plan, q.item)
	if item.When == nil || len(item.When.Past()) > 0 {
		return false
	}
	now, then := map[string]flows.Answer{}, map[string]flows.Answer{}
	for _, f := range a.facts {
		r, ok := f.Body.(record.Response)
		if !ok || r.Occasion != q.occasion {
			continue
		}
		if r.Item == q.item {
			if then = map[string]flows.Answer{}; !r.Words.IsZero() {
				return false
			}
			for id, answer := range now {
				then[id] = answer
			}
		}
		now[r.Item] = flows.Answer{Code: r.Code, Codes: r.Codes, Value: r.Value}
	}
	for id := range now {
		if id != q.item && slices.Contains(item.When.Items(), id) && a.outdated(askedOnce{q.occasion, id}) {
			delete(now, id)
		}
	}
	held, _ := item.When.Holds(then, nil)
	holds, _ := item.When.Holds(now, nil)
	return held && !holds
}

// keptBack tells whether an answer must not be shown by somebody who keeps private and hidden ones: it is one, or it
// is from behind the point where a hidden question could have come (safe at 0), by time or by the order of the
// check-in's questions, or until the end of the next day.
func (a *account) keptBack(q askedOnce) bool {
	due, low, behind := map[string]time.Time{}, map[string]bool{}, false
	kept := false
	for _, f := range a.facts {
		switch body := f.Body.(type) {
		case record.Occasion:
			due[body.ID] = body.Planned
		case record.Response:
			if body.Occasion == q.occasion && body.Item == q.item {
				kept = kept || body.Private || body.Hidden || low[q.occasion]
				behind = q.item != "safe" && body.Questionnaire != "safety" // safe is asked first, or behind safety
			}
			low[body.Occasion] = low[body.Occasion] || body.Item == "safe" && body.Value != nil && *body.Value == 0
		}
	}
	for id := range low {
		after := id != q.occasion && !due[q.occasion].Before(due[id]) && a.before(q.occasion, due[id])
		kept = kept || low[id] && (id == q.occasion && behind || after)
	}
	return kept
}

// before tells whether a check-in was due before the end of the person's own day that comes 24 hours after a time.
func (a *account) before(occasion string, at time.Time) bool {
	zone := a.plan.Clinic.Location()
	for _, f := range a.facts {
		if z, ok := f.Body.(record.Zone); ok && !f.At.After(at.Add(24*time.Hour)) {
			zone, _ = flows.LoadZone(z.Name)
		}
	}
	local := at.Add(24 * time.Hour).In(zone)
	end := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, zone)
	return slices.ContainsFunc(a.facts, func(f record.Fact) bool {
		o, ok := f.Body.(record.Occasion)
		return ok && o.ID == occasion && o.Planned.Before(end)
	})
}

// journeys compares the check-ins that are said to be lost on journeys with those of the rhythm that the facts lack,
// and counts them.
func (a *account) journeys(whose string) int {
	a.t.Helper()
	asked, own := map[string]bool{}, []time.Time{}
	var days []time.Weekday
	for _, f := range a.facts {
		switch body := f.Body.(type) {
		case record.Occasion:
			if asked[body.ID] = true; strings.HasPrefix(body.ID, "own-") || strings.HasPrefix(body.ID, "said-") {
				own = append(own, body.Planned)
			}
		case record.Rhythm:
			days = body.Days
		}
	}
	lost, n := map[string]time.Time{}, 0
	for _, one := range a.dated {
		if one.status() == travelled {
			lost[one.id] = one.planned
			n++
		}
	}
	for date := a.weeks.first; date.Before(a.weeks.first.AddDate(0, 0, 7*a.weeks.weeks)); date = date.AddDate(0, 0, 1) {
		for at, slot := range a.plan.Rotation {
			if date.Weekday() != days[at] {
				continue
			}
			id := slot.OccasionID(date)
			tooSoon := slices.ContainsFunc(own, func(at time.Time) bool { return date.Sub(at).Abs() < 48*time.Hour })
			if _, said := lost[id]; said == asked[id] && (said || !tooSoon) {
				a.t.Errorf("%s: %s was asked: %v; lost on a journey: %v", whose, id, asked[id], said)
			}
		}
	}
	return n
}
