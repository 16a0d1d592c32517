package simulator

import "time"

// Message is one message as a phone shows it. A message that was deleted is not shown at all.
type Message struct {
	ID        int
	FromBot   bool
	UserID    int64 // who wrote it; 0 for the bot
	Text      string
	Entities  []Entity // of Text or Caption
	Buttons   [][]Button
	Photo     []byte
	Caption   string // of the photo or document
	Document  *File
	Contact   *Contact
	Sticker   string // its emoji
	ReplyTo   int    // the message that it answers; 0 for none
	Date      time.Time
	Edited    time.Time // zero if it never was
	Protected bool      // cannot be forwarded or saved
	Silent    bool      // came without a sound
}

// Button is one button under a message: it sends Data to the bot or opens URL; one of both is empty.
type Button struct {
	Text string
	Data string
	URL  string
}

// File is an upload.
type File struct {
	Name string
	Data []byte
}

// Contact is a card with a number to call.
type Contact struct {
	Phone     string `json:"phone_number"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
}

// Answer is what the bot answered to a tap: a toast over the chat, or a window if Alert; an empty Text only ends the
// button's waiting.
type Answer struct {
	QueryID string
	Text    string
	Alert   bool
	At      time.Time
}

// Chat is everything that a chat shows, oldest first; of a group by its id. What it points to must not be changed.
func (s *Server) Chat(id int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.chats[id]
	if c == nil {
		return nil
	}
	shown := make([]Message, len(c.history))
	for i, m := range c.history {
		shown[i] = m.Message
	}
	return shown
}

// Keyboard is the rows of the reply keyboard that a phone shows below the chat; nil if there is none. A key is pressed
// by sending its text.
func (s *Server) Keyboard(userID int64) [][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.world.chats[userID]; c != nil {
		return c.keyboard.rows
	}
	return nil
}

// Answers is what was answered to a person's taps, oldest first.
func (s *Server) Answers(userID int64) []Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.world.people[userID]; p != nil {
		return append([]Answer(nil), p.toasts...)
	}
	return nil
}
