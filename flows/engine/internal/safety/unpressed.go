package safety

import (
	"slices"
	"time"

	"footing/flows/state"
)

// ForRoute lists the open alerts as far as they are needed to go on calling without the state. It depends on no time.
func (t Side) ForRoute() []state.Standing {
	var all []state.Standing
	for n := range t.State.Patient.Alerts {
		a := &t.State.Patient.Alerts[n]
		if !a.Closed.IsZero() || a.Restarted.IsZero() {
			continue
		}
		one := state.Standing{
			ID: a.ID, At: raisedAt(a), Latest: a.Latest, Since: a.Restarted, Repeated: a.Repeated,
			Taken: slices.Clone(a.Taken), Pages: slices.Clone(a.Pages), Told: a.Told, Slow: a.Slow,
			Events: newestEvents(a),
			Called: slices.DeleteFunc(slices.Clone(a.Called), func(id string) bool { return !hasReached(a, id) }),
		}
		one.Earlier = slices.DeleteFunc(slices.Clone(a.Earlier), func(id string) bool {
			return slices.Contains(one.Called, id) || slices.Contains(a.Unreached, id)
		})
		if one.Last = lastSaid(a); !one.Last.After(one.At) {
			one.Last = time.Time{}
		}
		if one.Seen = a.Seen; one.Held() {
			one.SeenBy, one.SeenID, one.Pressed, one.Next = a.SeenBy, a.SeenID, a.Pressed, a.Pause
		}
		if a.Reopened {
			one.Before, one.BeforeBy = a.Before, a.BeforeBy
		}
		all = append(all, one)
	}
	return all
}

// routeEvents is how many events of an alert's evidence its route names. Telegram sends an update once more only for
// about a day, and twenty presses in a minute are a storm.
const routeEvents = 32

func newestEvents(a *state.Alert) (events []string) {
	for _, e := range a.Evidence {
		if e.Event != "" && e.Event != a.ID && !slices.Contains(events, e.Event) {
			events = append(events, e.Event)
		}
	}
	return events[max(len(events)-routeEvents, 0):]
}

// lastSaid is when the youngest evidence was said; zero if it is not known any more.
func lastSaid(a *state.Alert) (last time.Time) {
	for _, e := range a.Evidence {
		if e.At.After(last) {
			last = e.At
		}
	}
	return last
}
