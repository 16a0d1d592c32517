package engine

// The self-check goes the whole way that an alert goes, and does nothing on it: an event in the office's inbox, a
// due moment, a letter through the outbox back into the inbox. Package bot begins it and waits for its end.

// watch begins a self-check: a moment that is due at once.
func (t *turn) watch(e Watch) {
	if t.state.ID != OfficeID {
		t.ignore("a self-check outside the office")
		return
	}
	t.wake(WakeWatch, e.ID, t.now())
}

// watchDue sends the self-check's letter to where it came from.
func (t *turn) watchDue(key string) { t.tell(t.state.ID, Watched{Check: key}) }
