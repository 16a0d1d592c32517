package state

import (
	"footing/flows"
	"strings"
)

// AfterSession tells whether an occasion is the check-in after a session.
func AfterSession(o *Occasion) bool { return strings.HasPrefix(o.ID, flows.SessionSlot+"@") }
