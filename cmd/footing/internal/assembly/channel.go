package assembly

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"footing/bot/channel"
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
	if command := a.Config.Channel.Command; len(command) > 0 {
		if _, err := exec.LookPath(command[0]); err != nil {
			a.shortfall("channel", "the program of channel.command cannot be run: "+command[0]+": "+lookedUp(err),
				"Install it for this user, or correct channel.command (FOOTING_CHANNEL_COMMAND).")
			return
		}
	}
	a.report("channel", fine, "used at once for an alert that Telegram cannot carry, and "+whenPaged(a.Plan.Clinic), "")
}

// lookedUp is why a program is not found, without its name.
func lookedUp(err error) string {
	var wrong *exec.Error
	if errors.As(err, &wrong) {
		return wrong.Err.Error()
	}
	return err.Error()
}

// TryChannel calls each way of the second channel and the dead man's switch once, because whether a human is reached
// there shows only when it is used.
func (a *Assembly) TryChannel(s Surroundings) {
	page := channel.Page{
		ID: "test/" + rand.Text(), Text: "Footing: this is a test of the second channel. There is no alert.",
		Reason: "footing doctor --try-channel", Since: s.Now(),
	}
	tried := false
	try := func(check, way, key string, call func() error) {
		tried = true
		if err := call(); err != nil {
			a.shortfall(check, way+" did not take a test: "+err.Error(),
				"Correct "+key+" or what is behind it, and try again: an alert would not reach anybody there.")
			return
		}
		a.report(check, fine, way+" took a test; see that it reached a human", "")
	}
	if command := a.Config.Channel.Command; len(command) > 0 {
		way := channel.New(channel.Options{Command: command, Environ: s.Environ})
		try("channel", "the command", "channel.command", func() error { return way.Send(s.Ctx, page) })
	}
	if webhook := a.Config.Channel.Webhook.Reveal(); webhook != "" {
		way := channel.New(channel.Options{Webhook: webhook})
		try("channel", "the webhook", "channel.webhook", func() error { return way.Send(s.Ctx, page) })
	}
	if watch := beacon(a.Config.Watch.Reveal()); watch != nil {
		try("watch", "the dead man's switch", "watch", func() error { return watch.Feed(s.Ctx) })
	}
	if !tried {
		a.report("channel", warning, "there is nothing to try: neither a second channel nor a dead man's switch is set",
			"Set channel.command or channel.webhook, and watch.")
	}
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
