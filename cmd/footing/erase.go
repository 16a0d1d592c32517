package main

import (
	"crypto/rand"
	"fmt"
	"strings"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// eraseCmd removes everything that is kept of a patient, as /erase does, for somebody who asked for it elsewhere or
// cannot write to the bot any more. It only puts an event into their inbox, so it works beside a running bot.
type eraseCmd struct {
	Code string `arg:"" help:"The patient's code, for example A-17."`
}

// Help says what becomes of it.
func (eraseCmd) Help() string {
	return "It does what the patient does with /erase, also for somebody who has blocked the bot: answers, plan, goal, consents, " +
		"schedule and messages that wait are removed for good, and whoever works with them is told. That there were alerts, and " +
		"who read what, stays. It asks twice, and the audit notes it. It works beside footing serve, which does it."
}

// Run asks twice, and then has it done.
func (c eraseCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.Connected(s, assembly.Want{}, "nothing was removed")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	who, err := patientNamed(s, a.Store, strings.TrimSpace(c.Code))
	if err != nil {
		return err
	}
	if who.State.Patient.Erased {
		return fmt.Errorf("everything of %s was removed already, except what an alert needs that isn't over yet", c.Code)
	}
	if err := sure(s, who.State); err != nil {
		return err
	}
	// The audit comes first: nothing is removed that nobody can account for.
	if err := assembly.FileDeed(s, a.Store, record.DeedErased, "everything", who.State.Patient.Code); err != nil {
		return err
	}
	now := s.Now()
	_, err = a.Store.Receive(s.Ctx, now, []storage.Arrival{{To: who.ID, Event: state.Due{
		Header: state.Header{ID: "erase/" + rand.Text(), At: now}, Kind: state.WakeErase, Key: "all", Nominal: now,
	}}})
	if err != nil {
		return fmt.Errorf("keep that everything is removed: %w", err)
	}
	return erasedNow(s, a.Store, who)
}

// patientNamed finds the one patient who has a code.
func patientNamed(s assembly.Surroundings, store *storage.Store, code string) (found storage.Record, err error) {
	unread := 0
	for id, err := range store.Everyone(s.Ctx) {
		if err != nil {
			return found, fmt.Errorf("look for %s: %w", code, err)
		}
		r, err := store.Load(s.Ctx, id)
		switch {
		case storage.Final(err):
			unread++
		case err != nil:
			return found, fmt.Errorf("look for %s: %w", code, err)
		case r.State.Patient == nil || !strings.EqualFold(r.State.Patient.Code, code) || r.ID == found.ID:
		case found.ID != "":
			return found, fmt.Errorf("two patients have the code %s: give one of them another first", code)
		default:
			found = r
		}
	}
	switch {
	case found.ID != "":
		return found, nil
	case unread > 0:
		return found, fmt.Errorf("no patient has the code %s; of %s the record can't be read", code, assembly.Many(unread, "participant"))
	}
	return found, fmt.Errorf("no patient has the code %s", code)
}

// sure asks twice. Whoever answers anything else has changed nothing.
func sure(s assembly.Surroundings, who state.State) error {
	code := who.Patient.Code
	about := fmt.Sprintf("Everything that is kept of %s is removed, for good.", code)
	if who.Blocked {
		about += " They do not get the bot's messages, so they get no receipt."
	}
	return assembly.Sure(s, "nothing was removed",
		assembly.Ask{Says: about + " Type their code to go on: ", Words: []string{code}},
		assembly.Ask{Says: "This is the last step. Type erase: ", Words: []string{"erase"}})
}

// erasedNow says what became of it.
func erasedNow(s assembly.Surroundings, store *storage.Store, who storage.Record) error {
	code := who.State.Patient.Code
	says := "No running bot has taken it yet: everything of " + code + " is removed once footing serve runs."
	_, err := assembly.Soon(func() (bool, error) {
		now, err := store.Load(s.Ctx, who.ID)
		if err != nil {
			return false, fmt.Errorf("look whether everything was removed: %w", err)
		}
		switch p := now.State.Patient; {
		case p == nil:
			says = "Removed: everything of " + code + "."
		case p.Erased:
			says = "Removed: everything of " + code + ", except what an alert needs that isn't over yet. That goes by itself."
		default:
			return false, nil
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(s.Out, says); err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}
