package attendant

import (
	"slices"

	"footing/flows/engine"
	"footing/storage"
)

// Stored returns the arrivals that made no entry because they had come before, and forgets them, except those that
// still wait for their turn. A stranger's does not wait: it was refused, and a press is answered so. Call it before
// Kept.
func (a *Attendant) Stored(arrivals []storage.Arrival, entries []storage.Entry) (again []storage.Arrival) {
	again = withoutEntry(arrivals, entries)
	for _, arrival := range again {
		key := arrival.Event.Head().ID
		_, _, known := a.with.Routes.Of(arrival.Chat)
		if !known || !a.waits(key) {
			a.Answered(key)
		}
		if !known && arrival.Known {
			a.refuse(arrival, engine.RefusedUnknown)
		}
	}
	return again
}

// waits tells whether an update that came before has had no turn since.
func (a *Attendant) waits(event string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, c := a.waiting[event], a.emergencies[event]
	return p != nil && p.where != 0 || c != nil && c.alert == nil || a.pleas[event].where != 0
}

// Drained is stored for arrivals that waited in the data folder. Of those that made no entry it forgets only the
// strangers', which were refused. The others had reached the store before, and their turn is still to come, or made. It
// returns them all.
func (a *Attendant) Drained(arrivals []storage.Arrival, entries []storage.Entry) (again []storage.Arrival) {
	a.mu.Lock()
	for _, arrival := range arrivals {
		a.locate(arrival.Event.Head().ID, InInbox)
	}
	a.mu.Unlock()
	again = withoutEntry(arrivals, entries)
	for _, arrival := range again {
		if _, _, known := a.with.Routes.Of(arrival.Chat); !known {
			a.Answered(arrival.Event.Head().ID)
		}
	}
	return again
}

// withoutEntry lists the arrivals that made no entry.
func withoutEntry(arrivals []storage.Arrival, entries []storage.Entry) []storage.Arrival {
	if len(entries) == len(arrivals) {
		return nil
	}
	made := make(map[string]bool, len(entries))
	for _, e := range entries {
		made[e.Event.Head().ID] = true
	}
	return slices.DeleteFunc(slices.Clone(arrivals), func(a storage.Arrival) bool { return made[a.Event.Head().ID] })
}
