package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/state"
	"footing/storage"
)

// dismissCmd ends a person's post at the clinic. Like an invitation it only puts an event into the office's inbox, so
// it works beside a running bot.
type dismissCmd struct {
	Name   string `required:"" placeholder:"NAME" help:"The name they were invited under, for example 'Dr Lind'."`
	Anyway bool   `help:"End it although patients or open alerts would have nobody."`
}

// Run first looks for exactly one person with the name, so that a mistyped name ends nothing, and then whether anybody
// is left for the patients.
func (c dismissCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.Connected(s, assembly.Want{}, "nobody's post was ended")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	office, err := a.Store.Load(s.Ctx, state.OfficeID)
	if err != nil {
		return fmt.Errorf("read who works here: %w", err)
	}
	who, err := found(office.State.Office, strings.TrimSpace(c.Name))
	if err != nil {
		return err
	}
	if !c.Anyway {
		if err := last(s, a, who); err != nil {
			return err
		}
	}
	return c.put(s, a.Store, who)
}

// last refuses to end the post of the last person whom patients have.
func last(s assembly.Surroundings, a *assembly.Assembly, who state.Contact) (err error) {
	if a.Plan, err = a.SamplePlan(); err != nil {
		return assembly.Problems(s.ErrOut, err)
	}
	patients, alerts, err := a.Left(s.Ctx, who.ID)
	if err != nil || patients == 0 {
		return err
	}
	return fmt.Errorf("%s, %s would have nobody without %s: fill the posts first (footing invite clinician), or end it --anyway",
		assembly.Many(patients, "patient"), assembly.Many(alerts, "open alert"), who.Name)
}

// found is a person who works here under that name.
func found(office *state.Office, name string) (state.Contact, error) {
	var names []string
	var all []state.Contact
	if office != nil {
		for _, one := range office.Staff {
			names = append(names, one.Name)
			if strings.EqualFold(one.Name, name) {
				all = append(all, one)
			}
		}
	}
	slices.Sort(names)
	switch {
	case len(all) == 1:
		return all[0], nil
	case len(all) > 1:
		return state.Contact{}, fmt.Errorf("%d people work here as '%s': invite one of them again under another name first",
			len(all), name)
	case len(names) == 0:
		return state.Contact{}, errors.New("nobody works here yet")
	default:
		return state.Contact{}, fmt.Errorf("nobody works here as '%s'; there are: %s", name, strings.Join(names, ", "))
	}
}

func (c dismissCmd) put(s assembly.Surroundings, store *storage.Store, who state.Contact) error {
	now := s.Now()
	event := state.Dismissal{Header: state.Header{ID: "dismissal/" + rand.Text(), At: now}, Who: who.ID, Name: who.Name}
	if _, err := store.Receive(s.Ctx, now, []storage.Arrival{{To: state.OfficeID, Event: event}}); err != nil {
		return fmt.Errorf("keep that a post ends: %w", err)
	}
	taken, err := assembly.Taken(s.Ctx, store)
	if err != nil {
		return err
	}
	running := "the running bot tells their patients and whoever leads the team"
	if !taken {
		running = "no running bot has taken it yet: it holds once footing serve runs"
	}
	if _, err := fmt.Fprintf(s.Out, "The post of %s ends, and with it every link; %s.\n", who.Name, running); err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}
