//go:build faults

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"footing/storage"
)

// outage is how a Redis fails, and how it is mended.
type outageOf struct {
	breaks, mends func(*line) error
	lasts         time.Duration // from the first cry on; no shorter than the cries themselves
	careful       bool          // the patient's phone may be seen
}

// outages are the ways in which a Redis fails.
func outages() map[string]outageOf {
	return map[string]outageOf{
		"Redis is killed and away": {breaks: (*line).dies, mends: (*line).begins, lasts: 90 * time.Second},
		"Redis is stopped": {
			breaks: func(l *line) error { return l.signals(syscall.SIGSTOP) },
			mends:  func(l *line) error { return l.signals(syscall.SIGCONT) },
		},
		"Redis is slow": {
			breaks: func(l *line) error { l.delay(8 * time.Second); return nil },
			mends:  func(l *line) error { l.delay(0); return nil },
		},
		"Redis is cut off": {
			breaks: func(l *line) error { l.cut(true); return nil }, mends: func(l *line) error { l.cut(false); return nil },
			lasts: 10 * time.Second, // so that several loops meet it
		},
		"Redis is out of memory": {
			breaks: set("CONFIG", "SET", "maxmemory", "1"), mends: set("CONFIG", "SET", "maxmemory", "0"), careful: true,
		},
		"Redis has no replica": {
			breaks: set("CONFIG", "SET", "min-replicas-to-write", "1"),
			mends:  set("CONFIG", "SET", "min-replicas-to-write", "0"),
		},
		"Redis gives no rights": {
			breaks: set("ACL", "SETUSER", "default", "-@all", "+acl", "+ping"),
			mends:  set("ACL", "SETUSER", "default", "+@all"),
		},
		"Redis cannot save": {breaks: failsToSave, mends: set("CONFIG", "SET", "save", "")},
	}
}

// set gives a command to the Redis.
func set(args ...any) func(*line) error {
	return func(l *line) error { return l.command(args...) }
}

// command gives a command to the Redis, past the line.
func (l *line) command(args ...any) error {
	rdb, err := storage.NewClient(storage.ClientOptions{URL: "unix://" + l.socket()})
	if err != nil {
		return err
	}
	return errors.Join(rdb.Do(l.s.ctx, args...).Err(), rdb.Close())
}

// failsToSave makes Redis answer MISCONF to each write: where its snapshot would be there is a folder.
func failsToSave(l *line) error {
	err := errors.Join(os.MkdirAll(filepath.Join(l.s.dir, "data", "redis", "dump.rdb", "taken"), 0o700),
		l.command("CONFIG", "SET", "save", "3600 1"), l.command("BGSAVE"))
	l.s.until("Redis to refuse", func() bool {
		refused := l.command("DEL", "nothing")
		return refused != nil && strings.HasPrefix(refused.Error(), "MISCONF")
	})
	return err
}

// live: a call for help gets the truth with numbers, reaches the clinician and the second channel once, and is one
// alert when Redis is back, which knows of the call. The log says once that Redis fails. Where the patient's phone may
// be seen, the clinician is told so, no card is sent, and what comes by itself is a note.
func (o outageOf) live(t *testing.T, binary string) error {
	s := newStage(t, binary)
	l, pages := s.throughLine(t), s.pagesOf(t)
	s.begins()
	if o.careful {
		s.says(patient, "Help")
		s.taps(patient, "What would help now?", "My phone may be seen")
	}
	s.rests()
	before := s.complaints()
	s.act(func() error { return o.breaks(l) })
	ends := time.After(o.lasts)
	s.cries()
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	if s.err == nil {
		<-ends
	}
	if o.careful {
		s.sees(clinician, "Careful contact: a call or a message can endanger them.")
	}
	if said := s.complaints()[len(before):]; s.err == nil && len(said) > mostComplaints {
		s.fail(fmt.Errorf("%w: one fault has these lines:\n%s", errDiffers, strings.Join(said, "\n")))
	}
	s.act(func() error { return o.mends(l) })
	s.settles()
	if o.careful {
		s.discreetly(pages)
	} else {
		s.oneAlert(pages, 1)
	}
	return s.err
}

// mostComplaints is how many lines of the log one fault of Redis may cost: that Redis fails, that updates wait, and
// that the second channel was used.
const mostComplaints = 3

// complaints are the warnings and errors in serve's log.
func (s *stage) complaints() (lines []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range s.said {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") {
			lines = append(lines, line)
		}
	}
	return lines
}

// discreetly: it is one alert of somebody whose phone may be seen.
func (s *stage) discreetly(pages *atomic.Int32) {
	s.oneAlertSeen(pages, 1, func() {
		s.settles() // a note that was there already gives way to the new one
		s.taps(patient, "You have a note", "Open")
	})
	for _, e := range s.sim.Log() {
		if s.err == nil && e.Chat == patient && strings.HasPrefix(e.Text, "(contact ") {
			s.fail(fmt.Errorf("%w: a card was sent", errDiffers))
		}
	}
}
