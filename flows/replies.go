package flows

import "slices"

// Reply is a text that the clinic has approved for answering patients. Nothing else is ever sent to them by hand.
type Reply struct {
	ID    string            // names it in buttons and in what is stored
	For   string            // ReplyToAnswer, ReplyToSummary or ReplyAfterContact
	Texts map[string]string // by locale, in every language of the clinic; may name {name}, {clinic} and {day}
}

// ReplyDay is the placeholder of the day of the patient's next appointment.
const ReplyDay = "day"

// NamesDay tells whether a reply names the day of the next appointment, as all its texts do then.
func (r Reply) NamesDay() bool {
	for _, text := range r.Texts {
		return slices.Contains(Placeholders(text), ReplyDay)
	}
	return false
}

// What a reply may answer.
const (
	ReplyToAnswer     = "answer"        // something that a patient has asked to be passed on
	ReplyToSummary    = "summary"       // a summary that was opened
	ReplyAfterContact = "after_contact" // an alert after which its acknowledger has spoken with the patient
)

// Approves lists the replies of a kind that may be used: none until the clinic's file says who has approved it.
func (c *Clinic) Approves(kind string) []Reply {
	if c.Approved == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.Replies), func(r Reply) bool { return r.For != kind })
}

// Replying tells whether the clinic has approved any reply.
func (c *Clinic) Replying() bool { return c.Approved != "" && len(c.Replies) > 0 }

// Says is what a reply says in a language, from somebody at the clinic, about a day.
func (w Wording) Says(reply, name, clinic, day string) string {
	text, _ := w.fill(reply, map[string]string{"name": name, "clinic": clinic, ReplyDay: day})
	return text
}
