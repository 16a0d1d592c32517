package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/flows/state"
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

// Run prints the link. It is valid once, for 72 hours.
func (c inviteClinicianCmd) Run(s assembly.Surroundings) (err error) {
	name := strings.TrimSpace(c.Name)
	if name == "" || len(name) > 64 || strings.ContainsAny(name, "\n{}") {
		return errors.New("--name must be 1 to 64 characters without line breaks or braces")
	}
	a, err := assembly.Connected(s, assembly.Want{Make: true}, "no invitation was made")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	if err := a.Remember(); err != nil {
		return err
	}
	bot, err := a.BotName(s.Ctx)
	if err != nil {
		return err
	}
	return c.put(s, a.Store, bot, name)
}

func (c inviteClinicianCmd) put(s assembly.Surroundings, store *storage.Store, bot, name string) error {
	secret, now := rand.Text(), s.Now()
	event := state.Staffing{
		Header: state.Header{ID: "staffing/" + state.HashSecret(secret), At: now},
		Token:  state.HashSecret(secret), Name: name, Role: record.Role(c.Role),
	}
	if _, err := store.Receive(s.Ctx, now, []storage.Arrival{{To: state.OfficeID, Event: event}}); err != nil {
		return fmt.Errorf("keep the invitation: %w", err)
	}
	taken, err := assembly.Taken(s.Ctx, store)
	if err != nil {
		return err
	}
	link, typed := state.Link(bot, state.OfficeID, secret)
	_, err = fmt.Fprintf(s.Out, "%s\n", link)
	if err != nil {
		return fmt.Errorf("print the link: %w", err)
	}
	running := "the running bot knows of it"
	if !taken {
		running = "no running bot has taken it yet: start footing serve before it is opened"
	}
	_, err = fmt.Fprintf(s.ErrOut, "Give this link to %s only. It works once, until %s; %s.\n"+
		"Where it opens the bot and nothing more, they write to the bot: %s\n",
		name, now.Add(72*time.Hour).Format("Mon 2 Jan 15:04 MST"), running, typed)
	if err != nil {
		return fmt.Errorf("print the link: %w", err)
	}
	return nil
}
