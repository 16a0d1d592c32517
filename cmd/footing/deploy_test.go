package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"footing/cmd/footing/internal/assembly"
	"footing/storage"
)

// compose is what the tests look at of deploy/compose.yaml.
type compose struct {
	Services map[string]struct {
		Command     any               `yaml:"command"`
		Environment map[string]string `yaml:"environment"`
		Secrets     []string          `yaml:"secrets"`
		Healthcheck struct {
			Test []string `yaml:"test"`
		} `yaml:"healthcheck"`
		Logging struct {
			Options map[string]string `yaml:"options"`
		} `yaml:"logging"`
	} `yaml:"services"`
	Secrets map[string]any `yaml:"secrets"`
}

func readCompose(t *testing.T) compose {
	t.Helper()
	text, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c compose
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestComposeIsWhole: each service has a health check and a bounded log, and each secret it uses is declared. Every
// setting of Footing's is one that it knows.
func TestComposeIsWhole(t *testing.T) {
	c := readCompose(t)
	for name, service := range c.Services {
		if len(service.Healthcheck.Test) < 2 || service.Logging.Options["max-size"] == "" {
			t.Errorf("%s has no health check, or its log grows for ever", name)
		}
		for _, secret := range service.Secrets {
			if c.Secrets[secret] == nil {
				t.Errorf("%s uses the secret %s, which is not declared", name, secret)
			}
		}
	}
	dir := t.TempDir()
	var environ []string
	for key, value := range c.Services["footing"].Environment {
		if strings.HasSuffix(key, "_FILE") {
			value = filepath.Join(dir, filepath.Base(value))
			if err := os.WriteFile(value, []byte("1:a"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		environ = append(environ, key+"="+value)
	}
	var said strings.Builder
	code := run(assembly.Surroundings{
		Ctx: t.Context(), Out: &said, ErrOut: &said, Environ: environ, Clock: assembly.Clock(nil),
	}, []string{"config", "print"})
	if code != 0 || strings.Contains(said.String(), "means nothing") {
		t.Errorf("footing config print ends with %d:\n%s", code, said.String())
	}
}

// TestComposeRedis runs the Redis of deploy/compose.yaml: Footing can do all it does with the login it has there, a
// stranger can do nothing, and the login can neither empty the server, nor stop it, nor change how it runs.
func TestComposeRedis(t *testing.T) {
	if _, err := exec.LookPath("redis-server"); err != nil && os.Getenv("FOOTING_TEST_REDIS") != "require" {
		t.Skip("redis-server is not installed: apt-get install redis-server")
	}
	command, _ := readCompose(t).Services["redis"].Command.([]any)
	if len(command) != 3 {
		t.Fatalf("the command is %v", command)
	}
	script, _ := command[2].(string)
	dir := t.TempDir()
	password, socket := filepath.Join(dir, "redis-password"), filepath.Join(dir, "s")
	if err := os.WriteFile(password, []byte("a-long-one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	script = strings.NewReplacer("$$", "$", "/run/secrets/redis-password", password).Replace(script)
	server := exec.CommandContext(t.Context(), "sh", "-c", script+" --port 0 --unixsocket "+socket+" --dir "+dir)
	log := &strings.Builder{}
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for range 100 {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}

	environ := []string{
		"FOOTING_REDIS_URL=unix://" + socket, "FOOTING_REDIS_USERNAME=footing", "FOOTING_REDIS_PASSWORD_FILE=" + password,
		"FOOTING_DATA_DIR=" + filepath.Join(dir, "data"), "FOOTING_KEYSET_FILE=" + filepath.Join(dir, "keyset.json"),
	}
	for _, args := range [][]string{{"seed", "--patients", "1", "--weeks", "2"}, {"doctor"}} {
		var said strings.Builder
		code := run(assembly.Surroundings{
			Ctx: t.Context(), Out: &said, ErrOut: io.Discard, Environ: environ, Clock: assembly.Clock(nil),
		}, args)
		wrong := strings.Contains(said.String(), "NOPERM") || strings.Contains(said.String(), "FAILED   redis")
		if args[0] == "seed" && code != 0 || wrong {
			t.Errorf("%s ends with %d:\n%s", args[0], code, said.String())
		}
	}
	for _, do := range []struct {
		login   string
		command []any
		refused string
	}{
		{"", []any{"ping"}, "NOAUTH"},
		{"footing:wrong@", []any{"ping"}, "WRONGPASS"},
		{"footing:a-long-one@", []any{"ping"}, ""},
		{"footing:a-long-one@", []any{"flushall"}, "NOPERM"},
		{"footing:a-long-one@", []any{"shutdown"}, "NOPERM"},
		{"footing:a-long-one@", []any{"config", "set", "appendfsync", "no"}, "NOPERM"},
		{"footing:a-long-one@", []any{"replicaof", "127.0.0.1", "6379"}, "NOPERM"},
	} {
		rdb, err := storage.NewClient(storage.ClientOptions{URL: "unix://" + do.login + socket})
		if err != nil {
			t.Fatal(err)
		}
		err = rdb.Do(t.Context(), do.command...).Err()
		if err != nil && (do.refused == "" || !strings.HasPrefix(err.Error(), do.refused)) || err == nil && do.refused != "" {
			t.Errorf("%s as %q: %v, want %q", do.command, do.login, err, do.refused)
		}
		if err := rdb.Close(); err != nil {
			t.Error(err)
		}
	}
}

// lacks skips a test for want of somebody else's program, unless a whole check requires it.
func lacks(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("FOOTING_TEST_TOOLS") == "require" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// TestUnits: the units of systemd are accepted by it, and hold no settings: those stand in footing.yaml alone, where
// every command finds them.
func TestUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		lacks(t, "systemd-analyze is not installed: apt-get install systemd")
	}
	dir := t.TempDir()
	args := []string{"verify", "--man=no"}
	for _, name := range []string{"footing.service", "footing-failed.service"} {
		unit, err := os.ReadFile(filepath.Join("../../deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(unit), "\n") {
			key, ours := strings.CutPrefix(line, "Environment=")
			if ours && strings.Contains(key, "FOOTING_") && !strings.Contains(key, "FOOTING_ALERT=") {
				t.Errorf("%s has a setting: %s", name, line)
			}
		}
		// The programs are installed on another machine.
		installed := regexp.MustCompile(`/usr/local/bin/[a-z.-]+|/usr/bin/systemctl`).ReplaceAllString(string(unit), "/bin/true")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(installed), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, filepath.Join(dir, name))
	}
	said, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput()
	if err != nil || strings.Contains(string(said), dir) {
		t.Errorf("systemd-analyze: %v\n%s", err, said)
	}
}
