// Package keeping is what footing backup and footing restore do around package storage/backup: who can open the file,
// in which order things are looked at, what the audit notes, and what is said.
//
//	err := keeping.Backup{File: "footing.age", Recipients: []string{"age1..."}}.Make(s)
//	err = keeping.Restore{File: "footing.age", Identities: []string{"key.txt"}}.Make(s)
//
// What follows for people when serve starts on a restored store, package journal in the bot knows.
package keeping

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/storage/backup"
)

// Backup says what is to be made.
type Backup struct {
	File                        string
	Recipients, RecipientsFiles []string // who can open it, and files of them
	Replace                     bool     // a file that is there already
	JSON                        bool     // how it is said what was done
	Release                     string   // of this program
}

// Make makes the backup beside a running serve, and says what it has.
func (c Backup) Make(s assembly.Surroundings) (err error) {
	recipients, err := c.recipients()
	if err != nil {
		return err
	}
	a, err := assembly.Connected(s, assembly.Want{Whole: true}, "no backup was made")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	// The audit comes first: nothing leaves that nobody can account for.
	if err := assembly.FileDeed(s, a.Store, record.DeedExported, "backup", filepath.Base(c.File)); err != nil {
		return err
	}
	made, err := backup.Write(s.Ctx, backup.Order{
		Redis: a.Redis(), Keys: a.Keys(), Recipients: recipients, File: c.File, Replace: c.Replace, Release: c.Release,
		Now: s.Now(),
	})
	if err != nil {
		return fmt.Errorf("make the backup %s: %w", c.File, err)
	}
	if err := c.says(s, a, made, len(recipients)); err != nil {
		return err
	}
	return warns(s, made.Unopened, "See footing keys list. Keep the earlier backups: they may have what is damaged.")
}

// recipients reads those of the flags.
func (c Backup) recipients() (all []age.Recipient, err error) {
	for _, text := range c.Recipients {
		some, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("--recipient %s: not a recipient as age-keygen prints it, which begins with age1", text)
		}
		all = append(all, some...)
	}
	for _, name := range c.RecipientsFiles {
		f, err := os.Open(name) //nolint:gosec // the operator's own path
		if err != nil {
			return nil, fmt.Errorf("read the recipients: %w", err)
		}
		some, err := age.ParseRecipients(f)
		if _ = f.Close(); err != nil {
			return nil, fmt.Errorf("read the recipients in %s: one on each line is wanted, as age-keygen prints it (age1...): %w", name, err)
		}
		all = append(all, some...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("who is to open the backup? Give --recipient age1... (age-keygen -o key.txt makes one), or -R and a file of them")
	}
	return all, nil
}

// told is what a program is told of a backup.
type told struct {
	File         string         `json:"file"`
	Bytes        int64          `json:"bytes"`
	Of           backup.Summary `json:"backup"`
	KeysetFile   string         `json:"keyset_file"`
	KeysetCopied bool           `json:"keyset_in_backup"`
}

func (c Backup) says(s assembly.Surroundings, a *assembly.Assembly, made backup.Summary, recipients int) error {
	info, err := os.Stat(c.File)
	if err != nil {
		return fmt.Errorf("look at the backup: %w", err)
	}
	if c.JSON {
		encoder := json.NewEncoder(s.Out)
		encoder.SetIndent("", "  ")
		all := told{File: c.File, Bytes: info.Size(), Of: made, KeysetFile: a.Config.KeysetFile}
		if err := encoder.Encode(all); err != nil {
			return fmt.Errorf("print what was done: %w", err)
		}
		return nil
	}
	_, err = fmt.Fprintf(s.Out, `%s: the store with %s, as of %s.
%d kB, for %s. It was read back from the disk, decrypted and compared, all of it.

The keyset is not in it. It is %s (%s):
without it nobody can read the backup, so keep a copy of it, in another place than the backups.
Whether you have the key of a recipient was not tried. Where you have it and the keyset:
  footing restore --check --identity key.txt %s
`, c.File, people(made.Participants), assembly.UTC(made.From()), info.Size()>>10+1, assembly.Many(recipients, "recipient"),
		a.Config.KeysetFile, made.Keyset, filepath.Base(c.File))
	if err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}
