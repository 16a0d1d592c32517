package state

import (
	"slices"
	"time"

	"footing/flows"
)

// Route is what must be known of a participant to help them while their state cannot be read. A turn emits it when it
// has changed. The bot keeps it outside the store: what a route no longer names, nobody is told.
type Route struct {
	Chat   int64  `json:"chat,omitempty" cbor:"1,keyasint,omitempty"`
	Locale string `json:"locale,omitempty" cbor:"2,keyasint,omitempty"`
	// somebody of the clinic; the fields below are a patient's
	Staff bool   `json:"staff,omitempty" cbor:"3,keyasint,omitempty"`
	Code  string `json:"code,omitempty" cbor:"4,keyasint,omitempty"` // the patient's, at the clinic
	// Discreet: nothing unprompted may be readable in the chat.
	Discreet bool `json:"discreet,omitempty" cbor:"5,keyasint,omitempty"`
	// Careful: contact with the patient can endanger them.
	Careful bool `json:"careful,omitempty" cbor:"6,keyasint,omitempty"`
	// Told: the patient has agreed that a red answer is told. Whoever calls for help asks for it themselves.
	Told bool `json:"told,omitempty" cbor:"7,keyasint,omitempty"`
	// those of the ladder, in its order; none if nobody may be called
	Steps []RouteStep `json:"steps,omitempty" cbor:"8,keyasint,omitempty"`
	// nothing is left of the participant, and their route goes too
	Gone bool `json:"gone,omitempty" cbor:"9,keyasint,omitempty"`
	// the open alerts about the patient, oldest first
	Alerts []Standing `json:"alerts,omitempty" cbor:"13,keyasint,omitempty"`
	// Shifts are other Steps that hold from their times on, in order: leaves and swaps begin and end without a turn, too.
	Shifts []Shift `json:"shifts,omitempty" cbor:"14,keyasint,omitempty"`
	// of those on the steps or shifts. The second channel keeps them where nobody else is there.
	Absences []Absence `json:"absences,omitempty" cbor:"15,keyasint,omitempty"`
}

// Shift is the steps of a route from a time on.
type Shift struct {
	From  time.Time   `json:"from" cbor:"1,keyasint,omitzero"`
	Steps []RouteStep `json:"steps,omitempty" cbor:"2,keyasint,omitempty"`
}

// At is the route with the steps that hold at a time. What holds at other times stays in its shifts.
func (r Route) At(at time.Time) Route {
	if len(r.Shifts) == 0 {
		return r
	}
	if !r.Shifts[0].From.IsZero() {
		r.Shifts = slices.Insert(slices.Clone(r.Shifts), 0, Shift{Steps: r.Steps})
	}
	for _, s := range r.Shifts {
		if !at.Before(s.From) {
			r.Steps = s.Steps
		}
	}
	return r
}

// NextShift is when other steps hold, after a time; zero: never.
func (r Route) NextShift(at time.Time) time.Time {
	for _, s := range r.Shifts {
		if s.From.After(at) {
			return s.From
		}
	}
	return time.Time{}
}

// Everybody lists those on the steps and then those on the shifts, each once.
func (r Route) Everybody() []Contact {
	var all []Contact
	add := func(steps []RouteStep) {
		for _, step := range steps {
			for _, c := range step.People {
				if !slices.ContainsFunc(all, func(other Contact) bool { return other.ID == c.ID }) {
					all = append(all, c)
				}
			}
		}
	}
	add(r.Steps)
	for _, s := range r.Shifts {
		add(s.Steps)
	}
	return all
}

// None reports whether this is no route: nothing was ever known of the sender, or it is not any more. A known patient
// whom nobody may be called about has a chat and no steps; one who moves to another chat has no chat for a moment, and
// is still known by their code, or as somebody of the clinic.
func (r Route) None() bool { return r.Chat == 0 && len(r.Steps) == 0 && r.Code == "" && !r.Staff }

// Alert finds an open alert by its id; nil if it is over.
func (r Route) Alert(id string) *Standing {
	for n := range r.Alerts {
		if r.Alerts[n].ID == id {
			return &r.Alerts[n]
		}
	}
	return nil
}

// Contact finds somebody on the steps, or on those of another time.
func (r Route) Contact(id string) (Contact, bool) {
	for _, c := range r.Everybody() {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}

// AwayUntil is when somebody is back who is on leave at a time.
func (r Route) AwayUntil(id string, at time.Time) (back time.Time, away bool) {
	for _, a := range r.Absences {
		if a.ID == id && a.Covers(at) {
			return a.Until, true
		}
	}
	return time.Time{}, false
}

// RouteStep is one step of the ladder and the people it calls about this patient. It may have none.
type RouteStep struct {
	After  time.Duration `json:"after" cbor:"1,keyasint,omitempty"` // nanoseconds
	Call   flows.Rank    `json:"call" cbor:"2,keyasint,omitempty"`
	People []Contact     `json:"people,omitempty" cbor:"3,keyasint,omitempty"`
	// Post is the post that People hold if it is not Call: the lead's, where nobody is left for the first.
	Post flows.Rank `json:"post,omitempty" cbor:"4,keyasint,omitempty"`
}

// Same reports whether two routes say the same.
func (r Route) Same(other Route) bool {
	return r.Chat == other.Chat && r.Locale == other.Locale && r.Staff == other.Staff && r.Code == other.Code &&
		r.Discreet == other.Discreet && r.Careful == other.Careful && r.Told == other.Told && r.Gone == other.Gone &&
		slices.EqualFunc(r.Absences, other.Absences, Absence.same) && r.SameSteps(other) &&
		slices.EqualFunc(r.Alerts, other.Alerts, Standing.same)
}

// SameSteps reports whether two routes call the same people by the same steps, now and later.
func (r Route) SameSteps(other Route) bool {
	return slices.EqualFunc(r.Steps, other.Steps, RouteStep.same) &&
		slices.EqualFunc(r.Shifts, other.Shifts, func(a, b Shift) bool {
			return a.From.Equal(b.From) && slices.EqualFunc(a.Steps, b.Steps, RouteStep.same)
		})
}

func (s RouteStep) same(other RouteStep) bool {
	return s.After == other.After && s.Call == other.Call && s.Post == other.Post && slices.Equal(s.People, other.People)
}

func (Route) effect() {}
