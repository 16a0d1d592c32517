package state

import (
	"footing/flows/record"
	"time"
)

// State is all that the bot must remember of one participant in order to go on talking; what happened is in
// the facts. The zero State with ID and Chat filled in is a stranger. One person may be patient and clinician:
// each side has its own part, and no part reads the other.
type State struct {
	ID      string `json:"id"`
	Chat    int64  `json:"chat"`              // 0 for the office
	Name    string `json:"name"`              // as Telegram shows it
	Locale  string `json:"locale"`            // of the wording
	Zone    string `json:"zone"`              // confirmed IANA zone, empty before that
	Seed    string `json:"seed"`              // drawn at invitation; everything random about this person derives from it
	Blocked bool   `json:"blocked,omitempty"` // nothing reaches them
	// Doubtful: Blocked for a reason that may pass, so what is due is tried all the same.
	Doubtful bool      `json:"doubtful,omitempty"`
	Lost     time.Time `json:"lost,omitzero"`     // when they were Blocked
	Opener   *Opener   `json:"opener,omitempty"`  // an invitation being opened
	Setting  *Setting  `json:"setting,omitempty"` // a question of the set-up that is waiting for an answer
	Traces   []Trace   `json:"traces,omitempty"`  // messages of the bot in the patient's chat that can still be removed
	Patient  *Patient  `json:"patient,omitempty"`
	Desk     *Desk     `json:"desk,omitempty"`
	Office   *Office   `json:"office,omitempty"`
}

// Empty tells whether there is anything to remember. A stranger's state is not kept.
func (s State) Empty() bool {
	return s.Opener == nil && s.Patient == nil && s.Desk == nil && s.Office == nil
}

// Opener is an invitation between the tap on its link and the moment the link holds.
type Opener struct {
	Token   string    `json:"token"`
	Inviter string    `json:"inviter"`
	Since   time.Time `json:"since"`
	Offer   *Offered  `json:"offer,omitempty"`
	Said    bool      `json:"said,omitempty"` // this side confirmed
	Draw    string    `json:"draw"`
}

// Setting is a step of the set-up that waits: which one, in which message, and the typed candidates.
type Setting struct {
	Desk    bool           `json:"desk,omitempty"` // of a clinician
	Part    string         `json:"part,omitempty"` // one part that is gone through again; empty: the set-up itself
	Since   time.Time      `json:"since,omitzero"` // when the part was begun
	Step    string         `json:"step"`
	Message int            `json:"message,omitempty"`
	Choices []string       `json:"choices,omitempty"` // zones to choose from
	Days    []time.Weekday `json:"days,omitempty"`    // chosen so far
	Typing  bool           `json:"typing,omitempty"`  // a typed answer is expected
}

