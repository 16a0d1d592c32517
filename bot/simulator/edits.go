package simulator

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"time"
)

// deletable is for how long a message can be deleted.
const deletable = 48 * time.Hour

// maxDeleted is how many messages one call may delete.
const maxDeleted = 100

func (s *Server) editMessageText(q *request) (any, error) {
	text := q.text("text")
	if strings.TrimSpace(text) == "" {
		return nil, bad("message text is empty")
	}
	text, marks, err := words(q, text, "entities")
	if err != nil {
		return nil, err
	}
	if units(text) > maxText {
		return nil, bad("MESSAGE_TOO_LONG") // an edit is refused in other words than a new message
	}
	c, m, err := s.editable(q)
	if err != nil {
		return nil, err
	}
	if m.Text == "" {
		return nil, bad("there is no text in the message to edit")
	}
	after := *m
	after.Text, after.Entities = text, marks
	return s.edit(q, c, m, after)
}

func (s *Server) editMessageReplyMarkup(q *request) (any, error) {
	c, m, err := s.editable(q)
	if err != nil {
		return nil, err
	}
	return s.edit(q, c, m, *m)
}

// editable finds a message that the bot may edit.
func (s *Server) editable(q *request) (*chat, *message, error) {
	c, err := s.reach(q)
	if err != nil {
		return nil, nil, err
	}
	id := q.number("message_id")
	if id == 0 {
		return nil, nil, bad("message identifier is not specified")
	}
	m := c.find(int(id))
	switch {
	case m == nil:
		return nil, nil, bad("message to edit not found")
	case !m.FromBot || m.fixed:
		return nil, nil, bad("message can't be edited")
	}
	return c, m, nil
}

// edit gives a message its new content and markup; without a markup the buttons go.
func (s *Server) edit(q *request, c *chat, m *message, after message) (any, error) {
	keys, err := readMarkup(q)
	if err != nil {
		return nil, err
	}
	if keys.fixed() {
		return nil, bad("inline keyboard expected")
	}
	after.Buttons, after.markup = keys.inline, keys.raw
	if after.Text == m.Text && reflect.DeepEqual(after.Entities, m.Entities) && bytes.Equal(after.markup, m.markup) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same " +
			"as a current content and reply markup of the message")
	}
	if err := s.limits.admit(c.id, false, s.opts.Now()); err != nil {
		return nil, err
	}
	after.Edited = s.opts.Now()
	*m = after
	s.record(Edited, c, m)
	return s.wire(c, m), nil
}

func (s *Server) deleteMessage(q *request) (any, error) {
	return s.deleteAll(q, []int{int(q.number("message_id"))}, false)
}

func (s *Server) deleteMessages(q *request) (any, error) {
	var ids []int
	if err := q.value("message_ids", &ids); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, bad("message identifiers are not specified")
	}
	if len(ids) > maxDeleted {
		return nil, bad("too many messages to delete")
	}
	return s.deleteAll(q, ids, true)
}

// deleteAll deletes all messages or, if one of them may not be deleted, none. Unknown ones may be passed over.
func (s *Server) deleteAll(q *request, ids []int, unknown bool) (any, error) {
	c, err := s.chat(q)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	var found []*message
	for _, id := range slices.Compact(ids) {
		m := c.find(id)
		switch {
		case m == nil && unknown:
			continue
		case m == nil:
			return nil, bad("message to delete not found")
		case c.group && !m.FromBot:
			return nil, bad("message can't be deleted")
		case s.opts.Now().Sub(m.Date) >= deletable:
			return nil, bad("message can't be deleted for everyone")
		}
		found = append(found, m)
	}
	for _, m := range found {
		c.remove(m.ID)
		s.record(Deleted, c, m)
	}
	return true, nil
}
