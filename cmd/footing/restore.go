package main

import (
	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/keeping"
)

// restoreCmd puts a backup into an empty Redis.
type restoreCmd struct {
	File     string   `arg:"" help:"The file that footing backup made." type:"existingfile" placeholder:"FILE"`
	Identity []string `required:"" help:"A file with the secret key of a recipient, as age-keygen makes it; may be repeated." type:"existingfile" placeholder:"KEY" sep:"none"`
	Check    bool     `help:"Only read all of it and try the keyset on it. Redis isn't asked, and nothing is changed."`
}

// Help is what --help says below the first line.
func (restoreCmd) Help() string {
	return "Stop footing serve, connect an empty Redis, and put the keyset where the settings say. The whole file is " +
		"read, and the keyset tried, before anything " +
		"is written. A store that is there is never overwritten. Keep the data folder as it was last, if you still have it: its journal has what was done in the " +
		"last days, and its lists say who had everything removed and who had stopped. When footing serve starts it does that again, erases those people again " +
		"before anybody is asked, drops questions of before, and tells everybody once between which hours something may be lost."
}

// Run restores the store, or only checks the file.
func (c restoreCmd) Run(s assembly.Surroundings) error {
	restore := keeping.Restore{File: c.File, Identities: c.Identity}
	if c.Check {
		return restore.Check(s)
	}
	return restore.Make(s)
}
