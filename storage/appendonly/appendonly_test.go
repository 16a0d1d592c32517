package appendonly_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/storage/appendonly"
	"footing/storage/redisserver"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// started is a server with its data in a folder.
func started(t *testing.T, dir string) *redis.Client {
	t.Helper()
	s, err := redisserver.Start(t.Context(), redisserver.Options{Dir: dir})
	if errors.Is(err, redisserver.ErrNotInstalled) && os.Getenv("FOOTING_TEST_REDIS") != "require" {
		t.Skip(err)
	}
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
		defer cancel()
		must(t, s.Stop(ctx))
	})
	o, err := redis.ParseURL(s.URL())
	must(t, err)
	rdb := redis.NewClient(o)
	t.Cleanup(func() { must(t, rdb.Close()) })
	return rdb
}

// stands tells whether a file of a folder has what was removed.
func stands(t *testing.T, dir string) (found bool) {
	t.Helper()
	must(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		var data []byte
		if err == nil && info.Mode().IsRegular() {
			data, err = os.ReadFile(path)
		}
		found = found || bytes.Contains(data, []byte("s07-GONE"))
		if errors.Is(err, fs.ErrNotExist) { // Redis replaces its files meanwhile
			return nil
		}
		return err
	}))
	return found
}

// eventually repeats something that Redis does beside its answers.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 3000 {
		if done() {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatal("never: ", what)
}

func writtenAnew(t *testing.T, files appendonly.Files) {
	t.Helper()
	var begun appendonly.Begun
	eventually(t, "begun", func() bool { // a replica that has just copied everything writes its file anew by itself
		var err error
		begun, err = files.Begin(t.Context())
		return err == nil
	})
	eventually(t, "written anew", func() bool {
		over, err := files.Over(t.Context(), begun)
		must(t, err)
		return over
	})
}

// TestWhatWasRemovedGoes: what was removed still stands in the files of a real server and of its replica, and not any
// more when these were written anew. A replica that does not answer is named, and the master's file is written all
// the same.
func TestWhatWasRemovedGoes(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	master, replica := started(t, one), started(t, two)
	ports := [2]string{}
	for i, rdb := range []*redis.Client{master, replica} {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		must(t, err)
		_, ports[i], _ = net.SplitHostPort(l.Addr().String())
		must(t, l.Close())
		must(t, rdb.ConfigSet(t.Context(), "port", ports[i]).Err())
	}
	must(t, replica.ReplicaOf(t.Context(), "127.0.0.1", ports[0]).Err())
	eventually(t, "a replica", func() bool {
		return strings.Contains(master.Info(t.Context(), "replication").Val(), "state=online")
	})
	files := appendonly.Of(master)
	gone := func() {
		t.Helper()
		must(t, master.Set(t.Context(), "{s07}:p:s07-GONE:log", "x", 0).Err())
		must(t, master.Del(t.Context(), "{s07}:p:s07-GONE:log").Err())
		eventually(t, "in both files", func() bool { return stands(t, one) && stands(t, two) })
	}
	gone()
	writtenAnew(t, files)
	if stands(t, one) || stands(t, two) {
		t.Errorf("it still stands in a file: of the master %t, of the replica %t", stands(t, one), stands(t, two))
	}
	must(t, files.Hindrance(t.Context()))

	gone()
	must(t, replica.ConfigSet(t.Context(), "requirepass", "another").Err())
	for name, err := range map[string]error{"begin": second(files.Begin(t.Context())), "look": files.Hindrance(t.Context())} {
		if err == nil || !strings.Contains(err.Error(), "127.0.0.1:"+ports[1]) || !strings.Contains(err.Error(), "NOAUTH") {
			t.Errorf("%s: the replica is not named: %v", name, err)
		}
	}
	eventually(t, "the master's file", func() bool { return !stands(t, one) })
	if !stands(t, two) {
		t.Error("the replica's file was written anew by whoever may not")
	}
}

func second(_ appendonly.Begun, err error) error { return err }

// TestWhatStandsInTheWay: what a server refuses is said.
func TestWhatStandsInTheWay(t *testing.T) {
	rdb := started(t, t.TempDir())
	files := appendonly.Of(rdb)
	refused := func(what string) {
		t.Helper()
		if _, err := files.Begin(t.Context()); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("want %q, got %v", what, err)
		}
	}
	must(t, rdb.Do(t.Context(), "ACL", "SETUSER", "default", "-bgrewriteaof").Err())
	refused("NOPERM")
	must(t, rdb.Do(t.Context(), "ACL", "SETUSER", "default", "+@all").Err())
	if over, err := files.Over(t.Context(), appendonly.Begun{}); over || err == nil {
		t.Errorf("a server that was not asked answers: %v, %v", over, err)
	}
	must(t, rdb.ConfigSet(t.Context(), "rdb-key-save-delay", "10000000").Err())
	must(t, rdb.MSet(t.Context(), many()...).Err())
	begun, err := files.Begin(t.Context())
	must(t, err)
	refused("just being written anew")
	must(t, files.Hindrance(t.Context()))
	if over, err := files.Over(t.Context(), begun); over || err != nil {
		t.Errorf("it is over while it is under way: %v, %v", over, err)
	}
	must(t, rdb.ConfigSet(t.Context(), "appendonly", "no").Err())
	refused("keeps no append-only file")
	if err := files.Hindrance(t.Context()); err == nil {
		t.Error("nothing stands in the way without a file")
	}
}

// many are keys that take a while to write.
func many() (pairs []any) {
	for i := range 100 {
		pairs = append(pairs, "k"+strconv.Itoa(i), "v")
	}
	return pairs
}
