package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"footing/bot/simulator"
)

// process is `footing` as an operator runs it: a program of its own, with its own Redis, speaking to a
// Telegram over HTTP.
type process struct {
	t      *testing.T
	binary string
	dir    string
	env    []string
	sim    *simulator.Server
	serve  *exec.Cmd
}

// TestServe drives the program through an invitation, an enrolment and a call for help, kills it on the way,
// and stops it. What was answered before the kill is still known after it.
func TestServe(t *testing.T) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("FOOTING_TEST_REDIS") == "require" {
			t.Fatal("redis-server is not installed: apt-get install redis-server")
		}
		t.Skip("redis-server is not installed: apt-get install redis-server")
	}
	p := newProcess(t)
	p.start()
	p.sim.AddUser(simulator.User{ID: 7001, FirstName: "L.", LanguageCode: "en"})
	p.sim.AddUser(simulator.User{ID: 7002, FirstName: "phone", LanguageCode: "en"})

	link := p.command("invite", "clinician", "--name", "Dr Lind")
	p.say(7001, "/start "+afterStart(t, link))
	p.press(7001, "Yes")
	p.press(7001, "Yes")
	p.press(7001, "16:00")
	p.say(7001, "/invite A-17")
	p.say(7002, "/start "+afterStart(t, p.wait(7001, "?start=")))
	p.press(7002, "Yes")
	digits := regexp.MustCompile(`(?m)^\d{4}$`).FindString(p.wait(7002, "read these four digits"))
	p.press(7001, digits)
	p.press(7002, "Yes")
	p.wait(7002, "Do you want check-ins?")

	p.kill()
	p.start()
	for _, label := range []string{"Yes", "Yes", "OK", "No", "Yes", "Done", "14:00"} {
		p.press(7002, label)
	}
	p.wait(7001, "A-17 has finished setting up")
	p.say(7002, "Help")
	p.press(7002, "Tell Sample Clinic I'm not safe")
	p.press(7002, "Yes, tell Sample Clinic")
	p.wait(7002, "I've sent this to Dr Lind; nobody has opened it yet.")
	p.wait(7001, "Safety alert")
	p.press(7001, "I have seen this")
	p.wait(7002, "Dr Lind opened it at")

	p.stop()
	if v := p.sim.Violations(); len(v) != 0 {
		t.Errorf("the bot sent what Bot API 10.1 does not know: %v", v)
	}
}

func newProcess(t *testing.T) *process {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "footing")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	sim := simulator.New(simulator.Options{Token: "1:secret", Username: "footing_test_bot"})
	server := httptest.NewServer(sim)
	t.Cleanup(func() { server.Close(); sim.Close() })
	clinic := filepath.Join(dir, "clinic.yaml")
	sample, err := os.ReadFile("../../flows/library/clinic.sample.yaml")
	if err == nil {
		err = os.WriteFile(clinic, sample, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, binary: binary, dir: dir, sim: sim, env: append(os.Environ(),
		"FOOTING_TELEGRAM_TOKEN=1:secret", "FOOTING_TELEGRAM_API_URL="+server.URL, "FOOTING_ADMIN_ADDR=127.0.0.1:0",
		"FOOTING_DATA_DIR="+filepath.Join(dir, "data"), "FOOTING_KEYSET_FILE="+filepath.Join(dir, "keyset.json"),
		"FOOTING_CLINIC="+clinic)}
	t.Cleanup(func() {
		if p.serve != nil {
			p.stop()
		}
	})
	return p
}

// start runs serve and waits until it says that it serves, and where; readyz must agree soon after.
func (p *process) start() {
	p.t.Helper()
	p.serve = exec.CommandContext(context.Background(), p.binary, "serve") // ended by stop, also in a clean-up
	p.serve.Dir, p.serve.Env = p.dir, p.env
	stderr, err := p.serve.StderrPipe()
	if err == nil {
		err = p.serve.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	health := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			p.t.Log(lines.Text())
			if _, after, ok := strings.Cut(lines.Text(), "health="); ok {
				health <- strings.TrimSuffix(after, "/healthz")
			}
		}
		close(health)
	}()
	select {
	case url := <-health:
		if url == "" {
			p.t.Fatal("serve ended before it served")
		}
		p.until("readyz", func() bool { return p.ready(url + "/readyz") })
	case <-time.After(60 * time.Second):
		p.t.Fatal("serve does not begin to serve")
	}
}

func (p *process) ready(url string) bool {
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, url, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

func (p *process) kill() {
	p.t.Helper()
	if err := p.serve.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	_ = p.serve.Wait()
}

// stop asks serve to end and expects it to say so with exit code 0.
func (p *process) stop() {
	p.t.Helper()
	if err := p.serve.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Error(err)
	}
	if err := p.serve.Wait(); err != nil {
		p.t.Errorf("serve ended with %v, want exit code 0", err)
	}
	p.serve = nil
}

func (p *process) command(args ...string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, p.binary, args...)
	c.Dir, c.Env, c.Stderr = p.dir, p.env, os.Stderr
	out, err := c.Output()
	if err != nil {
		p.t.Fatalf("footing %v: %v", args, err)
	}
	return string(out)
}

func afterStart(t *testing.T, text string) string {
	t.Helper()
	found := regexp.MustCompile(`\?start=(\S+)`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no link in %q", text)
	}
	return found[1]
}

func (p *process) say(user int64, text string) {
	p.t.Helper()
	if _, err := p.sim.Send(user, text); err != nil {
		p.t.Fatal(err)
	}
}

// wait gives the youngest message that contains the text, when there is one.
func (p *process) wait(user int64, text string) (found string) {
	p.t.Helper()
	p.until(text, func() bool {
		for _, m := range slices.Backward(p.sim.Chat(user)) {
			if m.FromBot && strings.Contains(m.Text, text) {
				found = m.Text
				return true
			}
		}
		return false
	})
	return found
}

// press taps the button on the youngest message that has buttons, when that has it, and waits for what follows.
func (p *process) press(user int64, label string) {
	p.t.Helper()
	var answers, shown int
	var pressed simulator.Message
	p.until("button "+label, func() bool {
		for _, m := range slices.Backward(p.sim.Chat(user)) {
			for r, row := range m.Buttons {
				for c, b := range row {
					if b.Text == label {
						pressed, answers, shown = m, len(p.sim.Answers(user)), len(p.sim.Chat(user))
						_, err := p.sim.Tap(user, m.ID, r, c)
						return err == nil
					}
				}
			}
		}
		return false
	})
	p.until("what follows "+label, func() bool {
		chat := p.sim.Chat(user)
		n := slices.IndexFunc(chat, func(m simulator.Message) bool { return m.ID == pressed.ID })
		moved := len(chat) > shown || chat[n].Text != pressed.Text || len(chat[n].Buttons) != len(pressed.Buttons)
		return moved && len(p.sim.Answers(user)) > answers
	})
}

// until looks whenever the chats change, for a minute at most.
func (p *process) until(what string, holds func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	changed := p.sim.Subscribe(ctx)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-changed:
		case <-tick.C:
		case <-ctx.Done():
			for _, e := range p.sim.Log() {
				p.t.Log(e.String())
			}
			for _, user := range []int64{7001, 7002} {
				for _, m := range p.sim.Chat(user) {
					p.t.Logf("%d: %q %v", user, m.Text, m.Buttons)
				}
			}
			p.t.Fatalf("waited in vain for %q", what)
		}
	}
}
