package telegram

import (
	"regexp"
	"slices"
)

// Reasons on which something depends.
const (
	reasonSame     = "message is not modified"
	reasonOldQuery = "query is too old"
	reasonGone     = "message to delete not found"
	reasonNoChat   = "chat not found"
	reasonLeft     = "bot is not a member"
	reasonNoDelete = "MESSAGE_DELETE_FORBIDDEN"
)

// knownReason finds the descriptions that are passed on, after the error's name ("Bad Request: ") and without what
// follows. Others are not passed on: some quote what was sent ("button URL ... is invalid"), and any could tomorrow.
// A missing reason costs an operator a second look; a quoting one would put a patient's words into a log.
var knownReason = regexp.MustCompile(`^(?:[A-Z][A-Za-z ]*: )?(` +
	`message is not modified|query is too old|message to delete not found|chat not found|bot is not a member|` +
	`message text is empty|message is too long|message caption is too long|` +
	`message to edit not found|message can't be edited|message can't be deleted|` +
	`user not found|user is deactivated|bot was blocked by the user|bot was kicked|` +
	`bot can't initiate conversation with a user|bots can't send messages to bots|need administrator rights|` +
	`group chat was upgraded to a supergroup chat|have no rights to send a message|not enough rights|` +
	`terminated by other getUpdates request|can't use getUpdates method while webhook is active|` +
	`text must be encoded in UTF-8|text buttons are unallowed in the inline keyboard|reply markup is too long|` +
	`can't parse entities|can't parse reply keyboard markup JSON object|file must be non-empty|` +
	`MESSAGE_TOO_LONG|MEDIA_CAPTION_TOO_LONG|MESSAGE_ID_INVALID|MESSAGE_DELETE_FORBIDDEN|QUERY_ID_INVALID|` +
	`ENTITY_BOUNDS_INVALID|ENTITIES_TOO_LONG|REPLY_MARKUP_TOO_LONG|` +
	`BUTTON_DATA_INVALID|BUTTON_TEXT_INVALID|BUTTON_TYPE_INVALID|BUTTON_URL_INVALID|` +
	`PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|PHONE_NUMBER_INVALID|` +
	`BOT_COMMAND_INVALID|BOT_COMMAND_DESCRIPTION_INVALID|` +
	`PEER_ID_INVALID|USER_IS_BLOCKED|INPUT_USER_DEACTIVATED|CHAT_WRITE_FORBIDDEN` +
	`)`)

// reasonIn is the known reason in a description of the Bot API, or "".
func reasonIn(description string) string {
	found := knownReason.FindStringSubmatch(description)
	if found == nil {
		return ""
	}
	return found[1]
}

// blocked tells the one reason that is the person's own will.
func blocked(reason string) bool {
	return reason == "bot was blocked by the user" || reason == "USER_IS_BLOCKED"
}

// missing tells reasons about the person from reasons about the message: Telegram answers both with 400.
func missing(reason string) bool {
	return slices.Contains([]string{reasonNoChat, "user not found", "PEER_ID_INVALID", "INPUT_USER_DEACTIVATED"}, reason)
}
