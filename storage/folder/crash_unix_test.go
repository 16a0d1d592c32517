//go:build !windows

package folder

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// childName marks a process as a child that appends to the spool in its folder.
const childName = "FOOTING_TEST_SPOOL_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childName) != "" {
		fmt.Fprintln(os.Stderr, appendForEver("spool"))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// appendForEver says on standard output which number it has safely appended.
func appendForEver(path string) error {
	s, err := openRecords(path, defaultLimit)
	if err != nil {
		return err
	}
	for i := s.len(); ; i++ {
		if err := add(s, [][]byte{[]byte(strconv.Itoa(i))}); err != nil {
			return err
		}
		if _, err := fmt.Println(i); err != nil {
			return err
		}
	}
}

// TestKilled kills a process that appends, again and again: what it had said
// was appended is there, in order, and the next process carries on.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	program, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	said := -1
	for round := range 5 {
		child := exec.CommandContext(t.Context(), program)
		child.Dir = filepath.Dir(path)
		child.Env = append(os.Environ(), childName+"=yes")
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 20 + 13*round {
			if !lines.Scan() {
				t.Fatal("the child ended by itself")
			}
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		last := lines.Text()
		for lines.Scan() {
			last = lines.Text()
		}
		_ = child.Wait() // "signal: killed"
		if said, err = strconv.Atoi(last); err != nil {
			t.Fatal(err)
		}
	}
	got := drain(t, open(t, path))
	if len(got) <= said {
		t.Errorf("%d records, the child had said %d", len(got), said+1)
	}
	for i, record := range got {
		if record != strconv.Itoa(i) {
			t.Fatalf("record %d is %q", i, record)
		}
	}
}

// cramped runs a function while no file may become larger than so many bytes: the system then refuses the rest of a
// write.
func cramped(t *testing.T, bytes int64, run func()) {
	t.Helper()
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	room := old
	room.Cur = uint64(bytes)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &room); err != nil {
		t.Fatal(err)
	}
	run()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
}

// TestAFailedWriteIsUndone lets the system refuse the second half of a write.
func TestAFailedWriteIsUndone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	appendAll(t, s, "one")
	var failed error
	cramped(t, 4096, func() { failed = add(s, [][]byte{make([]byte, 3000), make([]byte, 3000)}) })
	if failed == nil || s.len() != 1 {
		t.Errorf("error %v, %d wait", failed, s.len())
	}
	if info, err := os.Stat(path); err != nil || info.Size() != s.end {
		t.Errorf("%d bytes in the file, %d are whole, %v", info.Size(), s.end, err)
	}
	appendAll(t, s, "two")
	if diff := cmp.Diff([]string{"one", "two"}, drain(t, reopen(t, s))); diff != "" {
		t.Error(diff)
	}
}

// TestOfAFailedWriteNoRouteComesBack lets the system refuse the end of a write whose first routes are already in the
// file: a later and shorter write leaves one of them whole, and it must not hold.
func TestOfAFailedWriteNoRouteComesBack(t *testing.T) {
	b, path := testBox(t), filepath.Join(t.TempDir(), "routes")
	r := openLog(t, path, b)
	batch := make(map[string][]byte)
	for _, id := range []string{"a", "b", "c", "d"} {
		batch[id] = []byte("refused")
	}
	var failed error
	cramped(t, r.end+3*(frameHead+smallest)+50, func() { failed = r.set(batch) })
	if failed == nil || len(held(r)) != 0 {
		t.Errorf("error %v, %v hold", failed, held(r))
	}
	if err := r.set(map[string][]byte{"a": []byte("lind")}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"a": "lind"}, held(openLog(t, path, b))); diff != "" {
		t.Error(diff)
	}
}

// TestABrokenSpoolSaysSo takes the disk away altogether: nothing is claimed
// after that, and what was safe is there when the spool is opened again.
func TestABrokenSpoolSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	appendAll(t, s, "one")
	working := s.file
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s.file = readOnly
	for range 2 {
		if err := add(s, [][]byte{[]byte("two")}); err == nil {
			t.Fatal("appended to a file that cannot be written")
		}
	}
	s.file = working
	if err := add(s, [][]byte{[]byte("two")}); err == nil {
		t.Error("a broken spool took a record without being opened again")
	}
	if err := s.drain(t.Context(), 0, func([]frame) error { return nil }); err == nil {
		t.Error("a broken spool was drained")
	}
	if err := readOnly.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"one"}, drain(t, reopen(t, s))); diff != "" {
		t.Error(diff)
	}
}
