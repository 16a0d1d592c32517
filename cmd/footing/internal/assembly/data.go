package assembly

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"footing/storage/disk"
	"footing/storage/folder"
)

// How much is written to see whether a folder can be written, and how many bytes should be free on its disk.
const (
	probeSize  = 64 << 10
	leastSpace = 500 << 20
)

// writable checks that a file can be made in a folder or, if it does not exist, in its nearest existing parent. It
// leaves nothing there.
func writable(folder string) error {
	for {
		probe, err := os.CreateTemp(folder, ".footing-doctor-")
		above := filepath.Dir(folder)
		switch {
		case err == nil:
			_, err = probe.Write(make([]byte, probeSize)) // an empty file still finds room on a full disk
			if err = errors.Join(err, probe.Sync(), probe.Close(), os.Remove(probe.Name())); err != nil {
				return fmt.Errorf("nothing can be written in %s: %w", folder, Cause(err))
			}
			return nil
		case !errors.Is(err, fs.ErrNotExist) || above == folder:
			return fmt.Errorf("nothing can be written in %s: %w", folder, Cause(err))
		}
		if _, err := os.Stat(folder); err == nil {
			return fmt.Errorf("nothing can be written in %s", folder) // as in /proc, which denies that it is there
		}
		folder = above
	}
}

// checkData checks that the data folder can be written.
func (a *Assembly) checkData() {
	if err := writable(a.Config.DataDir); err != nil {
		a.report("data", failed, err.Error(),
			"Let this user write there, or choose another folder with data_dir (FOOTING_DATA_DIR).")
		return
	}
	a.report("data", fine, a.Config.DataDir, "")
	a.checkSpace(leastSpace)
	a.checkJournal()
}

// checkJournal tells whether the journal is kept, and whether it will soon take nothing more.
func (a *Assembly) checkJournal() {
	limit := int64(a.Config.Journal.Limit) << 20
	size, err := folder.JournalSize(a.Config.DataDir)
	const raise = "Raise journal.limit (FOOTING_JOURNAL_LIMIT). "
	switch {
	case err != nil:
		a.report("journal", warning, err.Error(), "See whether the disk of "+a.Config.DataDir+" works.")
	case limit == 0:
		a.report("journal", warning, "no journal is kept: what Redis has lost when it comes back older stays lost",
			"Set journal.limit (FOOTING_JOURNAL_LIMIT) to some hundred megabytes.")
	case size > limit/10*9:
		a.report("journal", warning, fmt.Sprintf("the journal has %d of at most %d MB: when it is full it takes nothing more, "+
			"and what Redis then loses stays lost", size>>20, limit>>20), raise+"Its oldest day goes after 48 to 72 hours.")
	}
}

// checkSpace tells whether the disk of the data folder has room for what waits while Redis is away, and for Redis'
// own files if they are there. A disk with less than a tenth of that will soon take nothing more.
func (a *Assembly) checkSpace(least uint64) {
	folder := a.Config.DataDir
	for above := filepath.Dir(folder); above != folder; folder, above = above, filepath.Dir(above) {
		if _, err := os.Stat(folder); err == nil {
			break
		}
	}
	free, known, err := disk.Free(folder)
	remedy := "Make room on the disk of " + a.Config.DataDir + ", or choose a folder on another one with data_dir (FOOTING_DATA_DIR)."
	switch {
	case err != nil:
		a.report("disk", warning, err.Error(), "See whether the disk of "+a.Config.DataDir+" works.")
	case known && free < least/10:
		a.shortfall("disk", fmt.Sprintf("the disk of %s is full: %d MB are free", a.Config.DataDir, free>>20), remedy)
	case known && free < least:
		a.report("disk", warning, fmt.Sprintf("the disk of %s is nearly full: %d MB are free", a.Config.DataDir, free>>20), remedy)
	}
}
