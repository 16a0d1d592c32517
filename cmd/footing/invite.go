package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/storage"
)

// inviteCmd makes invitations. A patient is invited by their clinician, in the chat: /invite A-17.
type inviteCmd struct {
	Clinician inviteClinicianCmd `cmd:"" help:"Invite a clinician: prints the link that they open in Telegram."`
}

// inviteClinicianCmd only puts an event into the office's inbox, so it works beside a running bot.
type inviteClinicianCmd struct {
	Name string `required:"" placeholder:"NAME" help:"The name that patients are shown, for example 'Dr Lind'."`
	Role string `enum:"clinician,backup,lead,night,supervisor" default:"clinician" help:"Their post on the ladder of clinic.yaml: clinician, backup (patients may choose them to be first for urgent messages), lead, night, or supervisor (sees how many patients everybody has, and nobody's answers)."`
}

// Run prints the link. It holds for 72 hours and once.
func (c inviteClinicianCmd) Run(s surroundings) (err error) {
	name := strings.TrimSpace(c.Name)
	if name == "" || len(name) > 64 || strings.ContainsAny(name, "\n{}") {
		return errors.New("--name must be 1 to 64 characters without line breaks or braces")
	}
	cfg, err := loadConfig(s, nil)
	if err != nil {
		return err
	}
	a := &assembly{cfg: cfg, making: true}
	defer a.closing(s.ctx, &err)
	a.checkRedis(s.ctx)
	a.checkStore(s.ctx)
	if a.store == nil {
		return a.refuse(s.errout, "no invitation was made")
	}
	if err := a.remember(); err != nil {
		return err
	}
	bot, err := a.botName(s.ctx)
	if err != nil {
		return err
	}
	return c.post(s, a.store, bot, name)
}

func (c inviteClinicianCmd) post(s surroundings, store *storage.Store, bot, name string) error {
	secret, now := rand.Text(), s.now()
	event := engine.Staffing{
		Header: engine.Header{ID: "staffing/" + engine.HashSecret(secret), At: now},
		Token:  engine.HashSecret(secret), Name: name, Role: record.Role(c.Role),
	}
	if _, err := store.Receive(s.ctx, now, []storage.Post{{To: engine.OfficeID, Event: event}}); err != nil {
		return fmt.Errorf("keep the invitation: %w", err)
	}
	taken, err := taken(s.ctx, store)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s\n", engine.Link(bot, engine.OfficeID, secret))
	if err != nil {
		return fmt.Errorf("print the link: %w", err)
	}
	running := "the running bot knows of it"
	if !taken {
		running = "no running bot has taken it yet: start footing serve before it is opened"
	}
	_, err = fmt.Fprintf(s.errout, "Give this link to %s only. It works once, until %s; %s.\n",
		name, now.Add(72*time.Hour).Format("Mon 2 Jan 15:04 MST"), running)
	if err != nil {
		return fmt.Errorf("print the link: %w", err)
	}
	return nil
}

// takenWithin is how long an invitation waits to see that a running bot took it, looking so often.
const (
	takenWithin = 4 * time.Second
	takenAgain  = 50 * time.Millisecond
)

// taken waits until the office's inbox is empty, so that a link is not opened before the bot knows of it.
func taken(ctx context.Context, store *storage.Store) (bool, error) {
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

// botName is the bot's user name, as the store remembers it or as Telegram says.
func (a *assembly) botName(ctx context.Context) (string, error) {
	if name, err := a.store.Bot(ctx); err == nil && name != "" {
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
