package assembly

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"footing/storage"
	"footing/storage/disk"
	"footing/storage/folder"
	"footing/storage/seal"
)

// checkStore judges Redis before anything is made there, and opens the store that is there. If there is none, makeStore
// makes it, when no check has failed.
func (a *Assembly) checkStore(ctx context.Context) {
	if a.rdb == nil {
		a.report("store", skipped, "it needs Redis", "")
		return
	}
	made, err := storage.Made(ctx, a.rdb)
	if err != nil {
		a.report("store", failed, err.Error(), "See whether Redis is still loading its data.")
		return
	}
	a.durable(ctx)
	remembered, err := a.remembered()
	switch {
	case err != nil && a.found.failed("data"):
		a.report("store", skipped, "it needs its data folder", "")
	case err != nil:
		a.report("store", failed, err.Error(), "Let this user read the file: it says which store belongs here.")
	case !made && remembered != "":
		a.report("store", failed,
			"it is empty, but "+a.Config.DataDir+" belongs to a store that was here before ("+remembered+")",
			"Connect to the Redis that has its data, or restore them (footing restore). If they are gone for good, remove "+a.generationFile()+" and begin anew.")
	case !made:
		a.foresee(ctx)
	case a.openKeys(made):
		a.open(ctx, remembered)
	default:
		a.report("store", skipped, "it needs its keyset", "")
	}
}

// foresee checks that a store and its keyset can be made.
func (a *Assembly) foresee(ctx context.Context) {
	remains, keys, err := storage.Foreign(ctx, a.rdb)
	switch {
	case err != nil:
		a.report("store", failed, err.Error(), "Let the bot's Redis user look (EXISTS, DBSIZE), and see whether Redis works.")
		return
	case remains:
		a.report("store", failed, "it holds parts of a store of Footing, but not what describes it ({meta}:meta)",
			"Restore the whole store from its backup, or connect to the Redis that has it. To begin anew, name an empty Redis.")
		return
	case keys > 0:
		a.report("store", warning, fmt.Sprintf("Redis already holds %d keys of something else", keys),
			"Give Footing a Redis of its own: whoever empties or fills the other's data does it to people's answers, too.")
	}
	if err := a.keysetForeseen(); err != nil {
		a.report("keyset", failed, err.Error(), anotherKeyset)
		a.report("store", skipped, "it needs its keyset", "")
		return
	}
	if a.foreseen = true; !a.want.Make {
		a.report("store", fine, "empty; footing serve will make it, with a keyset of its own", "")
	}
}

// keysetForeseen checks that the keyset of a new store can be made, or read if it is there.
func (a *Assembly) keysetForeseen() error {
	err := a.Config.Require("keyset_file")
	if err == nil {
		_, err = os.Stat(a.Config.KeysetFile)
		if errors.Is(err, fs.ErrNotExist) {
			err = writable(filepath.Dir(a.Config.KeysetFile))
		} else if err == nil {
			_, err = seal.Load(a.Config.KeysetFile)
		}
	}
	return err
}

// Keys are the keyset with which the store was opened.
func (a *Assembly) Keys() *seal.Keys { return a.keys }

// makeStore makes a store where there is none, unless something was found for which serve, or whoever asks, refuses: a
// Redis that is not good enough stays as it was.
func (a *Assembly) makeStore(ctx context.Context) {
	switch {
	case !a.foreseen || !a.want.Make || a.want.again:
	case a.found.refused():
		a.report("store", skipped, "it is empty, and nothing was made in it", "")
	case a.openKeys(false):
		a.open(ctx, "")
	default:
		a.report("store", skipped, "it needs its keyset", "")
	}
}

// anotherKeyset is the remedy if a keyset cannot be made.
const anotherKeyset = "Choose a path with keyset_file (FOOTING_KEYSET_FILE), apart from the data, and keep a copy elsewhere."

// openKeys loads the keyset, or makes one for a new store. It reports any problem as a finding.
func (a *Assembly) openKeys(made bool) bool {
	if err := a.Config.Require("keyset_file"); err != nil {
		a.report("keyset", failed, err.Error(), anotherKeyset)
		return false
	}
	path, err := a.Config.KeysetFile, error(nil)
	_, missing := os.Stat(path)
	if !made && errors.Is(missing, fs.ErrNotExist) {
		a.keys, err = seal.Create(path)
	} else {
		a.keys, err = seal.Load(path)
	}
	switch {
	case err == nil:
		return true
	case made && errors.Is(err, seal.ErrMissing):
		a.report("keyset", failed,
			path+" does not exist, and what is stored can be read only with the keyset that it was made with",
			"Restore the file from its backup, or set keyset_file (FOOTING_KEYSET_FILE) to where it is.")
	case made:
		a.report("keyset", failed, err.Error(), "Or set keyset_file (FOOTING_KEYSET_FILE) to the right one.")
	default:
		a.report("keyset", failed, err.Error(), anotherKeyset)
	}
	return false
}

