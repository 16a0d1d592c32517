package telegram

import (
	"encoding/json"
	"strings"
)

// service tells whether a message is Telegram's own, about the chat. Only what is known to be that counts: anything
// else may hold what a person sent.
func service(raw json.RawMessage) bool {
	var r struct {
		Message map[string]json.RawMessage `json:"message"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return false
	}
	for field := range r.Message {
		switch field {
		case "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
			"new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
			"group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
			"migrate_from_chat_id", "connected_website", "proximity_alert_triggered", "boost_added",
			"chat_owner_left", "chat_owner_changed", "successful_payment", "refunded_payment", "users_shared", "chat_shared",
			"web_app_data", "passport_data":
			return true
		}
		for _, about := range []string{
			"forum_topic_", "general_forum_topic_", "video_chat_", "giveaway_", "checklist_tasks_", "suggested_post_",
			"paid_message_price_", "direct_message_price_",
		} {
			if strings.HasPrefix(field, about) {
				return true
			}
		}
	}
	return false
}
