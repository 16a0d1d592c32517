package engine

// officeDue takes a moment that the office asked for.
func (t *turn) officeDue(e Due) {
	switch e.Kind {
	case WakeCanary:
		if e.Key == "late" {
			t.canaryLate()
			return
		}
		t.canary(e)
	case WakeWatch:
		t.watchDue(e.Key)
	case WakeMonth:
		t.countMonth(e)
	default:
		t.ignore("a moment for somebody else")
	}
}

// officeTold takes a letter to the office.
func (t *turn) officeTold(from string, l Letter) {
	switch l := l.(type) {
	case Reserve:
		t.reserve(from, l)
	case CanaryAnswered:
		t.canaryAnswered(from, l)
	case Progress:
		t.progressed(l)
	case MonthAsked:
		t.monthAsked(from, l)
	case Dismiss:
		t.dismissAsked(from, l)
	default:
		t.ignore("a letter for somebody else")
	}
}

// officeEvent takes what happens to the office: the operator's commands, a start, a self-check.
func (t *turn) officeEvent(e Event) {
	switch e := e.(type) {
	case Staffing:
		t.staffing(e)
	case Dismissal:
		t.dismissal(e)
	case Operated:
		t.operated(e)
	case Watch:
		t.watch(e)
	case Begun:
		t.officeBegun()
	default:
		t.ignore("an event for somebody else")
	}
}
