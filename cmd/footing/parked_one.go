package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"footing/bot"
	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
)

// parkedShowCmd shows one thing that is set aside.
type parkedShowCmd struct {
	ID     string `arg:"" help:"As the list gives it."`
	Reveal bool   `help:"Show also what is in it, which may be what somebody wrote. The audit notes that you did."`
}

// Run shows it. What somebody wrote is shown only after the audit has been told.
func (c parkedShowCmd) Run(s assembly.Surroundings) error {
	return withOne(s, "nothing was shown", c.ID, func(a *assembly.Assembly, p parked) error {
		lines, inside, err := describe(s, a.Store, p)
		if err != nil {
			return err
		}
		if c.Reveal {
			if err := assembly.FileDeed(s, a.Store, record.DeedRead, asideNamed(c.ID), ""); err != nil {
				return err
			}
			lines = append(lines, "", inside)
		}
		_, err = fmt.Fprintln(s.Out, strings.Join(lines, "\n"))
		return err
	})
}

// asideNamed is what the audit says of a thing that is set aside.
func asideNamed(id string) string { return "set aside " + id }

// describe says what is known of something that is set aside without its content, and apart from that its content.
func describe(s assembly.Surroundings, store *storage.Store, p parked) (lines []string, inside string, err error) {
	if p.record != nil {
		return []string{
				"from   the quarantine of the data folder",
				"why    " + whyQuarantined(*p.record),
				"what   " + assembly.Many(len(p.record.Data), "byte"),
			},
			raw(p.record.Data), nil
	}
	e := *p.entry
	what, wrong := "", error(nil)
	if e.Box == "inbox" {
		entry, err := store.AsideEvent(s.Ctx, e)
		if err != nil {
			return nil, "", fmt.Errorf("read what was set aside: %w", err)
		}
		what, inside, wrong = named(entry.Event), indentedJSON(entry.Event), entry.Err
	} else {
		message, err := store.AsideMessage(s.Ctx, e)
		if err != nil {
			return nil, "", fmt.Errorf("read what was set aside: %w", err)
		}
		what, inside, wrong = named(message.Effect), indentedJSON(message.Effect), message.Err
		if tell, ok := message.Effect.(state.Tell); ok {
			what = "a letter, " + named(tell.Letter)
		}
	}
	if wrong != nil {
		what, inside = "it still cannot be read: "+wrong.Error(), "It cannot be read, so nothing can be shown."
	}
	return []string{
		"when   " + e.At.Format(asideTime),
		fmt.Sprintf("from   the %s of shard %d", e.Box, e.Shard),
		"why    " + e.Reason,
		"whose  " + codeOf(s, store, e.Whose),
		"what   " + what,
	}, inside, nil
}

// codeOf is how the clinic knows somebody: a patient's code, or else their participant id.
func codeOf(s assembly.Surroundings, store *storage.Store, id string) string {
	if id == "" {
		return "nobody's who is known"
	}
	if r, err := store.Load(s.Ctx, id); err == nil && r.State.Patient != nil && r.State.Patient.Code != "" {
		return r.State.Patient.Code
	}
	return id
}

// named is the kind of an event, an effect or a letter.
func named(v any) string {
	_, kind, _ := strings.Cut(fmt.Sprintf("%T", v), ".")
	return kind
}

func indentedJSON(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return "It cannot be printed."
	}
	return string(text)
}

// raw is an update as it came, indented if it is JSON.
func raw(data []byte) string {
	var text bytes.Buffer
	if json.Indent(&text, data, "", "  ") != nil {
		return fmt.Sprintf("%q", data)
	}
	return text.String()
}

// parkedRetryCmd tries one thing again.
type parkedRetryCmd struct {
	ID string `arg:"" help:"As the list gives it."`
}

// Run puts it back among what waits for its turn.
func (c parkedRetryCmd) Run(s assembly.Surroundings) error {
	return withOne(s, "nothing was tried again", c.ID, func(a *assembly.Assembly, p parked) error {
		var err error
		if p.record == nil {
			err = retryEntry(s, a.Store, *p.entry)
		} else {
			err = ask(a.Config.DataDir, folder.Wish{ID: p.record.ID, Retry: true})
		}
		if err != nil {
			return err
		}
		if err := assembly.FileDeed(s, a.Store, record.DeedRetried, asideNamed(c.ID), ""); err != nil {
			return err
		}
		if p.record != nil {
			_, err = fmt.Fprintln(s.Out, "Asked: footing serve tries it within half a minute, or when it is started next. "+
				"If it is in the list after that, this release can't read it either.")
			return err
		}
		_, err = fmt.Fprintln(s.Out, "It waits for its turn again. If it is set aside once more, footing parked list shows it.")
		return err
	})
}

func ask(dir string, w folder.Wish) error {
	if err := folder.Ask(dir, w); err != nil {
		return fmt.Errorf("ask for it: %w", err)
	}
	return nil
}

// What is not tried again, and why.
var (
	errUnreadable = errors.New("it still cannot be read: use the release, or the keyset, that it was written with")
	errMessage    = errors.New("it is a message to a chat, and what it says may not be so any more: see the log of that time, and drop it")
	errMoment     = errors.New("it was a moment that came due, and what follows from it is planned anew: drop it")
)

// retryEntry tries an entry of the store again: an event by its inbox, a letter by that of its addressee.
func retryEntry(s assembly.Surroundings, store *storage.Store, a storage.Aside) error {
	if a.Box == "inbox" {
		entry, err := store.AsideEvent(s.Ctx, a)
		if err != nil {
			return fmt.Errorf("read what was set aside: %w", err)
		}
		if entry.Err != nil {
			return errUnreadable
		}
		if _, due := entry.Event.(state.Due); due {
			return errMoment
		}
		entry.Event = bot.Anew(entry.Event, s.Now())
		if err := store.RetryAside(s.Ctx, a, entry); err != nil {
			return fmt.Errorf("try it again: %w", err)
		}
		return nil
	}
	message, err := store.AsideMessage(s.Ctx, a)
	if err != nil {
		return fmt.Errorf("read what was set aside: %w", err)
	}
	if message.Err != nil {
		return errUnreadable
	}
	if _, letter := message.Effect.(state.Tell); !letter {
		return errMessage
	}
	if _, err := store.Deliver(s.Ctx, s.Now(), message); err != nil {
		return fmt.Errorf("try it again: %w", err)
	}
	if err := store.DropAside(s.Ctx, a); err != nil {
		return fmt.Errorf("try it again: %w", err)
	}
	return nil
}

// parkedDropCmd removes one thing for good.
type parkedDropCmd struct {
	ID string `arg:"" help:"As the list gives it."`
}

// Run removes it, after the audit has been told.
func (c parkedDropCmd) Run(s assembly.Surroundings) error {
	return withOne(s, "nothing was removed", c.ID, func(a *assembly.Assembly, p parked) error {
		if err := assembly.FileDeed(s, a.Store, record.DeedDropped, asideNamed(c.ID), ""); err != nil {
			return err
		}
		if p.record != nil {
			if err := ask(a.Config.DataDir, folder.Wish{ID: p.record.ID}); err != nil {
				return err
			}
			_, err := fmt.Fprintln(s.Out, "Asked: footing serve removes it within half a minute, or when it is started next.")
			return err
		}
		if err := a.Store.DropAside(s.Ctx, *p.entry); err != nil {
			return fmt.Errorf("remove it: %w", err)
		}
		_, err := fmt.Fprintln(s.Out, "Removed.")
		return err
	})
}
