// Package folder keeps what a process must know while its store is away: a folder of files on the local disk, for one
// process at a time, each safe on disk when the call that wrote it returns.
//
//	f, err := folder.Open("/var/lib/footing")
//	err = f.Updates().Append([][]byte{update})
//	err = f.SetRoute("s07-ABC", route)
//
// Begin with Open, which takes the folder's lock, and Updates, a Queue of what came while Redis was away. Routes and
// essentials are what must be known to help people then. Routes are sealed with the folder's own key, so that a
// missing or wrong keyset of the store changes nothing here.
//
// It knows the form of each file, which the comment below the imports says, and nothing of what is in it.
package folder

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"path/filepath"
)

// These are its files. All are private (0600) and none says in clear what it holds, nor about whom:
//
//   - folder.key: the folder's own key, made when the folder is first used, so that a missing or wrong keyset of the
//     store changes nothing here. JSON: {"footing_folder_key": 1, "about": "...", "key": 32 bytes in base64}.
//
//   - updates.spool: updates that came while Redis was away; and quarantine.spool: what could not be read. Each is a
//     Queue: the header "FSPOOL2\n" and frames of the kinds record, former, accepted and picked. While it is empty its
//     header is "FSPOOL1\n", which releases up to 0.1 read. The lock on updates.spool is the lock of the whole folder.
//
//   - routes.log: by participant, what must be known to help them. The header "FROUTE1\n" and frames of the kinds
//     put and drop, the newest last, whose payloads are sealed: the length of the id in one byte, the id, the route. A
//     frame of the kind clean says that no two frames before it are of one id. The log is written anew when most of it
//     does not hold any more, and whenever a route is dropped, so that nothing of it is left.
//
//   - essentials: what must be known of plan and clinic for the same. The header "FESSEN1\n" and one frame of the kind
//     whole.
//
//   - erased: the list of the erased. The header "FERASE1\n" and for each of them, in the order of their names, a frame
//     of the kind whole: a hash keyed with the store's keyset (16 bytes), and when they last had everything removed
//     (Unix milliseconds, 8 bytes, big endian). It is not sealed, because it must outlive the folder's key.
//
//   - owner: under which names the processes that had the folder last took leases in the store. The header "FOWNER1\n"
//     and one frame of the kind whole, sealed: the identity of updates.spool on its disk (8 bytes, big endian), by
//     which a copy of the folder is known, and each name behind its length in one byte, the youngest first.
//
//   - journal-YYYYMMDD.log: what was done on the store on a day (UTC). The header "FJOURN1\n", a frame of the kind key,
//     sealed: the key of the day (32 bytes) and the generation of the store; and frames of the kind batch, sealed with
//     the key of the day: records, each behind its length in 4 bytes, big endian. When the day is over by 48 hours its
//     key is overwritten and the file removed.
//
//   - aside-retry-ID and aside-drop-ID: empty; what an operator wants of a record in the quarantine (Ask).
//
// A frame is one byte for its kind, the length of its payload and a CRC-32C (4 bytes each, big endian), and the
// payload. A torn frame at the end of a file is cut off when it is opened: its writer was not told that it is safe.
// What is damaged in the middle is passed over and counted (Problems); that of updates.spool goes into the quarantine.
//
// A seal is one byte 1, 12 random bytes, and AES-256-GCM of the padded value with the file's place as associated data.
// Padded, a value is its length in 3 bytes, itself, and zeros, so that the whole is 128, 256, 512 ... bytes long: a
// length tells little about what was sealed.

// Errors of a folder.
var (
	// ErrFull says that a batch does not fit within the limit of a queue. None of it was taken: leave it unconfirmed,
	// so that Telegram keeps it.
	ErrFull = errors.New("the spool is full: it empties when Redis is back")
	// ErrInUse says that another process has this folder open.
	ErrInUse = errors.New("another footing process uses this folder: stop that one first")
	// ErrForeign says that a file is none of ours. It was left as it is.
	ErrForeign = errors.New("the file is none of Footing's: move it away, or choose another folder")
)

