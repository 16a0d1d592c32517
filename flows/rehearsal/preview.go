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

// Preview is one patient to come: asked in their zone, on these days at this hour, from one date to another. They
// are there and answer nothing. Messages lets them live with Step and what it asks to be woken for, as everybody
// does, so that it tells what would be sent and not what should be.
type Preview struct {
	Zone     string // a name that flows.LoadZone knows
	Days     []time.Weekday
	At       flows.Clock
	Seed     string    // of what is drawn
	From, To time.Time // dates, labelled UTC; both belong to it
	Sessions Sessions
}

// Message is one message of a check-in.
type Message struct {
	Occasion       string
	Questionnaires []string
	Kind           MessageKind
	// Wall is what the local clocks show, labelled UTC. Of an opening it is the nominal time: what they would show if
	// they did not skip it.
	Wall time.Time
	At   time.Time // when it is sent
}

// MessageKind is what a message of a check-in is for.
type MessageKind string

// The kinds of messages.
const (
	MessageOpen   MessageKind = "open"   // the first question
	MessageRemind MessageKind = "remind" // it once more
	MessageClose  MessageKind = "close"  // the same message, when its time is over
	MessageGap    MessageKind = "gap"    // the question how a session before a long gap has left the patient
)

// previewChat is the chat of the patient in a preview.
const previewChat = 1

// Messages are those of every check-in whose nominal date lies in the preview, in the order of sending, and the
// question that belongs to a session before a long gap. What else is sent beside check-ins is not among them.
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
				role.Phone, role.IDs = nil, nil // nothing is edited any more
			}
		}
	}
}

// plan is the protocol with as many check-ins a week as there are days. As for everybody, the days in order of the
// week are those of the rotation's check-ins in their order; where there are fewer, and each is some check-in's own
// day, it is that one's; where there are more, the rotation begins again.
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

// previewRun is a preview under way.
type previewRun struct {
	Preview
	plan  *flows.Protocol
	zone  *time.Location
	asked map[string][]string // by occasion, while it is open
	open  map[string]bool     // those of them that were sent
	held  int                 // of the sessions on a date: how many have begun
	sent  []Message
}

// enrol puts a patient into the rehearsal who has just finished their set-up, and plans their check-ins.
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

// turn notes the messages of one turn.
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
			if id, ok := strings.CutPrefix(e.Slot, "occasion:"); ok && after.Patient.Open != nil {
				v.said(id, after.Patient.Open, at)
			}
			if gap {
				session := flows.Slot{ID: flows.SessionSlot}.OccasionID(v.shown(after.Patient.Meets.Last))
				v.note(session, MessageGap, v.shown(at), at)
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
		v.note(id, MessageOpen, wall, at)
		return
	}
	v.note(id, MessageRemind, v.shown(at), at)
}

// nominal is the time that a check-in stands for, which its id tells.
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

// closed notes the end of a check-in that was sent.
func (v *previewRun) closed(id string, at time.Time, effects []state.Effect) {
	if v.open[id] && slices.ContainsFunc(effects, func(e state.Effect) bool { _, edit := e.(state.Edit); return edit }) {
		v.note(id, MessageClose, v.shown(at), at)
	}
	delete(v.asked, id)
	delete(v.open, id)
}

func (v *previewRun) shown(at time.Time) time.Time {
	local := at.In(v.zone)
	return flows.WallClock(local).On(local)
}

// note keeps a message of a check-in whose date lies in the preview.
func (v *previewRun) note(id string, kind MessageKind, wall, at time.Time) {
	_, date, _ := strings.Cut(id, "@")
	if date < v.From.Format(time.DateOnly) || date > v.To.Format(time.DateOnly) {
		return
	}
	v.sent = append(v.sent, Message{Occasion: id, Questionnaires: v.asked[id], Kind: kind, Wall: wall, At: at})
}