// Patient is a participant's side as a patient.
type Patient struct {
	Code      string  `json:"code"`
	Clinician Contact `json:"clinician"`
	Team
	Choices
	Excluded []string                `json:"excluded,omitempty"` // participant ids that no alert of this person may go to
	First    string                  `json:"first,omitempty"`    // participant id of who gets urgent messages first
	Consents map[record.Purpose]bool `json:"consents,omitempty"`
	Days     []time.Weekday          `json:"days,omitempty"` // one for each slot of the rotation
	At       string                  `json:"at,omitempty"`   // 14:05
	Active   bool                    `json:"active,omitempty"`
	Left     bool                    `json:"left,omitempty"`
	Start    time.Time               `json:"start"`
	Count    int                     `json:"count,omitempty"` // occasions so far; the last one's short number
	Last     time.Time               `json:"last"`            // when the last scheduled check-in opened
	Safety   time.Time               `json:"safety,omitzero"` // when a check-in with an answer about safety was opened last
	Before   time.Time               `json:"before"`          // and the one before that: what "since Monday" refers to
	Open     *Occasion               `json:"open,omitempty"`
	Alerts   []Alert                 `json:"alerts,omitempty"`    // youngest last; kept while they matter
	NoteFor  string                  `json:"note_for,omitempty"`  // the alert that the next text is a note on
	NoteAt   time.Time               `json:"note_at,omitzero"`    // when that was asked for
	News     time.Time               `json:"news"`                // when a clinician last opened the summary
	NewsFrom string                  `json:"news_from,omitempty"` // who did, until the patient was told
	Recall   map[string]Recalled     `json:"recall,omitempty"`    // by item id: last answers that a condition looks back at
	Kept     []Kept                  `json:"kept,omitempty"`      // check-ins whose private answers can be shared, youngest last
	Planned  record.Appointment      `json:"planned,omitzero"`    // as the clinician or the patient has set it
	Meets    Meets                   `json:"meets,omitzero"`      // the sessions themselves
	Watched  string                  `json:"watched,omitempty"`   // local date of the last "nobody watches this chat" line
	Dosing   Dosing                  `json:"dosing,omitzero"`     // what the clinician has settled apart from the protocol
	Changes  []Change                `json:"changes,omitempty"`   // that can be refused, youngest last
	Moved    *Moved                  `json:"moved,omitempty"`     // what the sessions were before the clinician changed them
	Serial   int                     `json:"serial,omitempty"`    // of the last change or proposal
	Seconds  []Second                `json:"seconds,omitempty"`   // who works with the patient beside the clinician
	Stand    *Stand                  `json:"stand,omitempty"`     // who reads while the clinician is away
	WasAway  bool                    `json:"was_away,omitempty"`  // the patient was told so, and not yet of the return
	Proposal *Proposal               `json:"proposal,omitempty"`  // that the patient is asked about
	Orphaned string                  `json:"orphaned,omitempty"`  // the name of the clinician who left, until the patient was told
}

// Moved is when the two met before the clinician changed it, so that the patient can have it back.
type Moved struct {
	Number int                `json:"number"`
	Before record.Appointment `json:"before,omitzero"`
	Told   bool               `json:"told,omitempty"`
}

// Meets is what is known of a patient's sessions, beside when they are.
type Meets struct {
	Since  time.Time `json:"since,omitzero"`  // when somebody first said when they are, or that there are none
	Next   time.Time `json:"next,omitzero"`   // the session whose check-in is planned
	Last   time.Time `json:"last,omitzero"`   // the last that has taken place
	Before time.Time `json:"before,omitzero"` // and the one before it: what "since Tuesday" refers to after a session
	Count  int       `json:"count,omitempty"`
	Week   string    `json:"week,omitempty"` // the Monday before which weeks without a session were looked for
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
	Unsafe         bool                `json:"unsafe,omitempty"`    // too little duty time is left for questions about safety
	Ended          time.Time           `json:"ended,omitzero"`
	Again          bool                `json:"again,omitempty"`   // opened again after its end, to change an answer
	Closes         time.Time           `json:"closes,omitzero"`   // when it closes, if nothing happens before
	Item           string              `json:"item"`              // what is being asked, "questionnaire.item"
	Path           []string            `json:"path,omitempty"`    // what was asked before, in order
	Answers        map[string]Answered `json:"answers,omitempty"` // by item id
	Ticked         []string            `json:"ticked,omitempty"`  // of an item with several answers, until "Done"
	Told           []string            `json:"told,omitempty"`    // alert rules that already had their effect
	Since          time.Time           `json:"since,omitzero"`    // when a safety question was answered before this check-in
	Urgent         string              `json:"urgent,omitempty"`  // an item that is asked because of what was written
	Only           string              `json:"only,omitempty"`    // the one item that is asked at all
}

// Answered is the answer that stands for one item. What somebody wrote is in the facts only.
type Answered struct {
	Code     string    `json:"code"`
	Codes    []string  `json:"codes,omitempty"`
	Value    *int      `json:"value,omitempty"`
	Revision int       `json:"revision,omitempty"`
	Stale    bool      `json:"stale,omitempty"` // an earlier answer was changed: to be asked again if it still applies
	At       time.Time `json:"at"`
}

