package simulator

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// Command is one line of a bot's menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Profile is how the bot presents itself to one person.
type Profile struct {
	Name        string
	Description string // shown in the empty chat
	About       string // the short description, shown on the profile page
	Commands    []Command
	Menu        string // the kind of the menu button: default, commands or web_app
}

// Telegram's limits of what a bot says about itself, in UTF-16 units.
const (
	maxName        = 64
	maxDescription = 512
	maxAbout       = 120
	maxCommands    = 100
	maxExplanation = 256
)

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// profile is what the bot has set, by language; "" is for everybody else.
type profile struct {
	names, descriptions, abouts map[string]string
	commands                    map[string][]Command // by scope and language
	menus                       map[int64]string     // by chat; 0 is for everybody else
}

func newProfile() profile {
	return profile{
		names: map[string]string{}, descriptions: map[string]string{}, abouts: map[string]string{},
		commands: map[string][]Command{}, menus: map[int64]string{},
	}
}

func (s *Server) getMe(*request) (any, error) {
	me := s.bot
	me.FirstName = s.named("")
	return botInfo{user: me, JoinGroups: true}, nil
}

// named is the bot's name in a language.
func (s *Server) named(language string) string {
	return first(s.profile.names, s.bot.FirstName, language, "")
}

// Profile is what one person sees of the bot.
func (s *Server) Profile(userID int64) Profile {
	s.mu.Lock()
	defer s.mu.Unlock()
	language := ""
	if p := s.world.people[userID]; p != nil {
		language = p.LanguageCode
	}
	private := fmt.Sprintf(`chat %d `, userID)
	return Profile{
		Name:        s.named(language),
		Description: first(s.profile.descriptions, "", language, ""),
		About:       first(s.profile.abouts, "", language, ""),
		Commands: first(s.profile.commands, nil, private+language, private,
			"all_private_chats  "+language, "all_private_chats  ", "default  "+language, "default  "),
		Menu: first(s.profile.menus, "default", userID, 0),
	}
}

// first is the value of the first key that has one.
func first[K comparable, V any](from map[K]V, otherwise V, keys ...K) V {
	for _, key := range keys {
		if value, found := from[key]; found {
			return value
		}
	}
	return otherwise
}

func (s *Server) setMyName(q *request) (any, error) {
	return set(q, s.profile.names, "name", maxName)
}

func (s *Server) setMyDescription(q *request) (any, error) {
	return set(q, s.profile.descriptions, "description", maxDescription)
}

func (s *Server) setMyShortDescription(q *request) (any, error) {
	return set(q, s.profile.abouts, "short_description", maxAbout)
}

// set keeps a text for a language; an empty one removes it.
func set(q *request, texts map[string]string, field string, limit int) (any, error) {
	text, language := q.text(field), q.text("language_code")
	if units(text) > limit {
		return nil, bad("%s is too long", field)
	}
	if text == "" {
		delete(texts, language)
	} else {
		texts[language] = text
	}
	return true, nil
}

// audience is the scope and language of a request as one key.
func audience(q *request) (string, error) {
	scope := struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User json.RawMessage `json:"user_id"`
	}{Type: "default"}
	if err := q.value("scope", &scope); err != nil {
		return "", bad("can't parse BotCommandScope JSON object")
	}
	lacks := map[string]bool{}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators":
		lacks["chat_id"] = len(scope.Chat) == 0
	case "chat_member":
		lacks["chat_id"], lacks["user_id"] = len(scope.Chat) == 0, len(scope.User) == 0
	default:
		return "", bad("can't parse BotCommandScope: unsupported type specified")
	}
	for _, name := range []string{"chat_id", "user_id"} {
		if lacks[name] {
			return "", bad("can't parse BotCommandScope: can't find field %q", name)
		}
	}
	return fmt.Sprintf("%s %s%s %s", scope.Type, scope.Chat, scope.User, q.text("language_code")), nil
}

func (s *Server) setMyCommands(q *request) (any, error) {
	var list []Command
	if err := q.value("commands", &list); err != nil {
		return nil, bad("can't parse commands JSON object")
	}
	if len(list) > maxCommands {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for _, c := range list {
		if !commandName.MatchString(c.Command) {
			return nil, bad("BOT_COMMAND_INVALID")
		}
		if c.Description == "" || units(c.Description) > maxExplanation {
			return nil, bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	key, err := audience(q)
	if err != nil {
		return nil, err
	}
	s.profile.commands[key] = list
	return true, nil
}

func (s *Server) getMyCommands(q *request) (any, error) {
	key, err := audience(q)
	if err != nil {
		return nil, err
	}
	return append([]Command{}, s.profile.commands[key]...), nil
}

func (s *Server) deleteMyCommands(q *request) (any, error) {
	key, err := audience(q)
	if err != nil {
		return nil, err
	}
	delete(s.profile.commands, key)
	return true, nil
}

func (s *Server) setChatMenuButton(q *request) (any, error) {
	button := struct {
		Type string `json:"type"`
	}{Type: "default"}
	if err := q.value("menu_button", &button); err != nil {
		return nil, bad("can't parse MenuButton JSON object")
	}
	switch button.Type {
	case "default", "commands", "web_app":
	default:
		return nil, bad("MenuButton has unsupported type")
	}
	if q.text("chat_id") != "" {
		if _, err := s.chat(q); err != nil {
			return nil, err
		}
	}
	s.profile.menus[q.number("chat_id")] = button.Type
	return true, nil
}
