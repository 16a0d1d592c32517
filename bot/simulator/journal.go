package simulator

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What happened, in an [Entry].
const (
	Said        = "said"        // by a person
	Rewrote     = "rewrote"     // a person edited what they had said
	Tapped      = "tapped"      // by a person
	Sent        = "sent"        // by the bot
	Edited      = "edited"      // by the bot
	Deleted     = "deleted"     // by the bot
	Answered    = "answered"    // by the bot, to a tap
	Left        = "left"        // the bot, a group
	Blocked     = "blocked"     // by a person
	Unblocked   = "unblocked"   // by a person
	Deactivated = "deactivated" // a person's account
)

// Entry is one thing that happened.
type Entry struct {
	At      time.Time
	What    string
	Chat    int64
	User    int64      // the person who did it, or to whose tap the bot answered; 0 otherwise
	Message int        // 0 if none
	Text    string     // text, caption, the button's text, or a word for another content
	Buttons [][]string // the texts on the buttons of what was sent or edited
}

// String is the entry as one line, times in UTC.
func (e Entry) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %s", e.At.UTC().Format("2006-01-02 15:04:05"), e.Chat, e.What)
	if e.Message != 0 {
		fmt.Fprintf(&b, " #%d", e.Message)
	}
	if e.Text != "" {
		b.WriteString(": " + strings.ReplaceAll(e.Text, "\n", " / "))
	}
	for _, row := range e.Buttons {
		for _, text := range row {
			b.WriteString(" [" + text + "]")
		}
	}
	return b.String()
}

// journal keeps what happened and tells who listens.
type journal struct {
	size      int // 0 for all
	entries   []Entry
	listeners map[chan struct{}]struct{}
	closed    bool
}

func newJournal(size int) journal {
	return journal{size: size, listeners: map[chan struct{}]struct{}{}}
}

func (j *journal) write(e Entry) {
	j.entries = cut(append(j.entries, e), j.size)
	for listener := range j.listeners {
		select {
		case listener <- struct{}{}:
		default: // it has not looked since the last change
		}
	}
}

func (j *journal) close() {
	j.closed = true
	for listener := range j.listeners {
		j.drop(listener)
	}
}

func (j *journal) drop(listener chan struct{}) {
	if _, listening := j.listeners[listener]; listening {
		delete(j.listeners, listener)
		close(listener)
	}
}

// cut keeps the last size elements, once there are twice as many; all if size is 0.
func cut[T any](list []T, size int) []T {
	if size > 0 && len(list) >= 2*size {
		return slices.Clone(list[len(list)-size:])
	}
	return list
}

// record writes an entry about a message.
func (s *Server) record(what string, c *chat, m *message) {
	e := Entry{At: s.opts.Now(), What: what, Chat: c.id, User: m.UserID, Message: m.ID, Text: m.Text + m.Caption}
	switch {
	case e.Text != "":
	case m.Photo != nil:
		e.Text = "(photo)"
	case m.Document != nil:
		e.Text = "(document " + m.Document.Name + ")"
	case m.Contact != nil:
		e.Text = "(contact " + m.Contact.FirstName + " " + m.Contact.Phone + ")"
	case m.Sticker != "":
		e.Text = "(sticker " + m.Sticker + ")"
	}
	for _, row := range m.Buttons {
		var texts []string
		for _, b := range row {
			texts = append(texts, b.Text)
		}
		e.Buttons = append(e.Buttons, texts)
	}
	s.journal.write(e)
}

// Log is everything that happened, oldest first; with Options.LogSize at least the last so many entries.
func (s *Server) Log() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.entries)
}

// Subscribe returns a channel that becomes ready when something happened since it was last read; several things are
// told once. It is closed when ctx ends or the server is closed.
func (s *Server) Subscribe(ctx context.Context) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	listener := make(chan struct{}, 1)
	if s.journal.closed {
		close(listener)
		return listener
	}
	s.journal.listeners[listener] = struct{}{}
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.journal.drop(listener)
	})
	return listener
}
