package state

import (
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/record"
)

// Event is one thing that happened to one participant. The set is closed; Encode and Decode are its codec.
type Event interface{ Head() Header }

// Header is what every event carries. ID is the event's cause (see design: update id and message or callback
// id; occasion and kind; effect id), never a storage id, so that a repeated delivery is recognised. At is
// the only time that Step knows.
type Header struct {
	ID string    `json:"id" cbor:"1,keyasint,omitempty"`
	At time.Time `json:"at" cbor:"2,keyasint,omitzero"`
}

// Head gives the header.
func (h Header) Head() Header { return h }

// Sender is who wrote or tapped, as Telegram vouches for it: from.id in a private chat.
type Sender struct {
	Chat     int64  `json:"chat" cbor:"3,keyasint,omitempty"`
	Name     string `json:"name" cbor:"4,keyasint,omitempty"`     // the name Telegram shows
	Language string `json:"language" cbor:"5,keyasint,omitempty"` // IETF tag of the user's app, may be empty
	// 26 random characters drawn when the update was stored: the only randomness
	Draw string `json:"draw" cbor:"6,keyasint,omitempty"`
}

// Said is a message from a person.
type Said struct {
	Header
	Sender
	Message int             `json:"message" cbor:"7,keyasint,omitempty"` // Telegram's message id
	Media   Media           `json:"media" cbor:"8,keyasint,omitempty"`
	Text    record.FreeText `json:"text" cbor:"9,keyasint,omitempty"`
	// SaidAt is when Telegram got it, if that is longer ago than a message takes; see also Tapped.
	SaidAt time.Time `json:"said,omitzero" cbor:"10,keyasint,omitzero"`
	// Met: while there was no turn, its sender was told the truth about it, and the numbers.
	Met bool `json:"met,omitempty" cbor:"11,keyasint,omitempty"`
}

// Media is what kind of message it was.
type Media string

// The media. Anything that is not text gets a small answer of its own.
const (
	Text    Media = "text"
	Photo   Media = "photo"
	Sticker Media = "sticker"
	Other   Media = "other"
	Edited  Media = "edited" // an edit of an earlier message, read for words of danger and calls for help only
)

// Tapped is a press on an inline button. Data is what the button carried: never trusted, only looked up in
// the sender's own state.
type Tapped struct {
	Header
	Sender
	Message  int    `json:"message" cbor:"7,keyasint,omitempty"`
	Callback string `json:"callback" cbor:"8,keyasint,omitempty"` // Telegram's id of the press, to be answered
	Data     string `json:"data" cbor:"9,keyasint,omitempty"`
	// SaidAt is when it was pressed, if it was taken in later: it waited while there was no store.
	SaidAt time.Time `json:"said,omitzero" cbor:"10,keyasint,omitzero"`
	Met    bool      `json:"met,omitempty" cbor:"11,keyasint,omitempty"` // see Said
	// Called are the emergency calls about this press that are known before its turn. They come as events of their own,
	// too, so they are never stored with this one.
	Called []Called `json:"-" cbor:"-"`
}

// Due is a moment that Step itself asked for with Wake. Nominal is when it should have come; At is when it
// did. Digest rides along when the moment needs the panel's facts (kinds WakeDigest and WakeSummary).
type Due struct {
	Header
	Kind    WakeKind       `json:"kind" cbor:"7,keyasint,omitempty"`
	Key     string         `json:"key" cbor:"8,keyasint,omitempty"`
	Nominal time.Time      `json:"nominal" cbor:"9,keyasint,omitzero"`
	Digest  *digest.Digest `json:"digest,omitempty" cbor:"10,keyasint,omitempty"`
	// Facts are the participant's own (see OwnFacts): read when the turn is made, and never stored with the event.
	Facts  []record.Fact `json:"-" cbor:"-"`
	Unread bool          `json:"-" cbor:"-"` // they can't be read
	// Lost is how many patients would have nobody without somebody who is to leave (see Leaver), LostAlerts how many of
	// their alerts are open. Unread: it could not be counted.
	Lost       int `json:"-" cbor:"-"`
	LostAlerts int `json:"-" cbor:"-"`
	// Called are the emergency calls about the alert that is to be called out, as with Tapped.
	Called []Called `json:"-" cbor:"-"`
}

