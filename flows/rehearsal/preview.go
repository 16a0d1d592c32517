package rehearsal

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// Preview shows the check-ins of one future patient who answers nothing: in their zone, on these days at this hour,
// between two dates. Messages runs the real engine with all its wakes, so it shows what would really be sent.
type Preview struct {
	Zone     string // a name that flows.LoadZone knows
	Days     []time.Weekday
	At       flows.Clock
	Seed     string    // of the random draws
	From, To time.Time // dates labelled UTC, both inclusive
	Sessions Sessions
}

// Message is one message of a check-in.
type Message struct {
	Occasion       string
	Questionnaires []string
	Kind           MessageKind
	// Wall is the local clock, labelled UTC. For an opening it is the nominal time, even if the clocks skip it.
	Wall time.Time
	At   time.Time // when it is sent
}

// MessageKind is the purpose of a message of a check-in.
type MessageKind string

// The kinds of messages.
const (
	MessageOpen   MessageKind = "open"   // the first question
	MessageRemind MessageKind = "remind" // the first question again
	MessageClose  MessageKind = "close"  // the same message after its time is over
	MessageGap    MessageKind = "gap"    // asks how a session before a long gap has left the patient
)

// previewChat is the chat of the patient in a preview.
const previewChat = 1

// Messages are the messages, in the order of sending, of every check-in whose nominal date is in the preview, and the
// question that belongs to a session before a long gap. Messages outside check-ins are not included.
func (v Preview) Messages(p *flows.Protocol) iter.Seq[Message] {
	return func(yield func(Message) bool) {
		zone, err := flows.LoadZone(v.Zone)
		if err != nil {
			return
		}
		plan, days := v.plan(p)
		run := previewRun{Preview: v, plan: plan, zone: zone, asked: map[string][]string{}, open: map[string]bool{}}
		r := NewRehearsal(plan, flows.Resolve(flows.Clock(0).On(v.From), zone), func(int64) int { return 0 })
		role := run.enrol(r, plan, days)
		r.Watch = func(to string, e state.Event, effects []state.Effect) {
			if to == role.State.ID {
				run.turn(role.State, e, effects)
			}
		}
		// the question after a session may wait for a morning
		end := flows.Resolve(flows.Clock(0).On(v.To.AddDate(0, 0, 3)), zone)
		for {
			_, wake, ok := r.NextDue()
			if !ok || (wake.At.After(end) && role.State.Patient.Open == nil) {
				return
			}
			if at, noted := run.nextNoted(); noted && at.Before(wake.At) {
				r.Advance(at)
				run.noteSession(r, role)
				continue
			}
			r.Advance(wake.At)
			for _, m := range run.sent {
				if !yield(m) {
					return
				}
			}
			run.sent, role.Facts = nil, nil
			if role.State.Patient.Open == nil {
				role.Phone, role.IDs = nil, nil // nothing is edited after this
			}
		}
	}
}

// plan is the protocol with as many check-ins a week as there are days. The days in order of the week belong to the
// check-ins of the rotation in their order. With fewer days than check-ins, and if each day is the default of some
// check-in, these check-ins are used. With more days the rotation begins again.
func (v Preview) plan(p *flows.Protocol) (*flows.Protocol, []time.Weekday) {
	days := slices.Clone(v.Days)
	slices.SortFunc(days, func(a, b time.Weekday) int { return (int(a)+6)%7 - (int(b)+6)%7 })
	var own []flows.Slot
	for _, day := range days {
		if n := slices.IndexFunc(p.Rotation, func(s flows.Slot) bool { return s.Day == day }); n >= 0 {
			own = append(own, p.Rotation[n])
		}
	}
	plan := *p
	switch {
	case len(own) == len(days) && len(days) < len(p.Rotation):
		plan.Rotation = own
	default:
		plan.Rotation = nil
		for n := range days {
			slot := p.Rotation[n%len(p.Rotation)]
			if round := n / len(p.Rotation); round > 0 {
				slot.ID = fmt.Sprintf("%s_%d", slot.ID, round+1)
			}
			plan.Rotation = append(plan.Rotation, slot)
		}
	}
	return &plan, days
}

