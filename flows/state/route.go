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
	// Away is the participant id of a clinician who is on leave from AwayFrom until AwayUntil while nobody stands in, as
	// far as is known. The second channel keeps that.
	Away      string    `json:"away,omitempty" cbor:"10,keyasint,omitempty"`
	AwayFrom  time.Time `json:"away_from,omitzero" cbor:"11,keyasint,omitzero"`
	AwayUntil time.Time `json:"away_until,omitzero" cbor:"12,keyasint,omitzero"`
	// the open alerts about the patient, oldest first
	Alerts []Standing `json:"alerts,omitempty" cbor:"13,keyasint,omitempty"`
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

// Contact finds somebody on the steps.
func (r Route) Contact(id string) (Contact, bool) {
	for _, step := range r.Steps {
		for _, c := range step.People {
			if c.ID == id {
				return c, true
			}
		}
	}
	return Contact{}, false
}

// IsAway reports whether somebody is known to be away at a time.
func (r Route) IsAway(id string, at time.Time) bool {
	return r.Away != "" && r.Away == id && !at.Before(r.AwayFrom) && at.Before(r.AwayUntil)
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
		r.Away == other.Away && r.AwayFrom.Equal(other.AwayFrom) && r.AwayUntil.Equal(other.AwayUntil) &&
		r.SameSteps(other) && slices.EqualFunc(r.Alerts, other.Alerts, Standing.same)
}

// SameSteps reports whether two routes call the same people by the same steps.
func (r Route) SameSteps(other Route) bool {
	return slices.EqualFunc(r.Steps, other.Steps, func(a, b RouteStep) bool {
		return a.After == b.After && a.Call == b.Call && a.Post == b.Post && slices.Equal(a.People, b.People)
	})
}

func (Route) effect() {}
