package state

import (
	"slices"
	"time"

	"footing/flows"
)

// CheckIns are the open check-in and what is remembered of earlier ones.
type CheckIns struct {
	Open *Occasion `json:"open,omitempty" cbor:"15,keyasint,omitempty"`
	// was answered last, while its answers can be changed
	Changeable *Occasion `json:"changeable,omitempty" cbor:"16,keyasint,omitempty"`
	// closed by itself; its answer may still be on its way
	Late *Occasion `json:"late,omitempty" cbor:"70,keyasint,omitempty"`
	// occasions so far; the last one's short number
	Count int `json:"count,omitempty" cbor:"17,keyasint,omitempty"`
	// when the last scheduled check-in opened
	Last time.Time `json:"last" cbor:"18,keyasint,omitzero"`
	// and the one before it: what "since Monday" refers to
	Before time.Time `json:"before" cbor:"19,keyasint,omitzero"`
	// when one closed by itself that waited for a typed answer
	Shut time.Time `json:"shut,omitzero" cbor:"71,keyasint,omitzero"`
	// the last occasion of each slot, which carries its date
	Asked map[string]string `json:"asked,omitempty" cbor:"20,keyasint,omitempty"`
	// local date of the last "nobody watches this chat" line
	Watched string `json:"watched,omitempty" cbor:"72,keyasint,omitempty"`
	// Recall has, by item id, the last answers that a condition looks back at.
	Recall map[string]Answered `json:"recall,omitempty" cbor:"21,keyasint,omitempty"`
	// EditHeard is the last message that had words of danger in an edit.
	EditHeard int `json:"edit_heard,omitempty" cbor:"1,keyasint,omitempty"`
	// Unbegun counts the check-ins that closed unbegun since the patient was last heard.
	Unbegun int `json:"unbegun,omitempty" cbor:"73,keyasint,omitempty"`
	// the message of the first of them, which speaks for all
	UnbegunIn int `json:"unbegun_in,omitempty" cbor:"74,keyasint,omitempty"`
}

// Occasion is the check-in that is open now.
type Occasion struct {
	ID             string    `json:"id" cbor:"1,keyasint,omitempty"`
	Number         int       `json:"number" cbor:"2,keyasint,omitempty"`
	Questionnaires []string  `json:"questionnaires" cbor:"3,keyasint,omitempty"`
	Planned        time.Time `json:"planned" cbor:"4,keyasint,omitzero"`
	Opened         time.Time `json:"opened" cbor:"5,keyasint,omitzero"`
	Message        int       `json:"message,omitempty" cbor:"6,keyasint,omitempty"`
	Delivered      bool      `json:"delivered,omitempty" cbor:"7,keyasint,omitempty"`
	Reminded       bool      `json:"reminded,omitempty" cbor:"8,keyasint,omitempty"` // of the first reminder
	// that have come, if more than one can
	Reminders int `json:"reminders,omitempty" cbor:"9,keyasint,omitempty"`
	// put off by the person until then
	Later   time.Time `json:"later,omitzero" cbor:"10,keyasint,omitzero"`
	Touched bool      `json:"touched,omitempty" cbor:"11,keyasint,omitempty"` // the first tap has come
	// too little duty time is left to ask about safety
	SafetyLeftOut bool      `json:"unsafe,omitempty" cbor:"12,keyasint,omitempty"`
	Ended         time.Time `json:"ended,omitzero" cbor:"13,keyasint,omitzero"`
	// opened again after its end, to change an answer
	Changing bool `json:"again,omitempty" cbor:"14,keyasint,omitempty"`
	// when it closes, if nothing happens before
	Deadline time.Time `json:"closes,omitzero" cbor:"15,keyasint,omitzero"`
	// what is being asked, "questionnaire.item"
	Item string `json:"item" cbor:"16,keyasint,omitempty"`
	// what was asked before, in order
	Path    []string            `json:"path,omitempty" cbor:"17,keyasint,omitempty"`
	Answers map[string]Answered `json:"answers,omitempty" cbor:"18,keyasint,omitempty"` // by item id
	// of an item with several answers, until "Done"
	Ticked []string `json:"ticked,omitempty" cbor:"19,keyasint,omitempty"`
	// alert rules that already had their effect
	Told []string `json:"told,omitempty" cbor:"20,keyasint,omitempty"`
	// when safety was answered about before this check-in
	Since time.Time `json:"since,omitzero" cbor:"21,keyasint,omitzero"`
	// an item that is asked because of what was written
	Urgent string `json:"urgent,omitempty" cbor:"22,keyasint,omitempty"`
	// the one item that is asked at all
	Only string `json:"only,omitempty" cbor:"23,keyasint,omitempty"`
	// when the words of danger were written for which Urgent is asked
	Words time.Time `json:"words,omitzero" cbor:"26,keyasint,omitzero"`
	// the span that the question asks about as it was shown last, in days
	Window int `json:"window,omitempty" cbor:"24,keyasint,omitempty"`
	// its earlier messages, below which a reminder asked again
	Above []int `json:"above,omitempty" cbor:"25,keyasint,omitempty"`
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
	Code     string   `json:"code" cbor:"2,keyasint,omitempty"`
	Codes    []string `json:"codes,omitempty" cbor:"3,keyasint,omitempty"`
	Value    *int     `json:"value,omitempty" cbor:"4,keyasint,omitempty"`
	Revision int      `json:"revision,omitempty" cbor:"5,keyasint,omitempty"`
	// an earlier answer was changed: to be asked again if it still applies
	Stale bool      `json:"stale,omitempty" cbor:"6,keyasint,omitempty"`
	At    time.Time `json:"at" cbor:"7,keyasint,omitzero"`
	// the span that the question asked about, in days
	Window int `json:"window,omitempty" cbor:"8,keyasint,omitempty"`
}
