package office

import "footing/flows/state"

// The self-check goes the whole way that an alert goes, and does nothing on it: an event in the office's inbox, a
// due moment, a letter through the outbox back into the inbox. Package bot begins it and waits for its end.

// watch begins a self-check: a moment that is due at once.
func (t Side) watch(e state.Watch) {
	if t.State.ID != state.OfficeID {
		t.Ignore("a self-check outside the office")
		return
	}
	t.Wake(state.WakeWatch, e.ID, t.Now())
}

// watchDue sends the self-check's letter to where it came from.
func (t Side) watchDue(key string) { t.Tell(t.State.ID, state.Watched{Check: key}) }
