package engine

import (
	"strings"
	"time"

	"footing/flows"
)

// deskSteps are the questions to a clinician.
func (t *turn) deskSteps() []step {
	return []step{
		t.zoneStep(partDeskZone),
		{name: "digest_hour", ask: t.askDigestHour, take: t.takeDigestHour, typed: t.takeDigestHour},
	}
}

// deskPart lists the steps of one part of a clinician's set-up, or of the whole where none is named.
func (t *turn) deskPart(name string) []step {
	switch name {
	case "":
		return t.deskSteps()
	case partWeekly:
		return pick(t.deskSteps(), "digest_hour")
	default:
		return pick(t.deskSteps(), name)
	}
}

// deskDone ends a clinician's set-up, or the part of it that was gone through again.
func (t *turn) deskDone(set Setting) {
	if set.Part != partWeekly {
		t.deskReady(set.Message)
		return
	}
	next := t.scheduleDigest()
	t.finish(set.Message, t.text("weekly.done",
		"when", t.longDay(t.plan.Digest.Day)+" "+t.state.Desk.Hour, "next", t.dateTime(next)))
}

// deskReady ends a clinician's set-up and schedules the weekly summary.
func (t *turn) deskReady(message int) {
	t.state.Desk.Active = true
	t.menu()
	at := t.scheduleDigest()
	key := "desk.ready"
	if t.state.Desk.supervises() {
		key = "desk.ready_counts"
	}
	t.finish(message, t.text(key, "when", t.longDay(at.In(t.zone()).Weekday())+" "+at.In(t.zone()).Format("15:04")))
}

func (t *turn) askDigestHour() (string, [][]Button) {
	hours := []flows.Clock{8 * 60, 10 * 60, 12 * 60, 14 * 60, 15 * 60, 16 * 60, 17 * 60, 18 * 60}
	return t.text("desk.hour", "day", t.longDay(t.plan.Digest.Day)), clockButtons("digest_hour", hours)
}

func (t *turn) takeDigestHour(value string) outcome {
	clock, err := flows.ParseClock(strings.TrimSpace(value))
	if err != nil {
		return stay
	}
	t.state.Desk.Hour = clock.String()
	return next
}

// digestMoves is how much later a weekly summary can come by a new hour or zone. What would come later is that of the next
// week, and this week's is not left out.
const digestMoves = 3 * 24 * time.Hour

// scheduleDigest asks for the next weekly summary.
func (t *turn) scheduleDigest() time.Time {
	clock, err := flows.ParseClock(t.state.Desk.Hour)
	if err != nil {
		clock = t.plan.Digest.Hour
	}
	_, at := flows.Weekly(t.plan.Digest.Day, clock).Next(t.now(), t.zone())
	if planned := t.state.Desk.Weekly; planned.After(t.now()) && at.Sub(planned) > digestMoves {
		at = planned // by the new hour or zone this week's has passed already: it comes as it would have
	}
	t.state.Desk.Weekly = at
	t.wake(WakeDigest, "weekly", at)
	t.planMonth()
	return at
}
