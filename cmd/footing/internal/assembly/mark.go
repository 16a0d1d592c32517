package assembly

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footing/bot"
	"footing/bot/telegram"
	"footing/storage/disk"
)

// markWithin is how long Telegram may take to say whose mark it has, or to take another.
const markWithin = 15 * time.Second

// checkMark fails where another store has the bot at Telegram: then this one hears nobody, though it can send. A bot
// without a mark gets this store's from serve.
func (a *Assembly) checkMark(ctx context.Context) {
	own := "not made yet"
	if a.Store != nil {
		own = a.Store.Mark()
	} else if !a.foreseen {
		return
	}
	switch mark, err := a.client.Mark(ctx); {
	case err != nil:
		a.report("mark", warning, "Telegram does not say which store has the bot: "+telegram.Reason(err), "Try again.")
	case mark != "" && mark != own:
		a.shortfall("mark", bot.Another(mark, own)+": what people write goes there, and footing hears nobody here",
			"If that store still runs, use another bot's token here: two stores cannot have one bot. If this one is to have it, "+
				"after a restore or a move, run footing bot take.")
	}
}

// markFile has the store's mark for numbers only. It is not made anew of the keyset then: with a wrong one it would be
// another store's, and nobody would be heard.
func (a *Assembly) markFile() string { return filepath.Join(a.Config.DataDir, "mark") }

// knownMark is the mark of the data folder's store; empty if it is not known.
func (a *Assembly) knownMark() string {
	data, err := os.ReadFile(a.markFile())
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

// rememberMark notes the mark beside the store's generation.
func (a *Assembly) rememberMark() error {
	if a.knownMark() == a.Store.Mark() {
		return nil
	}
	if err := disk.Replace(a.markFile(), []byte(a.Store.Mark()+"\n")); err != nil {
		return fmt.Errorf("remember the store's mark: %w", err)
	}
	return nil
}

// Marked is what Telegram says of a bot.
type Marked struct {
	Bot  string // its user name
	Mark string // of the store that has it; empty: none has
	Own  bool   // this store has it
}

// Marked asks Telegram whose token it is, and which store has that bot.
func (a *Assembly) Marked(s Surroundings) (Marked, error) {
	a.checkTelegram(s.Ctx)
	if a.client == nil {
		return Marked{}, a.Refuse(s.ErrOut, "nothing was changed")
	}
	ctx, cancel := context.WithTimeout(s.Ctx, markWithin)
	defer cancel()
	mark, err := a.client.Mark(ctx)
	if err != nil {
		return Marked{}, fmt.Errorf("ask Telegram which store has the bot: %w", err)
	}
	return Marked{Bot: a.me.Username, Mark: mark, Own: mark == a.Store.Mark()}, nil
}

// TakeBot leaves this store's mark at Telegram.
func (a *Assembly) TakeBot(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, markWithin)
	defer cancel()
	if err := a.client.SetMark(ctx, a.Store.Mark()); err != nil {
		return fmt.Errorf("tell Telegram that this store has the bot: %w", err)
	}
	switch found, err := a.client.Mark(ctx); {
	case err != nil:
		return fmt.Errorf("see whether Telegram knows that this store has the bot: %w", err)
	case found != a.Store.Mark():
		return errors.New("another store has taken the bot at the same time")
	}
	return nil
}
