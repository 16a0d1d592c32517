package telegram

import (
	"context"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Edit replaces text, entities and keyboard of one of the bot's own text messages; it notifies nobody, so Protected
// and Silent are not used. Without a Keyboard the message loses the one it had; only Inline is possible. It is
// done, too, when the message reads like that already.
func (c *Client) Edit(ctx context.Context, messageID int, m Message) error {
	const method = "editMessageText"
	switch m.Keyboard.(type) {
	case nil, Inline:
	default:
		return reject(method, "only an inline keyboard can be edited")
	}
	_, err := c.post(ctx, method, c.wire.timeout, &bot.EditMessageTextParams{
		ChatID:             m.Chat,
		MessageID:          messageID,
		Text:               m.Text,
		Entities:           entities(m.Entities),
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: bot.True()},
		ReplyMarkup:        under(m.Keyboard),
	})
	return settle(method, err, reasonSame)
}

// Answer ends the waiting sign on a pressed button, with a text (up to 200 characters, or none) that passes by or, as
// an alert, has to be closed. It is done, too, when Telegram no longer waits for it.
func (c *Client) Answer(ctx context.Context, tapID, text string, alert bool) error {
	const method = "answerCallbackQuery"
	_, err := c.post(ctx, method, c.wire.timeout, &bot.AnswerCallbackQueryParams{
		CallbackQueryID: tapID, Text: text, ShowAlert: alert,
	})
	return settle(method, err, reasonOldQuery, "QUERY_ID_INVALID")
}

// Delete removes a message from both sides of a private chat. It is done, too, when the message is gone already.
// A message older than 48 h stays and is Rejected: whoever asked for tidiness should know that it is still there.
func (c *Client) Delete(ctx context.Context, chat int64, messageID int) error {
	const method = "deleteMessage"
	_, err := c.post(ctx, method, c.wire.timeout, &bot.DeleteMessageParams{ChatID: chat, MessageID: messageID})
	return settle(method, err, reasonGone)
}

// DeleteAll removes up to 100 messages at once. Those that are gone already are passed over; of one that may not be
// deleted Telegram can refuse all.
func (c *Client) DeleteAll(ctx context.Context, chat int64, messageIDs []int) error {
	const method = "deleteMessages"
	_, err := c.post(ctx, method, c.wire.timeout, &bot.DeleteMessagesParams{ChatID: chat, MessageIDs: messageIDs})
	return settle(method, err, reasonGone)
}
