package telegram

import (
	"context"
	"strings"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Command is one line of the menu beside the text field.
type Command struct {
	Name        string // 1 to 32 of a-z, 0-9 and _, without the slash
	Description string // 1 to 256 characters
}

// SetCommands sets the menu of all private chats for one locale, of which Telegram knows the language alone
// ("pt-BR" is "pt"); "" is everybody without a menu of their own. No commands take the menu away.
func (c *Client) SetCommands(ctx context.Context, locale string, commands []Command) error {
	return c.setCommands(ctx, &models.BotCommandScopeAllPrivateChats{}, locale, commands)
}

// SetChatCommands sets the menu of one chat, in all languages, over the one of SetCommands.
func (c *Client) SetChatCommands(ctx context.Context, chat int64, commands []Command) error {
	return c.setCommands(ctx, &models.BotCommandScopeChat{ChatID: chat}, "", commands)
}

func (c *Client) setCommands(ctx context.Context, scope models.BotCommandScope, locale string,
	commands []Command,
) error {
	menu := make([]models.BotCommand, 0, len(commands)) // never nil: that would be sent as null
	for _, command := range commands {
		menu = append(menu, models.BotCommand{Command: command.Name, Description: command.Description})
	}
	_, err := c.api.SetMyCommands(ctx, &bot.SetMyCommandsParams{
		Commands: menu, Scope: scope, LanguageCode: language(locale),
	})
	return settle("setMyCommands", err)
}

// SetDescription sets what an empty chat with the bot shows (up to 512 characters), for a locale as in SetCommands.
func (c *Client) SetDescription(ctx context.Context, locale, text string) error {
	_, err := c.api.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: text, LanguageCode: language(locale)})
	return settle("setMyDescription", err)
}

// SetShortDescription sets what the bot's profile shows (up to 120 characters), for a locale as in SetCommands.
func (c *Client) SetShortDescription(ctx context.Context, locale, text string) error {
	_, err := c.api.SetMyShortDescription(ctx, &bot.SetMyShortDescriptionParams{
		ShortDescription: text, LanguageCode: language(locale),
	})
	return settle("setMyShortDescription", err)
}

// SetMenuButton lets the button beside the text field of every private chat open the menu of commands.
func (c *Client) SetMenuButton(ctx context.Context) error {
	_, err := c.api.SetChatMenuButton(ctx,
		&bot.SetChatMenuButtonParams{MenuButton: models.MenuButtonCommands{Type: models.MenuButtonTypeCommands}})
	return settle("setChatMenuButton", err)
}

// Prove lets a chat show for some seconds that the bot is typing. Nothing is left of it there, so it is a harmless
// proof that Telegram takes what the bot sends to that chat.
func (c *Client) Prove(ctx context.Context, chat int64) error {
	const method = "sendChatAction"
	result, err := c.post(ctx, method, callTimeout, action{Chat: chat, Action: models.ChatActionTyping})
	if err != nil {
		return err
	}
	if string(result) != "true" {
		return &failure{method: method, outcome: Outcome{Kind: Retry}, reason: "unreadable result"}
	}
	return nil
}

// action is the body of sendChatAction.
type action struct {
	Chat   int64             `json:"chat_id"`
	Action models.ChatAction `json:"action"`
}

// Leave takes the bot out of a group or channel. It is done, too, when the bot is not in it.
func (c *Client) Leave(ctx context.Context, chat int64) error {
	_, err := c.api.LeaveChat(ctx, &bot.LeaveChatParams{ChatID: chat})
	return settle("leaveChat", err, reasonLeft, reasonNoChat, "bot was kicked")
}

// language is the ISO 639-1 code in a locale.
func language(locale string) string {
	code, _, _ := strings.Cut(strings.ReplaceAll(locale, "_", "-"), "-")
	return strings.ToLower(code)
}
