package folder

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"footing/storage/disk"
)

const (
	essentialsHeader = "FESSEN1\n"
	whole            = 'w' // the one frame of a file that is always written as a whole
)

// SetRoute replaces the route of an id, 1 to 255 bytes, and returns when it is safe on disk. After an error the former
// route holds; after an error and a crash either of the two.
func (f *Folder) SetRoute(id string, route []byte) error {
	return f.SetRoutes(map[string][]byte{id: route})
}

// SetRoutes replaces several routes, with one wait for the disk: all of them or, with an error, none.
func (f *Folder) SetRoutes(batch map[string][]byte) error {
	if err := f.routes.set(batch); err != nil {
		return fmt.Errorf("set routes: %w", err)
	}
	return nil
}

// DropRoute removes routes and returns when nothing of them is left in the file. After an error they may still be
// there: call it again, also for ids that have no route any more.
func (f *Folder) DropRoute(ids ...string) error {
	if err := f.routes.drop(ids); err != nil {
		return fmt.Errorf("drop routes: %w", err)
	}
	return nil
}

// Route gives the route of an id.
func (f *Folder) Route(id string) ([]byte, bool) {
	f.routes.mu.Lock()
	defer f.routes.mu.Unlock()
	return f.routes.get(id)
}

// RouteIDs lists the ids that have a route, in order.
func (f *Folder) RouteIDs() []string {
	f.routes.mu.Lock()
	defer f.routes.mu.Unlock()
	ids := make([]string, 0, len(f.routes.sealed))
	for id := range f.routes.sealed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// KeepEssentials replaces what must be known of plan and clinic, and returns when it is safe on disk.
func (f *Folder) KeepEssentials(essentials []byte) error {
	if old, ok, err := f.Essentials(); ok && err == nil && bytes.Equal(old, essentials) {
		return nil
	}
	sealed, err := f.box.seal(essentialsFile, essentials)
	if err == nil {
		err = disk.Replace(filepath.Join(f.dir, essentialsFile), appendFrame([]byte(essentialsHeader), whole, sealed))
	}
	if err != nil {
		return fmt.Errorf("keep the essentials: %w", err)
	}
	return nil
}

// KeepsEssentials tells whether a data folder has some, also while another process has it open.
func KeepsEssentials(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, essentialsFile))
	return err == nil
}

// Essentials gives what KeepEssentials kept last; false if it never did.
func (f *Folder) Essentials() ([]byte, bool, error) {
	data, err := os.ReadFile(filepath.Join(f.dir, essentialsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the essentials: %w", err)
	}
	if _, err := begun(data, essentialsHeader); err != nil {
		return nil, false, fmt.Errorf("read the essentials: %w", err)
	}
	data = data[min(len(data), len(essentialsHeader)):]
	_, sealed, ok := frameAt(data, string([]byte{whole}))
	if !ok {
		return nil, false, errors.New("read the essentials: the file is damaged")
	}
	essentials, err := f.box.open(essentialsFile, sealed)
	if err != nil {
		return nil, false, fmt.Errorf("read the essentials: %w", err)
	}
	return essentials, true, nil
}
