package cohort

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"footing/flows/press"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// between is the time between two invitations of a panel: all are sent within a working day.
const between = 8 * time.Minute

// panel is a clinician and their patients during the rehearsal.
type panel struct {
	c      *cohort
	r      *rehearsal.Rehearsal
	desk   *rehearsal.Role
	dice   *rand.Rand // the clinician's
	people []*person
	byID   map[string]*person
	acts   []act // what people will do, soonest first
	last   int   // the number of the act that was planned last
	failed error
}

// act is one planned act of a person.
type act struct {
	at     time.Time
	number int // of two at once, the one that was planned first
	do     func()
}

func (c *cohort) newPanel(n int) *panel {
	p := &panel{
		c: c, desk: c.desks[n], byID: map[string]*person{}, r: rehearsal.NewRehearsal(c.Plan, c.opening(), c.Shard),
		dice: rand.New(rand.NewPCG(c.Seed, uint64(c.Clinician(n)))), //nolint:gosec // an invented person; bits are bits
	}
	p.r.Series = fmt.Sprintf("seed.%d.", n)
	p.r.Pictures = false // nobody looks, and drawing them would be nearly half of all the work
	p.r.Join(c.office)
	p.r.Join(p.desk)
	if c.Weeks > 0 {
		p.r.Watch = p.watch
	}
	return p
}

// expect plans the enrolment of the panel's i-th patient.
func (p *panel) expect(who *person, i int) {
	p.people = append(p.people, who)
	p.at(p.c.opening().Add(time.Duration(i)*between), func() {
		if err := p.enrol(who); err != nil {
			p.failed = fmt.Errorf("rehearse the enrolment of %s: %w", who.code, err)
			return
		}
		p.byID[p.r.Who(who.chat)] = who
		p.planLife(who)
		p.planBeside(who)
	})
}

// at plans an act.
func (p *panel) at(when time.Time, do func()) {
	p.last++
	a := act{at: when, number: p.last, do: do}
	n, _ := slices.BinarySearchFunc(p.acts, a, func(a, b act) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.number, b.number))
	})
	p.acts = slices.Insert(p.acts, n, a)
}

// in plans an act after a delay.
func (p *panel) in(wait time.Duration, do func()) { p.at(p.r.Now.Add(wait), do) }

// pause lets a person take their time between two presses.
func (p *panel) pause(who *person) {
	p.r.Now = p.r.Now.Add(time.Duration(5+who.dice.IntN(15)) * time.Second)
}

// live plays due moments and people's acts in the order of time. Without weeks it plays only the enrolments, without
// the moments due meanwhile. At the end nothing is left open.
func (p *panel) live() error {
	for p.failed == nil {
		due, some := p.nextDue()
		switch {
		case some && (len(p.acts) == 0 || due.Before(p.acts[0].at)):
			p.r.Advance(due)
		case len(p.acts) > 0 && (p.c.Weeks == 0 || p.acts[0].at.Before(p.c.End)):
			p.act()
		default:
			if p.c.Weeks > 0 {
				p.finish()
			}
			return p.failed
		}
	}
	return p.failed
}

// nextDue is the next due moment before the end; without weeks there is none.
func (p *panel) nextDue() (time.Time, bool) {
	if p.c.Weeks == 0 {
		return time.Time{}, false
	}
	_, wake, ok := p.r.NextDue()
	return wake.At, ok && wake.At.Before(p.c.End)
}

// act plays the next act.
func (p *panel) act() {
	next := p.acts[0]
	p.acts = p.acts[1:]
	if next.at.After(p.r.Now) {
		p.r.Now = next.at
	}
	next.do()
}

// finish expires open check-ins and closes alerts without an outcome.
func (p *panel) finish() {
	p.r.Watch = nil
	p.r.Now = p.c.End
	for _, who := range p.people {
		id := p.r.Who(who.chat)
		one := p.r.Role(id).State
		if one.Patient != nil && one.Patient.Open != nil {
			occasion := one.Patient.Open.ID
			p.r.Post(id, state.Due{
				Header: state.Header{ID: id + "/end/" + occasion, At: p.r.Now},
				Kind:   state.WakeClose, Key: occasion, Nominal: p.r.Now,
			})
		}
	}
	for _, a := range slices.Clone(p.desk.State.Desk.Alarms) {
		p.tapAlarm(a.Alert, press.Alarm{Act: press.Seen})
		p.tapAlarm(a.Alert, press.Alarm{Act: press.Contact})
	}
}

// watch lets people react to the messages that reach their phones.
func (p *panel) watch(to string, _ state.Event, effects []state.Effect) {
	for _, e := range effects {
		say, ok := e.(state.Say)
		if !ok {
			continue
		}
		kind, key, _ := strings.Cut(say.Anchor, ":")
		switch who := p.byID[to]; {
		case who != nil && kind == "occasion":
			p.noticed(who, key)
		case who != nil && say.Class == state.ClassPrompt:
			p.asked(who, say.Buttons)
		case to == p.desk.State.ID && kind == "alarm":
			p.alarmed(key)
		case to == p.desk.State.ID && say.Class == state.ClassDigest:
			p.reads(say.Buttons)
		}
	}
}
