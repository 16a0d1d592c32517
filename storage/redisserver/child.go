package redisserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// child is a redis-server process of ours.
type child struct {
	process *os.Process
	exited  chan struct{} // closed when the process has ended
	done    chan struct{} // closed when all is cleared away behind it as well
	err     error         // how it ended; to be read after exited
}

// spawn starts redis-server in dir with the given settings. Its output goes to the log in dir. It keeps the inherited
// file, if any, open as long as it lives.
func spawn(ctx context.Context, program, dir string, settings []string, inherited *os.File) (*child, error) {
	output, err := os.OpenFile(filepath.Join(dir, logFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // in our own folder
	if err != nil {
		return nil, fmt.Errorf("open its log: %w", err)
	}
	// The child outlives the context that it was started under.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, settings...) //nolint:gosec // found on PATH
	cmd.Dir = dir
	cmd.Env = []string{} // not ours: it holds secrets
	cmd.Stdout, cmd.Stderr = output, output
	cmd.SysProcAttr = attributes()
	if inherited != nil {
		cmd.ExtraFiles = []*os.File{inherited}
	}
	c, err := run(cmd)
	if err := errors.Join(err, output.Close()); err != nil {
		return nil, fmt.Errorf("run %s: %w", program, err)
	}
	return c, nil
}

// run starts a command and waits for it on one thread, which is kept alive for it. On Linux a child is told that its
// parent died when the thread that made it ends, and Go may end idle threads.
func run(cmd *exec.Cmd) (*child, error) {
	c := &child{exited: make(chan struct{}), done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		c.process = cmd.Process
		started <- err
		if err == nil {
			c.err = cmd.Wait()
			close(c.exited)
		}
	}()
	return c, <-started
}

// stop ends the child and waits until it is gone. It asks repeatedly: while Redis writes its first append-only file it
// refuses to end, and forgets that it was asked.
func (c *child) stop(ctx context.Context) error {
	again := time.NewTicker(250 * time.Millisecond)
	defer again.Stop()
	for {
		if err := c.process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("signal it: %w", err)
		}
		select {
		case <-c.done:
			if c.err != nil {
				return fmt.Errorf("it did not end in order: %w", c.err)
			}
			return nil
		case <-ctx.Done():
			return fmt.Errorf("wait for its end: %w", ctx.Err())
		case <-again.C:
		}
	}
}

// how says how a child ended.
func (c *child) how() string {
	if c.err != nil {
		return c.err.Error()
	}
	return "exit status 0"
}

// lastLine returns the last line of a log, to say what went wrong. The log of redis-server quotes no stored values.
func lastLine(path string) string {
	text, err := os.ReadFile(path) //nolint:gosec // in our own folder
	if err != nil {
		return err.Error()
	}
	text = bytes.TrimSpace(text)
	return string(text[bytes.LastIndexByte(text, '\n')+1:])
}
