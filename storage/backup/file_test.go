package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"footing/storage/seal"
)

// small is a store of a few keys, one of each type.
func small(t *testing.T) (*redis.Client, *seal.Keys) {
	t.Helper()
	keys, err := seal.Seeded([]byte("backup"))
	if err != nil {
		t.Fatal(err)
	}
	rdb := redis.NewClient(&redis.Options{Addr: miniredis.RunT(t).Addr(), MaxRetries: -1})
	t.Cleanup(func() { _ = rdb.Close() })
	sealed, err := keys.Seal([]byte("state"), []byte("state/s01-ABC"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = rdb.Pipelined(t.Context(), func(p redis.Pipeliner) error {
		ctx := t.Context()
		p.HSet(ctx, "{meta}:meta", "form", "3.0", "shards", 2, "keyset", keys.Fingerprint(), "generation", "G", "bot", "sample_bot")
		p.HSet(ctx, "{s01}:p:s01-ABC:state", "version", 1, "chat", "c-1", "state", sealed)
		p.RPush(ctx, "{s01}:p:s01-ABC:log", "1:?", "2:?")
		p.HSet(ctx, "{s01}:chats", "c-1", "s01-ABC")
		p.ZAdd(ctx, "{s01}:due", redis.Z{Score: 1_767_225_600_000, Member: "s01-ABC"})
		p.Set(ctx, "{s01}:epoch", 7, 0)
		p.SAdd(ctx, "{s01}:seen:1", "one", "two")
		p.XAdd(ctx, &redis.XAddArgs{Stream: "{s01}:inbox", ID: "0-3", Values: []string{"to", "s01-ABC", "event", "?"}})
		p.XAdd(ctx, &redis.XAddArgs{Stream: "{s01}:outbox", ID: "5-0", Values: []string{"last", ""}})
		p.XDel(ctx, "{s01}:outbox", "5-0")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rdb, keys
}

func identity(t *testing.T) *age.X25519Identity {
	t.Helper()
	made, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func order(t *testing.T, rdb *redis.Client, keys *seal.Keys, to *age.X25519Identity) Order {
	t.Helper()
	return Order{
		Redis: rdb, Keys: keys, Recipients: []age.Recipient{to.Recipient()}, File: filepath.Join(t.TempDir(), "footing.age"),
		Release: "test", Now: time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC),
	}
}

// plain is what a small store's file has in it.
func plain(t *testing.T, rdb *redis.Client, keys *seal.Keys) []byte {
	t.Helper()
	o, to := order(t, rdb, keys, identity(t)), &bytes.Buffer{}
	h, err := described(t.Context(), rdb)
	if err != nil {
		t.Fatal(err)
	}
	h.Release, h.Began = o.Release, o.Now
	w, err := newWriter(to, h)
	if err == nil {
		err = copyAll(t.Context(), rdb, h, w)
	}
	if err == nil {
		err = w.end()
	}
	if err != nil {
		t.Fatal(err)
	}
	return to.Bytes()
}

// readPlain reads all of it.
func readPlain(data []byte) (Summary, error) {
	r, h, err := newReader(bytes.NewReader(data))
	for err == nil {
		var end *Trailer
		if _, end, err = r.next(); end != nil {
			return Summary{Header: h, Trailer: *end}, err
		}
	}
	return Summary{}, err
}

// TestTheBeginning: who has only a file finds out what it is, and a reader of this form goes on reading it.
func TestTheBeginning(t *testing.T) {
	rdb, keys := small(t)
	const want = magic + "h\x00\x00\x00\x9c" + `{"footing_backup":1,"release":"test","form":"3.0","generation":"G",` +
		`"keyset":"%s","bot":"sample_bot","shards":2,"began":"2026-11-02T12:00:00Z"}`
	data := plain(t, rdb, keys)
	begin := fmt.Sprintf(want, keys.Fingerprint())
	if n := len(begin) - len(magic) - 5; n != 0x9c {
		t.Fatalf("the header has %d bytes", n)
	}
	if !bytes.HasPrefix(data, []byte(begin)) {
		t.Errorf("it begins %q", data[:len(begin)])
	}
	s, err := readPlain(data)
	if err != nil || s.Participants != 1 || s.Keys != 9 || s.Sealed[fmt.Sprintf("%08x", keys.Primary())] != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestEveryDamageIsNoticed: within the encryption, too, no byte can be missing or another.
func TestEveryDamageIsNoticed(t *testing.T) {
	rdb, keys := small(t)
	data := plain(t, rdb, keys)
	for n := range data {
		if _, err := readPlain(data[:n]); err == nil {
			t.Fatalf("cut off after %d bytes, it is whole", n)
		}
		other := bytes.Clone(data)
		other[n] ^= 0x10
		if _, err := readPlain(other); err == nil {
			t.Fatalf("byte %d of %d is another one, and it is whole", n, len(data))
		}
	}
	if _, err := readPlain(append(bytes.Clone(data), 0)); !errors.Is(err, ErrNotOurs) {
		t.Errorf("something behind it: %v", err)
	}
}

// TestFiles: what is not a whole file for this identity is refused with a reason.
func TestFiles(t *testing.T) {
	rdb, keys := small(t)
	own := identity(t)
	o := order(t, rdb, keys, own)
	if _, err := Write(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(o.File)
	if err != nil {
		t.Fatal(err)
	}
	var foreign bytes.Buffer
	w, err := age.Encrypt(&foreign, own.Recipient())
	if err == nil {
		_, err = io.WriteString(w, "something else")
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	altered := bytes.Clone(whole)
	altered[len(altered)-40] ^= 1
	for name, c := range map[string]struct {
		data []byte
		own  age.Identity
		want error
	}{
		"whole": {whole, own, nil}, "no file of age": {[]byte("PK..."), own, ErrNotOurs}, "empty": {nil, own, ErrNotOurs},
		"another's": {whole, identity(t), ErrIdentity}, "of something else": {foreign.Bytes(), own, ErrNotOurs},
		"cut off": {whole[:len(whole)-100], own, errAny}, "altered": {altered, own, errAny},
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(t.Context(), path, []age.Identity{c.own}, keys, 3)
		if (err == nil) != (c.want == nil) || !errors.Is(c.want, errAny) && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

var errAny = errors.New("any")

// TestWhereItIsPut: the file is private, nothing else is left beside it, and a file that is there stays.
func TestWhereItIsPut(t *testing.T) {
	rdb, keys := small(t)
	o := order(t, rdb, keys, identity(t))
	if _, err := Write(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(o.File)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := Write(t.Context(), o); err == nil || !strings.Contains(err.Error(), "--replace") {
		t.Errorf("over a file: %v", err)
	}
	if o.Replace = true; err == nil {
		_, err = Write(t.Context(), o)
	}
	if err != nil {
		t.Error(err)
	}
	if err := rdb.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), o); err == nil {
		t.Error("a backup of nothing was made")
	}
	left, err := os.ReadDir(filepath.Dir(o.File))
	if len(left) != 1 || err != nil {
		t.Errorf("%v are there, %v", left, err)
	}
}

// TestWhatAKilledBackupLeft goes with a later one, unless it may still be at work.
func TestWhatAKilledBackupLeft(t *testing.T) {
	rdb, keys := small(t)
	o := order(t, rdb, keys, identity(t))
	for name, age := range map[string]time.Duration{
		".footing-backup-1": 25 * time.Hour, ".footing-backup-2": time.Hour, "footing-backup-3": 25 * time.Hour,
	} {
		path := filepath.Join(filepath.Dir(o.File), name)
		err := os.WriteFile(path, []byte("a half"), 0o600)
		if err = errors.Join(err, os.Chtimes(path, o.Now, o.Now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Write(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(o.File))
	var names []string
	for _, f := range left {
		names = append(names, f.Name())
	}
	want := []string{".footing-backup-2", "footing-backup-3", "footing.age"}
	if diff := cmp.Diff(want, names); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
}

// TestItIsReadBack: what is on the disk otherwise than it was written is no backup.
func TestItIsReadBack(t *testing.T) {
	rdb, keys := small(t)
	own := identity(t)
	o := order(t, rdb, keys, own)
	h, err := described(t.Context(), rdb)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int64{-1, 0, 300, 1000} {
		f, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.New()
		if _, err = o.encrypt(t.Context(), io.MultiWriter(f, sum), h, own); err == nil && at >= 0 {
			_, err = f.WriteAt([]byte{0xee}, at)
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := readBack(t.Context(), f.Name(), sum, own, newTrial(keys)); (err == nil) != (at < 0) {
			t.Errorf("with a bad byte at %d: %v", at, err)
		}
	}
}

// FuzzReader: whatever is in a file, reading it ends, with an error or with the whole of it.
func FuzzReader(f *testing.F) {
	f.Add([]byte(magic))
	f.Add([]byte(magic + "h\x00\x00\x00\x21" + `{"footing_backup":1,"shards":16}.` + "k\x00\x00\x00\x04\x01{\x01x"))
	f.Add([]byte(magic + "h\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := readPlain(data); err == nil && s.Version != version {
			t.Errorf("%+v", s)
		}
	})
}
