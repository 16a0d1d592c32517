package folder

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"footing/storage/disk"
)

const (
	erasedHeader = "FERASE1\n"
	// nameSize is how long a name on the list of the erased is, a keyed hash; its time follows, Unix milliseconds.
	nameSize = 16
)

// erased is the file of the list of the erased. It is not sealed with the folder's key, because it must outlive it.
type erased struct {
	path string

	mu      sync.Mutex
	list    map[[nameSize]byte]time.Time
	damaged int64 // bytes that were passed over when the file was opened
}

// openErased reads the list at path; a file that is not there is an empty one.
func openErased(path string) (*erased, error) {
	e := &erased{path: path, list: make(map[[nameSize]byte]time.Time)}
	data, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err == nil {
		_, err = begun(data, erasedHeader)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	var end, odd int64
	end, e.damaged = frames(data, string([]byte{whole}), func(_ byte, _ int64, payload []byte) {
		if len(payload) != nameSize+8 {
			odd += int64(frameHead + len(payload))
			return
		}
		ms := int64(binary.BigEndian.Uint64(payload[nameSize:])) //nolint:gosec // bits are bits
		e.list[[nameSize]byte(payload)] = time.UnixMilli(ms).UTC()
	})
	e.damaged += odd + max(0, int64(len(data))-end)
	return e, nil
}

// Erased gives the list of the erased: by name, when they last had everything removed.
func (f *Folder) Erased() map[[nameSize]byte]time.Time {
	f.erased.mu.Lock()
	defer f.erased.mu.Unlock()
	return maps.Clone(f.erased.list)
}

// AddErased adds to the list of the erased, and returns when it is safe on disk; a later time stands for an earlier
// one. After an error nothing was added.
func (f *Folder) AddErased(more map[[nameSize]byte]time.Time) error {
	e := f.erased
	e.mu.Lock()
	defer e.mu.Unlock()
	next := maps.Clone(e.list)
	for name, at := range more {
		if at = at.Truncate(time.Millisecond).UTC(); at.After(next[name]) {
			next[name] = at
		}
	}
	if maps.Equal(next, e.list) {
		return nil
	}
	data := []byte(erasedHeader)
	for _, name := range slices.SortedFunc(maps.Keys(next), func(a, b [nameSize]byte) int {
		return bytes.Compare(a[:], b[:])
	}) {
		at := uint64(next[name].UnixMilli())
		data = appendFrame(data, whole, binary.BigEndian.AppendUint64(name[:], at))
	}
	if err := disk.Replace(e.path, data); err != nil {
		return fmt.Errorf("add to the list of the erased: %w", err)
	}
	e.list, e.damaged = next, 0
	return nil
}
