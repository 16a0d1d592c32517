// Package cohort invents patients and their clinicians for a synthetic store, for load and crash tests, for teaching,
// and for trying an export. No state or fact is written by hand. Each patient goes through the real conversation with
// the engine (package flows/rehearsal), from the operator's invitation to the chosen hour, and then through the wanted
// weeks of check-ins: answers, misses, has sessions and cancels some, starts a check-in, writes one of the phrases,
// pauses, calls for help, has a bad month, stops.
//
// Rehearse plays one panel (a clinician and their patients) after the other and hands each over when it is done, so
// memory does not grow with the number of patients. Only the office goes on from panel to panel, because it knows who
// works here and which codes are in use.
//
// A person's randomness comes from the seed and their chat. So the same options give the same people, on whatever
// shard the store's keys place them.
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

// Options describe the wanted people.
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

// Clinicians is the number of clinicians for these patients.
func (o Options) Clinicians() int { return (o.Patients + PanelSize - 1) / PanelSize }

// Clinician is the chat of the n-th clinician, from 0.
func (o Options) Clinician(n int) int64 { return o.FirstChat + int64(o.Patients) + int64(n) }

// Begin is when the weeks of check-ins begin.
func (o Options) Begin() time.Time { return o.End.AddDate(0, 0, -7*o.Weeks) }

// Counts are the totals of a run.
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

// Rehearse plays the people's weeks and hands each panel to plant, the office last. It stops at plant's first error.
func Rehearse(ctx context.Context, o Options, plant func([]storage.Planted) error) (Counts, error) {
	// Test alerts begin with serve: the office sends them by the day, and the panels are played one after the other.
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

// code is a patient's code, with S for synthetic.
func (c *cohort) code(n int) string {
	return fmt.Sprintf("S-%0*d", len(fmt.Sprint(c.Patients)), n+1)
}

// name is what Telegram shows of a chat.
func name(code string) string { return strings.ToLower(code) + "'s phone" }
