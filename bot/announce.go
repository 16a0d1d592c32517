package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"footing/bot/telegram"
	"footing/flows"
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
	everybody := engine.Commands(false)
	failures := []error{told}
	for _, locale := range slices.Sorted(maps.Keys(b.o.Protocol.Wordings)) {
		failures = append(failures, b.o.Client.SetCommands(ctx, locale, menu(b.o.Protocol, locale, everybody)))
	}
	if languages := b.o.Protocol.Clinic.Languages; len(languages) > 0 {
		failures = append(failures, b.o.Client.SetCommands(ctx, "", menu(b.o.Protocol, languages[0], everybody)))
	}
	office, err := b.o.Store.Load(ctx, engine.OfficeID)
	if failures = append(failures, err); err == nil && office.State.Office != nil {
		for _, contact := range office.State.Office.Staff {
			failures = append(failures, b.announceTo(ctx, contact.ID, engine.Commands(true)))
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
	if err := b.o.Client.SetChatCommands(ctx, person.State.Chat, menu(b.o.Protocol, person.State.Locale, names)); err != nil {
		return fmt.Errorf("set a clinician's menu: %w", err)
	}
	return nil
}

// menu gives those of the named commands that the wording describes.
func menu(p *flows.Protocol, locale string, names []string) []telegram.Command {
	var menu []telegram.Command
	wording := p.Wording(locale)
	for _, name := range names {
		if text, ok := wording.Text("command."+name, nil); ok {
			menu = append(menu, telegram.Command{Name: name, Description: text})
		}
	}
	return menu
}
