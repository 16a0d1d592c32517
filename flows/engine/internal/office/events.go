package office

import "footing/flows/state"

// Due takes a moment that the office asked for.
func (t Side) Due(e state.Due) {
	switch e.Kind {
	case state.WakeCanary:
		if e.Key == "late" {
			t.canaryLate(e)
			return
		}
		t.canary(e)
	case state.WakeWatch:
		t.watchDue(e.Key)
	case state.WakeMonth:
		t.countMonth(e)
	case state.WakeSwap:
		t.swapDue(e.Key)
	default:
		t.Ignore("a moment for somebody else")
	}
}

// Told takes a letter to the office.
func (t Side) Told(from string, l state.Letter) {
	switch l := l.(type) {
	case state.Reserve:
		t.reserve(from, l)
	case state.CanaryAnswered:
		t.canaryAnswered(from, l)
	case state.Progress:
		t.progressed(l)
	case state.MonthAsked:
		t.monthAsked(from, l)
	case state.Dismiss:
		t.dismissAsked(from, l)
	case state.Propose:
		t.swapProposed(from, l)
	case state.Agreed:
		t.swapAnswered(from, l)
	case state.TakeBack:
		t.swapTakenBack(from, l)
	case state.Away:
		t.absence(from, l)
	case state.Alone:
		t.alone(from, l)
	default:
		t.Ignore("a letter for somebody else")
	}
}

// Event takes what happens to the office: the operator's commands, a start, a self-check.
func (t Side) Event(e state.Event) {
	switch e := e.(type) {
	case state.Staffing:
		t.staffing(e)
	case state.Dismissal:
		t.dismissal(e)
	case state.Operated:
		t.operated(e)
	case state.Watch:
		t.watch(e)
	case state.Begun:
		t.officeBegun()
	default:
		t.Ignore("an event for somebody else")
	}
}

// The self-check takes the whole path of an alert and changes nothing: an event in the office's inbox, a due moment, a
// letter through the outbox back into the inbox. Package bot starts it and waits for its end.

// watch starts a self-check with a moment that is due at once.
func (t Side) watch(e state.Watch) {
	if t.State.ID != state.OfficeID {
		t.Ignore("a self-check outside the office")
		return
	}
	t.Wake(state.WakeWatch, e.ID, t.Now())
}

// watchDue sends the self-check's letter back to the office.
func (t Side) watchDue(key string) { t.Tell(t.State.ID, state.Watched{Check: key}) }
