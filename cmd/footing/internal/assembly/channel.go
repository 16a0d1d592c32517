package assembly

import (
	"fmt"
	"io"
	"time"

	"footing/flows"
)

// checkChannel reports the second channel, and when it is used. None is no fault: Telegram's ladder goes on without it.
func (a *Assembly) checkChannel() {
	if a.Plan == nil || a.Config.Clinic == "" {
		return
	}
	if len(a.Config.Channel.Command) == 0 && a.Config.Channel.Webhook.Reveal() == "" {
		a.report("channel", fine, "there is none: an alert that Telegram cannot carry, or that nobody presses on, rings "+
			"nowhere else (channel.command, channel.webhook)", "")
		return
	}
	a.report("channel", fine, "used at once for an alert that Telegram cannot carry, and "+whenPaged(a.Plan.Clinic), "")
}

// PrintPaging says when the second channel is used.
func PrintPaging(w io.Writer, clinic *flows.Clinic) error {
	if _, err := fmt.Fprintf(w, "the second channel is used %s\n", whenPaged(clinic)); err != nil {
		return fmt.Errorf("print when the second channel is used: %w", err)
	}
	return nil
}

func whenPaged(clinic *flows.Clinic) string {
	return "when nobody has pressed for " + Many(int(clinic.Ladder.UnseenAfter.Round(time.Minute).Minutes()), "minute") +
		" (unseen_after)"
}
