package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"footing/bot/internal/speech"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// Announce says that the bot is there: to the office, which plans what it does by the clock, and to Telegram. It sets
// what an empty chat and the bot's profile say, and the menu of commands beside the text field: in every language for
// everybody, and a longer menu in the chats of the clinic's staff. Whoever uses discreet mode shows this profile too,
// so it says nothing about therapy. Call it at the start; what could not be set is a pity and no more.
func (b *Bot) Announce(ctx context.Context) error {
	now := b.o.now()
	begun := state.Begun{Header: state.Header{ID: fmt.Sprintf("begun-%d", now.UnixMilli()), At: now}}
	told := b.o.Store.BringForward(ctx) // else nothing can be stored yet
	if told == nil {
		var entries []storage.Entry
		entries, told = b.o.Store.Receive(ctx, now, []storage.Arrival{{To: state.OfficeID, Event: begun}})
		b.inboxes.Give(entries)
	}
	failures := []error{told, b.o.Client.SetMenuButton(ctx)}
	for _, locale := range slices.Sorted(maps.Keys(b.o.Protocol.Wordings)) {
		failures = append(failures, b.present(ctx, locale, locale))
	}
	if languages := b.o.Protocol.Clinic.Languages; len(languages) > 0 {
		failures = append(failures, b.present(ctx, "", languages[0]))
	}
	office, err := b.o.Store.Load(ctx, state.OfficeID)
	if failures = append(failures, err); err == nil && office.State.Office != nil {
		for _, contact := range office.State.Office.Staff {
			failures = append(failures, b.announceTo(ctx, contact.ID, contact.Role))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return fmt.Errorf("announce commands: %w", err)
	}
	return nil
}

// present sets commands and descriptions for an audience in one language. The audience "" is everybody whose language
// has none of its own.
func (b *Bot) present(ctx context.Context, audience, locale string) error {
	wording := b.o.Protocol.Wording(locale)
	return errors.Join(
		b.o.Client.SetCommands(ctx, audience, speech.Menu(b.o.Protocol, locale, engine.Commands(record.Patient))),
		b.o.Client.SetDescription(ctx, audience, wording["profile.description"]),
		b.o.Client.SetShortDescription(ctx, audience, wording["profile.about"]),
	)
}

func (b *Bot) announceTo(ctx context.Context, id string, role record.Role) error {
	person, err := b.o.Store.Load(ctx, id)
	if err != nil {
		return fmt.Errorf("find a clinician's chat: %w", err)
	}
	if person.State.Chat == 0 || person.State.Blocked {
		return nil
	}
	if err := b.o.Client.SetChatCommands(ctx, person.State.Chat,
		speech.Menu(b.o.Protocol, person.State.Locale, engine.Commands(role))); err != nil {
		return fmt.Errorf("set a clinician's menu: %w", err)
	}
	return nil
}
