//go:build !windows

package redisserver

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// filled is a server's folder, with so many entries in its append-only file, which it returns too.
func filled(t *testing.T, entries int) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	s := start(t, dir)
	c := client(t, s)
	for n := range entries {
		if err := c.Eval(t.Context(), "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('INCR', 'n')",
			[]string{fmt.Sprint("key", n)}, "value").Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Stop(soon(t)); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, aofFolder, "*.incr.aof"))
	if err != nil || len(found) != 1 {
		t.Fatalf("append-only files are %v, %v", found, err)
	}
	return dir, found[0]
}

// TestACutFileIsNotServed: a server whose append-only file was cut does not start with what is left of it, says what
// happened and what to do about it, and leaves the file as it is; what it advises helps.
func TestACutFileIsNotServed(t *testing.T) {
	needRedis(t)
	for name, cut := range map[string]int{"within its last command": 5, "within its last change": 40, "by half": 1000} {
		t.Run(name, func(t *testing.T) {
			dir, file := filled(t, 20)
			whole, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			left := whole[:len(whole)-cut]
			if err := os.WriteFile(file, left, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = Start(soon(t), Options{Dir: dir})
			var e *TruncatedError
			if !errors.As(err, &e) {
				t.Fatalf("a cut file: error is %v", err)
			}
			end := bytes.LastIndex(left, []byte("*1\r\n$4\r\nEXEC\r\n")) + len("*1\r\n$4\r\nEXEC\r\n")
			want := &TruncatedError{
				Dir: dir, File: filepath.Base(file), Size: int64(len(left)), Whole: int64(end),
			}
			if diff := cmp.Diff(want, e); diff != "" {
				t.Error(diff)
			}
			lost := fmt.Sprintf("%d", len(left)-end)
			if text := err.Error(); !strings.Contains(text, file) || !strings.Contains(text, "the last "+lost+" of its") {
				t.Errorf("the error is %q", text)
			}
			manifest := filepath.Join(dir, aofFolder, "appendonly.aof.manifest")
			text := e.Remedy()
			if !strings.Contains(text, "--fix "+manifest) || !strings.Contains(text, "these "+lost+" bytes") {
				t.Errorf("the remedy is %q", text)
			}
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, left) {
				t.Errorf("the file has %d bytes, %d were left, %v", len(now), len(left), err)
			}
			mend(t, manifest)
			n, err := client(t, start(t, dir)).Get(t.Context(), "n").Int()
			if want := bytes.Count(left[:end], []byte("EXEC")); n != want || err != nil {
				t.Errorf("after the remedy there are %d changes, want %d, %v", n, want, err)
			}
		})
	}
}

// TestADamagedFileIsNotServed: what is damaged otherwise is not served either, and Redis' own words say why.
func TestADamagedFileIsNotServed(t *testing.T) {
	needRedis(t)
	dir, file := filled(t, 20)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Replace(data, []byte("$4\r\nkey3"), []byte("x4\r\nkey3"), 1)
	if err := os.WriteFile(file, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Start(soon(t), Options{Dir: dir})
	if err == nil || errors.As(err, new(*TruncatedError)) || !strings.Contains(err.Error(), "Bad file format") {
		t.Errorf("a damaged file: error is %v", err)
	}
}

// TestWithoutTheChecker: what the log says is enough to tell what happened.
func TestWithoutTheChecker(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	e, ok := truncated(t.Context(), "/data", "1:M 29 Nov 2026 14:59:53.023 # Unexpected end of file reading the append "+
		"only file appendonly.aof.1.incr.aof. You can: 1) Make a backup of your AOF file, then use ./redis-check-aof ...")
	if diff := cmp.Diff(&TruncatedError{Dir: "/data", File: "appendonly.aof.1.incr.aof"}, e); !ok || diff != "" {
		t.Errorf("read as cut: %t\n%s", ok, diff)
	}
	for _, text := range []string{e.Error(), e.Remedy()} {
		if strings.Contains(text, " 0 ") || strings.ContainsAny(text, "%\n") {
			t.Errorf("it says %q", text)
		}
	}
	other := "1:M # Bad file format reading the append only file x.aof: make a backup"
	if _, ok := truncated(t.Context(), "/data", other); ok {
		t.Error("another end is taken for a cut")
	}
}

// mend does what the remedy says.
func mend(t *testing.T, manifest string) {
	t.Helper()
	check := exec.CommandContext(t.Context(), "redis-check-aof", "--fix", manifest)
	check.Stdin = strings.NewReader("y\n")
	if says, err := check.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, says)
	}
}
