package engine_test

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/engine/internal/patient"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// The study: so many patients, over so many weeks, from the Monday before the clocks change in Europe.
const (
	studyPatients = 1000
	studyWeeks    = 12
)

var studyBegin = time.Date(2026, 2, 23, 0, 0, 0, 0, time.UTC)

// TestStudy lets many patients (a thousand with -large), over all zones that can be chosen, live through twelve weeks
// with Step and a heap of what is due. They answer, half answer and don't; they move, pause, want less, block the bot
// and come back; and twice the bot is away. In the end every check-in that was planned is answered, missed or not
// delivered, none twice and none asked in quiet hours, and all twelve themes were planned in every two weeks of whoever
// did not ask for less.
func TestStudy(t *testing.T) {
	plan := shipped(t)
	zones := flows.Zones()
	const groups = 4
	for g := range groups {
		t.Run(fmt.Sprint(g), func(t *testing.T) {
			t.Parallel()
			s := &study{t: t, plan: plan}
			patients := studyPatients
			switch {
			case underRace:
				patients /= 10
			case !*large:
				patients /= 4
			}
			for n := patients / groups * g; n < patients/groups*(g+1); n++ {
				s.join(n, zones[n*len(zones)/patients])
			}
			s.run(studyBegin.AddDate(0, 0, 7*studyWeeks))
			asked, ends := 0, map[string]int{}
			for _, p := range s.people {
				p.check(ends)
				asked += len(p.asked)
			}
			t.Logf("%d check-ins: %v", asked, ends)
			for _, ending := range []string{"answered", "expired", "not_delivered", "no_session", "paused"} {
				if ends[ending] == 0 && !underRace {
					t.Errorf("no check-in ended as %s: this shows too little", ending)
				}
			}
		})
	}
}

// study is one group of patients with what is due of all of them.
type study struct {
	t      *testing.T
	plan   *flows.Protocol
	people []*subject
	due    agenda
	serial int
}

// subject is one patient of a study.
type subject struct {
	*study
	n       int
	zone    *time.Location
	state   state.State
	dice    *rand.Rand
	wakes   map[string]state.Wake
	message int
	less    bool // moved, paused, wanted less, or was out of reach: not everything is planned
	asked   map[string]record.Occasion
	at      map[string]time.Time // when each was filed
	ended   map[string]record.Ending
	themes  map[int]map[int]bool // by two weeks
}

// happening is something that will happen: what the patient asked to be woken for, or does by themselves.
type happening struct {
	at   time.Time
	who  *subject
	wake state.Wake
	act  func()
	nth  int
}

// agenda is a heap of moments, the soonest first.
type agenda []happening

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].nth < a[j].nth
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(happening)) }
func (a *agenda) Pop() any {
	last := len(*a) - 1
	m := (*a)[last]
	*a = (*a)[:last]
	return m
}

func (s *study) plannedFor(m happening) {
	s.serial++
	m.nth = s.serial
	heap.Push(&s.due, m)
}

// run lives through everything until the end. What is due while the bot is away happens when it is back.
func (s *study) run(end time.Time) {
	away := [][2]time.Time{
		{studyBegin.AddDate(0, 0, 30).Add(9 * time.Hour), studyBegin.AddDate(0, 0, 30).Add(17 * time.Hour)},
		{studyBegin.AddDate(0, 0, 50), studyBegin.AddDate(0, 0, 51).Add(6 * time.Hour)},
	}
	for len(s.due) > 0 {
		m := heap.Pop(&s.due).(happening)
		if m.at.After(end) {
			return
		}
		now := m.at
		for _, w := range away {
			if !now.Before(w[0]) && now.Before(w[1]) {
				now = w[1]
			}
		}
		switch key := string(m.wake.Kind) + " " + m.wake.Key; {
		case m.act != nil && now.Equal(m.at):
			m.act()
		case m.act != nil: // what people do meanwhile is lost
		case m.who.wakes[key] == m.wake:
			delete(m.who.wakes, key)
			m.who.step(state.Due{
				Header: state.Header{ID: fmt.Sprintf("%d/%s/%d", m.who.n, key, m.at.UnixMilli()), At: now},
				Kind:   m.wake.Kind, Key: m.wake.Key, Nominal: m.at,
			})
		}
	}
}

// join sets up a patient, with days and an hour of their own, and a weekly session.
func (s *study) join(n int, zone string) {
	location, err := flows.LoadZone(zone)
	if err != nil {
		s.t.Fatal(err)
	}
	p := &subject{
		study: s, n: n, zone: location, dice: rand.New(rand.NewPCG(7, uint64(n))), wakes: map[string]state.Wake{},
		asked: map[string]record.Occasion{}, at: map[string]time.Time{}, ended: map[string]record.Ending{},
		themes: map[int]map[int]bool{},
	}
	s.people = append(s.people, p)
	days := []time.Weekday{time.Monday, time.Wednesday, time.Friday}
	if n%3 == 0 {
		days = []time.Weekday{time.Tuesday, time.Saturday, time.Sunday}
	}
	begin := flows.Resolve(studyBegin, location)
	p.state = state.State{
		ID: fmt.Sprintf("s%02d-P%d", n%16, n), Chat: int64(n + 1), Zone: zone, Locale: "en", Seed: draw(n),
		Patient: &state.Patient{
			Ties: state.Ties{Code: "A-17", Clinician: state.Contact{ID: "s00-C"}, First: "s00-C"},
			Enrolment: state.Enrolment{
				Active:   true,
				Start:    begin,
				Consents: map[record.Purpose]bool{record.ForCare: true, record.ForSafety: true},
			},
			Rhythm: state.Rhythm{Days: days, At: flows.Clock(9*60 + p.dice.IntN(12)*55).String()},
		},
	}
	set := &turn.Turn{Plan: s.plan, State: p.state, Event: state.Header{ID: fmt.Sprint("begin", n), At: begin}}
	patient.New(set).ScheduleAll()
	patient.New(set).SessionsAre(record.Appointment{
		Weekly: true, Day: time.Weekday(n % 7),
		At: fmt.Sprintf("%02d:00", 8+n%12), Zone: zone,
	}, "s00-C")
	p.state = set.State
	p.follow(begin, set.Effects)
	p.whims(begin)
}

