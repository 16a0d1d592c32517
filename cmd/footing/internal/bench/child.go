package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long a process may take to start, to answer, or to end.
const patience = time.Minute

// lastLines is how many lines of what a process says are kept, to be shown if it fails.
const lastLines = 20

// child is a process of ours. It is asked in lines of JSON on its standard input, and answers in lines of JSON.
type child struct {
	name  string
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	log   *tail
	ended chan struct{} // closed when it has ended
	err   error         // how; to be read after ended
}

// start runs this program with arguments. On Linux the process is told when this one dies, by the thread that made it,
// which is kept for that.
func (b *bench) start(ctx context.Context, dir string, environ []string, args ...string) (*child, error) {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), b.Binary, args...) //nolint:gosec // ourselves
	c := &child{name: "footing " + strings.Join(args, " "), cmd: cmd, ended: make(chan struct{}), log: newTail()}
	cmd.Dir, cmd.Env, cmd.Stderr, cmd.SysProcAttr = dir, environ, c.log, attributes()
	cmd.WaitDelay = time.Second
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.name, err)
	}
	// Not StdoutPipe, whose reader is closed when the process ends, read or not.
	read, write := io.Pipe()
	cmd.Stdout = write
	c.in, c.out = in, bufio.NewReader(read)
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			c.err = cmd.Wait()
			_ = write.Close()
			close(c.ended)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", c.name, err)
	}
	return c, nil
}

// tell sends a line.
func (c *child) tell(what any) error {
	line, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("ask %s: %w", c.name, err)
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		return c.failed(err)
	}
	return nil
}

// ask sends a line and reads the answer into reply.
func (c *child) ask(question, reply any) error {
	if err := c.tell(question); err != nil {
		return err
	}
	answer, err := c.out.ReadBytes('\n')
	if err != nil {
		return c.failed(err)
	}
	if err := json.Unmarshal(answer, reply); err != nil {
		return fmt.Errorf("%s answers %q: %w", c.name, answer, err)
	}
	return nil
}

// failed says what a process said last.
func (c *child) failed(err error) error {
	return fmt.Errorf("%s: %w; it says:\n%s", c.name, err, c.log)
}

// stop ends the process in order, or kills it if that takes too long. It may be called again.
func (c *child) stop() error {
	_ = c.in.Close()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.ended:
	case <-time.After(patience):
		_ = c.cmd.Process.Kill()
		<-c.ended
		return c.failed(errors.New("it does not end"))
	}
	return nil
}

// finish waits until a process ends by itself, and fails unless it did its work.
func (c *child) finish(ctx context.Context) error {
	select {
	case <-c.ended:
	case <-ctx.Done():
		return errors.Join(ctx.Err(), c.stop())
	}
	if c.err != nil {
		return c.failed(c.err)
	}
	return nil
}

// tail keeps the last lines that are written to it, and the first value of a health= among all.
type tail struct {
	mu     sync.Mutex
	rest   string
	lines  []string
	health string
}

func newTail() *tail { return &tail{} }

// Write takes what a process says.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rest += string(p)
	for {
		line, rest, ok := strings.Cut(t.rest, "\n")
		if !ok {
			return len(p), nil
		}
		t.rest = rest
		if t.lines = append(t.lines, line); len(t.lines) > lastLines {
			t.lines = t.lines[1:]
		}
		if _, url, ok := strings.Cut(line, "health="); ok && t.health == "" {
			t.health = strings.TrimSuffix(url, "/healthz")
		}
	}
}

// String is the lines.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(append(t.lines, t.rest), "\n")
}

func (t *tail) admin() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.health
}
