package turn

import (
	"footing/flows"
	"footing/flows/state"
	"time"
)

// awaitedFor is how long a text that was asked for may take.
const AwaitedFor = time.Hour

// await makes the next text the answer to a question of ours.
func (t *Turn) Await(what string) {
	t.DropNotes()
	t.State.Patient.Awaits = state.Awaited{What: what, Since: t.Now()}
}

// startOfDay is the instant at which the local day begins that lies so many days after today.
func (t *Turn) StartOfDay(ahead int) time.Time {
	return flows.Resolve(flows.Clock(0).On(t.Now().In(t.Zone()).AddDate(0, 0, ahead)), t.Zone())
}

// dateTime is a day and a time of day on the reader's clock.
func (t *Turn) DateTime(at time.Time) string {
	return t.Date(at) + ", " + at.In(t.Zone()).Format("15:04")
}
