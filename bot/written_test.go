package bot

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/bot/simulator"
	"footing/flows/load/loadtest"
	"footing/storage/seal"
	"footing/storage/written"
)

// writtenChats are those of the two clinicians, the patients, somebody who was invited, and a stranger.
var writtenChats = []int64{100, 101, 200, 201, 202, 203, 204, 205, 206, 207, 208, 999, 31337}

// TestStoreOfAnEarlierCommit lets the bot go on where commit 02b4408 stopped, with a store and a spool that are as it
// left them: every event that waited is decided about, every message leaves, and nothing is put aside as unreadable.
func TestStoreOfAnEarlierCommit(t *testing.T) {
	w := writtenWorld(t, "02b4408", time.Date(2000, 1, 16, 22, 0, 51, 0, time.UTC))
	store := w.open()
	parked, err := store.Parked(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, chat := range writtenChats {
		w.says(chat, "hello") // Telegram takes no message for people who have never written
	}
	b := w.start()
	if err := b.Announce(t.Context()); err != nil { // as serve does, before anything else
		t.Error(err)
	}
	for range 600 {
		w.pump(b)
		w.pass(time.Second)
	}
	if n := b.o.Store.Unswept(); n != 0 {
		t.Errorf("%d shards are not in the present form", n)
	}
	if n, err := store.Parked(t.Context()); n != parked || err != nil {
		t.Errorf("%d entries are parked, %d were before, %v\nlog:\n%s", n, parked, err, w.log)
	}
	if n := w.folder.Updates().Len() + w.folder.Quarantine().Len(); n > 0 {
		t.Errorf("%d events are still in the spool", n)
	}
	for shard := range store.Shards() {
		entries, err := store.Inbox(t.Context(), shard, "", 10)
		if len(entries) > 0 || err != nil {
			t.Errorf("shard %d: %d events wait, %v", shard, len(entries), err)
		}
		messages, err := store.Outbox(t.Context(), shard, "", 10)
		if len(messages) > 0 || err != nil {
			t.Errorf("shard %d: %d messages wait, %v", shard, len(messages), err)
		}
	}
	for _, chat := range writtenChats {
		if len(w.heard(chat)) == 0 {
			t.Errorf("chat %d was not answered\nlog:\n%s", chat, w.log)
		}
	}
}

// writtenWorld is the world in which a commit stopped.
func writtenWorld(t *testing.T, commit string, at time.Time) *world {
	t.Helper()
	w := newWorld(t, nil)
	w.plan, w.clock = loadtest.Shipped(t), at
	w.plan.Bot = "footing_bot"
	w.redis.SetTime(at)
	for _, chat := range writtenChats {
		w.phone.AddUser(simulator.User{ID: chat, FirstName: phoneOf(chat), LanguageCode: "en"})
	}
	file := func(name string) []byte {
		data, err := written.File(commit, name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var err error
	if w.keys, err = seal.Parse(file("keys.json")); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "updates.spool"), file("spool"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.withFolderAt(dir)
	keys, err := written.Store(commit)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.redis.Start(); err != nil {
		t.Fatal(err)
	}
	rdb := redis.NewClient(&redis.Options{Addr: w.redis.Addr()})
	defer func() { _ = rdb.Close() }()
	if err := written.Restore(t.Context(), rdb, keys); err != nil {
		t.Fatal(err)
	}
	return w
}
