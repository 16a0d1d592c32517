package keeping

import (
	"errors"
	"fmt"
	"os"

	"filippo.io/age"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/storage"
	"footing/storage/backup"
	"footing/storage/seal"
)

// Restore says what is to be restored.
type Restore struct {
	File       string
	Identities []string // files with secret keys
}

// Make restores the store into an empty Redis, and says what follows.
func (c Restore) Make(s assembly.Surroundings) (err error) {
	identities, err := c.identities()
	if err != nil {
		return err
	}
	a, err := assembly.Vacant(s, c.Identities, "nothing was restored")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	keys, err := a.LoadKeys()
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	there, err := c.read(s, identities, keys)
	if err != nil {
		return err
	}
	drawn, err := a.Belongs(there.Generation)
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	err = there.Restore(s.Ctx, a.Redis(), backup.Mark{At: s.Now(), Generation: drawn})
	switch {
	case errors.Is(err, backup.ErrThere):
		return fmt.Errorf("nothing was restored: %w, and nothing is put over it: %s, and try again", err, a.ToEmpty())
	case errors.Is(err, backup.ErrAtWork):
		return fmt.Errorf("nothing was restored: %w", err)
	case err != nil:
		return fmt.Errorf("restore the backup: %w. What was written is no whole store: run this again, which removes it first", err)
	}
	if err := a.Opened(s.Ctx); err != nil {
		return err
	}
	of := "restored, as of " + assembly.UTC(there.From())
	if err := assembly.FileDeed(s, a.Store, record.DeedSet, "the store", of); err != nil {
		return err
	}
	return c.says(s, there, drawn != "")
}

// identities reads the secret keys.
func (c Restore) identities() (all []age.Identity, err error) {
	for _, name := range c.Identities {
		f, err := os.Open(name) //nolint:gosec // the operator's own path
		if err != nil {
			return nil, fmt.Errorf("read the identity: %w", err)
		}
		some, err := age.ParseIdentities(f)
		if _ = f.Close(); err != nil { // the error could quote what is secret
			return nil, fmt.Errorf("--identity %s: no secret key as age-keygen makes it, which begins with AGE-SECRET-KEY-", name)
		}
		all = append(all, some...)
	}
	return all, nil
}

// read reads the whole file, and says on the error stream what will be missing.
func (c Restore) read(s assembly.Surroundings, identities []age.Identity, keys *seal.Keys) (*backup.File, error) {
	there, err := backup.Read(s.Ctx, c.File, identities, keys, storage.Form)
	if err != nil {
		return nil, fmt.Errorf("nothing was restored: %w", err)
	}
	_, _ = fmt.Fprint(s.ErrOut, unopened(there.Unopened))
	return there, nil
}

// Check reads the whole file and tries the keyset on it. It asks no Redis, and writes nothing.
func (c Restore) Check(s assembly.Surroundings) error {
	identities, err := c.identities()
	if err != nil {
		return err
	}
	a, err := assembly.New(s, assembly.Want{})
	if err != nil {
		return err
	}
	if err := a.Secrets(s, c.Identities, "the backup was not checked"); err != nil {
		return err
	}
	keys, err := a.LoadKeys()
	if err != nil {
		return fmt.Errorf("the backup was not checked: %w", err)
	}
	there, err := backup.Read(s.Ctx, c.File, identities, keys, storage.Form)
	if err != nil {
		return fmt.Errorf("it can't be restored: %w", err)
	}
	opens := "the keyset opens it"
	if len(there.Unopened) > 0 {
		opens = "the keyset opens what is not named below"
	}
	_, err = fmt.Fprintf(s.Out, "It can be restored: the store with %s, as of %s. All of it was read, and %s.\n",
		people(there.Participants), assembly.UTC(there.From()), opens)
	if err != nil {
		return fmt.Errorf("print what was found: %w", err)
	}
	return warns(s, there.Unopened,
		"Another copy of the keyset may have the key that this one lacks; an earlier backup may have what is damaged.")
}

func (c Restore) says(s assembly.Surroundings, there *backup.File, moved bool) error {
	next := `Start footing serve now. What the journal in the data folder has of the time since then is done again.
Whoever had everything removed is erased again before anybody is asked.
`
	if moved {
		next = `The data folder knew of no store, so nothing is known of what came after that.
If you still have the data folder of before: empty this Redis, put the folder back, and restore again.
Whoever was erased after that time is back: footing erase CODE erases them again, best before serve starts.
This store has a mark of its own now. If it is to have the bot: footing bot take.
If this is a trial, use another bot's token. Then start footing serve.
`
	}
	_, err := fmt.Fprintf(s.Out, `Restored: the store with %s, as of %s.
%sWhere something may be lost, everybody is told once, with its hours. Open alerts are called again.
`, people(there.Participants), assembly.UTC(there.From()), next)
	if err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}

// people counts them in words.
func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
