//go:build faults

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"footing/bot/simulator"
	"footing/storage"
)

// Two more patients.
const (
	stopper = int64(7004) // ends their part after the backup
	eraser  = int64(7005) // has everything removed after the backup
)

// loss is what is gone besides Redis' data.
type loss struct {
	gone []string // files of the data folder
	gap  bool     // people are told between which hours something may be lost
	all  bool     // nothing is known of what came after the backup
}

// TestFaultsRestored is the drill of docs/operations.md: a backup while an alert is open, more of everybody, the loss
// of Redis, and the restore. Whoever had everything removed is erased again before anybody is asked, whoever had
// stopped is not asked, the alert is called again, and people hear of the lost hours once, if something is lost.
func TestFaultsRestored(t *testing.T) {
	needRedis(t)
	binary := builtBy(t, "build", "-tags", "faults")
	for name, l := range map[string]loss{
		"with the data folder": {},
		"without the journal":  {gone: []string{"journal-*.log"}, gap: true},
		"with nothing else":    {gone: []string{"*"}, gap: true, all: true},
	} {
		t.Run(name, func(t *testing.T) { l.live(t, binary) })
	}
}

func (l loss) live(t *testing.T, binary string) {
	s := newStage(t, binary)
	s.sim.AddUser(simulator.User{ID: stopper, FirstName: "second", LanguageCode: "en"})
	s.sim.AddUser(simulator.User{ID: eraser, FirstName: "third", LanguageCode: "en"})
	s.movable()
	s.begins()
	s.takesIn(stopper, "B-18")
	s.takesIn(eraser, "C-19")
	s.jumps(at(1, 12))
	s.says(patient, "Help")
	s.taps(patient, "What would help now?", "Tell Sample Clinic I'm not safe")
	s.taps(patient, "Shall I tell", "Yes, tell Sample Clinic")
	s.sees(clinician, "Safety alert")
	s.settles()
	file, key := s.backsUp(t)
	id := s.identityOf(eraser)
	s.says(stopper, "/stop")
	s.taps(stopper, "Shall I stop?", "Yes, stop")
	s.sees(clinician, "B-18 has left")
	if out, err := s.types("C-19\nerase\n", "erase", "C-19"); err != nil {
		t.Fatalf("%v: %s\n%v", err, out, s.err)
	}
	s.says(patient, "/pause")
	s.settles()
	s.fail(s.serve.stop())
	s.loses(append(l.gone, "redis")...)
	out, err := s.serve.command(s.ctx, "restore", "--identity", key, file)
	if s.fail(err); !strings.Contains(out, "Restored: the store with 4 people") || strings.Contains(out, "footing bot take") != l.all {
		t.Fatalf("%v\n%s\n%s", err, out, s.report())
	}
	calls := s.alarms()
	s.again()
	if l.all {
		s.act(func() error {
			_, err := s.types("footing_test_bot\n", "bot", "take")
			return err
		})
	}
	s.fail(s.serve.start(s.ctx))
	s.settles()
	s.moveTo(s.now().Add(10 * time.Minute))
	s.until("the alert to be called again", func() bool { return s.alarms() > calls })
	s.jumps(at(1, 15))
	s.sees(patient, "Here is your check-in.")
	if asked := s.hasHeard(stopper, "Here is your check-in."); asked != l.all && s.err == nil {
		t.Errorf("whoever had stopped was asked: %v", asked)
	}
	for who, want := range map[int64]bool{patient: l.gap, clinician: l.gap, stopper: l.all, eraser: l.all} {
		if n := s.told(who, "may not have been kept"); s.err == nil && (n == 1) != want || n > 1 {
			t.Errorf("%d was told %d times of what is lost", who, n)
		}
	}
	if held := s.holds(t, id); held != l.all && s.err == nil {
		t.Errorf("something of whoever had everything removed is in Redis: %v", held)
	}
	s.fail(s.serve.stop())
	if s.err != nil {
		t.Error(s.err)
	}
}

// backsUp makes a backup beside serve, and gives the file and the identity that opens it.
func (s *stage) backsUp(t *testing.T) (file, key string) {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file, key = filepath.Join(t.TempDir(), "footing.age"), filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(key, []byte(identity.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := s.serve.command(s.ctx, "backup", "--recipient", identity.Recipient().String(), file)
	if s.fail(err); !strings.Contains(out, "the store with 4 people") || !strings.Contains(out, "The keyset is not in it.") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = s.serve.command(s.ctx, "restore", "--check", "--identity", key, file)
	if s.fail(err); !strings.Contains(out, "It can be restored") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := s.serve.command(s.ctx, "restore", "--identity", key, file); err == nil ||
		!strings.Contains(err.Error(), "footing serve works on the data folder") {
		t.Errorf("restored beside serve: %v\n%s", err, out)
	}
	return file, key
}

// loses removes files of the data folder.
func (s *stage) loses(patterns ...string) {
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.Join(s.dir, "data", pattern))
		s.fail(err)
		for _, path := range found {
			s.fail(os.RemoveAll(path))
		}
	}
}

// told counts the messages to somebody that say something.
func (s *stage) told(user int64, text string) (n int) {
	for _, said := range s.heard(user) {
		if strings.Contains(said, text) {
			n++
		}
	}
	return n
}

// holds tells whether a participant's id stands anywhere in Redis.
func (s *stage) holds(t *testing.T, id string) bool {
	t.Helper()
	rdb, err := storage.NewClient(storage.ClientOptions{URL: s.redisURL()})
	if err != nil {
		t.Fatal(err)
	}
	defer rdb.Close() //nolint:errcheck // only read
	keys, err := rdb.Keys(s.ctx, "*").Result()
	if s.fail(err); id == "" {
		return true
	}
	for _, key := range keys {
		dump, err := rdb.Dump(s.ctx, key).Result()
		s.fail(err)
		if strings.Contains(key, id) || strings.Contains(dump, id) {
			return true
		}
	}
	return false
}