// The files.
const (
	keyFile        = "folder.key"
	updatesFile    = "updates.spool"
	quarantineFile = "quarantine.spool"
	routesFile     = "routes.log"
	essentialsFile = "essentials"
	ownerFile      = "owner"
	erasedFile     = "erased"
)

// Folder is an open data folder. Make it with Open. Its methods may be called from any goroutine.
type Folder struct {
	dir    string
	random io.Reader

	box        *box
	updates    *Queue
	quarantine *Queue
	routes     *routes
	erased     *erased
	lostKey    bool // the key was damaged and is a new one now
}

// Open opens the folder for this process alone, making what is missing. Errors: ErrInUse, ErrForeign, or what the
// system says. Where the key is damaged, it is set aside and a new one made: what was sealed with it is lost, but the
// folder keeps working, and Problems says so.
func Open(dir string) (*Folder, error) { return openFrom(dir, rand.Reader) }

// openFrom is Open with the source of the folder's key and of its seals.
func openFrom(dir string, random io.Reader) (*Folder, error) {
	f := &Folder{dir: dir, random: random}
	if err := f.open(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Folder) open() error {
	// The updates come first, for their lock is the folder's: nothing else may be touched before.
	updates, err := openRecords(filepath.Join(f.dir, updatesFile), defaultLimit)
	if err != nil {
		return err
	}
	f.updates = &Queue{records: updates, place: updatesFile}
	quarantine, err := openRecords(filepath.Join(f.dir, quarantineFile), defaultLimit)
	if err != nil {
		return err
	}
	f.quarantine = &Queue{records: quarantine, place: quarantineFile}
	if f.box, f.lostKey, err = openKey(filepath.Join(f.dir, keyFile), f.random); err != nil {
		return err
	}
	f.updates.box, f.quarantine.box = f.box, f.box
	if err := f.setDamageAside(); err != nil {
		return err
	}
	if f.routes, err = openRoutes(filepath.Join(f.dir, routesFile), f.box); err != nil {
		return err
	}
	f.erased, err = openErased(filepath.Join(f.dir, erasedFile))
	return err
}

// InUse tells whether a process, this one included, has the folder open.
func InUse(dir string) bool {
	updates, err := openRecords(filepath.Join(dir, updatesFile), defaultLimit)
	if err == nil {
		err = updates.close()
	}
	return errors.Is(err, ErrInUse)
}

// Updates are the updates that wait for Redis.
func (f *Folder) Updates() *Queue { return f.updates }

// Quarantine is what could not be read, for a later release that can.
func (f *Folder) Quarantine() *Queue { return f.quarantine }

// Problems says in words for an operator what is lost of the folder's files.
func (f *Folder) Problems() []string {
	var problems []string
	if f.lostKey {
		problems = append(problems, "the data folder's key was damaged and is kept as "+keyFile+damagedSuffix+
			": what was sealed with it cannot be read")
	}
	for _, q := range []*Queue{f.updates, f.quarantine} {
		if n := q.records.lost(); n > 0 {
			problems = append(problems, fmt.Sprintf("%d bytes in the middle of %s are damaged and were passed over", n, q.place))
		}
	}
	if n := f.routes.damaged; n > 0 {
		problems = append(problems, fmt.Sprintf("%d bytes in the middle of %s were damaged; %d routes before them were dropped, "+
			"for they may have changed there", n, routesFile, f.routes.doubted))
	}
	f.erased.mu.Lock()
	defer f.erased.mu.Unlock()
	if n := f.erased.damaged; n > 0 {
		problems = append(problems, fmt.Sprintf("%d bytes of the file %s are damaged: whoever stood there is erased again from an "+
			"older copy of the store only if the copy's own list has them", n, erasedFile))
	}
	return problems
}

// Close closes the files and gives the folder back. What is in it, stays.
func (f *Folder) Close() error {
	var problems []error
	for _, q := range []*Queue{f.quarantine, f.updates} {
		if q != nil {
			problems = append(problems, q.records.close())
		}
	}
	return errors.Join(problems...)
}
