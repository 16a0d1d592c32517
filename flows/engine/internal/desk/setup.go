package desk

import (
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// deskSteps are the questions to a clinician.
func (t Side) deskSteps() []turn.Step {
	return []turn.Step{
		t.ZoneStep(turn.SectionDeskZone),
		{Name: "digest_hour", Ask: t.askDigestHour, Take: turn.Take(t.takeDigestHour), Typed: t.takeDigestHour},
	}
}

// Steps lists the steps of one section of a clinician's set-up, or of the whole where none is named.
func (t Side) Steps(name string) []turn.Step {
	switch name {
	case "":
		return t.deskSteps()
	case turn.SectionWeekly:
		return turn.Pick(t.deskSteps(), "digest_hour")
	default:
		return turn.Pick(t.deskSteps(), name)
	}
}

// Done ends a clinician's set-up, or a repeated section of it.
func (t Side) Done(set state.Setting) {
	if set.Section != turn.SectionWeekly {
		t.deskReady(set.Message)
		return
	}
	next := t.ScheduleDigest()
	t.Finish(set.Message, t.Text("weekly.done",
		"when", t.LongDay(t.Plan.Digest.Day)+" "+t.State.Desk.Hour, "next", t.DateTime(next)))
}

// deskReady ends a clinician's set-up and schedules the weekly summary.
func (t Side) deskReady(message int) {
	t.State.Desk.Active = true
	t.Menu()
	at := t.ScheduleDigest()
	key := "desk.ready"
	if t.State.Desk.Supervises() {
		key = "desk.ready_counts"
	}
	t.Finish(message, t.Text(key, "when", t.LongDay(at.In(t.Zone()).Weekday())+" "+at.In(t.Zone()).Format("15:04")))
}

func (t Side) askDigestHour() (string, [][]state.Button) {
	hours := []flows.Clock{8 * 60, 9 * 60, 10 * 60, 12 * 60, 14 * 60, 15 * 60, 16 * 60, 17 * 60, 18 * 60}
	return t.Text("desk.hour", "day", t.LongDay(t.Plan.Digest.Day)), turn.ClockButtons("digest_hour", hours)
}

func (t Side) takeDigestHour(value string) turn.Outcome {
	clock, ok := flows.ReadClock(value)
	if !ok {
		return turn.Stay
	}
	t.State.Desk.Hour = clock.String()
	return turn.Next
}

// digestMoves is how much later a new hour or zone may move a weekly summary. A longer move would skip this week's
// summary.
const digestMoves = 3 * 24 * time.Hour

// ScheduleDigest schedules the next weekly summary.
func (t Side) ScheduleDigest() time.Time {
	clock, err := flows.ParseClock(t.State.Desk.Hour)
	if err != nil {
		clock = t.Plan.Digest.Hour
	}
	_, at := flows.Weekly(t.Plan.Digest.Day, clock).Next(t.Now(), t.Zone())
	if planned := t.State.Desk.Weekly; planned.After(t.Now()) && at.Sub(planned) > digestMoves {
		at = planned // by the new hour or zone this week's has passed already: it comes as it would have
	}
	t.State.Desk.Weekly = at
	t.Wake(state.WakeDigest, "weekly", at)
	t.planMonth()
	return at
}
