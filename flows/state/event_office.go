package state

import "footing/flows/record"

// Watch starts a self-check of the whole path from inbox to outbox, in the office. Its id is the check's name.
type Watch struct{ Header }

// Begun tells the office that the bot has started, so that it plans its timed work.
type Begun struct{ Header }

// Dismissal is the operator's command `footing dismiss`: somebody's post at the clinic ends at once.
type Dismissal struct {
	Header
	Who  string `json:"who" cbor:"7,keyasint,omitempty"`            // participant id
	Name string `json:"name,omitempty" cbor:"8,keyasint,omitempty"` // for the audit, while no running bot has taken it
}

// Operated says that an operator read or exported something with a command of the program. The office files it.
type Operated struct {
	Header
	Deed   record.Deed `json:"deed" cbor:"7,keyasint,omitempty"`
	What   string      `json:"what" cbor:"8,keyasint,omitempty"`
	Detail string      `json:"detail,omitempty" cbor:"9,keyasint,omitempty"`
}

// Staffing is the operator's command `footing invite clinician`: the office keeps the invitation until it is
// opened. Token is the hash of what the link carries.
type Staffing struct {
	Header
	Token string      `json:"token" cbor:"7,keyasint,omitempty"`
	Name  string      `json:"name" cbor:"8,keyasint,omitempty"`
	Role  record.Role `json:"role" cbor:"9,keyasint,omitempty"`
}

// Operating is the audit line for an operator's command; false if the event is none.
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
