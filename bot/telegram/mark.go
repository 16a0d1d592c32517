package telegram

import (
	"context"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// markCommand is the command whose description is the mark.
const markCommand = "store"

// Mark is what SetMark has left at Telegram; empty if nothing has. It stands where no person sees it: in the menu of
// those who administrate groups, and the bot leaves every group.
func (c *Client) Mark(ctx context.Context) (string, error) {
	commands, err := c.api.GetMyCommands(ctx, &bot.GetMyCommandsParams{
		Scope: &models.BotCommandScopeAllChatAdministrators{},
	})
	if err != nil {
		return "", settle("getMyCommands", err)
	}
	for _, command := range commands {
		if command.Command == markCommand {
			return command.Description, nil
		}
	}
	return "", nil
}

// SetMark leaves a mark of 1 to 256 characters, in the place of an earlier one.
func (c *Client) SetMark(ctx context.Context, mark string) error {
	return c.setCommands(ctx, &models.BotCommandScopeAllChatAdministrators{}, "", []Command{{markCommand, mark}})
}
