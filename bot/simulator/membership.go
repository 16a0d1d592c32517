package simulator

import (
	"fmt"
	"strings"
)

// AddToGroup lets somebody add the bot to a group (groupID below 0), which is made if it is new.
func (s *Server) AddToGroup(userID, groupID int64, title string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.world.people[userID]
	if p == nil {
		return fmt.Errorf("user %d is not known", userID)
	}
	if groupID >= 0 {
		return fmt.Errorf("group %d: a group's id is below 0", groupID)
	}
	c := s.world.chats[groupID]
	if c == nil {
		c = &chat{id: groupID, group: true, left: true}
		s.world.chats[groupID] = c
	}
	c.title = title
	if !c.left {
		return nil
	}
	c.left = false
	s.membership(c, p.wire(), "left", "member")
	s.write(c, p, &message{joined: true})
	return nil
}

// SendToGroup says something in a group. The bot hears it as in Telegram's privacy mode: only commands that are its
// own or nobody's by name, and only while it is a member.
func (s *Server) SendToGroup(userID, groupID int64, text string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, c := s.world.people[userID], s.world.chats[groupID]
	if p == nil || c == nil || !c.group {
		return 0, fmt.Errorf("user %d or group %d is not known", userID, groupID)
	}
	return s.write(c, p, &message{Message: Message{Text: text, Entities: commands(text)}}), nil
}

func (s *Server) leaveChat(q *request) (any, error) {
	c, err := s.chat(q)
	if err != nil {
		return nil, err
	}
	if !c.group {
		return nil, bad("chat member status can't be changed in private chats")
	}
	if c.left {
		return nil, forbidden("bot is not a member of the group chat")
	}
	c.left = true
	s.journal.write(Entry{At: s.opts.Now(), What: Left, Chat: c.id})
	s.membership(c, s.bot, "member", "left")
	return true, nil
}

func (s *Server) getChat(q *request) (any, error) {
	c, err := s.chat(q)
	if err != nil {
		return nil, bad("chat not found")
	}
	gifts := map[string]bool{}
	for field := range s.contract.Types["AcceptedGiftTypes"] {
		gifts[field] = false
	}
	return chatFullInfo{chatInfo: s.wireChat(c), MaxReactions: 11, Gifts: gifts}, nil
}

// addressed tells whether a group message reaches a bot in privacy mode: only what addresses it does.
func (s *Server) addressed(m *message) bool {
	for _, e := range m.Entities {
		at, _ := boundary(m.Text, e.Offset)
		_, name, named := strings.Cut(m.Text[at:at+e.Length], "@")
		if !named || strings.EqualFold(name, s.opts.Username) {
			return true
		}
	}
	return false
}

// Block stops the bot: what it sends from now on is refused.
func (s *Server) Block(userID int64) error { return s.block(userID, true) }

// Unblock lets the bot write again.
func (s *Server) Unblock(userID int64) error { return s.block(userID, false) }

func (s *Server) block(userID int64, blocked bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, c := s.world.people[userID], s.world.chats[userID]
	if p == nil || c == nil {
		return fmt.Errorf("user %d has no chat with the bot", userID)
	}
	if p.blocked == blocked {
		return nil
	}
	p.blocked = blocked
	what, was, is := Unblocked, "kicked", "member"
	if blocked {
		what, was, is = Blocked, "member", "kicked"
	}
	s.journal.write(Entry{At: s.opts.Now(), What: what, Chat: userID, User: userID})
	s.membership(c, p.wire(), was, is)
	return nil
}

// Deactivate deletes the user's account: the bot cannot reach it any more and hears nothing of it.
func (s *Server) Deactivate(userID int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.world.people[userID]
	if p == nil {
		return fmt.Errorf("user %d is not known", userID)
	}
	p.deactivated = true
	s.journal.write(Entry{At: s.opts.Now(), What: Deactivated, Chat: userID, User: userID})
	return nil
}

// membership tells the bot that its own standing in a chat has changed.
func (s *Server) membership(c *chat, by user, was, is string) {
	status := func(name string) member {
		m := member{Status: name, User: s.bot}
		if name == "kicked" {
			m.Until = new(int64)
		}
		return m
	}
	s.push("my_chat_member", memberChange{
		Chat: s.wireChat(c), From: by, Date: s.opts.Now().Unix(), Old: status(was), New: status(is),
	})
}
