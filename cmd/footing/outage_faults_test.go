//go:build faults

package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"footing/bot/simulator"
	"footing/flows/record"
	"footing/storage"
	"footing/storage/redisserver"
)

// ways are how a Redis fails, and how it is mended.
func ways() map[string][2]func(*stage) error {
	var redis *os.Process // a stopped one cannot be asked for its id
	stop := func(s *stage) (err error) {
		if redis, err = s.redis(s.ctx); err != nil {
			return err
		}
		return redis.Signal(syscall.SIGSTOP)
	}
	goOn := func(*stage) error { return redis.Signal(syscall.SIGCONT) }
	return map[string][2]func(*stage) error{
		"stopped":       {stop, goOn},
		"out of memory": {set("CONFIG", "SET", "maxmemory", "1"), set("CONFIG", "SET", "maxmemory", "0")},
		"refusing writes": {
			set("CONFIG", "SET", "min-replicas-to-write", "1"), set("CONFIG", "SET", "min-replicas-to-write", "0"),
		},
		"without rights": {
			set("ACL", "SETUSER", "default", "-@all", "+acl", "+ping"), set("ACL", "SETUSER", "default", "+@all"),
		},
	}
}

// set gives a command to the stage's Redis.
func set(args ...any) func(*stage) error {
	return func(s *stage) error {
		server, err := redisserver.Attach(s.ctx, filepath.Join(s.dir, "data", "redis"))
		if err != nil {
			return err
		}
		rdb, err := storage.NewClient(storage.ClientOptions{URL: server.URL()})
		if err != nil {
			return err
		}
		return errors.Join(rdb.Do(s.ctx, args...).Err(), rdb.Close())
	}
}

// TestOutages: however Redis fails, a call for help gets the truth with numbers, reaches the clinician and the second
// channel once, and is one alert when Redis is back, which knows of the call. A program without the attendant fails it.
func TestOutages(t *testing.T) {
	needRedis(t)
	binary := built(t, "-tags", "faults")
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			if err := outageOf(t, binary, way); err != nil {
				t.Error(err)
			}
		})
	}
	for name, d := range outageDefects() {
		t.Run(name, func(t *testing.T) {
			err := outageOf(t, d.program(t), ways()["out of memory"])
			if !errors.Is(err, errInVain) && !errors.Is(err, errDiffers) {
				t.Errorf("not noticed: %v", err)
			}
			t.Logf("noticed: %v", err)
		})
	}
}

// outageDefects are what TestOutages must notice.
func outageDefects() map[string]defect {
	return map[string]defect{
		"nobody attends to what has no turn": {
			file: "bot/run.go", protection: "range attendants {", without: "range 0 * attendants {",
		},
		"an emergency call is not written down": {
			file: "bot/internal/attendant/emergency.go", protection: "if !a.with.Spool.There() {", without: "if true {",
		},
	}
}

// outageOf lives through a call for help during an outage, and says what is wrong with it.
func outageOf(t *testing.T, binary string, way [2]func(*stage) error) error {
	t.Helper()
	s := newStage(t, binary)
	var pages atomic.Int32
	pager := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { pages.Add(1) }))
	t.Cleanup(pager.Close)
	s.serve.env = append(s.serve.env, "FOOTING_CHANNEL_WEBHOOK="+pager.URL)
	s.fail(s.serve.start(s.ctx))
	s.enrols(s.invites())
	s.settles()
	s.act(func() error { return way[0](s) })
	began := s.now()
	s.says(patient, "I want to die")
	s.sees(patient, "Nobody reads it now.")
	s.taps(patient, "Nobody reads it now.", "Tell Sample Clinic I'm not safe")
	s.taps(patient, "Shall I tell Dr Lind now", "Yes, tell Sample Clinic")
	s.sees(clinician, "Sent by the emergency way")
	s.sees(patient, "I have sent this to Dr Lind by the emergency way")
	s.until("the second channel", func() bool { return pages.Load() == 1 })
	t.Logf("helped within %s", s.now().Sub(began))
	s.act(func() error { return way[1](s) })
	s.settles()
	if s.err != nil {
		return s.err
	}
	m, err := s.memory()
	if err != nil {
		return err
	}
	alerts := 0
	for _, f := range s.facts(m)[patient] {
		if _, ok := f.Body.(record.Alert); ok {
			alerts++
		}
	}
	alarms := 0
	for _, e := range s.sim.Log() {
		if e.Chat == clinician && e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") {
			alarms++
		}
	}
	if err := errors.Join(s.err, m.close()); err != nil {
		return err
	}
	if alerts != 1 || alarms != 1 || pages.Load() != 1 {
		return fmt.Errorf("%w: %d alerts, %d alarms, %d pages", errDiffers, alerts, alarms, pages.Load())
	}
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	return s.err
}
