package main

import (
	"fmt"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
)

// botCmd is about the bot at Telegram, which only one store can have.
type botCmd struct {
	Take botTakeCmd `cmd:"" help:"Let this store have the bot, after a restore or a move."`
}

// botTakeCmd leaves this store's mark at Telegram, in the place of another's.
type botTakeCmd struct{}

// Help is what --help says below the first line.
func (botTakeCmd) Help() string {
	return "Telegram gives what people write to one program only. So footing serve leaves a mark of its store there, and does not ask " +
		"for what people write while another store's mark stands there. This command puts this store's mark there. It asks first, and " +
		"the audit notes it. Stop the other serve before, if you can: where it still runs it hears nobody from then on."
}

// Run asks, and then takes the bot.
func (botTakeCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.Connected(s, assembly.Want{}, "nothing was changed")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	there, err := a.Marked(s)
	if err != nil {
		return err
	}
	says := fmt.Sprintf("This store has @%s already.", there.Bot)
	if !there.Own {
		if err := agreed(s, there); err != nil {
			return err
		}
		// The audit comes first: nothing is changed that nobody can account for.
		if err := assembly.FileDeed(s, a.Store, record.DeedSet, "the bot's store", "@"+there.Bot); err != nil {
			return err
		}
		if err := a.TakeBot(s.Ctx); err != nil {
			return err
		}
		says = fmt.Sprintf("This store has @%s now. If footing serve runs here, it hears people within a minute.", there.Bot)
	}
	if _, err := fmt.Fprintln(s.Out, says); err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}

// agreed asks whether the bot is to be taken from the store that has it. Whoever answers anything else has changed
// nothing.
func agreed(s assembly.Surroundings, there assembly.Marked) error {
	about := fmt.Sprintf("No store has @%s yet.", there.Bot)
	if there.Mark != "" {
		about = fmt.Sprintf("Another store has @%s (its mark is %s). It will hear nobody any more.", there.Bot, there.Mark)
	}
	ask := assembly.Ask{
		Says:  fmt.Sprintf("%s Type %s to let this store have it: ", about, there.Bot),
		Words: []string{there.Bot, "@" + there.Bot},
	}
	if err := assembly.Sure(s, "nothing was changed", ask); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(s.Out) // what was done stands on a line of its own
	return nil
}
