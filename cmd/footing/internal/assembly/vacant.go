package assembly

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"footing/storage"
	"footing/storage/seal"
)

// Redis is the one that was found.
func (a *Assembly) Redis() storage.Client { return a.rdb }

// LoadKeys reads the keyset of the settings, which must be there.
func (a *Assembly) LoadKeys() (*seal.Keys, error) {
	if err := a.Config.Require("keyset_file"); err != nil {
		return nil, err
	}
	keys, err := seal.Load(a.Config.KeysetFile)
	if err != nil {
		return nil, fmt.Errorf("%w. Set keyset_file (FOOTING_KEYSET_FILE) to the keyset of the backup's store", err)
	}
	a.keys = keys
	return keys, nil
}

// Secrets refuses, as every command does, files with secrets that everybody on this machine can get at: those of the
// settings, and others.
func (a *Assembly) Secrets(s Surroundings, others []string, undone string) error {
	if a.checkSecrets(others...); a.found.failed("secrets") {
		return a.Refuse(s.ErrOut, undone)
	}
	return nil
}

// ToEmpty says how the Redis is emptied.
func (a *Assembly) ToEmpty() string {
	return fmt.Sprintf("empty its Redis (FLUSHALL; of footing's own, move %s away)", a.ownFolder())
}

// Vacant finds a Redis that holds no store, for one that is put back there. It refuses what serve would refuse, other
// secrets that everybody can get at, and a data folder on which serve works.
func Vacant(s Surroundings, secrets []string, undone string) (a *Assembly, err error) {
	if a, err = New(s, Want{Make: true, Whole: true}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			a.Closing(s.Ctx, &err)
		}
	}()
	if a.served() {
		return a, fmt.Errorf("%s: footing serve works on the data folder %s. Stop it first", undone, a.Config.DataDir)
	}
	a.checkSecrets(secrets...)
	a.checkRedis(s.Ctx)
	if a.rdb == nil || a.found.failed("secrets") {
		return a, a.Refuse(s.ErrOut, undone)
	}
	if a.durable(s.Ctx); a.found.refused() {
		return a, a.Refuse(s.ErrOut, undone)
	}
	made, err := storage.Made(s.Ctx, a.rdb)
	if err == nil && made {
		err = fmt.Errorf("%s: there is a store in this Redis already, and nothing is put over it. "+
			"If it is to be replaced, stop every footing serve, make a backup of it, %s, and try again", undone, a.ToEmpty())
	}
	return a, err
}

// Belongs gives the generation with which a store of a backup is put back. Where the data folder belongs to it, that is
// its own: then this is its home, and the journal there fits. Where the folder knows of no store, another one is drawn,
// so that the bot has to be given to it: the machine may be one for trials. A folder of another store is refused.
func (a *Assembly) Belongs(generation string) (drawn string, err error) {
	remembered, err := a.remembered()
	switch {
	case err != nil:
		return "", fmt.Errorf("read which store belongs to the data folder: %w", err)
	case remembered == "":
		return rand.Text(), nil
	case remembered != generation:
		return "", fmt.Errorf("the data folder %s belongs to another store (%s) than the backup (%s): choose the right one with data_dir "+
			"(FOOTING_DATA_DIR), or an empty one", a.Config.DataDir, remembered, generation)
	}
	return "", nil
}

// Opened opens the store that was put back, and has the data folder remember it.
func (a *Assembly) Opened(ctx context.Context) error {
	a.open(ctx, "")
	if a.Store == nil {
		return errors.New("the store was restored and does not open: footing doctor says why")
	}
	return a.Remember()
}

// checkRestored says that the store was put back from a backup, and from which.
func (a *Assembly) checkRestored(ctx context.Context) {
	put, err := a.Store.PutBack(ctx)
	switch {
	case err != nil:
		a.report("restored", failed, err.Error(), "See whether Redis works.")
	case !put.At.IsZero():
		a.report("restored", fine, fmt.Sprintf("this store was put back on %s from %s, which is as of %s",
			UTC(put.At), cmp.Or(put.File, "a backup"), UTC(put.Of)), "")
	}
}

// UTC is a time as operators read it.
func UTC(at time.Time) string { return at.UTC().Format("2 Jan 2006, 15:04:05 UTC") }
