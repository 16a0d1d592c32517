package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
)

// world is everybody and everything that was said.
type world struct {
	people      map[int64]*person
	chats       map[int64]*chat // a private chat's id is its user's
	queries     map[int]query   // the taps that wait for an answer
	uploads     map[string]File // by file id
	lastMessage int
	albums      int
	oldestQuery int
	lastQuery   int
}

// person is somebody with a phone.
type person struct {
	User
	blocked     bool
	deactivated bool
	toasts      []Answer
}

// chat is a private chat from its user's first message on, or a group that the bot was added to.
type chat struct {
	id       int64
	group    bool
	left     bool // the bot is no longer in the group
	title    string
	history  []*message // by id, oldest first
	keyboard keyboard
}

// keyboard is the reply keyboard that a chat shows.
type keyboard struct {
	rows    [][]string
	once    bool // hidden after a press
	message int  // that it came with: deleting the message takes it away
}

// message is one message with what the phone does not show.
type message struct {
	Message
	markup json.RawMessage // the inline keyboard as the bot sent it
	fixed  bool            // sent with another kind of reply markup: Telegram does not let it be edited
	file   string          // the id of the photo or document
	width  int             // of the photo, in pixels
	height int
	joined bool   // the service message that the bot was added
	album  string // what several pictures that were sent as one have in common
}

func newWorld() world {
	return world{
		people:  map[int64]*person{},
		chats:   map[int64]*chat{},
		queries: map[int]query{},
		uploads: map[string]File{},
	}
}

// add gives a message its number and time and puts it at the chat's end.
func (s *Server) add(c *chat, m *message) {
	s.world.lastMessage++
	m.ID = s.world.lastMessage
	m.Date = s.opts.Now()
	c.history = append(c.history, m)
}

// find is the message with an id, nil if there is none.
func (c *chat) find(id int) *message {
	if i, found := c.index(id); found {
		return c.history[i]
	}
	return nil
}

func (c *chat) index(id int) (int, bool) {
	return slices.BinarySearchFunc(c.history, id, func(m *message, id int) int { return m.ID - id })
}

// remove takes a message off every phone, and the reply keyboard that came with it.
func (c *chat) remove(id int) {
	if i, found := c.index(id); found {
		c.history = slices.Delete(c.history, i, i+1)
	}
	if c.keyboard.message == id {
		c.keyboard = keyboard{}
	}
}

// keep stores an upload and returns its file id.
func (w *world) keep(kind string, f File) string {
	id := kind + "-" + strconv.Itoa(len(w.uploads)+1)
	w.uploads[id] = f
	return id
}

func (p *person) wire() user {
	return user{ID: p.ID, FirstName: p.FirstName, LanguageCode: p.LanguageCode}
}

func (s *Server) wireChat(c *chat) chatInfo {
	if c.group {
		return chatInfo{ID: c.id, Type: "group", Title: c.title}
	}
	return chatInfo{ID: c.id, Type: "private", FirstName: s.world.people[c.id].FirstName}
}

// wire is a message as the bot gets to see it.
func (s *Server) wire(c *chat, m *message) *wireMessage {
	from := s.bot
	if !m.FromBot {
		from = s.world.people[m.UserID].wire()
	}
	w := &wireMessage{
		ID: m.ID, From: &from, Chat: s.wireChat(c), Date: m.Date.Unix(),
		Protected: m.Protected, Text: m.Text, Album: m.album, Caption: m.Caption, Contact: m.Contact, ReplyMarkup: m.markup,
	}
	if m.Caption != "" {
		w.CaptionEntities = m.Entities
	} else {
		w.Entities = m.Entities
	}
	if !m.Edited.IsZero() {
		w.EditDate = m.Edited.Unix()
	}
	if to := c.find(m.ReplyTo); to != nil {
		w.ReplyTo = s.wire(c, to)
		w.ReplyTo.ReplyTo = nil // Telegram shows one level
	}
	s.wireFiles(m, w)
	return w
}

func (s *Server) wireFiles(m *message, w *wireMessage) {
	unique := "u" + m.file
	switch {
	case m.Photo != nil:
		w.Photo = []wirePhoto{{m.file, unique, m.width, m.height, len(m.Photo)}}
	case m.Document != nil:
		w.Document = &wireDocument{m.file, unique, m.Document.Name, len(m.Document.Data)}
	case m.Sticker != "":
		w.Sticker = &wireSticker{
			FileID: "sticker-" + m.Sticker, UniqueID: "usticker-" + m.Sticker, Type: "regular",
			Width: 512, Height: 512, Emoji: m.Sticker,
		}
	case m.joined:
		w.NewMembers = []user{s.bot}
	}
}
