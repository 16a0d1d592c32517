package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The parts of updates that we read. The library's models are not used here: they fail on the first union type they do
// not know, however far from what matters, and a call for help may come with a new kind of quotation.
type (
	rawUpdate struct {
		ID      *int64      `json:"update_id"`
		Message *rawMessage `json:"message"`
		Edited  *rawMessage `json:"edited_message"`
		Tap     *rawTap     `json:"callback_query"`
		Member  *rawMember  `json:"my_chat_member"`
	}
	rawMessage struct {
		ID       int     `json:"message_id"`
		From     rawUser `json:"from"`
		Date     int64   `json:"date"`
		EditDate int64   `json:"edit_date"`
		Chat     rawChat `json:"chat"`
		Text     string  `json:"text"`
		Caption  string  `json:"caption"`
		Photo    present `json:"photo"`
		Sticker  present `json:"sticker"`
		Voice    present `json:"voice"`
		Document present `json:"document"`
		Contact  present `json:"contact"`
		Album    string  `json:"media_group_id"`
	}
	rawTap struct {
		ID      string    `json:"id"`
		From    rawUser   `json:"from"`
		Message rawOrigin `json:"message"`
		Data    string    `json:"data"`
	}
	rawOrigin struct { // the bot's own message, of which old ones keep only this
		ID   int     `json:"message_id"`
		Chat rawChat `json:"chat"`
	}
	rawMember struct {
		Chat rawChat `json:"chat"`
		From rawUser `json:"from"`
		Date int64   `json:"date"`
		New  struct {
			Status string `json:"status"`
		} `json:"new_chat_member"`
	}
	rawChat struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	}
	rawUser struct {
		ID        int64  `json:"id"`
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
		Language  string `json:"language_code"`
	}
)

// present is true for a field that is there, whatever it holds.
type present bool

func (p *present) UnmarshalJSON(b []byte) error {
	*p = string(b) != "null"
	return nil
}

// Decode reads one update from Client.Updates or a webhook. Kinds and contents that it does not know are
// KindOther and ContentOther and no error. An error means that the caller should set the bytes aside: they are not an
// update, or lack what every update of their kind has. The Update then holds the ID if that could be read, else 0;
// Salvage gives what else can be. The error does not quote the bytes.
func Decode(raw json.RawMessage) (Update, error) {
	var r rawUpdate
	if err := json.Unmarshal(raw, &r); err != nil {
		id := idOf(raw)
		return Update{ID: id}, fmt.Errorf("decode update %d: %w", id, unreadable(err))
	}
	if r.ID == nil {
		return Update{}, errors.New("decode update: no update_id")
	}
	u := updateOf(r, raw)
	if lack := u.lacks(); lack != "" {
		return Update{ID: u.ID}, fmt.Errorf("decode update %d: %s without %s", u.ID, u.Kind, lack)
	}
	return u, nil
}

// Salvage gives what can be read of an update that Decode refuses, for its sender to be told. False: not who sent it.
func Salvage(raw json.RawMessage) (Update, bool) {
	var r rawUpdate
	var wrong *json.UnmarshalTypeError
	if err := json.Unmarshal(raw, &r); err != nil && !errors.As(err, &wrong) || r.ID == nil {
		return Update{}, false
	}
	u := updateOf(r, raw) // a field of the wrong type is left out, the others are read
	return u, u.FromID != 0 && u.ChatID != 0
}

func updateOf(r rawUpdate, raw json.RawMessage) Update {
	u := Update{ID: *r.ID}
	switch {
	case r.Message != nil:
		u.Kind = KindMessage
		u.message(r.Message)
		if u.Content == ContentOther && service(raw) {
			u.Content = ContentService
		}
	case r.Edited != nil:
		u.Kind = KindEdited
		u.message(r.Edited)
		if r.Edited.EditDate > 0 { // what it says now was not said before
			u.Date, u.Written = time.Unix(r.Edited.EditDate, 0).UTC(), u.Date
		}
	case r.Tap != nil:
		u.Kind, u.TapID, u.Data, u.MessageID = KindTap, r.Tap.ID, r.Tap.Data, r.Tap.Message.ID
		u.between(r.Tap.Message.Chat, r.Tap.From)
	case r.Member != nil:
		u.Kind, u.Status, u.Date = KindMember, r.Member.New.Status, time.Unix(r.Member.Date, 0).UTC()
		u.between(r.Member.Chat, r.Member.From)
	}
	return u
}

func (u *Update) message(m *rawMessage) {
	u.between(m.Chat, m.From)
	u.MessageID, u.Date, u.Text, u.Album = m.ID, time.Unix(m.Date, 0).UTC(), m.Text, m.Album
	if u.Text == "" {
		u.Text = m.Caption
	}
	switch {
	case m.Text != "":
		u.Content = ContentText
	case bool(m.Photo):
		u.Content = ContentPhoto
	case bool(m.Sticker):
		u.Content = ContentSticker
	case bool(m.Voice):
		u.Content = ContentVoice
	case bool(m.Document):
		u.Content = ContentDocument
	case bool(m.Contact):
		u.Content = ContentContact
	}
}

func (u *Update) between(chat rawChat, from rawUser) {
	u.ChatID, u.ChatType = chat.ID, chat.Type
	u.FromID, u.FirstName, u.LastName, u.Language = from.ID, from.FirstName, from.LastName, from.Language
}

// lacks names what is missing without which nobody could be answered.
func (u *Update) lacks() string {
	switch {
	case u.Kind == KindOther:
		return ""
	case u.Kind == KindTap && u.TapID == "":
		return "an id"
	case u.Kind == KindTap && u.FromID == 0:
		return "a sender"
	case u.Kind != KindTap && u.ChatID == 0:
		return "a chat"
	default:
		return ""
	}
}

// idOf is the update_id of something that is otherwise no update, or 0.
func idOf(raw json.RawMessage) int64 {
	var r struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return 0
	}
	return r.ID
}

// unreadable says where reading ended. The decoder's own errors quote numbers and letters.
func unreadable(err error) error {
	var (
		syntax *json.SyntaxError
		wrong  *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	case errors.As(err, &wrong):
		return fmt.Errorf("wrong type at byte %d", wrong.Offset)
	default:
		return errors.New("not readable")
	}
}
