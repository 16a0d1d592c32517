package state

import "footing/flows/record"

// Watch begins a self-check of the whole corridor, in the office. Its id is the check's name.
type Watch struct{ Header }

// Begun is a start of the bot, told to the office, which then plans what it does by the clock.
type Begun struct{ Header }

// Dismissal is the operator's command `footing dismiss`: somebody's post at the clinic ends at once.
type Dismissal struct {
	Header
	Who  string `json:"who"`            // participant id
	Name string `json:"name,omitempty"` // for the audit, while no running bot has taken it
}

// Operated says that an operator has read something or given it away by a command of the program. The office files it.
type Operated struct {
	Header
	Deed   record.Deed `json:"deed"`
	What   string      `json:"what"`
	Detail string      `json:"detail,omitempty"`
}

// Staffing is the operator's command `footing invite clinician`: the office keeps the invitation until it is
// opened. Token is the hash of what the link carries.
type Staffing struct {
	Header
	Token string      `json:"token"`
	Name  string      `json:"name"`
	Role  record.Role `json:"role"`
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
