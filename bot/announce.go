package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"footing/bot/telegram"
	"footing/flows/engine"
	"footing/storage"
)

// Announce says that the bot is there: to the office, which plans what it does by the clock, and to Telegram. It
// sets the menu of commands beside the text field: in every language for everybody, and a longer one
// in the chats of the clinic's staff. Descriptions are the wording's "command.<name>". Call it at the start; a
// menu that could not be set is a pity and no more.
func (b *Bot) Announce(ctx context.Context) error {
	begun := engine.Begun{Header: engine.Header{ID: fmt.Sprintf("begun-%d", b.o.Now().UnixMilli()), At: b.o.Now()}}
	entries, told := b.o.Store.Receive(ctx, b.o.Now(), []storage.Post{{To: engine.OfficeID, Event: begun}})
	b.give(entries)
	everybody := []string{"start", "help", "stop"}
	failures := []error{told}
	for _, locale := range slices.Sorted(maps.Keys(b.o.Protocol.Wordings)) {
		failures = append(failures, b.o.Client.SetCommands(ctx, locale, b.commands(locale, everybody)))
	}
	if languages := b.o.Protocol.Clinic.Languages; len(languages) > 0 {
		failures = append(failures, b.o.Client.SetCommands(ctx, "", b.commands(languages[0], everybody)))
	}
	office, err := b.o.Store.Load(ctx, engine.OfficeID)
	if failures = append(failures, err); err == nil && office.State.Office != nil {
		for _, contact := range office.State.Office.Staff {
			failures = append(failures, b.announceTo(ctx, contact.ID, append([]string{"patients", "summary", "patient", "invite"}, everybody...)))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return fmt.Errorf("announce commands: %w", err)
	}
	return nil
}

func (b *Bot) announceTo(ctx context.Context, id string, names []string) error {
	person, err := b.o.Store.Load(ctx, id)
	if err != nil {
		return fmt.Errorf("find a clinician's chat: %w", err)
	}
	if person.State.Chat == 0 || person.State.Blocked {
		return nil
	}
	if err := b.o.Client.SetChatCommands(ctx, person.State.Chat, b.commands(person.State.Locale, names)); err != nil {
		return fmt.Errorf("set a clinician's menu: %w", err)
	}
	return nil
}

// commands gives those of the named commands that the wording describes.
func (b *Bot) commands(locale string, names []string) []telegram.Command {
	var menu []telegram.Command
	wording := b.o.Protocol.Wording(locale)
	for _, name := range names {
		if text, ok := wording.Text("command."+name, nil); ok {
			menu = append(menu, telegram.Command{Name: name, Description: text})
		}
	}
	return menu
}
