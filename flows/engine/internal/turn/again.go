package turn

import (
	"footing/flows/state"
	"slices"
)

// The parts of the set-up that can be gone through again, each by a command. They use the set-up's own steps, and
// change nothing before the last of them is answered.
const (
	PartSchedule = "schedule" // days and hour
	PartZone     = "zone"
	PartDeskZone = "desk_zone"
	PartWeekly   = "weekly"   // when the weekly summary comes
	PartFirst    = "first"    // who is told first
	PartExcluded = "excluded" // who is left out
)

// pick leaves of some steps those with the given names.
func Pick(all []Step, names ...string) []Step {
	return slices.DeleteFunc(all, func(s Step) bool { return !slices.Contains(names, s.Name) })
}

// again asks to go through a part of the set-up once more, when the turn has done everything else.
func (t *Turn) Again(part string) { t.Part = part }

// dropPart forgets a part that was begun and left, so that what is typed next is not taken for its answer.
func (t *Turn) DropPart() {
	if set := t.State.Setting; set != nil && set.Part != "" {
		t.State.Setting = nil
	}
	if p := t.State.Patient; p != nil {
		p.Awaits = state.Awaited{}
	}
}
