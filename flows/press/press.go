// Package press is what buttons say: one type for each kind of button, and the one codec that writes it into a button's
// data and reads it from there.
//
//	turn.Button(t.Text("button.yes"), press.Opening{Yes: true})
//
// Telegram limits the data to 64 bytes, and a button stays in people's chats for years: a form that was sent once is
// never given another meaning. Nothing in a press is trusted: its receiver looks it up in the sender's own state.
// None carries a position in a list, for the list may have changed.
package press

import (
	"slices"
	"time"

	"footing/flows/record"
)

// Press is what a button says when it is pressed. Encode and Decode are the only code that knows how that is written in
// the button's data, which Telegram limits to 64 bytes and which stays in people's chats for years: a form that was
// sent once is never given another meaning.
//
// None carries a position in a list, which may have changed since: each names what its label showed. Buttons of earlier
// releases that did carry one, or less than today's, are read as well: List.Page, Alarm without Shown, SetUp without Of
// and PageOfDates say where. Other bare numbers name nothing that is offered, and get the answer of an old button.
type Press interface {
	words() []string // the kind's letter, then its fields; empty ones at the end are left out
}

// The presses of patients, and those that anybody may have.
type (
	Answer struct { // an answer to an item
		Occasion   int
		Item, Code string
	}
	Back   struct{ Occasion int }             // to the item before
	Choice struct{ What, Value, More string } // about how the bot is with somebody
	Later  struct {                           // when a check-in shall be asked that was put off
		How      string
		Occasion int
	}
	Change   struct{ Occasion int }           // an answer of a check-in that has just ended
	Language struct{ Locale string }          // the language of the chat
	Session  struct{ How, Day, Clock string } // when one's own sessions are; see Picker
	Uncover  struct{ Cover string }           // what waits behind "You have a note"
	// SetUp is a step of the set-up; Of is the key of a colleague, "" in an earlier release
	SetUp   struct{ Step, Value, Of string }
	Help    struct{ Choice string } // the help menu, or a choice of it
	AddNote struct{ Alert string }  // a note to an alert, by its short id
	// LeaveOut takes away the last part of what was typed in several messages, of patients and staff. It names that part.
	LeaveOut struct{ Part string }
	Safe     struct{ Alert string } // "I'm safe for now"
	Opening  struct{ Yes bool }     // the opener of a link confirms or denies the inviter
	Stop     struct{ Yes bool }     // the end of a participation
	Share    struct {               // sharing private answers of a check-in
		Occasion int
		Choice   record.Share
		Of, Day  string // whom the button named, by their ColleagueKey, and the date of a note; "" in an earlier release
	}
	Settled struct { // an answer to what somebody else settled or asked
		What   string
		Number int
		Answer string
	}
	EndSecond struct{ Colleague string } // the patient no longer wants a second clinician
)

// The presses of clinicians.
type (
	Dismiss struct { // somebody's post ends; without a colleague the list of them
		Colleague string
		Sure      bool
		Shown     int // with Sure: how many patients and alerts without anybody the lead was shown
	}
	Digits struct{ Code, Digits string } // the number that was read out; "no" if it was none of them
	Offer  struct {                      // the answer to a colleague's proposal
		Key string
		Yes bool
	}
	Alarm struct { // an act on an alert
		Alert       string // its AlarmKey
		Shown       int    // how much evidence had been shown with it; 0 where nobody counted, as in an earlier release
		Act, Reason string // an alert that is handled elsewhere has a reason
		Next        int    // with Tried: when they try again, in minutes since 1970; 0: not chosen yet
	}
	List struct { // the list of patients
		From string // the patient whom the page begins with
		Page int    // its number, in a button of an earlier release
		New  bool   // in a message of its own
	}
	Member  struct{ Patient, What, Value, Of string } // something on a patient's card; Of is a part of the value
	Summary struct{ Patient string }
	Prompt  struct { // what a prompt came to
		Patient string
		Theme   int
		Number  int // within the theme; 0: the first, in a button of an earlier release
		Outcome record.Outcome
	}
	Leave struct { // a leave, as far as it was chosen
		Colleague, First string // who stands in; a date
		Days             int
	}
	Return struct{} // from a leave
	// Reply is a step of replying to a patient: ReplyAsk with what for, ReplyText, ReplySend with a text's id, ReplyBack
	// with the key of one that waits, ReplyNot.
	Reply  struct{ Patient, Step, Of string }
	Canary struct{ ID string } // a test alert was seen
)

// The presses about swaps of posts.
type (
	// Swap is a swap of posts, as far as it was chosen. Without Of it asks for the list of posts.
	Swap struct {
		Of   string // whose post it is
		When string // "d" or "n" and a date: that day, or the night after it
		Days int    // how many; 0: not chosen yet
		Who  string // who shall hold it
	}
	TakeBack struct{ Swap string } // a swap is taken back, by its id
)

// The acts on an alert that can stop its calls. Elsewhere has a reason: the alert is handled by others. Tried is the
// act of somebody who had no answer; TriedOnce, in place of a time, is its reason where the others are called at once.
const (
	Seen      = "seen"
	Contact   = "contact"
	Elsewhere = "elsewhere"
	Tried     = "tried"
	TriedOnce = "once"
)

// Reasons lists the codes of why an alert is handled elsewhere.
func Reasons() []string { return []string{"service", "known", "no_call", record.Mistake, "other"} }

// Stops tells whether a press stops the calls about an alert, with a store and without one, if it covers all that the
// alert is about. Every other press shows something, asks something, or has the others called.
func (p Alarm) Stops() bool {
	switch p.Act {
	case Seen, Contact:
		return true
	case Elsewhere:
		return slices.Contains(Reasons(), p.Reason)
	case Tried:
		return p.Next > 0
	default:
		return false
	}
}

// TriesNext is when somebody who had no answer tries again; zero if they have named no time.
func (p Alarm) TriesNext() time.Time {
	if p.Act != Tried || p.Next == 0 {
		return time.Time{}
	}
	return time.Unix(int64(p.Next)*60, 0).UTC()
}

// The steps of replying to a patient.
const (
	ReplyAsk  = "ask"
	ReplyText = "text"
	ReplySend = "send"
	ReplyBack = "back"
	ReplyNot  = "not"
)

// ShareAgain asks again what to share. ShareTalked says that it was talked about.
const (
	ShareAgain  record.Share = "again"
	ShareTalked record.Share = "talked"
)

// Chose is a choice with just a word.
func Chose(what, value string) Choice { return Choice{What: what, Value: value} }
