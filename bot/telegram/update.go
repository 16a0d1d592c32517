package telegram

import (
	"fmt"
	"log/slog"
	"time"
)

// Kind says what an update is about.
type Kind uint8

// The kinds of updates. KindOther is whatever Telegram sends unasked or invents later: nothing but the ID is set.
const (
	KindOther   Kind = iota
	KindMessage      // somebody wrote
	KindEdited       // somebody changed what they wrote
	KindTap          // somebody pressed a button under a message
	KindMember       // somebody blocked or unblocked the bot, or took it into a group
)

// String is a short lower-case word, fit for a metric's label.
func (k Kind) String() string {
	words := [...]string{"other", "message", "edited", "tap", "member"}
	if int(k) >= len(words) {
		return "unknown"
	}
	return words[k]
}

// Content says what a message holds.
type Content uint8

// The contents of messages. ContentOther is everything else: videos, places, dice, what Telegram invents later.
const (
	ContentOther Content = iota
	ContentText
	ContentPhoto
	ContentSticker
	ContentVoice
	ContentDocument
	ContentContact
	ContentService // written by Telegram about the chat, such as that a message was pinned; nobody said it
)

// Private is the ChatType of a chat with one person. There, and only there, chat and person have the same id.
const Private = "private"

// Update is one thing that happened, with the fields that its Kind has; the others are zero. Printed or logged, it
// shows its ID and Kind only.
type Update struct {
	ID   int64 // update_id: unique within days, not for ever
	Kind Kind

	ChatID   int64  // 0 for a tap under a message that was sent by way of another chat
	ChatType string // Private, "group", "supergroup" or "channel"

	FromID    int64 // whoever did it; 0 in channels
	FirstName string
	LastName  string // may be empty
	Language  string // IETF tag of their app ("de", "pt-br"), may be empty

	MessageID int       // message, edited: that message; tap: the message with the button
	Date      time.Time // message: when it was sent; edited: when it was last edited; member: when; in UTC, whole seconds
	Written   time.Time // edited: when it was sent first; zero if Telegram does not say when it was edited
	Content   Content   // message, edited
	Text      string    // message, edited: the text, or the words under a photo or document

	Album string // message: what the pictures that were sent as one have in common; may be empty

	TapID  string // tap: for Client.Answer
	Data   string // tap: the button's Data, as the sender's app claims it; never to be trusted
	Status string // member: "member" or "kicked" (blocked) in a private chat; more in groups
}

// Format hides what a person wrote from every verb of fmt.
func (u Update) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "update %d (%s)", u.ID, u.Kind)
}

// LogValue hides it from slog.
func (u Update) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("id", u.ID), slog.String("kind", u.Kind.String()))
}
