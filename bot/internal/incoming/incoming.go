// Package incoming turns what Telegram sends into what an inbox takes. It knows people only by their chats, and decides
// nothing.
//
//	arrival, ok := incoming.Translate(update, store, now, draw)
//
// Begin with Translate, which makes an event of an update. Salvaged does so with what can be read of an update that
// cannot be decoded, and Taken dates an event anew that waited outside the store.
package incoming

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// blockedStatus is the bot's membership status in the chat of somebody who has blocked it.
const blockedStatus = "kicked"

// Translate turns an update into an arrival. Authority comes only from the sender in a private chat, so ok is false for
// every other update. What it says about a link is checked against the store, which may be nil: then Taken does that.
func Translate(u telegram.Update, s *storage.Store, now time.Time, draw string) (arrival storage.Arrival, ok bool) {
	if u.ChatType != telegram.Private || u.FromID != u.ChatID {
		return arrival, false
	}
	sender := state.Sender{
		Chat: u.FromID, Name: strings.TrimSpace(u.FirstName + " " + u.LastName), Language: u.Language, Draw: draw,
	}
	header := func(format string, cause any) state.Header {
		return state.Header{ID: fmt.Sprintf(format, u.ID, cause), At: now}
	}
	if u.Content == telegram.ContentService { // nobody said anything
		return arrival, false
	}
	arrival.Chat = u.FromID
	switch u.Kind {
	case telegram.KindMessage, telegram.KindEdited:
		arrival.Event = state.Said{
			Header: header("u%d.m%d", u.MessageID), Sender: sender,
			Message: u.MessageID, Media: media(u), Text: addressed(words(u), s), SaidAt: saidAt(u.Date, now),
		}
	case telegram.KindTap:
		arrival.Event = state.Tapped{
			Header: header("u%d.c%s", u.TapID), Sender: sender, Message: u.MessageID, Callback: u.TapID, Data: u.Data,
		}
	case telegram.KindMember:
		arrival.Event = state.Membership{
			Header: state.Header{ID: fmt.Sprintf("u%d.k", u.ID), At: now}, Sender: sender, Blocked: u.Status == blockedStatus,
		}
	case telegram.KindOther:
		return storage.Arrival{}, false
	}
	return arrival, true
}

// Salvaged is what can be read of an update that cannot be decoded: enough to tell its sender that it was not kept,
// with the numbers, and to call a human where that was asked for.
func Salvaged(raw json.RawMessage, now time.Time) (storage.Arrival, bool) {
	u, ok := telegram.Salvage(raw)
	if !ok {
		return storage.Arrival{}, false
	}
	return Translate(u, nil, now, "")
}

// takesAMinute is how long a message may be on its way. What was said longer ago says when.
const takesAMinute = time.Minute

// saidAt is when something was said, if that was a while before now: Telegram keeps messages for a day.
func saidAt(date, now time.Time) time.Time {
	if date.Unix() <= 0 || now.Sub(date) < takesAMinute {
		return time.Time{}
	}
	return date
}

// Taken dates an event that waited outside the store: it happens now, so that an alert's calls are counted from now,
// and keeps when it was said. Met says that its sender has been answered meanwhile.
func Taken(e state.Event, s *storage.Store, now time.Time, met bool) state.Event {
	switch e := e.(type) {
	case state.Said:
		if e.SaidAt.IsZero() {
			e.SaidAt = saidAt(e.At, now)
		}
		e.At, e.Met, e.Text = flows.Later(e.At, now), met, addressed(e.Text, s)
		return e
	case state.Tapped:
		e.SaidAt = saidAt(e.At, now)
		e.At, e.Met = flows.Later(e.At, now), met
		return e
	default:
		return e
	}
}

// editsRead is until how long after a message its edits are read: for words of danger and calls for help.
const editsRead = 24 * time.Hour

// words are what was written.
func words(u telegram.Update) record.FreeText {
	if !u.Written.IsZero() && u.Date.Sub(u.Written) > editsRead {
		return ""
	}
	return record.FreeText(u.Text)
}

// addressed gives a text, but for a link to a shard that the store does not have: nobody can answer that one, so no
// letter may leave for it. It stays a link that does not open.
func addressed(text record.FreeText, s *storage.Store) record.FreeText {
	parts := strings.Fields(text.Reveal())
	if s == nil || len(parts) != 2 || !strings.HasPrefix(strings.ToLower(parts[0]), "/start") {
		return text
	}
	if link := state.Payload.FindStringSubmatch(parts[1]); link != nil {
		if _, err := s.ShardOfID(link[1]); err != nil {
			return "/start nowhere"
		}
	}
	return text
}

// media translates the kind of a message's content.
func media(u telegram.Update) state.Media {
	if u.Kind == telegram.KindEdited {
		return state.Edited
	}
	switch u.Content {
	case telegram.ContentText:
		return state.Text
	case telegram.ContentPhoto:
		return state.Photo
	case telegram.ContentSticker:
		return state.Sticker
	case telegram.ContentVoice, telegram.ContentDocument, telegram.ContentContact, telegram.ContentOther,
		telegram.ContentService:
	}
	return state.Other
}

// Elsewhere is the group or channel of which an update shows that the bot is in it, or 0. The bot has no business
// there.
func Elsewhere(u telegram.Update) int64 {
	if u.ChatID == 0 || u.ChatType == telegram.Private || u.Kind == telegram.KindOther {
		return 0
	}
	if u.Kind == telegram.KindMember && (u.Status == blockedStatus || u.Status == "left") {
		return 0
	}
	return u.ChatID
}
