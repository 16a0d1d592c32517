package state

import (
	"slices"
	"time"

	"footing/flows"
)

// CheckIns are the open check-in and what is remembered of earlier ones.
type CheckIns struct {
	Open       *Occasion         `json:"open,omitempty"`
	Changeable *Occasion         `json:"changeable,omitempty"` // was answered last, while its answers can be changed
	Late       *Occasion         `json:"late,omitempty"`       // closed by itself; its answer may still be on its way
	Count      int               `json:"count,omitempty"`      // occasions so far; the last one's short number
	Last       time.Time         `json:"last"`                 // when the last scheduled check-in opened
	Before     time.Time         `json:"before"`               // and the one before it: what "since Monday" refers to
	Shut       time.Time         `json:"shut,omitzero"`        // when one closed by itself that waited for a typed answer
	Asked      map[string]string `json:"asked,omitempty"`      // the last occasion of each slot, which carries its date
	Watched    string            `json:"watched,omitempty"`    // local date of the last "nobody watches this chat" line
	// Recall has, by item id, the last answers that a condition looks back at.
	Recall map[string]Answered `json:"recall,omitempty"`
	// EditHeard is the last message that had words of danger in an edit.
	EditHeard int `json:"edit_heard,omitempty"`
}

// Occasion is the check-in that is open now.
type Occasion struct {
	ID             string              `json:"id"`
	Number         int                 `json:"number"`
	Questionnaires []string            `json:"questionnaires"`
	Planned        time.Time           `json:"planned"`
	Opened         time.Time           `json:"opened"`
	Message        int                 `json:"message,omitempty"`
	Delivered      bool                `json:"delivered,omitempty"`
	Reminded       bool                `json:"reminded,omitempty"`  // of the first reminder
	Reminders      int                 `json:"reminders,omitempty"` // that have come, if more than one can
	Later          time.Time           `json:"later,omitzero"`      // put off by the person until then
	Touched        bool                `json:"touched,omitempty"`   // the first tap has come
	Unsafe         bool                `json:"unsafe,omitempty"`    // too little duty time is left to ask about safety
	Ended          time.Time           `json:"ended,omitzero"`
	Again          bool                `json:"again,omitempty"`   // opened again after its end, to change an answer
	Closes         time.Time           `json:"closes,omitzero"`   // when it closes, if nothing happens before
	Item           string              `json:"item"`              // what is being asked, "questionnaire.item"
	Path           []string            `json:"path,omitempty"`    // what was asked before, in order
	Answers        map[string]Answered `json:"answers,omitempty"` // by item id
	Ticked         []string            `json:"ticked,omitempty"`  // of an item with several answers, until "Done"
	Told           []string            `json:"told,omitempty"`    // alert rules that already had their effect
	Since          time.Time           `json:"since,omitzero"`    // when safety was answered about before this check-in
	Urgent         string              `json:"urgent,omitempty"`  // an item that is asked because of what was written
	Only           string              `json:"only,omitempty"`    // the one item that is asked at all
}

// Standing lists the valid answers, as conditions see them.
func (o *Occasion) Standing() map[string]flows.Answer {
	answers := make(map[string]flows.Answer, len(o.Answers))
	for item, a := range o.Answers {
		if !a.Stale {
			answers[item] = flows.Answer{Code: a.Code, Codes: a.Codes, Value: a.Value}
		}
	}
	return answers
}

// Asks reports whether a check-in asks an item. A questionnaire that was added for an urgent question asks only that
// item.
func (o *Occasion) Asks(questionnaire, item string) bool {
	if o.Only != "" {
		return item == o.Only
	}
	return item == o.Urgent || slices.Contains(o.Questionnaires, questionnaire)
}

// Answered is the valid answer to one item. Free text is kept in the facts only.
type Answered struct {
	Code     string    `json:"code"`
	Codes    []string  `json:"codes,omitempty"`
	Value    *int      `json:"value,omitempty"`
	Revision int       `json:"revision,omitempty"`
	Stale    bool      `json:"stale,omitempty"` // an earlier answer was changed: to be asked again if it still applies
	At       time.Time `json:"at"`
}
