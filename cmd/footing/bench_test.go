package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestBenchInterrupted: Ctrl-C in the middle of a measurement ends every process of it and leaves no file, and so does
// the death of the command, but for its files.
func TestBenchInterrupted(t *testing.T) {
	t.Parallel()
	needRedis(t)
	if runtime.GOOS != "linux" {
		t.Skip("processes are looked for in /proc")
	}
	for name, blow := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "killed": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			temporary := t.TempDir()
			said := &bytes.Buffer{}
			bench := exec.CommandContext(context.WithoutCancel(t.Context()), "footing", "bench", "--people", "3", "--population", "50",
				"--seconds", "60")
			bench.Env, bench.Stderr = append(os.Environ(), "TMPDIR="+temporary), said
			bench.WaitDelay = time.Second
			if err := bench.Start(); err != nil {
				t.Fatal(err)
			}
			eventually(t, "redis-server, phones and serve at work", func() bool { return len(workingIn(temporary)) == 3 })
			if err := bench.Process.Signal(blow); err != nil {
				t.Fatal(err)
			}
			var ended *exec.ExitError
			if err := bench.Wait(); !errors.As(err, &ended) {
				t.Errorf("it ended with %v", err)
			}
			if blow == syscall.SIGKILL {
				eventually(t, "the end of its processes", func() bool { return len(workingIn(temporary)) == 0 })
				return
			}
			if got := said.String(); ended.ExitCode() != 1 || got != "footing: stopped before it was done\n" {
				t.Errorf("exit code %d, it says %q", ended.ExitCode(), got)
			}
			if left := workingIn(temporary); len(left) > 0 {
				t.Errorf("these are still at work: %q", left)
			}
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("it leaves %v, %v", left, err)
			}
		})
	}
}

// workingIn lists the processes that work in a folder below this one.
func workingIn(folder string) (found []string) {
	all, _ := filepath.Glob("/proc/[0-9]*/cwd")
	for _, one := range all {
		if at, err := os.Readlink(one); err == nil && strings.HasPrefix(at, folder+"/") {
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(one), "cmdline"))
			if len(command) > 0 && !bytes.Contains(command, []byte("\x00seed\x00")) { // neither ended nor in passing
				found = append(found, string(bytes.ReplaceAll(command, []byte{0}, []byte(" "))))
			}
		}
	}
	return found
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := currentTime().Add(endsWithin); !holds(); time.Sleep(20 * time.Millisecond) {
		if currentTime().After(end) {
			t.Fatalf("%s: not within %s", what, endsWithin)
		}
	}
}
