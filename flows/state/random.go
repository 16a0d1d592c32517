package state

import (
	"fmt"
	"footing/flows"
)

// MomentID is the id of the n-th moment's slot.
func MomentID(r flows.Random, n int) string { return fmt.Sprintf("%s.%d", r.ID, n+1) }
