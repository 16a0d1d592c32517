//go:build faults

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"footing/bot/simulator"
)

// TestFaultsRestoredBesideAnotherTime: the data folder is of another time than the backup. It is older, from before
// somebody had consented; or a backup of that time was restored first, by mistake, and serve has worked on it. Nobody
// has left, so whoever had consented by the backup that is restored is asked.
func TestFaultsRestoredBesideAnotherTime(t *testing.T) {
	needRedis(t)
	binary := builtBy(t, "build", "-tags", "faults")
	for name, mistake := range map[string]bool{"an older folder": false, "after the wrong backup": true} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, binary)
			s.sim.AddUser(simulator.User{ID: stopper, FirstName: "second", LanguageCode: "en"})
			s.movable()
			s.begins()
			s.linksTo(stopper, "B-18")
			older := s.keepsFolder()
			wrong, _ := s.copies(t)
			s.consents(stopper, "B-18")
			s.settles()
			right, key := s.copies(t)
			s.fail(s.serve.stop())
			if mistake {
				s.loses("redis", "journal-*.log")
				s.restores(wrong, key)
				s.settles()
				s.fail(s.serve.stop())
				s.loses("redis")
			} else {
				s.loses("*")
				s.fail(os.CopyFS(filepath.Join(s.dir, "data"), os.DirFS(older)))
			}
			s.restores(right, key)
			s.jumps(at(1, 15))
			s.sees(stopper, "Here is your check-in.")
			s.fail(s.serve.stop())
			if s.err != nil {
				t.Error(s.err)
			}
		})
	}
}

// keepsFolder copies the files of the data folder beside serve, once it has routes.
func (s *stage) keepsFolder() (kept string) {
	data, kept := filepath.Join(s.dir, "data"), filepath.Join(s.dir, "kept")
	s.settles()
	s.fail(os.MkdirAll(kept, 0o700))
	files, err := os.ReadDir(data)
	s.fail(err)
	for _, f := range files {
		if f.Type().IsRegular() {
			text, err := os.ReadFile(filepath.Join(data, f.Name()))
			s.fail(errors.Join(err, os.WriteFile(filepath.Join(kept, f.Name()), text, 0o600)))
		}
	}
	return kept
}

// copies makes a backup, and gives the file and the identity that opens it.
func (s *stage) copies(t *testing.T) (file, key string) {
	t.Helper()
	key = filepath.Join(s.dir, "key.txt")
	text, err := os.ReadFile(key)
	if errors.Is(err, fs.ErrNotExist) {
		var made *age.X25519Identity
		made, err = age.GenerateX25519Identity()
		s.fail(err)
		text = []byte(made.String())
		err = os.WriteFile(key, text, 0o600)
	}
	s.fail(err)
	identity, err := age.ParseX25519Identity(string(text))
	s.fail(err)
	file = filepath.Join(t.TempDir(), "footing.age")
	_, err = s.serve.command(s.ctx, "backup", "--recipient", identity.Recipient().String(), file)
	s.fail(err)
	return file, key
}

// restores puts a backup back and starts serve.
func (s *stage) restores(file, key string) {
	out, err := s.serve.command(s.ctx, "restore", "--identity", key, file)
	if s.fail(err); err == nil && !strings.Contains(out, "Start footing serve now.") {
		s.fail(fmt.Errorf("%w: %s", errDiffers, out))
	}
	s.again()
	s.fail(s.serve.start(s.ctx))
	s.settles()
}
