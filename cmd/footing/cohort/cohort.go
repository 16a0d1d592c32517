// Package cohort invents patients and their clinicians for a synthetic store: somebody to talk to for tests of load and
// crashes, for teaching, and for trying an export. Nothing about them is written down by hand. Each goes through the
// real conversation with the engine (engine.Rehearsal), from the operator's invitation to the chosen hour, and then
// lives through as many weeks of check-ins as wanted: answers, follows up, misses, has sessions and cancels some,
// starts a check-in, writes one of the phrases, calls for help, has a bad month, stops.
//
// Rehearse works through one panel after the other (a clinician and their patients) and hands each over as soon
// as it is done, so that memory does not grow with the number of patients. Only the office, which knows who works
// here and which codes are in use, goes on from panel to panel.
//
// All that is random about a person comes from the seed and their chat: the same options give the same people,
// wherever the store's keys happen to place them.
package cohort

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/rehearsal"
	"footing/storage"
)

// PanelSize is how many patients one clinician looks after.
const PanelSize = 40

// Options say which people are wanted.
type Options struct {
	Plan      *flows.Protocol // with helplines, without which nobody can be invited
	Shard     func(chat int64) int
	Patients  int
	Weeks     int   // of check-ins; with none everybody waits for their first
	FirstChat int64 // the patients' chats are this one and those that follow, then come the clinicians'
	Seed      uint64
	End       time.Time // until when they live
	Now       time.Time // what would have come after the end is planned anew, after this
}

// Clinicians is how many there are for so many patients.
func (o Options) Clinicians() int { return (o.Patients + PanelSize - 1) / PanelSize }

// Clinician is the chat of the n-th clinician, from 0.
func (o Options) Clinician(n int) int64 { return o.FirstChat + int64(o.Patients) + int64(n) }

// Begin is when the weeks of check-ins begin.
func (o Options) Begin() time.Time { return o.End.AddDate(0, 0, -7*o.Weeks) }

// Counts is what came of it.
type Counts struct {
	Patients, Clinicians                       int
	CheckIns, Answered, Missed, Alerts, Leaves int
	Next                                       time.Time // the first moment that is due
}

// cohort is one run.
type cohort struct {
	Options
	office *rehearsal.Role
	desks  []*rehearsal.Role
	counts Counts
}

// Rehearse lets the people live and hands each panel to plant, the office last. It stops at plant's first error.
func Rehearse(ctx context.Context, o Options, plant func([]storage.Planted) error) (Counts, error) {
	// Test alerts are the office's and go by the day, while the panels live one after the other: they begin with serve.
	plan, clinic := *o.Plan, *o.Plan.Clinic
	clinic.Canary, plan.Clinic, o.Plan = nil, &clinic, &plan
	c := &cohort{Options: o}
	if err := c.hire(); err != nil {
		return c.counts, err
	}
	for n := range c.desks {
		if err := ctx.Err(); err != nil {
			return c.counts, err
		}
		people, err := c.panel(n)
		if err != nil {
			return c.counts, err
		}
		if err := plant(people); err != nil {
			return c.counts, err
		}
		c.desks[n] = nil
	}
	return c.counts, plant([]storage.Planted{c.planted(c.office)})
}

// panel rehearses one clinician with their patients.
func (c *cohort) panel(n int) ([]storage.Planted, error) {
	p := c.newPanel(n)
	first := n * PanelSize
	for i := range min(PanelSize, c.Patients-first) {
		p.expect(newPerson(c.Seed, c.FirstChat+int64(first+i), c.code(first+i)), i)
	}
	if err := p.live(); err != nil {
		return nil, err
	}
	people := []storage.Planted{c.planted(p.desk)}
	for _, who := range p.people {
		people = append(people, c.planted(p.r.Role(p.r.Who(who.chat))))
	}
	c.count(people)
	return people, nil
}

// code is a patient's, S for synthetic.
func (c *cohort) code(n int) string {
	return fmt.Sprintf("S-%0*d", len(fmt.Sprint(c.Patients)), n+1)
}

// name is what Telegram shows of a chat.
func name(code string) string { return strings.ToLower(code) + "'s phone" }
