package simulator

import "encoding/json"

// The types of this file are the JSON that the bot receives, named and shaped as Bot API 10.1 has them.

type user struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type chatInfo struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
}

type wireMessage struct {
	ID              int             `json:"message_id"`
	From            *user           `json:"from,omitempty"`
	Chat            chatInfo        `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	ReplyTo         *wireMessage    `json:"reply_to_message,omitempty"`
	Protected       bool            `json:"has_protected_content,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Album           string          `json:"media_group_id,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Photo           []wirePhoto     `json:"photo,omitempty"`
	Document        *wireDocument   `json:"document,omitempty"`
	Sticker         *wireSticker    `json:"sticker,omitempty"`
	Contact         *Contact        `json:"contact,omitempty"`
	NewMembers      []user          `json:"new_chat_members,omitempty"`
	ReplyMarkup     json.RawMessage `json:"reply_markup,omitempty"`
}

// inaccessible stands for a message that the bot cannot see any more; its date is always 0.
type inaccessible struct {
	Chat chatInfo `json:"chat"`
	ID   int      `json:"message_id"`
	Date int64    `json:"date"`
}

type wirePhoto struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Size     int    `json:"file_size"`
}

type wireDocument struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Name     string `json:"file_name,omitempty"`
	Size     int    `json:"file_size"`
}

type wireSticker struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Type     string `json:"type"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Animated bool   `json:"is_animated"`
	Video    bool   `json:"is_video"`
	Emoji    string `json:"emoji,omitempty"`
}

type callbackQuery struct {
	ID           string `json:"id"`
	From         user   `json:"from"`
	Message      any    `json:"message"` // a wireMessage, or inaccessible
	ChatInstance string `json:"chat_instance"`
	Data         string `json:"data"`
}

type memberChange struct {
	Chat chatInfo `json:"chat"`
	From user     `json:"from"`
	Date int64    `json:"date"`
	Old  member   `json:"old_chat_member"`
	New  member   `json:"new_chat_member"`
}

type member struct {
	Status string `json:"status"`
	User   user   `json:"user"`
	Until  *int64 `json:"until_date,omitempty"` // required with status "kicked": 0 is for ever
}

type chatFullInfo struct {
	chatInfo
	AccentColor  int             `json:"accent_color_id"`
	MaxReactions int             `json:"max_reaction_count"`
	Gifts        map[string]bool `json:"accepted_gift_types"`
}

type webhookInfo struct {
	URL            string   `json:"url"`
	Custom         bool     `json:"has_custom_certificate"`
	Pending        int      `json:"pending_update_count"`
	LastErrorDate  int64    `json:"last_error_date,omitempty"`
	LastError      string   `json:"last_error_message,omitempty"`
	MaxConnections int      `json:"max_connections,omitempty"`
	Allowed        []string `json:"allowed_updates,omitempty"`
}

type botInfo struct {
	user
	JoinGroups bool `json:"can_join_groups"`
	ReadAll    bool `json:"can_read_all_group_messages"`
	Inline     bool `json:"supports_inline_queries"`
}
