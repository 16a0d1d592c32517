// Package spool keeps posts in the data folder while Redis cannot take them. What Keep has returned nil for survives a
// crash, and a record that cannot be read holds up no other: it goes to the quarantine, and is not thrown away.
//
// Ask There first, because a bot may have no data folder. Keep writes posts; Len says how many wait, Each shows them.
// Whoever moves them on drains the folder and has each batch read by Read. When that is possible, and who hears of it,
// is not known here.
package spool

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"footing/bot/internal/metrics"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
	"footing/storage/seal"
)

// formerPlace is the context that releases up to 0.1 sealed spooled posts with, with the keyset of the store.
const formerPlace = "spool/post"

// errBroken says that a record does not open with the data folder's key.
var errBroken = errors.New("it does not open: another key, or damaged")

// Spool is the posts that wait.
type Spool struct {
	folder  *folder.Folder // may be nil
	keys    *seal.Keys     // for what releases up to 0.1 left; may be nil if there is nothing
	log     *slog.Logger
	metrics *metrics.Metrics
}

// New makes the spool of a data folder, which may be nil.
func New(f *folder.Folder, keys *seal.Keys, log *slog.Logger, m *metrics.Metrics) *Spool {
	return &Spool{folder: f, keys: keys, log: log, metrics: m}
}

// spooled is a post as it is stored in the spool. Event is what a release wrote that stored events as JSON.
type spooled struct {
	To    string          `json:"to,omitempty"`
	Chat  int64           `json:"chat,omitempty"`
	Form  []byte          `json:"form,omitempty"`
	Event json.RawMessage `json:"event,omitempty"`
	Known bool            `json:"known,omitempty"`
}

// There tells whether the bot has a data folder.
func (s *Spool) There() bool { return s.folder != nil }

// Len is how many posts wait.
func (s *Spool) Len() int {
	if !s.There() {
		return 0
	}
	return s.folder.Updates().Len()
}

// Keep writes posts to the spool. When it returns nil they survive a crash.
func (s *Spool) Keep(posts []storage.Post) error {
	batch := make([][]byte, len(posts))
	for i, p := range posts {
		event, err := state.EncodeEvent(p.Event)
		if err != nil {
			return fmt.Errorf("spool a post: %w", err)
		}
		if batch[i], err = json.Marshal(spooled{To: p.To, Chat: p.Chat, Form: event, Known: p.Known}); err != nil {
			return fmt.Errorf("spool a post: %w", err)
		}
	}
	if err := s.folder.Updates().Append(batch); err != nil {
		return fmt.Errorf("spool posts: %w", err)
	}
	return nil
}

// Read gives the posts of spooled records. Those that cannot be read are set aside first.
func (s *Spool) Read(batch []folder.Record) ([]storage.Post, error) {
	var posts []storage.Post
	var unread []folder.Record
	for _, record := range batch {
		post, err := s.open(record)
		if err != nil {
			s.log.Error("a spooled update cannot be read and is set aside", "error", err)
			unread = append(unread, record)
			continue
		}
		posts = append(posts, post)
	}
	return posts, s.setAside(unread)
}

// Each shows the posts that wait and can be read, oldest first, and leaves them there.
func (s *Spool) Each(see func(storage.Post)) error {
	err := s.folder.Updates().Each(func(record folder.Record) {
		if post, err := s.open(record); err == nil {
			see(post)
		}
	})
	if err != nil {
		return fmt.Errorf("look at the spool: %w", err)
	}
	return nil
}

// setAside puts records that cannot be read into the quarantine. If that fails, they wait in the spool, and all behind
// them as well: what somebody wrote is not thrown away.
func (s *Spool) setAside(unread []folder.Record) error {
	if len(unread) == 0 {
		return nil
	}
	if err := s.folder.Quarantine().Keep(unread); err != nil {
		return fmt.Errorf("set spooled updates aside: %w", err)
	}
	s.metrics.Parked.WithLabelValues("spool").Add(float64(len(unread)))
	return nil
}

func (s *Spool) open(record folder.Record) (storage.Post, error) {
	plain, err := record.Data, error(nil)
	switch record.Seal {
	case folder.Opened:
	case folder.Former:
		plain, err = s.keys.Open(plain, []byte(formerPlace))
	case folder.Broken:
		err = errBroken
	}
	if err != nil {
		return storage.Post{}, fmt.Errorf("open a spooled post: %w", err)
	}
	var p spooled
	if err := json.Unmarshal(plain, &p); err != nil {
		return storage.Post{}, fmt.Errorf("open a spooled post: %w", err)
	}
	if len(p.Form) == 0 {
		p.Form = p.Event
	}
	event, err := state.DecodeEvent(p.Form)
	if err != nil {
		return storage.Post{}, fmt.Errorf("open a spooled post: %w", err)
	}
	return storage.Post{To: p.To, Chat: p.Chat, Event: event, Known: p.Known}, nil
}
