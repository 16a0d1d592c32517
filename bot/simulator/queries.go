package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// queryLife is for how long a tap can be answered. Telegram promises no number; bots see the refusal after some fifteen
// minutes.
const queryLife = 15 * time.Minute

// query is a tap that waits for its answer.
type query struct {
	user int64
	at   time.Time
}

// ask numbers a tap and forgets those that can no longer be answered.
func (w *world) ask(user int64, now time.Time) int {
	for ; w.oldestQuery <= w.lastQuery; w.oldestQuery++ {
		if asked, waits := w.queries[w.oldestQuery]; waits && now.Sub(asked.at) <= queryLife {
			break
		}
		delete(w.queries, w.oldestQuery)
	}
	w.lastQuery++
	w.queries[w.lastQuery] = query{user: user, at: now}
	return w.lastQuery
}

// Tap presses the button at a row and column (from 0) of a message and returns the id of the callback query. It fails
// if the phone does not show such a button, or if the button opens a link instead.
func (s *Server) Tap(userID int64, messageID, row, column int) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.chats[userID]
	if c == nil {
		return "", fmt.Errorf("user %d has no chat with the bot", userID)
	}
	m := c.find(messageID)
	if m == nil {
		return "", fmt.Errorf("message %d is not on the phone of user %d", messageID, userID)
	}
	if row < 0 || row >= len(m.Buttons) || column < 0 || column >= len(m.Buttons[row]) {
		return "", fmt.Errorf("message %d has no button at row %d, column %d", messageID, row, column)
	}
	b := m.Buttons[row][column]
	if b.Data == "" {
		return "", fmt.Errorf("the button at row %d, column %d of message %d sends nothing", row, column, messageID)
	}
	return s.tap(userID, messageID, b)
}

// TapData sends a callback query with any data for any message, as a forged client or a button that is long gone does.
// If the message is not there, the bot sees it as inaccessible.
func (s *Server) TapData(userID int64, messageID int, data string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tap(userID, messageID, Button{Data: data})
}

func (s *Server) tap(userID int64, messageID int, b Button) (string, error) {
	p, err := s.free(userID)
	if err != nil {
		return "", err
	}
	now := s.opts.Now()
	id := s.world.ask(userID, now)
	var seen any = inaccessible{Chat: chatInfo{ID: userID, Type: "private", FirstName: p.FirstName}, ID: messageID}
	if c := s.world.chats[userID]; c != nil {
		if m := c.find(messageID); m != nil && m.FromBot {
			seen = s.wire(c, m)
		}
	}
	text := b.Text
	if text == "" {
		text = b.Data
	}
	s.journal.write(Entry{At: now, What: Tapped, Chat: userID, User: userID, Message: messageID, Text: text})
	s.push("callback_query", callbackQuery{
		ID: strconv.Itoa(id), From: p.wire(), Message: seen, ChatInstance: "-" + strconv.FormatInt(userID, 10), Data: b.Data,
	})
	return strconv.Itoa(id), nil
}

func (s *Server) answerCallbackQuery(q *request) (any, error) {
	id := q.number("callback_query_id")
	asked, waits := s.world.queries[int(id)]
	now := s.opts.Now()
	text, link := q.text("text"), q.text("url")
	switch {
	case !waits, now.Sub(asked.at) > queryLife:
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	case units(text) > maxToast:
		return nil, bad("MESSAGE_TOO_LONG")
	case link != "" && !strings.HasPrefix(link, "https://t.me/"+s.opts.Username+"?start="):
		return nil, bad("URL_INVALID")
	}
	delete(s.world.queries, int(id))
	p := s.world.people[asked.user]
	answer := Answer{QueryID: strconv.FormatInt(id, 10), Text: text, Alert: q.flag("show_alert"), At: now}
	p.toasts = cut(append(p.toasts, answer), s.opts.LogSize)
	s.journal.write(Entry{At: now, What: Answered, Chat: p.ID, User: p.ID, Text: text})
	return true, nil
}