// previewRun is a preview in progress.
type previewRun struct {
	Preview
	plan  *flows.Protocol
	zone  *time.Location
	asked map[string][]string // by occasion, while it is open
	open  map[string]bool     // those of them that were sent
	held  int                 // for sessions on dates: how many have begun
	sent  []Message
}

// enrol adds a patient who has just finished their set-up to the rehearsal, and plans their check-ins.
func (v *previewRun) enrol(r *Rehearsal, plan *flows.Protocol, days []time.Weekday) *Role {
	role := &Role{Wakes: map[string]state.Wake{}, State: state.State{
		ID: "s00-preview", Chat: previewChat, Zone: v.Zone, Seed: v.Seed,
		Patient: &state.Patient{
			Ties: state.Ties{Code: "A-17", Clinician: state.Contact{ID: "s00-desk"}, First: "s00-desk"},
			Enrolment: state.Enrolment{
				Active:   true,
				Start:    r.Now,
				Consents: map[record.Purpose]bool{record.ForCare: true, record.ForSafety: true},
			},
			Rhythm: state.Rhythm{Days: days, At: v.At.String()},
		},
	}}
	r.Join(role)
	before := r.Now.Add(-time.Nanosecond) // the first moment of the first day belongs to it
	for _, effect := range engine.Planned(plan, role.State, before) {
		r.effect(role, "preview", effect)
	}
	v.sessions(r, role)
	return role
}

// turn records the messages of one turn.
func (v *previewRun) turn(after state.State, e state.Event, effects []state.Effect) {
	at := e.Head().At
	due, _ := e.(state.Due)
	gap := due.Kind == state.WakeNews && due.Key == state.NewsGap
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Keep:
			switch b := e.Fact.Body.(type) {
			case record.Occasion:
				v.asked[b.ID] = b.Questionnaires
			case record.Completed:
				v.closed(b.Occasion, at, effects)
			case record.Missed:
				v.closed(b.Occasion, at, effects)
			}
		case state.Say:
			if id, ok := strings.CutPrefix(e.Anchor, "occasion:"); ok && after.Patient.Open != nil {
				v.said(id, after.Patient.Open, at)
			}
			if gap {
				session := flows.Slot{ID: flows.SessionSlot}.OccasionID(v.shown(after.Patient.Meets.Last))
				v.add(session, MessageGap, v.shown(at), at)
			}
		}
	}
}

func (v *previewRun) said(id string, open *state.Occasion, at time.Time) {
	if open.Opened.Equal(at) {
		v.open[id] = true
		wall := v.nominal(id)
		if open.AfterSession() {
			wall = v.shown(at)
		}
		v.add(id, MessageOpen, wall, at)
		return
	}
	v.add(id, MessageRemind, v.shown(at), at)
}

// nominal is the nominal time of a check-in, read from its id.
func (v *previewRun) nominal(id string) time.Time {
	slot, date, _ := strings.Cut(id, "@")
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}
	}
	for _, r := range v.plan.Random {
		for n, clock := range r.Moments(v.Seed, day) {
			if slot == r.MomentID(n) {
				return clock.On(day)
			}
		}
	}
	return v.At.On(day)
}

// closed records the end of a check-in that was sent.
func (v *previewRun) closed(id string, at time.Time, effects []state.Effect) {
	if v.open[id] && slices.ContainsFunc(effects, func(e state.Effect) bool { _, edit := e.(state.Edit); return edit }) {
		v.add(id, MessageClose, v.shown(at), at)
	}
	delete(v.asked, id)
	delete(v.open, id)
}

func (v *previewRun) shown(at time.Time) time.Time {
	local := at.In(v.zone)
	return flows.WallClock(local).On(local)
}

// add records a message of a check-in whose date is in the preview.
func (v *previewRun) add(id string, kind MessageKind, wall, at time.Time) {
	_, date, _ := strings.Cut(id, "@")
	if date < v.From.Format(time.DateOnly) || date > v.To.Format(time.DateOnly) {
		return
	}
	v.sent = append(v.sent, Message{Occasion: id, Questionnaires: v.asked[id], Kind: kind, Wall: wall, At: at})
}