// Recalled is the last answer to an item in a check-in that is over.
type Recalled struct {
	Code  string    `json:"code"`
	Codes []string  `json:"codes,omitempty"`
	Value *int      `json:"value,omitempty"`
	At    time.Time `json:"at"`
}

// Kept is a check-in that asked something private, and what became of the answers.
type Kept struct {
	Number   int          `json:"number"`
	Occasion string       `json:"occasion"`
	Themes   []int        `json:"themes"`
	Choice   record.Share `json:"choice,omitempty"`
}

// Alert is an alert on the patient's side: its evidence, who was called, and how far the calling has gone.
type Alert struct {
	ID        string          `json:"id"`
	Short     string          `json:"short"`
	At        time.Time       `json:"at"`
	Occasion  string          `json:"occasion,omitempty"`
	Evidence  []Evidence      `json:"evidence"`
	Latest    int             `json:"latest,omitempty"`   // the number of the youngest evidence, counted from 1 and never given twice
	Note      record.FreeText `json:"note,omitempty"`     // the patient's
	Remarks   []Remark        `json:"remarks,omitempty"`  // of those who were called
	Asked     int             `json:"asked,omitempty"`    // the help message it was asked from: a second press calls nobody twice
	Taken     []int           `json:"taken,omitempty"`    // the ladder's steps that were taken, by their place in it
	Restarted time.Time       `json:"restarted"`          // when the calling last began
	Repeated  time.Time       `json:"repeated,omitzero"`  // when somebody was last called
	Reopened  bool            `json:"reopened,omitempty"` // it was seen before, but nobody said that contact was made
	Before    time.Time       `json:"before,omitzero"`    // when that was
	BeforeBy  string          `json:"before_by,omitempty"`
	Told      bool            `json:"told,omitempty"`   // the patient was told that nobody has opened it
	Looked    bool            `json:"looked,omitempty"` // somebody who was called has opened it since the calling began
	Seen      time.Time       `json:"seen,omitzero"`
	SeenBy    string          `json:"seen_by,omitempty"`
	SeenID    string          `json:"seen_id,omitempty"` // participant id of the same
	Noticed   bool            `json:"noticed,omitempty"` // somebody has seen it at some time, also before it was called out anew
	Closed    time.Time       `json:"closed,omitzero"`   // contact was made, or it is handled elsewhere
	Called    []string        `json:"called,omitempty"`
}

// Desk is a participant's side as a clinician.
type Desk struct {
	Name        string       `json:"name"` // shown to patients
	Role        record.Role  `json:"role"`
	Active      bool         `json:"active,omitempty"`
	Hour        string       `json:"hour,omitempty"`  // of the digest, local
	Weekly      time.Time    `json:"weekly,omitzero"` // when the next one is due
	Panel       []Member     `json:"panel,omitempty"`
	Invitations []Invitation `json:"invitations,omitempty"`
	Staff       []Contact    `json:"staff,omitempty"`
	Alarms      []Alarmed    `json:"alarms,omitempty"`
	NoteFor     string       `json:"note_for,omitempty"` // the alert that the next text is a note on
	NoteAt      time.Time    `json:"note_at,omitzero"`   // when that was asked for
	Notes       []HeldNote   `json:"notes,omitempty"`    // what waits for the duty hours
	Draft       *Draft       `json:"draft,omitempty"`    // what is being chosen for a patient
	Offers      []Offer      `json:"offers,omitempty"`   // what colleagues have asked
	Leave       *Leave       `json:"leave,omitempty"`
	Census      *Census      `json:"census,omitempty"`
}

// HeldNote is a note about a patient that waits for the duty hours.
type HeldNote struct {
	Patient string    `json:"patient"`
	Rule    string    `json:"rule"`
	At      time.Time `json:"at"`
}

