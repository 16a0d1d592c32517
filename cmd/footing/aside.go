package main

import (
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/storage"
)

// asideCmd shows what was set aside, and notes that somebody has looked at it.
type asideCmd struct {
	Looked string `help:"Note that you have looked at everything up to this time, as the list and /alarms give it." placeholder:"TIME"`
}

// Help is what --help says below the first line.
func (asideCmd) Help() string {
	return "An entry that cannot be read, or with which a turn fails, is set aside so that those behind it go on. Somebody may have " +
		"been left without an answer: see the log of that time. As long as nobody has looked, health is red and the dead man's " +
		"switch is not called. It can run beside footing serve, and shows nothing of what is in an entry."
}

// Run prints the list, or notes the look.
func (c asideCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.New(s, assembly.Want{})
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	if err := a.Connect(s, "nothing was looked at"); err != nil {
		return err
	}
	if c.Looked != "" {
		return c.note(s, a.Store)
	}
	entries, err := a.Store.Aside(s.Ctx)
	if err != nil {
		return fmt.Errorf("read what was set aside: %w", err)
	}
	return listAside(s, entries)
}

// note records up to when somebody has looked. A time in the future is refused, because it would hide what is set aside
// until then.
func (c asideCmd) note(s assembly.Surroundings, store *storage.Store) error {
	upto, err := time.Parse(time.RFC3339Nano, c.Looked)
	if err != nil {
		return fmt.Errorf("%q is no time such as %s: copy it from the list", c.Looked, s.Now().UTC().Format(asideTime))
	}
	now, err := store.Clock(s.Ctx)
	if err != nil {
		return fmt.Errorf("note the look: %w", err)
	}
	if upto.After(now) {
		return errors.New("that time has not come yet: copy it from the list")
	}
	if err := store.SetLooked(s.Ctx, upto); err != nil {
		return fmt.Errorf("note the look: %w", err)
	}
	_, err = fmt.Fprintf(s.Out, "Noted: everything that was set aside up to %s was looked at.\n", upto.UTC().Format(asideTime))
	return err
}

// asideTime is a time as the list gives it: to the millisecond, as Redis keeps it.
const asideTime = "2006-01-02T15:04:05.000Z07:00"

func listAside(s assembly.Surroundings, entries []storage.Aside) error {
	if len(entries) == 0 {
		_, err := fmt.Fprintln(s.Out, "Nothing was set aside in the store. What lies in a data folder's quarantine is counted by /alarms.")
		return err
	}
	var latest time.Time
	unseen := 0
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "WHEN (UTC)\tSHARD\tFROM\tWHY\tLOOKED AT")
	for _, e := range entries {
		looked := "yes"
		if !e.Looked {
			looked = "no"
			unseen++
		}
		if e.At.After(latest) {
			latest = e.At
		}
		_, _ = fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\n", e.At.Format(asideTime), e.Shard, e.Box, e.Reason, looked)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print what was set aside: %w", err)
	}
	if unseen == 0 {
		return nil
	}
	_, err := fmt.Fprintf(s.Out, "\nWhen you have looked: footing aside --looked %s\n", latest.Format(asideTime))
	return err
}
