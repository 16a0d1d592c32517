package simulator

import (
	"bytes"
	"image"
	_ "image/jpeg" // formats that a photo may have
	_ "image/png"
	"slices"
	"strconv"
	"strings"
)

// Telegram's limits for photos, in pixels.
const (
	maxSides = 10000 // width and height together
	maxRatio = 20    // of the longer to the shorter side
)

func (s *Server) sendMessage(q *request) (any, error) {
	text := q.text("text")
	if strings.TrimSpace(text) == "" {
		return nil, bad("message text is empty")
	}
	text, marks, err := words(q, text, "entities")
	if err != nil {
		return nil, err
	}
	if units(text) > maxText {
		return nil, bad("message is too long")
	}
	return s.send(q, &message{Message: Message{Text: text, Entities: marks}})
}

func (s *Server) sendPhoto(q *request) (any, error) {
	m, err := captioned(q)
	if err != nil {
		return nil, err
	}
	f, id, err := s.upload(q, "photo")
	if err != nil {
		return nil, err
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil {
		return nil, bad("IMAGE_PROCESS_FAILED")
	}
	short, long := min(size.Width, size.Height), max(size.Width, size.Height)
	if short <= 0 || short+long > maxSides || long > maxRatio*short {
		return nil, bad("PHOTO_INVALID_DIMENSIONS")
	}
	m.Photo, m.file, m.width, m.height = f.Data, id, size.Width, size.Height
	return s.send(q, m)
}

func (s *Server) sendDocument(q *request) (any, error) {
	m, err := captioned(q)
	if err != nil {
		return nil, err
	}
	f, id, err := s.upload(q, "document")
	if err != nil {
		return nil, err
	}
	m.Document, m.file = &f, id
	return s.send(q, m)
}

func (s *Server) sendContact(q *request) (any, error) {
	c := Contact{Phone: q.text("phone_number"), FirstName: q.text("first_name"), LastName: q.text("last_name")}
	switch {
	case c.Phone == "":
		return nil, bad("phone number is empty")
	case c.FirstName == "":
		return nil, bad("first name is empty")
	}
	return s.send(q, &message{Message: Message{Contact: &c}})
}

// captioned starts a message that has a file.
func captioned(q *request) (*message, error) {
	text, marks, err := words(q, q.text("caption"), "caption_entities")
	if err != nil {
		return nil, err
	}
	if units(text) > maxCaption {
		return nil, bad("message caption is too long")
	}
	return &message{Message: Message{Caption: text, Entities: marks}}, nil
}

// upload is the file of a field: sent along, or named by the id of one that was sent before.
func (s *Server) upload(q *request, field string) (File, string, error) {
	if f, sent := q.file(field); sent {
		if len(f.Data) == 0 {
			return f, "", bad("file must be non-empty")
		}
		return f, s.world.keep(field, f), nil
	}
	id := q.text(field)
	if id == "" {
		return File{}, "", bad("there is no %s in the request", field)
	}
	f, known := s.world.uploads[id]
	if !known || !strings.HasPrefix(id, field) {
		return File{}, "", bad("wrong file identifier/HTTP URL specified")
	}
	return f, id, nil
}

// send delivers a checked message, if chat, markup and limits allow it.
func (s *Server) send(q *request, m *message) (any, error) {
	c, err := s.reach(q)
	if err != nil {
		return nil, err
	}
	keys, err := readMarkup(q)
	if err != nil {
		return nil, err
	}
	if m.ReplyTo, err = replied(q, c); err != nil {
		return nil, err
	}
	if err := s.limits.admit(c.id, true, s.opts.Now()); err != nil {
		return nil, err
	}
	m.FromBot, m.fixed = true, keys.fixed()
	m.Buttons, m.markup = keys.inline, keys.raw
	m.Silent, m.Protected = q.flag("disable_notification"), q.flag("protect_content")
	s.add(c, m)
	switch {
	case len(keys.rows) > 0:
		c.keyboard = keyboard{rows: keys.rows, once: keys.once, message: m.ID}
	case keys.remove:
		c.keyboard = keyboard{}
	}
	s.record(Sent, c, m)
	return s.wire(c, m), nil
}

// chat finds the chat of a request.
func (s *Server) chat(q *request) (*chat, error) {
	text := q.text("chat_id")
	if text == "" {
		return nil, bad("chat_id is empty")
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, bad("chat not found")
	}
	if c := s.world.chats[id]; c != nil {
		return c, nil
	}
	if s.world.people[id] != nil {
		return nil, forbidden("bot can't initiate conversation with a user")
	}
	return nil, bad("chat not found")
}

// reach finds the chat of a request and makes sure that the bot may write there.
func (s *Server) reach(q *request) (*chat, error) {
	c, err := s.chat(q)
	if err != nil {
		return nil, err
	}
	p := s.world.people[c.id]
	switch {
	case c.group && c.left:
		return nil, forbidden("bot is not a member of the group chat")
	case p != nil && p.deactivated:
		return nil, forbidden("user is deactivated")
	case p != nil && p.blocked:
		return nil, forbidden("bot was blocked by the user")
	}
	return c, nil
}

// replied is the message that a new one answers, 0 if none.
func replied(q *request, c *chat) (int, error) {
	var to struct {
		ID   int  `json:"message_id"`
		Else bool `json:"allow_sending_without_reply"`
	}
	if err := q.value("reply_parameters", &to); err != nil {
		return 0, err
	}
	if to.ID == 0 || c.find(to.ID) != nil {
		return to.ID, nil
	}
	if to.Else {
		return 0, nil
	}
	return 0, bad("message to be replied not found")
}

// chatActions are what a bot can say that it is doing.
const chatActions = "typing upload_photo record_video upload_video record_voice upload_voice upload_document " +
	"choose_sticker find_location record_video_note upload_video_note"

func (s *Server) sendChatAction(q *request) (any, error) {
	if !slices.Contains(strings.Fields(chatActions), q.text("action")) {
		return nil, bad("wrong parameter action in request")
	}
	if _, err := s.reach(q); err != nil {
		return nil, err
	}
	return true, nil
}