// Member is one patient of a desk's panel. Full members are read in digests; a backup's are not.
type Member struct {
	ID     string    `json:"id"`
	Code   string    `json:"code"`
	Name   string    `json:"name"`
	Since  time.Time `json:"since"`
	Care   bool      `json:"care"`
	Backup bool      `json:"backup,omitempty"`
	Token  string    `json:"token,omitempty"`  // of the invitation that linked them
	Was    *Earlier  `json:"was,omitempty"`    // what they were to this desk before that
	Asked  time.Time `json:"asked,omitzero"`   // when their summary was last asked for
	Left   time.Time `json:"left,omitzero"`    // they asked for no more questions; their calls for help still come
	Erased time.Time `json:"erased,omitzero"`  // they removed what was kept of them
	Prompt int       `json:"prompt,omitempty"` // the theme of the prompt that was shown last
	Second bool      `json:"second,omitempty"` // somebody else is their clinician, and this desk works with them too
	Until  time.Time `json:"until,omitzero"`   // this desk stands in for their clinician until then
	Vacant bool      `json:"vacant,omitempty"` // they have no clinician any more, and this desk may find one
	// Pending is what was proposed about them, until they have decided.
	Pending *Proposed `json:"pending,omitempty"`

	Planned record.Appointment `json:"planned,omitzero"` // as this desk has set it
}

// Earlier is what a member was to the desk before a new link: it holds again where the new one does not.
type Earlier struct {
	Code   string    `json:"code"`
	Name   string    `json:"name"`
	Since  time.Time `json:"since"`
	Care   bool      `json:"care"`
	Backup bool      `json:"backup,omitempty"`
	Left   time.Time `json:"left,omitzero"`
}

// Invitation is a link that was handed out. Only the hash of its secret is kept.
type Invitation struct {
	Hash    string      `json:"hash"`
	Secret  string      `json:"secret,omitempty"` // only between /invite and the office's answer
	Code    string      `json:"code,omitempty"`
	Name    string      `json:"name,omitempty"` // office: the name a clinician is invited under
	Role    record.Role `json:"role"`
	Expires time.Time   `json:"expires"`
	Chat    int64       `json:"chat,omitempty"` // who claimed it
	Claimer string      `json:"claimer,omitempty"`
	Shown   string      `json:"shown,omitempty"` // the name Telegram shows of the claimer
	Digits  string      `json:"digits,omitempty"`
	Said    bool        `json:"said,omitempty"` // the claimer confirmed the inviter
}

// Alarmed is an alert on a clinician's side.
type Alarmed struct {
	Alert   string    `json:"alert"`
	Short   string    `json:"short"`
	Patient string    `json:"patient"`
	Code    string    `json:"code"`
	At      time.Time `json:"at"`
	Message int       `json:"message,omitempty"`
	Upto    int       `json:"upto,omitempty"`    // the number of the youngest evidence that this desk was told of
	Seen    bool      `json:"seen,omitempty"`    // by anybody
	Mine    bool      `json:"mine,omitempty"`    // by this desk
	Closed  bool      `json:"closed,omitempty"`  // contact was made, or it is handled elsewhere
	Again   bool      `json:"again,omitempty"`   // it was seen before, and is called out because nobody has said what came of it
	Unheard bool      `json:"unheard,omitempty"` // messages do not reach the patient
}

// Office is the clinic's own state: staff invitations, the roster, and the patient codes in use. It has no
// chat; the operator's commands and the desks' letters are its only events.
type Office struct {
	Invitations []Invitation      `json:"invitations,omitempty"`
	Staff       []Contact         `json:"staff,omitempty"`
	Codes       map[string]string `json:"codes,omitempty"`  // code to the desk that uses it
	Tokens      map[string]string `json:"tokens,omitempty"` // by participant id of the staff: the invitation that linked them
	Canary      *CanaryState      `json:"canary,omitempty"`
	CanaryNext  time.Time         `json:"canary_next,omitzero"` // when the next test alert is due
}

// CanaryState is a test alert on its way.
type CanaryState struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Waiting []Contact `json:"waiting"` // who has not answered yet
}
