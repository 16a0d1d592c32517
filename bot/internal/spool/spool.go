// Package spool keeps arrivals in the data folder while Redis cannot take them. What Keep has returned nil for survives
// a crash, and a record that cannot be read holds up no other: it goes to the quarantine, and is not thrown away.
//
// Each shard of the store has a queue of its own here, because one may fail while the others work. As long as any
// arrival of a shard waits, its later arrivals go behind it, so that everybody's messages keep their order; Split tells
// which they are. Which shard a waiting arrival is of is found out by its chat, also after a restart. Without a store,
// as while serve has numbers only, nothing is known of shards and everything waits.
//
// Ask There first, because a bot may have no data folder. Keep writes arrivals; Len says how many wait, Each shows
// them, and Drain moves them on. When that is possible, and who hears of it, is not known here.
package spool

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
	"footing/storage/seal"
)

// formerContext is the context that releases up to 0.1 sealed spooled arrivals with, with the keyset of the store.
const formerContext = "spool/post"

var (
	// errBroken says that a record does not open with the data folder's key.
	errBroken = errors.New("it does not open: another key, or damaged")
	// errNameless says that the store could not tell an event from another.
	errNameless = errors.New("its event has no id")
)

// Spool is the arrivals that wait.
type Spool struct {
	folder  *folder.Folder // may be nil
	store   *storage.Store // may be nil
	keys    *seal.Keys     // for what releases up to 0.1 left; may be nil if there is nothing
	log     *slog.Logger
	metrics *metrics.Metrics

	mu    sync.Mutex
	asked map[int]loop.Reading // by shard: since when something that is due there waits for what is here
}

// New makes the spool of a data folder for a store. Either may be nil.
func New(f *folder.Folder, s *storage.Store, keys *seal.Keys, log *slog.Logger, m *metrics.Metrics) *Spool {
	return &Spool{folder: f, store: s, keys: keys, log: log, metrics: m, asked: make(map[int]loop.Reading)}
}

// spooled is an arrival as it is stored in the spool. Event is what a release wrote that stored events as JSON.
type spooled struct {
	To    string          `json:"to,omitempty"`
	Chat  int64           `json:"chat,omitempty"`
	Form  []byte          `json:"form,omitempty"`
	Event json.RawMessage `json:"event,omitempty"`
	Known bool            `json:"known,omitempty"`
}

// There tells whether the bot has a data folder.
func (s *Spool) There() bool { return s.folder != nil }

// Len is how many arrivals wait.
func (s *Spool) Len() int {
	if !s.There() {
		return 0
	}
	return s.folder.Updates().Len()
}

// Keep writes arrivals to the spool. When it returns nil they survive a crash.
func (s *Spool) Keep(arrivals []storage.Arrival) error {
	batch := make([]folder.Record, len(arrivals))
	for i, a := range arrivals {
		batch[i].Lane = s.laneOf(a)
		event, err := state.EncodeEvent(a.Event)
		if err != nil {
			return fmt.Errorf("spool an arrival: %w", err)
		}
		if batch[i].Data, err = json.Marshal(spooled{To: a.To, Chat: a.Chat, Form: event, Known: a.Known}); err != nil {
			return fmt.Errorf("spool an arrival: %w", err)
		}
	}
	if err := s.folder.Updates().Keep(batch); err != nil {
		return fmt.Errorf("spool arrivals: %w", err)
	}
	return nil
}

// Each shows the arrivals that wait and can be read, oldest first, and leaves them there.
func (s *Spool) Each(see func(storage.Arrival)) error {
	err := s.folder.Updates().Each(func(record folder.Record) {
		if arrival, err := s.Read(record); err == nil {
			see(arrival)
		}
	})
	if err != nil {
		return fmt.Errorf("look at the spool: %w", err)
	}
	return nil
}

// Read gives the arrival of a record.
func (s *Spool) Read(record folder.Record) (storage.Arrival, error) {
	plain, err := record.Data, error(nil)
	switch record.Seal {
	case folder.Opened:
	case folder.Former:
		plain, err = s.keys.Open(plain, []byte(formerContext))
	case folder.Broken:
		err = errBroken
	}
	if err != nil {
		return storage.Arrival{}, fmt.Errorf("open a spooled arrival: %w", err)
	}
	var p spooled
	if err := json.Unmarshal(plain, &p); err != nil {
		return storage.Arrival{}, fmt.Errorf("open a spooled arrival: %w", err)
	}
	if len(p.Form) == 0 {
		p.Form = p.Event
	}
	event, err := state.DecodeEvent(p.Form)
	if err != nil {
		return storage.Arrival{}, fmt.Errorf("open a spooled arrival: %w", err)
	}
	arrival := storage.Arrival{To: p.To, Chat: p.Chat, Event: event, Known: p.Known}
	if s.store == nil {
		return arrival, nil
	}
	if event.Head().ID == "" {
		return storage.Arrival{}, fmt.Errorf("open a spooled arrival: %w", errNameless)
	}
	if _, err := s.shard(arrival); err != nil {
		return storage.Arrival{}, fmt.Errorf("open a spooled arrival: %w", err)
	}
	return arrival, nil
}
