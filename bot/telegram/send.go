package telegram

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Message is a text for one chat. Links in it never show a preview: Telegram fetches a preview, which tells a third
// party that somebody was sent the link. Printed or logged, it shows no text.
type Message struct {
	Chat      int64
	Text      string // 1 to 4096 UTF-16 units of valid UTF-8
	Entities  []Entity
	Keyboard  Keyboard // nil: none
	Protected bool     // cannot be forwarded or saved
	Silent    bool     // arrives without a sound
}

// Format hides the text from every verb of fmt.
func (m Message) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "message of %d units", length(m.Text))
}

// LogValue hides it from slog.
func (m Message) LogValue() slog.Value { return slog.IntValue(length(m.Text)) }

// File is a photo or a document for one chat. Printed or logged, it shows its size only.
type File struct {
	Chat      int64
	Name      string // with its ending, as it shall be saved
	Data      []byte // at most 10 MB as a photo, 50 MB as a document
	Caption   string // at most 1024 UTF-16 units
	Entities  []Entity
	Keyboard  Keyboard // nil: none
	Protected bool     // cannot be forwarded or saved
	Silent    bool     // arrives without a sound
}

// Format hides name, data and caption from every verb of fmt.
func (f File) Format(s fmt.State, _ rune) { _, _ = fmt.Fprintf(s, "file of %d bytes", len(f.Data)) }

// LogValue hides them from slog.
func (f File) LogValue() slog.Value { return slog.IntValue(len(f.Data)) }

// Send sends a text and returns the id of the new message. Telegram has no idempotency key: after Retry the
// message may have arrived all the same.
func (c *Client) Send(ctx context.Context, m Message) (int, error) {
	return c.sent(ctx, "sendMessage", &bot.SendMessageParams{
		ChatID:              m.Chat,
		Text:                m.Text,
		Entities:            entities(m.Entities),
		LinkPreviewOptions:  &models.LinkPreviewOptions{IsDisabled: bot.True()},
		ReplyMarkup:         under(m.Keyboard),
		ProtectContent:      m.Protected,
		DisableNotification: m.Silent,
		AllowPaidBroadcast:  c.paid,
	})
}

// SendPhoto sends an image, which Telegram shows in the chat and compresses, and returns its message's id.
func (c *Client) SendPhoto(ctx context.Context, f File) (int, error) {
	sent, err := c.api.SendPhoto(ctx, &bot.SendPhotoParams{
		ChatID:              f.Chat,
		Photo:               &models.InputFileUpload{Filename: f.Name, Data: bytes.NewReader(f.Data)},
		Caption:             f.Caption,
		CaptionEntities:     entities(f.Entities),
		ReplyMarkup:         under(f.Keyboard),
		ProtectContent:      f.Protected,
		DisableNotification: f.Silent,
		AllowPaidBroadcast:  c.paid,
	})
	return id(sent, settle("sendPhoto", err))
}

// SendDocument sends a file, which Telegram keeps byte for byte, and returns its message's id.
func (c *Client) SendDocument(ctx context.Context, f File) (int, error) {
	sent, err := c.api.SendDocument(ctx, &bot.SendDocumentParams{
		ChatID:              f.Chat,
		Document:            &models.InputFileUpload{Filename: f.Name, Data: bytes.NewReader(f.Data)},
		Caption:             f.Caption,
		CaptionEntities:     entities(f.Entities),
		ReplyMarkup:         under(f.Keyboard),
		ProtectContent:      f.Protected,
		DisableNotification: f.Silent,
		AllowPaidBroadcast:  c.paid,
	})
	return id(sent, settle("sendDocument", err))
}

// SendContact sends a card with a phone number that can be dialled with one tap, which no button can, and returns
// its message's id.
func (c *Client) SendContact(ctx context.Context, chat int64, phone, name string) (int, error) {
	return c.sent(ctx, "sendContact", &bot.SendContactParams{
		ChatID: chat, PhoneNumber: phone, FirstName: name, AllowPaidBroadcast: c.paid,
	})
}

// sent posts a message and returns its id.
func (c *Client) sent(ctx context.Context, method string, parameters any) (int, error) {
	result, err := c.post(ctx, method, c.wire.timeout, parameters)
	if err != nil {
		return 0, settle(method, err)
	}
	return messageID(result), nil
}

func id(sent *models.Message, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return sent.ID, nil
}
