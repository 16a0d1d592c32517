package state

import (
	"footing/flows"
	"time"
)

// OccasionID is the slot and the nominal date, so that a replay opens the same occasion.
func OccasionID(s flows.Slot, day time.Time) string {
	return s.ID + "@" + day.Format(time.DateOnly)
}