// Sent says that Telegram accepted a message with an Anchor or a Trace, and gives its id.
type Sent struct {
	Header
	Anchor  string `json:"slot" cbor:"7,keyasint,omitempty"`
	Trace   string `json:"trace,omitempty" cbor:"8,keyasint,omitempty"`
	Message int    `json:"message" cbor:"9,keyasint,omitempty"`
}

// Unreachable says that a message did not arrive: the person blocked the bot, Telegram does not find them, Telegram
// refused the message itself, or the message waited beyond Say.Until. After Doubtful it may still arrive: then Sent
// follows.
type Unreachable struct {
	Header
	Anchor  string `json:"slot" cbor:"7,keyasint,omitempty"`
	Blocked bool   `json:"blocked" cbor:"8,keyasint,omitempty"` // false: this message was refused, others may arrive
	// Doubtful: the person did not block the bot, so the reason may pass ("chat not found").
	Doubtful bool `json:"doubtful,omitempty" cbor:"9,keyasint,omitempty"`
	// Late: it waited too long, or might not be sent any more, and so was never tried again.
	Late bool `json:"late,omitempty" cbor:"10,keyasint,omitempty"`
}

// Membership says that the person blocked the bot or came back.
type Membership struct {
	Header
	Sender
	Blocked bool `json:"blocked" cbor:"7,keyasint,omitempty"`
}

// Told is a letter from another participant's turn, possibly of another shard. From was set by storage from
// the sending turn, so it can be trusted.
type Told struct {
	Header
	From   string `json:"from"`
	Letter Letter `json:"letter"`
}

// Outage says that taps may have been lost between Since and the event's time: Telegram keeps them 150 s. With Lost,
// anything that came between Since and then may be lost: the store came back older than it was.
type Outage struct {
	Header
	Since time.Time `json:"since" cbor:"7,keyasint,omitzero"`
	Lost  time.Time `json:"lost,omitzero" cbor:"8,keyasint,omitzero"`
	// Left: the participant had ended their part by then. Out are those whom they had left out.
	Left bool     `json:"left,omitempty" cbor:"9,keyasint,omitempty"`
	Out  []string `json:"out,omitempty" cbor:"10,keyasint,omitempty"`
}

// SetBack says that the machine's clock was set back, to a participant with an open alert.
type SetBack struct {
	Header
	By time.Duration `json:"by" cbor:"7,keyasint,omitempty"` // nanoseconds
}

// Flood says that more came from a chat than is taken, so that some of it was not kept. It comes once a flood.
type Flood struct{ Header }

// Called says that people were called about a patient by the emergency way: outside the turn that was to do it, because
// that could not be made. It comes behind the event that was the reason: before the calls are sent, and again for each
// message that was, with the one person who got it.
type Called struct {
	Header
	// Evidence is the id of the event that was the reason, from which an alert derives its id; or that of the alert.
	Evidence string   `json:"evidence" cbor:"7,keyasint,omitempty"`
	To       []string `json:"to,omitempty" cbor:"8,keyasint,omitempty"` // participant ids
	// the step of the ladder that was taken, by its place in it
	Step int `json:"step" cbor:"9,keyasint,omitempty"`
	// what the one in To was sent; 0: nothing was sent yet
	Message int  `json:"message,omitempty" cbor:"10,keyasint,omitempty"`
	Channel bool `json:"channel,omitempty" cbor:"11,keyasint,omitempty"` // the second channel was used too
	// the one post that it was used for; empty: it was for all up to Step
	Post flows.Rank `json:"post,omitempty" cbor:"12,keyasint,omitempty"`
	// the number of the youngest evidence that the message tells of, if the alert was there before; 0: only of Evidence
	Upto int `json:"upto,omitempty" cbor:"13,keyasint,omitempty"`
	// the patient was told that nobody has opened the alert, and nobody was called
	Told bool `json:"told,omitempty" cbor:"14,keyasint,omitempty"`
	// the one in To has pressed on the alert, and nobody was called; the press itself comes to their desk
	Pressed bool `json:"pressed,omitempty" cbor:"15,keyasint,omitempty"`
	// the alert was called out anew from then on, because nothing had followed on a press
	Anew bool `json:"anew,omitempty" cbor:"16,keyasint,omitempty"`
	// those in To were told that By, a participant id, has done this about the alert, and nobody was called
	Act record.Act `json:"act,omitempty" cbor:"17,keyasint,omitempty"`
	By  string     `json:"by,omitempty" cbor:"18,keyasint,omitempty"`
}
