package engine_test

import (
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// atNight: what nobody has asked for comes by day, unless it is about safety. An edit notifies nobody. Staff also hear,
// at any hour, of what a colleague or the operator has just done, whether a swap begins, whom they meet in half an
// hour, and whatever comes without a sound.
func (r *yearRules) atNight(to string, e state.Event, after state.State, one yearText) {
	zone := homeOf(r.script.Plan, after)
	if one.kind == "edit" || !r.script.Plan.Quiet(flows.WallClock(e.Head().At.In(zone))) {
		return
	}
	due, _ := e.(state.Due)
	told, _ := e.(state.Told)
	staff := after.Desk != nil || r.before[to].Desk != nil
	asks := one.quiet || r.actor != "" || due.Kind == state.WakeSession || told.From == state.OfficeID
	switch {
	case one.class == state.ClassSafety, one.class == state.ClassRepeat, one.class == state.ClassAct:
		r.held["night safety"]++
	case staff && asks:
		r.held["night staff"]++
	default:
		at := e.Head().At.In(zone).Format("15:04")
		r.fail("at %s %s is sent (%s, quiet %t) after %T %+v: %q", at, to, one.class, one.quiet, e, e, one.text)
	}
}

// covered: in discreet mode and under careful contact, whatever the patient has not just asked for says that there is a
// note, or that something is done. Under careful contact no card comes, asked for or not.
func (r *yearRules) covered(before state.State, e state.Event, after state.State, one yearText) {
	discreet := before.Patient.Discreet && after.Patient.Discreet
	careful := before.Patient.Careful.Holds() && after.Patient.Careful.Holds()
	if careful && one.kind == "card" {
		r.fail("under careful contact a card comes after %T: %s", e, one.text)
	}
	plain := one.text == r.words["discreet.note"] || one.text == r.words["discreet.done"]
	if r.actor == after.ID || !discreet && !careful || one.kind == "edit" && !discreet {
		return
	}
	if !plain {
		r.fail("discreet %t, careful %t, and after %T %+v comes %q", discreet, careful, e, e, one.text)
	}
	if discreet {
		r.held["discreet"]++
	}
	if careful {
		r.held["careful"]++
	}
}

// tidied: in discreet mode what is older than a day is gone from the phone, or says nothing.
func (r *yearRules) tidied() {
	role, now := r.role(yearPatient), r.script.Rehearsal.Now
	if n := len(role.IDs); n > 0 {
		r.marks = append(r.marks, yearMark{now, role.IDs[n-1]})
	}
	if r.discreet.IsZero() || role.State.Blocked || now.Sub(role.State.Patient.Heard) <= turn.OverAfter {
		return // they may be reading what they have just opened, in a message of before
	}
	from, until := 0, 0
	for _, m := range r.marks {
		if from == 0 && m.at.After(r.discreet) {
			from = m.message
		}
		if now.Sub(m.at) > 26*time.Hour {
			until = m.message
		}
	}
	for n, id := range role.IDs {
		text := role.Phone[n].Text
		if id > from && id <= until && text != r.words["discreet.note"] && text != r.words["discreet.done"] &&
			len(role.Phone[n].Keyboard) == 0 {
			r.fail("in discreet mode a message is there after a day: %q", text)
		}
	}
	r.held["tidied"]++
}

// atItsHour: a check-in of the rotation opens at the hour that the patient chose.
func (r *yearRules) atItsHour(e state.Event, after state.State, effects []state.Effect) {
	due, ok := e.(state.Due)
	if !ok || due.Kind != state.WakeCheckIn || due.Key == flows.SessionSlot || len(yearTexts(effects)) == 0 {
		return
	}
	local := due.At.In(homeOf(r.script.Plan, after))
	hour, err := flows.ParseClock(after.Patient.At)
	if err != nil {
		r.fail("a check-in without an hour opens")
		return
	}
	if late := due.At.Sub(flows.Resolve(hour.On(local), local.Location())); late < 0 || late > 15*time.Minute {
		r.fail("a check-in for %s opens at %s", after.Patient.At, local)
	}
	r.held["opened at its hour"]++
}
