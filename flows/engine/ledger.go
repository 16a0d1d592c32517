package engine

import (
	"time"

	"footing/flows/record"
)

// Progress tells the office how far an alert has come.
type Progress struct {
	Milestone record.Milestone `json:"milestone"`
}

func (Progress) letter() {}

// milestone tells the office of a step that an alert has taken: it counts, and knows nothing of whom it is about.
func (t *turn) milestone(alert string, raised time.Time, step record.Step) {
	t.tell(OfficeID, Progress{Milestone: record.Milestone{Alert: alert, Step: step, Raised: raised.UTC(), When: t.now().UTC()}})
}

// stepOf is the step that an act closes an alert with.
func stepOf(act record.Act) record.Step {
	if act == record.Contact {
		return record.StepContact
	}
	return record.StepElsewhere
}

func (t *turn) progressed(l Progress) {
	if t.state.ID != OfficeID || t.state.Office == nil {
		t.ignore("a step of an alert outside the office")
		return
	}
	t.keep(l.Milestone)
}

// Operating gives the line of the audit that an operator's command comes to; false where an event is none.
func Operating(e Event) (record.Audit, bool) {
	switch e := e.(type) {
	case Staffing:
		return record.Audit{Deed: record.DeedInvited, What: string(e.Role), Detail: e.Name}, true
	case Dismissal:
		return record.Audit{Deed: record.DeedEnded, What: "post", Detail: e.Name}, true
	case Operated:
		return record.Audit{Deed: e.Deed, What: e.What, Detail: e.Detail}, true
	default:
		return record.Audit{}, false
	}
}

// operated files what an operator did.
func (t *turn) operated(e Operated) {
	if t.state.ID != OfficeID {
		t.ignore("an operator's command outside the office")
		return
	}
	if t.state.Office == nil {
		t.state.Office = &Office{Codes: map[string]string{}}
	}
	line, _ := Operating(e)
	t.keep(line)
}