// open opens the store, and checks its contents.
func (a *Assembly) open(ctx context.Context, remembered string) {
	store, err := storage.Open(ctx, a.rdb, a.keys, storage.Options{Generation: remembered, LeaseTTL: a.lease})
	if errors.Is(err, storage.ErrKeyset) {
		a.report("keyset", failed, a.Config.KeysetFile+": "+plain(err),
			"Set keyset_file (FOOTING_KEYSET_FILE) to the keyset of this store, in its newest copy.")
		a.report("store", skipped, "it needs its keyset", "")
		return
	}
	a.report("keyset", fine, a.Config.KeysetFile+"; keep a copy apart from the data", "")
	switch {
	case errors.Is(err, storage.ErrGeneration):
		a.report("store", failed, plain(err),
			"Correct redis.url (FOOTING_REDIS_URL) or data_dir (FOOTING_DATA_DIR): they belong to two stores. "+
				"If the one that was here before is gone for good, remove "+a.generationFile()+".")
		return
	case err != nil:
		a.report("store", failed, plain(err), "")
		return
	}
	a.Store = store
	a.people(ctx)
	a.checkRestored(ctx)
	a.checkKeys(ctx)
	a.checkAside(ctx)
	a.checkErased(ctx)
	if n := store.Unswept(); n > 0 {
		a.report("form", warning, fmt.Sprintf("%d of %d shards still hold what an earlier release wrote", n, store.Shards()),
			"Nothing needs to be done: footing serve brings it into the present form while it runs.")
	}
}

// plain is the text of an error from opening the store.
func plain(err error) string { return strings.TrimPrefix(err.Error(), "open store: ") }

// durable refuses a Redis that may lose answers. If that was accepted, it warns every time.
func (a *Assembly) durable(ctx context.Context) {
	problems := storage.Check(ctx, a.rdb)
	for _, p := range problems {
		switch {
		case p.Soon:
			a.report("durability", warning, p.What, p.Remedy)
		case p.LosesData && a.Config.AcceptDataLoss:
			a.report("durability", warning, p.What+" This was accepted (accept_data_loss).", p.Remedy)
			a.accepted = append(a.accepted, p)
		default:
			a.report("durability", failed, p.What, p.Remedy)
		}
	}
	if len(problems) == 0 {
		a.report("durability", fine, "what is confirmed is on disk (appendonly, appendfsync always, noeviction)", "")
	}
}

// people reports the people in the store.
func (a *Assembly) people(ctx context.Context) {
	people, err := a.Store.Participants(ctx)
	if a.inStore = people; err == nil {
		a.synthetic, err = a.Store.Synthetic(ctx)
	}
	count := Many(int(people), "person")
	if people != 1 {
		count = fmt.Sprintf("%d people", people)
	}
	switch {
	case err != nil:
		a.report("store", failed, err.Error(), "")
	case a.synthetic:
		a.report("store", warning, count+", all of them synthetic", "Never use this store for real people.")
	case people == 0:
		a.report("store", fine, "nobody is in it yet", "")
	default:
		a.report("store", fine, count, "")
		a.checkLadder(ctx)
	}
}

// generationFile remembers the folder's store, so that an empty Redis in its place is noticed.
func (a *Assembly) generationFile() string { return filepath.Join(a.Config.DataDir, "generation") }

func (a *Assembly) remembered() (string, error) {
	data, err := os.ReadFile(a.generationFile())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(data)), err
}

// Remember writes the store's generation to the data folder, so that an empty store is not taken for it.
func (a *Assembly) Remember() error {
	if err := disk.MakeDir(a.Config.DataDir); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if err := a.rememberMark(); err != nil {
		return err
	}
	if remembered, err := a.remembered(); err == nil && remembered == a.Store.Generation() {
		return nil
	}
	// In one step, after a power cut, too: with half a line the next start would refuse the store as another one, without
	// one take an empty store as new.
	if err := disk.Replace(a.generationFile(), []byte(a.Store.Generation()+"\n")); err != nil {
		return fmt.Errorf("remember the store: %w", err)
	}
	return nil
}

// checkAside warns of what was set aside: in the store what nobody has looked at, in the data folder all of it.
func (a *Assembly) checkAside(ctx context.Context) {
	entries, err := a.Store.Aside(ctx)
	records, wrong := folder.Aside(a.Config.DataDir)
	if err = errors.Join(err, wrong); err != nil {
		a.report("set aside", warning, err.Error(), "")
		return
	}
	n := len(records)
	for _, e := range entries {
		if !e.Looked {
			n++
		}
	}
	if n > 0 {
		a.report("set aside", warning, Many(n, "thing")+" could not be dealt with and waits to be looked at",
			"See footing parked list; then footing parked retry, drop or looked.")
	}
}
