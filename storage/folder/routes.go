package folder

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"footing/storage/disk"
)

const (
	routesHeader = "FROUTE1\n"

	put   = 'p' // the route of an id, instead of any before it
	drop  = 'd' // the id has none any more
	clean = 'c' // no two frames before it are of one id; its payload is one zero

	// A log smaller than this is not worth making smaller.
	smallLog = 64 << 10
)

// routes is the log of routes: by id the last one holds. What holds is also kept in memory, as it is sealed.
type routes struct {
	path string
	box  *box

	mu      sync.Mutex
	sealed  map[string][]byte // by id: the payload of its frame
	live    int64             // bytes of the frames that hold
	end     int64             // where the next frame goes
	unwhole bool              // the file must be written anew: a write failed, or what must not be read is still in it
	damaged int64             // bytes that were passed over when the log was opened
	doubted int               // routes that were dropped because a newer one may have been among those bytes
}

// openRoutes reads the log at path, or makes one.
func openRoutes(path string, b *box) (*routes, error) {
	r := &routes{path: path, box: b, sealed: make(map[string][]byte)}
	// What a crash left of writing the log anew holds routes, too.
	if err := os.Remove(disk.Draft(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	data, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	whole, err := begun(data, routesHeader)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if whole {
		r.read(data)
	}
	if int64(len(data)) != r.size() || r.damaged > 0 {
		if err := r.rewrite(); err != nil {
			return nil, fmt.Errorf("open %s: %w", path, err)
		}
	}
	r.end = r.size()
	return r, nil
}

// read takes over what holds. Behind damage nothing is sure of what stands before it, for the newest route of somebody,
// without a person who must hear nothing any more, may have been there. Only among frames of which no two are of one
// id, damage concerns nothing but itself.
func (r *routes) read(data []byte) {
	unsure := make(map[string]bool) // in the part read now
	behind := int64(len(routesHeader))
	doubt := func(damage int64) {
		if damage == 0 {
			return
		}
		r.damaged += damage
		for id := range r.sealed {
			unsure[id] = true
		}
	}
	frames(data, string([]byte{put, drop, clean}), func(kind byte, at int64, payload []byte) {
		doubt(at - frameHead - behind)
		behind = at + int64(len(payload))
		if kind == clean {
			clear(unsure)
			return
		}
		id, _, err := r.open(payload)
		if err != nil {
			doubt(behind - at + frameHead)
			return
		}
		delete(unsure, id)
		r.hold(id, nil)
		if kind == put {
			r.hold(id, bytes.Clone(payload))
		}
	})
	for id := range unsure {
		r.hold(id, nil)
	}
	r.doubted = len(unsure)
}

// hold notes in memory what is sealed of an id; nil: nothing.
func (r *routes) hold(id string, sealed []byte) {
	if old, ok := r.sealed[id]; ok {
		r.live -= int64(frameHead + len(old))
		delete(r.sealed, id)
	}
	if sealed != nil {
		r.live += int64(frameHead + len(sealed))
		r.sealed[id] = sealed
	}
}

// seal packs an id and its route.
func (r *routes) seal(id string, route []byte) ([]byte, error) {
	if id == "" || len(id) > 255 {
		return nil, fmt.Errorf("an id of %d bytes, want 1 to 255", len(id))
	}
	return r.box.seal(routesFile, append(append([]byte{byte(len(id))}, id...), route...)) //nolint:gosec // at most 255
}

// open unpacks an id and its route.
func (r *routes) open(sealed []byte) (id string, route []byte, err error) {
	plain, err := r.box.open(routesFile, sealed)
	if err != nil {
		return "", nil, err
	}
	if len(plain) == 0 || len(plain) < 1+int(plain[0]) {
		return "", nil, errNotOpened
	}
	n := 1 + int(plain[0])
	return string(plain[1:n]), plain[n:], nil
}

// set replaces routes. Those that stand there already cost nothing.
func (r *routes) set(batch map[string][]byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var added []byte
	changed := make(map[string][]byte)
	for id, route := range batch {
		if old, ok := r.get(id); ok && bytes.Equal(old, route) {
			continue
		}
		sealed, err := r.seal(id, route)
		if err != nil {
			return err
		}
		changed[id] = sealed
		added = appendFrame(added, put, sealed)
	}
	if err := r.write(added, changed); err != nil {
		return err
	}
	if r.end > smallLog && r.end > 2*r.live {
		r.unwhole = r.rewrite() != nil // else with the next change: what was set is safe
	}
	return nil
}

// drop removes routes, and what earlier frames say of them. An id that has none costs nothing.
func (r *routes) drop(ids []string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var added []byte
	changed := make(map[string][]byte)
	for _, id := range ids {
		if _, ok := r.sealed[id]; !ok {
			continue
		}
		sealed, err := r.seal(id, nil)
		if err != nil {
			return err
		}
		changed[id] = nil
		added = appendFrame(added, drop, sealed)
	}
	if err := r.write(added, changed); err != nil {
		return err
	}
	// The frame alone would do until the next opening, but what was removed could be read until then.
	r.unwhole = r.unwhole || len(changed) > 0
	return r.mend()
}

// write makes changes hold: on disk first.
func (r *routes) write(added []byte, changed map[string][]byte) error {
	if len(changed) == 0 {
		return nil
	}
	if err := r.mend(); err != nil {
		return err
	}
	if err := appendTo(r.path, r.end, added); err != nil {
		r.unwhole = true // whether the frames are there is not known
		return err
	}
	r.end += int64(len(added))
	for id, sealed := range changed {
		r.hold(id, sealed)
	}
	return nil
}

// mend writes the log anew if it has to be.
func (r *routes) mend() error {
	if !r.unwhole {
		return nil
	}
	if err := r.rewrite(); err != nil {
		return err
	}
	r.unwhole = false
	return nil
}

// rewrite puts a log in the place of this one that has nothing but what holds.
func (r *routes) rewrite() error {
	data := make([]byte, 0, r.size())
	data = append(data, routesHeader...)
	for _, sealed := range r.sealed {
		data = appendFrame(data, put, sealed)
	}
	data = appendFrame(data, clean, []byte{0})
	if err := disk.Replace(r.path, data); err != nil {
		return fmt.Errorf("write the routes anew: %w", err)
	}
	r.end = int64(len(data))
	return nil
}

// size is how long the log is when it has nothing but what holds.
func (r *routes) size() int64 { return int64(len(routesHeader)) + r.live + frameHead + 1 }

// get gives the route of an id.
func (r *routes) get(id string) ([]byte, bool) {
	sealed, ok := r.sealed[id]
	if !ok {
		return nil, false
	}
	_, route, err := r.open(sealed)
	return route, err == nil
}
