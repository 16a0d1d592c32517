package simulator

import (
	"fmt"
	"slices"
	"strconv"
)

// User is somebody who can talk to the bot.
type User struct {
	ID           int64 // above 0; also the id of their private chat
	FirstName    string
	LanguageCode string // as Telegram sends it: "de", "pt-br"; may be empty
}

// AddUser gives somebody a phone, or changes what is known of them. Their private chat with the bot begins with the
// first thing that they send.
func (s *Server) AddUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.world.people[u.ID]; p != nil {
		p.User = u
		return
	}
	s.world.people[u.ID] = &person{User: u}
}

// AddAcquainted gives somebody a phone who has spoken with the bot before, so that the bot may write to them first.
// What was said then is not on the phone.
func (s *Server) AddAcquainted(u User) {
	s.AddUser(u)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.world.chats[u.ID] == nil {
		s.world.chats[u.ID] = &chat{id: u.ID}
	}
}

// Send writes a text to the bot, or presses the key of the reply keyboard with that text, and returns the id of the
// new message. It fails if the phone would not send it: an unknown user, one who has blocked the bot, a text of no or
// more than 4096 UTF-16 units.
func (s *Server) Send(userID int64, text string) (int, error) {
	text, _ = trim(text, nil)
	if n := units(text); n == 0 || n > maxText {
		return 0, fmt.Errorf("send a text of %d UTF-16 units: must be 1 to %d", n, maxText)
	}
	return s.say(userID, message{Message: Message{Text: text, Entities: commands(text)}})
}

// SendPhoto sends a picture (any bytes) with a caption, which may be empty.
func (s *Server) SendPhoto(userID int64, picture []byte, caption string) (int, error) {
	return s.say(userID, message{
		Message: Message{Photo: picture, Caption: caption, Entities: commands(caption)},
		width:   1280, height: 960,
	})
}

// SendAlbum sends pictures (any bytes) as one, which the bot hears of one by one.
func (s *Server) SendAlbum(userID int64, pictures ...[]byte) error {
	s.mu.Lock()
	s.world.albums++
	album := strconv.Itoa(s.world.albums)
	s.mu.Unlock()
	for _, picture := range pictures {
		_, err := s.say(userID, message{Message: Message{Photo: picture}, width: 1280, height: 960, album: album})
		if err != nil {
			return err
		}
	}
	return nil
}

// Happens lets the bot hear of something about a private chat that nobody said, by the field of Message that it stands
// in: "pinned_message", "chat_background_set". The phone shows nothing of it.
func (s *Server) Happens(userID int64, field string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.free(userID)
	if err != nil {
		return err
	}
	if _, known := s.contract.Types["Message"][field]; !known {
		return fmt.Errorf("a message has no %q", field)
	}
	s.world.lastMessage++
	s.push("message", map[string]any{
		"message_id": s.world.lastMessage, "date": s.opts.Now().Unix(), field: map[string]any{},
		"from": user{ID: p.ID, FirstName: p.FirstName, LanguageCode: p.LanguageCode},
		"chat": chatInfo{ID: p.ID, Type: "private", FirstName: p.FirstName},
	})
	return nil
}

// SendSticker sends a sticker that stands for an emoji.
func (s *Server) SendSticker(userID int64, emoji string) (int, error) {
	return s.say(userID, message{Message: Message{Sticker: emoji}})
}

// SendContact sends a contact card.
func (s *Server) SendContact(userID int64, card Contact) (int, error) {
	return s.say(userID, message{Message: Message{Contact: &card}})
}

// say puts a message into a private chat and lets the bot know.
func (s *Server) say(userID int64, m message) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.free(userID)
	if err != nil {
		return 0, err
	}
	c := s.world.chats[p.ID]
	if c == nil {
		c = &chat{id: p.ID}
		s.world.chats[p.ID] = c
	}
	if m.Photo != nil {
		m.file = s.world.keep("photo", File{Data: m.Photo})
	}
	if c.keyboard.once && slices.Contains(slices.Concat(c.keyboard.rows...), m.Text) {
		c.keyboard.rows = nil
	}
	return s.write(c, p, &m), nil
}

// write adds what a person said to a chat; the bot hears of it if it may.
func (s *Server) write(c *chat, p *person, m *message) int {
	m.UserID = p.ID
	s.add(c, m)
	s.record(Said, c, m)
	if !c.group || (!c.left && (m.joined || s.addressed(m))) {
		s.push("message", s.wire(c, m))
	}
	return m.ID
}

// free finds somebody who can write to the bot.
func (s *Server) free(userID int64) (*person, error) {
	p := s.world.people[userID]
	switch {
	case p == nil:
		return nil, fmt.Errorf("user %d is not known", userID)
	case p.deactivated:
		return nil, fmt.Errorf("user %d is deactivated", userID)
	case p.blocked:
		return nil, fmt.Errorf("user %d has blocked the bot", userID)
	}
	return p, nil
}

// EditOwn changes a text that the user sent before.
func (s *Server) EditOwn(userID int64, messageID int, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.free(userID)
	if err != nil {
		return err
	}
	c := s.world.chats[p.ID]
	if c == nil {
		return fmt.Errorf("user %d has no chat with the bot", userID)
	}
	m := c.find(messageID)
	text, _ = trim(text, nil)
	switch {
	case m == nil, m.FromBot, m.Text == "":
		return fmt.Errorf("message %d is not a text of user %d", messageID, userID)
	case text == "", units(text) > maxText:
		return fmt.Errorf("edit message %d to %d UTF-16 units: must be 1 to %d", messageID, units(text), maxText)
	}
	m.Text, m.Entities, m.Edited = text, commands(text), s.opts.Now()
	s.record(Rewrote, c, m)
	s.push("edited_message", s.wire(c, m))
	return nil
}
