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

// FileDeed puts an operator's act into the office's inbox, for a running bot to file. Without an office there is nobody
// whose data could be read, so nothing is noted and the store stays empty.
func FileDeed(s Surroundings, store *storage.Store, deed record.Deed, what, detail string) error {
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
	if _, err := store.Receive(s.Ctx, now, []storage.Arrival{{To: state.OfficeID, Event: event}}); err != nil {
		return fmt.Errorf("file in the audit: %w", err)
	}
	return nil
}

// takenWithin is how long a command waits for a running bot to take what it has put there; takenAgain, how often it
// looks.
const (
	takenWithin = 4 * time.Second
	takenAgain  = 50 * time.Millisecond
)

// Taken waits until the office's inbox is empty, so that a link is not opened before the bot knows of it.
func Taken(ctx context.Context, store *storage.Store) (bool, error) {
	return Soon(func() (bool, error) {
		waiting, err := store.Waiting(ctx, []int{0})
		if err != nil {
			return false, fmt.Errorf("see whether the bot took the invitation: %w", err)
		}
		return waiting[0] == 0, nil
	})
}

// Soon asks whether a running bot has done something, again and again for as long as that may take.
func Soon(done func() (bool, error)) (bool, error) { return Within(takenWithin, done) }

// Within asks again and again whether something is done, for as long as it may take.
func Within(wait time.Duration, done func() (bool, error)) (bool, error) {
	for range wait / takenAgain {
		if ok, err := done(); ok || err != nil {
			return ok, err
		}
		time.Sleep(takenAgain)
	}
	return false, nil
}

// BotName is the bot's user name, from the store or else from Telegram.
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
