package export

import (
	"slices"

	"footing/flows"
	"footing/flows/record"
)

// Status is the outcome of one question of a check-in.
type Status string

// The statuses.
const (
	Answered      Status = "answered"
	Skipped       Status = "skipped"        // "rather not say"
	DoesNotFit    Status = "does_not_fit"   // "doesn't fit me"
	Missed        Status = "missed"         // nothing of the check-in was answered
	NotDelivered  Status = "not_delivered"  // the check-in never reached the phone
	Expired       Status = "expired"        // the check-in was begun, but closed before this question was answered
	Stopped       Status = "stopped"        // not asked: the check-in ended to show help
	NoSession     Status = "no_session"     // not asked: there was no session that it could be about
	NotApplicable Status = "not_applicable" // not asked: it follows only from other answers than those that were given
	NotAsked      Status = "not_asked"      // not asked, though the check-in was gone through to its end
	open          Status = "open"           // of a check-in only: not over yet at the cut-off
	travelled     Status = "travelled"      // of a check-in only: a journey took it away, see travel.go
	cutOff        Status = "cut"            // of a check-in only: hidden questions could follow; the rest is not shown
	completed     Status = Answered         // of a check-in: it was finished
)

// statuses of items, in the order of the documentation.
func statuses() []string {
	return []string{
		string(Answered), string(Skipped), string(DoesNotFit), string(Missed), string(NotDelivered), string(Expired),
		string(Stopped), string(NoSession), string(NotApplicable), string(NotAsked),
	}
}

// statusesOfOccasions are those of whole check-ins.
func statusesOfOccasions() []string {
	return []string{
		string(completed), string(Expired), string(Stopped), string(Missed), string(NotDelivered), string(NoSession),
		string(travelled), string(cutOff), string(open),
	}
}

func answeredStatus(r record.Response) Status {
	switch r.Code {
	case flows.RatherNot:
		return Skipped
	case flows.DoesNotFit:
		return DoesNotFit
	}
	return Answered
}

// unanswered is the status of a question that was to be asked and has no answer. It is empty while the
// check-in goes on, and where nothing is shown of how it went on.
func (v *occasion) unanswered() Status {
	if !v.over || v.cut != (askedItem{}) {
		return ""
	}
	switch v.reason {
	case record.EndNoSession:
		return NoSession
	case record.EndRed:
		return Stopped
	case record.EndNotDelivered, record.EndExpired, record.EndReplaced, record.EndLeft, record.EndPaused:
		switch {
		case v.missed && v.reason == record.EndNotDelivered:
			return NotDelivered
		case v.missed:
			return Missed
		}
		return Expired
	case record.EndAnswered:
	}
	return NotAsked
}

// conditional is the status of a question without an answer that is asked only after certain others. It is empty if
// what the person shows does not tell whether it was to be asked.
func (l *look) conditional(q *flows.Questionnaire, item *flows.Item) Status {
	past, known := l.past(item.When)
	if !known {
		return ""
	}
	if yes, err := item.When.Holds(l.standing, past); yes || err != nil {
		asked := l.followUps[false]
		if q.Private { // before other questions private follow-ups do not count
			asked += l.followUps[true]
		}
		if item.FollowUp && !item.Safety && asked >= l.most && l.occasion.over {
			return NotAsked // the check-in had its follow-ups
		}
		return l.occasion.unanswered()
	}
	// Where a question that decides about it was not answered either, nobody came so far.
	for _, parent := range item.When.Items() {
		if _, given := l.standing[parent]; !given && l.occasion.cut != (askedItem{}) {
			return ""
		}
		if slices.Contains([]Status{Missed, NotDelivered, Expired, Stopped, NoSession, NotAsked}, l.statuses[parent]) {
			return l.occasion.unanswered()
		}
	}
	if !l.occasion.over {
		return ""
	}
	return NotApplicable
}

// status is the outcome of a whole check-in.
func (v *occasion) status() Status {
	switch {
	case v.cut != askedItem{}:
		return cutOff
	case !v.over:
		return open
	case v.travelled:
		return travelled
	case v.reason == record.EndNotDelivered && v.missed:
		return NotDelivered
	case v.reason == record.EndNoSession:
		return NoSession
	case v.reason == record.EndRed:
		return Stopped
	case v.missed:
		return Missed
	case v.reason == record.EndAnswered:
		return completed
	}
	return Expired
}
