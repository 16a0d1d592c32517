package engine

import "slices"

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

// pick leaves of some steps those with the given names.
func pick(all []step, names ...string) []step {
	return slices.DeleteFunc(all, func(s step) bool { return !slices.Contains(names, s.name) })
}

// begin begins the set-up of a clinician, or of a patient.
func (t *turn) begin(desk bool) {
	t.state.Setting = &Setting{Desk: desk}
	t.done(t.advance(t.settingSteps(), -1))
}

// again asks to go through a part of the set-up once more, when the turn has done everything else.
func (t *turn) again(part string) { t.part = part }

// beginPart begins the part of the set-up that was asked for, unless the set-up itself is still under way: then its
// question is shown again.
func (t *turn) beginPart() {
	name := t.part
	switch set := t.state.Setting; {
	case name == "":
		return
	case set != nil && set.Part == "":
		t.askAgainSetting()
		return
	}
	t.dropNotes()
	t.state.Setting = &Setting{Part: name, Desk: name == partDeskZone || name == partWeekly, Since: t.now()}
	t.done(t.advance(t.settingSteps(), -1))
}

// settingSteps are the steps that the state is in the middle of.
func (t *turn) settingSteps() []step {
	switch set := t.state.Setting; {
	case set == nil:
		return nil
	case set.Desk:
		return t.deskPart(set.Part)
	default:
		return t.patientPart(set.Part)
	}
}

// askAgainSetting shows the question of the set-up below what was written last.
func (t *turn) askAgainSetting() {
	t.state.Setting.Message = 0
	t.ask(t.settingSteps())
}

// partTyped takes a typed answer to the set-up's question. It tells whether the text was one.
func (t *turn) partTyped(text string) bool {
	taken, ended := t.settingTyped(t.settingSteps(), text)
	t.done(ended)
	return taken
}

// done ends a setting that has come to its end; nil: it has not.
func (t *turn) done(set *Setting) {
	switch {
	case set == nil:
	case set.Part == partZone || set.Part == partDeskZone:
		t.moved(set.Message)
	case set.Desk:
		t.deskDone(*set)
	default:
		t.patientDone(*set)
	}
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
