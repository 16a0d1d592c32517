// Package announce says at the start that the bot is there: to the office, which plans what it does by the clock, and
// to Telegram, which shows its menus and what it is about.
//
// Fill in an Announcer and call its Announce. What Telegram does not take is a pity and no more: people can be helped
// without a menu.
package announce

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"footing/bot/internal/inbox"
	"footing/bot/internal/speech"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// Announcer is what that needs.
type Announcer struct {
	Store    *storage.Store
	Protocol *flows.Protocol
	Client   *telegram.Client
	Inboxes  inbox.All
}

// Announce sets what an empty chat and the bot's profile say, and the menu of commands beside the text field: in every
// language for everybody, and a longer menu in the chats of the clinic's staff. Whoever uses discreet mode shows this
// profile too, so it says nothing about therapy.
func (a *Announcer) Announce(ctx context.Context, now time.Time) error {
	begun := state.Begun{Header: state.Header{ID: fmt.Sprintf("begun-%d", now.UnixMilli()), At: now}}
	told := a.Store.BringForward(ctx) // else nothing can be stored yet
	if told == nil {
		var entries []storage.Entry
		entries, told = a.Store.Receive(ctx, now, []storage.Arrival{{To: state.OfficeID, Event: begun}})
		a.Inboxes.Give(entries)
	}
	failures := []error{told, a.Client.SetMenuButton(ctx)}
	for _, locale := range slices.Sorted(maps.Keys(a.Protocol.Wordings)) {
		failures = append(failures, a.present(ctx, locale, locale))
	}
	if languages := a.Protocol.Clinic.Languages; len(languages) > 0 {
		failures = append(failures, a.present(ctx, "", languages[0]))
	}
	office, err := a.Store.Load(ctx, state.OfficeID)
	if failures = append(failures, err); err == nil && office.State.Office != nil {
		for _, contact := range office.State.Office.Staff {
			failures = append(failures, a.announceTo(ctx, contact.ID, contact.Role))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return fmt.Errorf("announce commands: %w", err)
	}
	return nil
}

// present sets commands and descriptions for an audience in one language. The audience "" is everybody whose language
// has none of its own.
func (a *Announcer) present(ctx context.Context, audience, locale string) error {
	wording := a.Protocol.Wording(locale)
	return errors.Join(
		a.Client.SetCommands(ctx, audience, speech.Menu(a.Protocol, locale, engine.Commands(record.Patient))),
		a.Client.SetDescription(ctx, audience, wording["profile.description"]),
		a.Client.SetShortDescription(ctx, audience, wording["profile.about"]),
	)
}

func (a *Announcer) announceTo(ctx context.Context, id string, role record.Role) error {
	person, err := a.Store.Load(ctx, id)
	if err != nil {
		return fmt.Errorf("find a clinician's chat: %w", err)
	}
	if person.State.Chat == 0 || person.State.Blocked {
		return nil
	}
	if err := a.Client.SetChatCommands(ctx, person.State.Chat,
		speech.Menu(a.Protocol, person.State.Locale, engine.Commands(role))); err != nil {
		return fmt.Errorf("set a clinician's menu: %w", err)
	}
	return nil
}
