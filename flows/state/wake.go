package state

import (
	"fmt"
	"time"
)

// WakeKind is the purpose of a due moment.
type WakeKind string

// The kinds of due moments.
const (
	WakeCheckIn    WakeKind = "check_in"   // the next check-in of the rotation opens; key: slot id
	WakeReminder   WakeKind = "reminder"   // key: occasion id
	WakeLater      WakeKind = "later"      // a check-in that was put off is asked; key: occasion id
	WakeClose      WakeKind = "close"      // deadline or inactivity; key: occasion id
	WakeFollow     WakeKind = "follow"     // a gentle word after an alert; key: "1:" or "2:" and the alert's id
	WakeData       WakeKind = "data"       // one's own facts, asked for; key: in which form
	WakeErase      WakeKind = "erase"      // everything is removed, asked for twice
	WakeDigest     WakeKind = "digest"     // the weekly summary; key: week
	WakeSummary    WakeKind = "summary"    // one patient's summary, asked for; key: patient id
	WakePanel      WakeKind = "panel"      // the list of patients, asked for; key: page, and the message it stands in
	WakeSession    WakeKind = "session"    // a little before an appointment; key: patient id
	WakeInvitation WakeKind = "invitation" // an invitation expires; key: token hash, or InvitationOpened
	WakeCall       WakeKind = "call"       // an alert that nobody has seen is called out again; key: alert id
	WakeCanary     WakeKind = "canary"     // a test alert; key: next, or late for one that nobody has answered
	WakeMonth      WakeKind = "month"      // the month's counts for the lead; key: the month, and in the office who asked
	WakeWatch      WakeKind = "watch"      // a self-check; key: its name
	WakeLeave      WakeKind = "leave"      // a clinician's time away begins or ends; key: which
	WakeCensus     WakeKind = "census"     // colleagues had time to say how many patients they have; key: counts
	WakeTidy       WakeKind = "tidy"       // discreet mode: what is over reads "Done", what is old is removed; key: which
	WakeNews       WakeKind = "news"       // something kind to tell, held back over quiet hours; key: what
	// WakeSwap: a swap of posts begins or ends. Key: its id in the office, the post on a patient's side.
	WakeSwap WakeKind = "swap"
	// WakeReply: a reply that waited for the patient's waking hours, or for the day after another, is sent; key: its key
	WakeReply WakeKind = "reply"
)

// EraseAgain is the key of the WakeErase of somebody whom an older copy of the store has brought back. Nobody asks for
// it with a Wake: the worker makes the event, whose Nominal is when they had everything removed.
const EraseAgain = "again"

// Wake asks for a Due event. Kind and Key together name it: a second Wake moves the first.
type Wake struct {
	Kind WakeKind  `json:"kind" cbor:"1,keyasint,omitempty"`
	Key  string    `json:"key" cbor:"2,keyasint,omitempty"`
	At   time.Time `json:"at" cbor:"3,keyasint,omitzero"`
}

// Forget cancels a Wake.
type Forget struct {
	Kind WakeKind `json:"kind" cbor:"1,keyasint,omitempty"`
	Key  string   `json:"key" cbor:"2,keyasint,omitempty"`
}

// The keys of WakeNews: news for a patient after the quiet hours, or for a desk in the duty hours.
const (
	NewsAppointment = "appointment" // the clinician has set when the two meet
	NewsActs        = "acts"        // on the desk's side: acts on emergency calls whose alert has not come
	NewsAdjustment  = "dosing"      // the clinician has changed what is asked
	NewsGap         = "gap"         // the day after a session before a long gap: how it left them
	NewsNotices     = "notes"       // on the desk's side: notices about patients
	NewsOrphan      = "orphan"      // the clinician has left
	NewsOutage      = "outage"      // taps may have been lost
	NewsProposal    = "proposal"    // two clinicians have agreed on something that the patient is asked about
	NewsSilence     = "silence"     // nothing was heard for a while
	NewsStand       = "stand"       // who reads while the clinician is away
	NewsSummary     = "summary"     // a clinician has opened the summary
)

// Key is that of the news of an outage in which more than taps may be lost: it keeps the hours.
func (o Outage) Key() string { return fmt.Sprintf("lost/%d/%d", o.Since.Unix(), o.Lost.Unix()) }

// Outage gives the hours of such news, and whether the moment is that.
func (d Due) Outage() (Outage, bool) {
	var since, lost int64
	if n, err := fmt.Sscanf(d.Key, "lost/%d/%d", &since, &lost); d.Kind != WakeNews || n != 2 || err != nil {
		return Outage{}, false
	}
	return Outage{Since: time.Unix(since, 0).UTC(), Lost: time.Unix(lost, 0).UTC()}, true
}

// The keys of WakeLeave: on the clinician's side its beginning and its end, on the patient's its end.
const (
	LeaveBegin = "begin"
	LeaveEnd   = "end"
	LeaveStand = "stand"
)

// CensusCounts is the key of WakeCensus: the counts that have come are shown.
const CensusCounts = "counts"

func (Wake) effect()   {}
func (Forget) effect() {}

// InvitationOpened is the key of WakeInvitation for whoever opened one and is not linked yet.
const InvitationOpened = "opened"
