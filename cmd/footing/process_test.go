package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is `footing serve` as a service manager runs it.
type process struct {
	binary, dir string
	env         []string
	log         func(string) // a line that it says
	again       int          // how often it is started again when it ends before stop

	mu       sync.Mutex
	running  *exec.Cmd     // nil while none runs
	ended    chan struct{} // closed when that one has ended
	health   string        // where it says how it is
	stopping bool
	kept     chan error // how the last one ended
}

// endsWithin is how long a process may take to start, to be ready, or to stop.
const endsWithin = time.Minute

// start runs serve and waits until it is ready.
func (p *process) start(ctx context.Context) error {
	p.launch(ctx)
	within, cancel := context.WithTimeout(ctx, endsWithin)
	defer cancel()
	for !p.ready(within) {
		select {
		case err := <-p.kept:
			p.kept <- err
			return fmt.Errorf("serve ends by itself: %w", err)
		case <-within.Done():
			return errors.New("serve does not get ready")
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// launch runs serve and does not wait.
func (p *process) launch(ctx context.Context) {
	p.kept = make(chan error, 1)
	go func() { p.kept <- p.keep(ctx) }()
}

// keep gives the last end's error. What it starts is ended by stop, also in a clean-up, and not by a context.
func (p *process) keep(ctx context.Context) error {
	for range p.again + 1 {
		ended := make(chan struct{})
		cmd := exec.CommandContext(context.WithoutCancel(ctx), p.binary, "serve")
		cmd.Dir, cmd.Env, cmd.Stderr = p.dir, p.env, &lines{tell: p.heard}
		p.mu.Lock()
		if p.stopping {
			p.mu.Unlock()
			return nil
		}
		err := cmd.Start()
		p.running, p.ended, p.health = cmd, ended, ""
		p.mu.Unlock()
		if err != nil {
			return err
		}
		err = cmd.Wait()
		p.mu.Lock()
		p.running = nil
		close(ended)
		stopping := p.stopping
		p.mu.Unlock()
		if stopping {
			return err
		}
		p.log(fmt.Sprintf("serve ended: %v", err))
	}
	return fmt.Errorf("serve has ended by itself %d times", p.again+1)
}

// heard takes a line of serve's and learns from it where it serves.
func (p *process) heard(line string) {
	p.log(line)
	if _, url, ok := strings.Cut(line, "health="); ok {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.health = strings.TrimSuffix(url, "/healthz")
	}
}

func (p *process) ready(ctx context.Context) bool {
	p.mu.Lock()
	url := p.health
	p.mu.Unlock()
	if url == "" {
		return false
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

// current is the process that runs, nil if none does.
func (p *process) current() *exec.Cmd {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.running
}

// stop asks serve to end and says how it did: nil for exit code 0. It may be called again.
func (p *process) stop() error {
	p.mu.Lock()
	if p.kept == nil {
		p.mu.Unlock()
		return nil
	}
	p.stopping = true
	if p.running != nil {
		_ = p.running.Process.Signal(syscall.SIGTERM)
	}
	p.mu.Unlock()
	select {
	case err := <-p.kept:
		p.kept <- nil
		return err
	case <-time.After(endsWithin):
		if running := p.current(); running != nil {
			_ = running.Process.Signal(syscall.SIGQUIT) // it says what its goroutines are at, and ends
		}
		return errors.New("serve does not stop")
	}
}

// command runs another footing beside serve and gives what it prints, also when it fails.
func (p *process) command(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, endsWithin)
	defer cancel()
	c := exec.CommandContext(ctx, p.binary, args...)
	said := &bytes.Buffer{}
	c.Dir, c.Env, c.Stderr = p.dir, p.env, said
	out, err := c.Output()
	if err != nil {
		err = fmt.Errorf("footing %v: %w: %s", args, err, said)
	}
	return string(out), err
}

// lines cuts what is written to it into lines.
type lines struct {
	tell func(string)
	rest []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, ok := bytes.Cut(l.rest, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		l.tell(string(line))
		l.rest = rest
	}
}

// built compiles footing and gives the program's path.
func built(t *testing.T) string { return builtBy(t, "build") }

// itself is the path of this test's own binary as `footing`: nothing is linked for it.
func itself(t *testing.T) string {
	t.Helper()
	binary, err := exec.LookPath("footing")
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// builtBy builds it by a command of go with flags.
func builtBy(t *testing.T, command ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "footing")
	args := append(command, "-o", binary, ".")
	if out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	return binary
}

// needRedis skips a test where there is no redis-server, unless that is required.
func needRedis(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return
	}
	if os.Getenv("FOOTING_TEST_REDIS") == "require" {
		t.Fatal("redis-server is not installed: apt-get install redis-server")
	}
	t.Skip("redis-server is not installed: apt-get install redis-server")
}
