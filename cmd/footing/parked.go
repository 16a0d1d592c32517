package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/storage"
	"footing/storage/folder"
)

// parkedCmd is about what could not be dealt with and was set aside: in the store, and in the data folder's quarantine.
type parkedCmd struct {
	List   parkedListCmd   `cmd:"" default:"1" help:"List what was set aside, without what is in it."`
	Show   parkedShowCmd   `cmd:"" help:"Show one of them."`
	Retry  parkedRetryCmd  `cmd:"" help:"Try one of them again, as when a new release can read it."`
	Drop   parkedDropCmd   `cmd:"" help:"Remove one of them for good."`
	Looked parkedLookedCmd `cmd:"" help:"Note that you have looked at everything up to a time, as the list gives it."`
}

// Help is what --help says below the first line.
func (parkedCmd) Help() string {
	return "Entries that cannot be read, or whose turn fails, are set aside so that later ones continue. Somebody may have been left " +
		"without an answer: see the log of that time. As long as nobody has looked, health is red and the dead man's " +
		"switch is not called. All of it works beside footing serve."
}

// asideTime is a time as the list gives it: to the millisecond, as Redis keeps it.
const asideTime = "2006-01-02T15:04:05.000Z07:00"

// parkedListCmd lists what is set aside.
type parkedListCmd struct{}

// Run prints the list.
func (c parkedListCmd) Run(s assembly.Surroundings) error {
	return withParked(s, "nothing was listed", func(a *assembly.Assembly) error {
		entries, err := a.Store.Aside(s.Ctx)
		if err != nil {
			return fmt.Errorf("read what was set aside: %w", err)
		}
		records, err := folder.Aside(a.Config.DataDir)
		if err != nil {
			return fmt.Errorf("read what was set aside: %w", err)
		}
		return listParked(s.Out, entries, records)
	})
}

// withParked opens the store for a command about what is set aside.
func withParked(s assembly.Surroundings, undone string, do func(*assembly.Assembly) error) (err error) {
	a, err := assembly.Connected(s, assembly.Want{}, undone)
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	return do(a)
}

// withOne does the same for one thing that is set aside, by its ID in the list.
func withOne(s assembly.Surroundings, undone, id string, do func(*assembly.Assembly, parked) error) error {
	return withParked(s, undone, func(a *assembly.Assembly) error {
		p, err := findParked(s, a, id)
		if err != nil {
			return err
		}
		return do(a, p)
	})
}

// parkedID names an entry of the store to an operator.
func parkedID(e storage.Aside) string { return fmt.Sprintf("s%02d/%s", e.Shard, e.Stream) }

func listParked(out io.Writer, entries []storage.Aside, records []folder.Record) error {
	if len(entries)+len(records) == 0 {
		_, err := fmt.Fprintln(out, "Nothing was set aside.")
		return err
	}
	var latest time.Time
	unseen := 0
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "ID\tWHEN (UTC)\tFROM\tWHY\tLOOKED AT")
	for _, e := range entries {
		looked := "yes"
		if !e.Looked {
			looked = "no"
			unseen++
		}
		if e.At.After(latest) {
			latest = e.At
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", parkedID(e), e.At.Format(asideTime), e.Box, e.Reason, looked)
	}
	for _, r := range records {
		_, _ = fmt.Fprintf(table, "%s\t-\tdata folder\t%s\t-\n", r.ID, whyQuarantined(r))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print what was set aside: %w", err)
	}
	if unseen == 0 {
		return nil
	}
	_, err := fmt.Fprintf(out, "\nWhen you have looked: footing parked looked %s\n", latest.Format(asideTime))
	return err
}

func whyQuarantined(r folder.Record) string {
	if r.Seal == folder.Broken {
		return "does not open"
	}
	return "unreadable"
}

// parkedLookedCmd notes that somebody has looked.
type parkedLookedCmd struct {
	Upto string `arg:"" placeholder:"TIME" help:"The time, as the list and /alarms give it."`
}

// Run notes it. A time in the future is refused, because it would hide what is set aside until then.
func (c parkedLookedCmd) Run(s assembly.Surroundings) error {
	upto, err := time.Parse(time.RFC3339Nano, c.Upto)
	if err != nil {
		return fmt.Errorf("%q is no time such as %s: copy it from the list", c.Upto, s.Now().UTC().Format(asideTime))
	}
	return withParked(s, "no look was noted", func(a *assembly.Assembly) error {
		now, err := a.Store.Clock(s.Ctx)
		if err != nil {
			return fmt.Errorf("note the look: %w", err)
		}
		if upto.After(now) {
			return errors.New("that time has not come yet: copy it from the list")
		}
		if err := a.Store.SetLooked(s.Ctx, upto); err != nil {
			return fmt.Errorf("note the look: %w", err)
		}
		_, err = fmt.Fprintf(s.Out, "Noted: everything that was set aside up to %s was looked at.\n", upto.UTC().Format(asideTime))
		return err
	})
}

// parked is one thing that is set aside: an entry of the store, or a record of the data folder.
type parked struct {
	entry  *storage.Aside
	record *folder.Record
}

// findParked looks for what an ID of the list names.
func findParked(s assembly.Surroundings, a *assembly.Assembly, id string) (parked, error) {
	if strings.Contains(id, "/") {
		entries, err := a.Store.Aside(s.Ctx)
		if err != nil {
			return parked{}, fmt.Errorf("read what was set aside: %w", err)
		}
		for _, e := range entries {
			if parkedID(e) == id {
				return parked{entry: &e}, nil
			}
		}
	} else {
		records, err := folder.Aside(a.Config.DataDir)
		if err != nil {
			return parked{}, fmt.Errorf("read what was set aside: %w", err)
		}
		for _, r := range records {
			if r.ID == id {
				return parked{record: &r}, nil
			}
		}
	}
	return parked{}, fmt.Errorf("nothing that is set aside has the ID %q: footing parked list names what there is", id)
}
