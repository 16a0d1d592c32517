package assembly

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// Note files that an operator did something, in the office's inbox, where a running bot takes it from. Where there is
// no office yet, nobody is there to be read of, and the store stays as empty as it was.
func Note(s Surroundings, store *storage.Store, deed record.Deed, what, detail string) error {
	office, err := store.Load(s.Ctx, state.OfficeID)
	if err != nil {
		return fmt.Errorf("file in the audit: %w", err)
	}
	if office.Version == 0 {
		return nil
	}
	now := s.Now()
	event := state.Operated{
		Header: state.Header{ID: "operated/" + rand.Text(), At: now}, Deed: deed, What: what,
		Detail: detail,
	}
	if _, err := store.Receive(s.Ctx, now, []storage.Post{{To: state.OfficeID, Event: event}}); err != nil {
		return fmt.Errorf("file in the audit: %w", err)
	}
	return nil
}

// takenWithin is how long an invitation waits to see that a running bot took it, looking so often.
const (
	takenWithin = 4 * time.Second
	takenAgain  = 50 * time.Millisecond
)

// Taken waits until the office's inbox is empty, so that a link is not opened before the bot knows of it.
func Taken(ctx context.Context, store *storage.Store) (bool, error) {
	for range takenWithin / takenAgain {
		waiting, err := store.Waiting(ctx, []int{0})
		if err != nil {
			return false, fmt.Errorf("see whether the bot took the invitation: %w", err)
		}
		if waiting[0] == 0 {
			return true, nil
		}
		time.Sleep(takenAgain)
	}
	return false, nil
}

// BotName is the bot's user name, as the store remembers it or as Telegram says.
func (a *Assembly) BotName(ctx context.Context) (string, error) {
	if name, err := a.Store.Bot(ctx); err == nil && name != "" {
		return name, nil
	}
	a.checkTelegram(ctx)
	if a.client == nil {
		return "", errors.New("the bot's name is not known yet: start footing serve once, or set FOOTING_TELEGRAM_TOKEN")
	}
	me, err := a.client.Me(ctx)
	if err != nil {
		return "", fmt.Errorf("ask Telegram for the bot's name: %w", err)
	}
	return me.Username, nil
}
