// Package speech makes the one call to Telegram that an effect asks for. What the effect says is what people read:
// nothing that they wrote is formatted, and a chart is drawn here and nowhere else.
//
// It decides nothing. Whether something may be sent now, what its outcome means (telegram.Classify) and whether it is
// tried again is for whoever calls: the sender for what turns say, the attendant for what is said without a turn. A new
// effect that people see begins in Do.
package speech

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/state"
)

// toastWithin is how long a toast may take. Nobody watches a spinning button for longer.
const toastWithin = 5 * time.Second

// Speaker speaks to people by the Bot API. It may be used by several goroutines at once.
type Speaker struct {
	client   *telegram.Client
	protocol *flows.Protocol // the words of menus
	log      *slog.Logger
}

// New makes a speaker.
func New(client *telegram.Client, protocol *flows.Protocol, log *slog.Logger) *Speaker {
	return &Speaker{client: client, protocol: protocol, log: log}
}

// Do makes the call to Telegram that an effect asks for, and gives the id of a new message.
func (s *Speaker) Do(ctx context.Context, e state.Effect) (message int, err error) {
	switch e := e.(type) {
	case state.Say:
		message, err = s.client.Send(ctx, said(e))
	case state.Edit:
		err = s.client.Edit(ctx, e.Message, telegram.Message{Chat: e.Chat, Text: e.Text, Keyboard: inline(e.Buttons)})
	case state.Picture:
		message, err = s.picture(ctx, e)
	case state.Card:
		message, err = s.client.SendContact(ctx, e.Chat, e.Phone, e.Name)
	case state.Document:
		message, err = s.client.SendDocument(ctx, telegram.File{
			Chat: e.Chat, Name: e.Name, Data: e.Data,
			Caption: e.Caption,
		})
	case state.Delete:
		err = s.remove(ctx, e)
	case state.Menu:
		err = s.client.SetChatCommands(ctx, e.Chat, menuOf(s.protocol, e))
	case state.Toast:
		within, cancel := context.WithTimeout(ctx, toastWithin)
		defer cancel()
		err = s.client.Answer(within, e.Callback, e.Text, false)
	case state.Tell, state.Page, state.Keep, state.Wake, state.Forget, state.Erase, state.Route, state.Ignore: // no calls
		err = fmt.Errorf("a %T is no message", e)
	}
	if err != nil {
		return 0, fmt.Errorf("send: %w", err)
	}
	return message, nil
}
