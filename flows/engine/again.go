package engine

import (
	"slices"
	"time"

	"footing/flows/record"
)

// The parts of the set-up that can be gone through again, each by a command. They use the set-up's own steps, and
// change nothing before the last of them is answered.
const (
	partSchedule = "schedule" // days and hour
	partZone     = "zone"
	partDeskZone = "desk_zone"
	partWeekly   = "weekly"   // when the weekly summary comes
	partFirst    = "first"    // who is told first
	partExcluded = "excluded" // who is left out
)

// partLasts is how long a part that was begun waits for a typed answer.
const partLasts = time.Hour

// part lists the steps of one part.
func part(name string) []step {
	pick := func(all []step, names ...string) []step {
		return slices.DeleteFunc(all, func(s step) bool { return !slices.Contains(names, s.name) })
	}
	switch name {
	case partSchedule:
		return pick(patientSteps(), "days", "hour")
	case partZone:
		return pick(patientSteps(), stepZone)
	case partFirst, partExcluded:
		return pick(patientSteps(), name)
	case partDeskZone:
		return pick(deskSteps(), stepDeskZone)
	case partWeekly:
		return pick(deskSteps(), stepDigestHour)
	default:
		return nil
	}
}

// again begins a part, unless the set-up itself is still under way: then its question is shown again.
func (t *turn) again(name string) {
	if set := t.state.Setting; set != nil && set.Part == "" {
		set.Message = 0
		t.ask()
		return
	}
	t.dropNotes()
	t.state.Setting = &Setting{Part: name, Desk: name == partDeskZone || name == partWeekly, Since: t.now()}
	t.advance(part(name), -1)
}

// dropPart forgets a part that was begun and left, so that what is typed next is not taken for its answer.
func (t *turn) dropPart() {
	if set := t.state.Setting; set != nil && set.Part != "" {
		t.state.Setting = nil
	}
	if p := t.state.Patient; p != nil {
		p.Awaits = Awaited{}
	}
}

// partReady ends a part: what was chosen holds from now on.
func (t *turn) partReady(set Setting) {
	switch set.Part {
	case partSchedule:
		p := t.state.Patient
		t.keep(record.Rhythm{Days: p.Days, At: p.At})
		t.setPace(Pace{})
		t.scheduleAll()
		t.finish(set.Message, t.text("schedule.done", "next", t.dateTime(t.nextCheckIn())), t.sessionRow())
	case partFirst, partExcluded:
		t.finish(set.Message, t.text("whosees.changed", "people", t.inOrder()))
	case partZone, partDeskZone:
		t.moved(set.Message)
	case partWeekly:
		next := t.scheduleDigest()
		t.finish(set.Message, t.text("weekly.done",
			"when", t.longDay(t.plan.Digest.Day)+" "+t.state.Desk.Hour, "next", t.dateTime(next)))
	}
}

// scheduleAsked begins with the days.
func (t *turn) scheduleAsked() { t.again(partSchedule) }

// weeklyAsked asks whoever works here at which hour their weekly summary shall come.
func (t *turn) weeklyAsked() { t.again(partWeekly) }

// zoneAsked asks for the zone by its clock, of a patient as of a clinician.
func (t *turn) zoneAsked() {
	switch {
	case t.state.Patient != nil:
		t.again(partZone)
	case t.state.Desk != nil:
		t.again(partDeskZone)
	default:
		t.reply("start.stranger")
	}
}

// moved plans everything anew after the zone has changed: local hours stay what they were. The zones of before are
// in the facts.
func (t *turn) moved(message int) {
	place := []string{"place", placeName(t.zone().String()), "clock", t.now().In(t.zone()).Format("15:04")}
	if d := t.state.Desk; d != nil && d.Active {
		t.scheduleDigest()
	}
	if !t.state.Patient.setUp() {
		t.finish(message, t.text("zone.done", place...))
		return
	}
	t.scheduleAll()
	t.planSession()
	t.finish(message, t.text("zone.done", place...)+" "+t.text("zone.next", "next", t.dateTime(t.nextCheckIn())))
}