// whims are what this patient does beside answering.
func (p *subject) whims(begin time.Time) {
	day := func() time.Time { return begin.AddDate(0, 0, 7+p.dice.IntN(60)).Add(13 * time.Hour) }
	act := func(at time.Time, do func(now time.Time)) {
		p.plannedFor(happening{at: at, who: p, act: func() { do(at) }})
	}
	says := func(text string) func(time.Time) {
		return func(now time.Time) {
			p.step(state.Said{
				Header: p.head(now), Sender: state.Sender{Chat: p.state.Chat, Draw: draw(p.n)}, Message: p.message,
				Media: state.Text, Text: record.FreeText(text),
			})
		}
	}
	switch p.n % 10 {
	case 1: // moves
		p.less = true
		at, to := day(), flows.Zones()[(p.n*37)%len(flows.Zones())]
		act(at, says("/timezone"))
		act(at.Add(time.Minute), func(now time.Time) {
			if p.state.Setting != nil {
				p.state.Setting.Choices, p.state.Setting.Typing = []string{to}, true
				p.tap(now, "e:zone:"+to)
				p.zone, _ = flows.LoadZone(to)
			}
		})
	case 2:
		p.less = true
		act(day(), func(now time.Time) { p.tap(now, "c:pause:14") })
	case 3:
		p.less = true
		act(day(), func(now time.Time) { p.tap(now, "c:silence:fewer") })
	case 4:
		p.less = true
		at := day()
		for n, blocked := range []bool{true, false} {
			act(at.AddDate(0, 0, 5*n), func(now time.Time) {
				p.step(state.Membership{Header: p.head(now), Sender: state.Sender{Chat: p.state.Chat}, Blocked: blocked})
			})
		}
	case 5: // three weeks without a session
		act(begin.AddDate(0, 0, 20), func(now time.Time) { p.tap(now, "c:session:none") })
	}
}

func (p *subject) head(now time.Time) state.Header {
	p.serial++
	return state.Header{ID: fmt.Sprintf("u%d.%d", p.n, p.serial), At: now}
}

func (p *subject) tap(now time.Time, data string) {
	head := p.head(now)
	p.step(state.Tapped{
		Header: head, Sender: state.Sender{Chat: p.state.Chat}, Message: p.message, Callback: head.ID,
		Data: data,
	})
}

// step decides, and follows up.
func (p *subject) step(e state.Event) {
	var effects []state.Effect
	p.state, effects = engine.Step(p.plan, p.state, e)
	p.follow(e.Head().At, effects)
}

func (p *subject) follow(now time.Time, effects []state.Effect) {
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Wake:
			p.wakes[string(e.Kind)+" "+e.Key] = e
			p.plannedFor(happening{at: e.At, who: p, wake: e})
		case state.Forget:
			delete(p.wakes, string(e.Kind)+" "+e.Key)
		case state.Keep:
			p.note(e.Fact)
		case state.Say:
			p.message++
			if e.Class == state.ClassPrompt && p.plan.Quiet(flows.WallClock(now.In(p.zone))) {
				p.t.Errorf("patient %d in %s is asked at %s", p.n, p.zone, now.In(p.zone))
			}
			if e.Anchor != "" {
				p.step(state.Sent{Header: p.head(now), Anchor: e.Anchor, Message: p.message})
				p.notices(now, strings.TrimPrefix(e.Anchor, "occasion:"))
			}
		}
	}
}

// notices lets the patient answer, begin and leave it, or do nothing.
func (p *subject) notices(now time.Time, occasion string) {
	steps := []int{0, 0, 0, 1, 99, 99}[p.dice.IntN(6)]
	at := now.Add(time.Duration(1+p.dice.IntN(200)) * time.Minute)
	for range min(steps, 12) {
		p.plannedFor(happening{at: at, who: p, act: func() { p.answers(at, occasion) }})
		at = at.Add(20 * time.Second)
	}
}

// answers taps an option of what is asked: never one that calls for help, so that nobody has to be called.
func (p *subject) answers(now time.Time, occasion string) {
	o := p.state.Patient.Open
	if o == nil || o.ID != occasion {
		return
	}
	set := &turn.Turn{Plan: p.plan, State: p.state}
	place, ok := set.Question(o, o.Item)
	if !ok {
		p.t.Fatalf("patient %d: %s asks for %q", p.n, o.ID, o.Item)
	}
	code := place.Item.Options[0].Code
	if place.Questionnaire.Theme != 0 && !place.Item.FollowUp {
		code = place.Item.Options[p.dice.IntN(len(place.Item.Options))].Code
	}
	p.tap(now, fmt.Sprintf("a:%d:%s:%s", o.Number, o.Item, code))
}
