package storage

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/keyspace"
	"footing/storage/reseal"
	"footing/storage/seal"
	"footing/storage/written"
)

// writtenAt is when the commit stopped writing its store.
var writtenAt = time.Date(2000, 1, 16, 22, 0, 51, 0, time.UTC)

// TestStoreOfAnEarlierCommit reads everything that commit 02b4408 wrote. What is read says all that was written, and so
// does what is written of it now. Package state holds such documents to their last field; here every text and every
// time in one has to be in the form of today.
func TestStoreOfAnEarlierCommit(t *testing.T) {
	s, all := writtenStore(t)
	counted := map[string]int{}
	for _, w := range all {
		owner, name, _ := strings.Cut(w.Key, "}:")
		if rest, ok := strings.CutPrefix(name, "p:"); ok {
			owner, name, _ = strings.Cut(rest, ":")
		}
		c, n := check{t, s, w}, max(len(w.Stream), 1)
		switch name {
		case "state":
			c.state(owner)
		case "facts":
			c.facts(owner)
		case "inbox":
			c.inbox(shardIn(t, owner))
		case "outbox":
			c.outbox(shardIn(t, owner))
		case "parked":
			c.parked(shardIn(t, owner))
		default:
			n = 0
		}
		counted[name] += n
	}
	for name, want := range map[string]int{"state": 13, "facts": 583, "inbox": 14, "outbox": 18, "parked": 2} {
		if counted[name] != want {
			t.Errorf("%d %s were compared, want %d", counted[name], name, want)
		}
	}
}

// shardIn reads the number of a shard from its hash tag, "{s07".
func shardIn(t *testing.T, tag string) int {
	t.Helper()
	shard, err := strconv.Atoi(strings.TrimPrefix(tag, "{s"))
	if err != nil {
		t.Fatal(err)
	}
	return shard
}

// TestMetaOfAnEarlierCommit reads what commit 02b4408 wrote beside the people.
func TestMetaOfAnEarlierCommit(t *testing.T) {
	s, _ := writtenStore(t)
	ctx := t.Context()
	if bot, err := s.Bot(ctx); bot != "footing_bot" || err != nil {
		t.Errorf("the bot is %q, %v", bot, err)
	}
	if at, err := s.Polled(ctx); !at.Equal(writtenAt) || err != nil {
		t.Errorf("Telegram was last heard at %s, %v", at, err)
	}
	if plans, err := s.Plans(ctx); string(plans["fedcba"]) != "a plan" || err != nil {
		t.Errorf("the plans are %q, %v", plans, err)
	}
	releases, err := s.Releases(ctx)
	if string(releases["0123456789ab"]) != `{"id":"0123456789ab","study":"sample"}` || err != nil {
		t.Errorf("the releases are %q, %v", releases, err)
	}
	if _, err := s.StudyKey(ctx, "sample"); err != nil {
		t.Error(err)
	}
	if n, err := s.rdb.HLen(ctx, keyspace.Studies).Result(); n != 1 || err != nil {
		t.Errorf("%d studies have a key, %v: that of the study was not found", n, err)
	}
	if n, err := s.Parked(ctx); n != 2 || err != nil {
		t.Errorf("%d entries are parked, %v", n, err)
	}
}

// TestPeopleOfAnEarlierCommit finds people by their chats, knows events that were received, and wakes whoever waits.
func TestPeopleOfAnEarlierCommit(t *testing.T) {
	s, _ := writtenStore(t)
	ctx := t.Context()
	for _, chat := range []int64{100, 101, 200, 201, 202, 203, 204, 205, 206, 207, 208} {
		id, err := s.Resolve(ctx, chat)
		if err != nil || id == "" {
			t.Fatalf("chat %d is %q's, %v", chat, id, err)
		}
		if r, err := s.Load(ctx, id); r.State.Chat != chat || err != nil {
			t.Errorf("%s has chat %d, want %d, %v", id, r.State.Chat, chat, err)
		}
	}
	again := state.Membership{Header: state.Header{ID: "u90.b1", At: writtenAt}}
	if _, err := s.Receive(ctx, writtenAt, []Arrival{{Chat: 200, Event: again}}); !errors.Is(err, errEarlier) {
		t.Errorf("something is written before the store is brought forward: %v", err)
	}
	if err := s.BringForward(ctx); err != nil {
		t.Fatal(err)
	}
	if fresh, err := s.Receive(ctx, writtenAt, []Arrival{{Chat: 200, Event: again}}); len(fresh) != 0 || err != nil {
		t.Errorf("an event that was received before is new: %v, %v", fresh, err)
	}
	for shard := range s.Shards() {
		lease := take(t, s, shard)
		before, err := s.rdb.ZCard(ctx, keyspace.Due(shard)).Result()
		if err != nil {
			t.Fatal(err)
		}
		due, err := s.Due(ctx, lease, writtenAt.AddDate(10, 0, 0), 1000)
		if len(due) != int(before) || err != nil {
			t.Errorf("%d of %d moments of shard %d were found, %v", len(due), before, shard, err)
		}
		for _, e := range due {
			if d, ok := e.Event.(state.Due); !ok || d.Kind == "" {
				t.Errorf("an earlier moment became %+v", e.Event)
			}
		}
	}
}

func take(t *testing.T, s *Store, shard int) Lease {
	t.Helper()
	lease, ok, err := s.Acquire(t.Context(), shard)
	if err != nil || !ok {
		t.Fatalf("shard %d: %v, %v", shard, ok, err)
	}
	return lease
}

// check compares one key with what is read of it.
type check struct {
	t *testing.T
	s *Store
	w written.Key
}

func (c check) state(id string) {
	r, err := c.s.Load(c.t.Context(), id)
	if err != nil || r.Version == 0 {
		c.t.Fatalf("%s: version %d, %v", id, r.Version, err)
	}
	same(c, c.open(c.w.Hash["state"], reseal.ForState(id)), r.State, state.EncodeState, state.DecodeState)
}

func (c check) facts(id string) {
	facts, err := c.s.Facts(c.t.Context(), id, time.Time{})
	if err != nil || len(facts) != len(c.w.Stream) {
		c.t.Fatalf("%s: %d facts of %d, %v", id, len(facts), len(c.w.Stream), err)
	}
	for n, e := range c.w.Stream {
		same(c, c.open(e.Fields["fact"], reseal.ForFacts(id)), facts[n], record.Encode, record.Decode)
	}
}

func (c check) inbox(shard int) {
	entries, err := c.s.Inbox(c.t.Context(), shard, "", 1000)
	if err != nil || len(entries) != len(c.w.Stream) {
		c.t.Fatalf("shard %d: %d entries of %d, %v", shard, len(entries), len(c.w.Stream), err)
	}
	for n, e := range c.w.Stream {
		if entries[n].Stream != e.ID || entries[n].Err != nil {
			c.t.Fatalf("shard %d: entry %s is read as %s, %v", shard, e.ID, entries[n].Stream, entries[n].Err)
		}
		c.event(shard, e, entries[n].Event)
	}
}

func (c check) outbox(shard int) {
	messages, err := c.s.Outbox(c.t.Context(), shard, "", 1000)
	if err != nil || len(messages) != len(c.w.Stream) {
		c.t.Fatalf("shard %d: %d messages of %d, %v", shard, len(messages), len(c.w.Stream), err)
	}
	for n, e := range c.w.Stream {
		if messages[n].Stream != e.ID || messages[n].Err != nil {
			c.t.Fatalf("shard %d: message %s is read as %s, %v", shard, e.ID, messages[n].Stream, messages[n].Err)
		}
		c.effect(e, messages[n].Effect)
	}
}

// parked compares what stands beside the boxes until somebody has looked at it.
func (c check) parked(shard int) {
	for _, e := range c.w.Stream {
		if string(e.Fields["box"]) == "outbox" {
			from, id := string(e.Fields["from"]), string(e.Fields["id"])
			_, effect, err := c.s.openEffect(from, id, string(e.Fields["effect"]))
			if err != nil {
				c.t.Fatal(err)
			}
			c.effect(e, effect)
			continue
		}
		l, err := c.s.openEvent(shard, string(e.Fields["place"]), string(e.Fields["event"]))
		if err != nil {
			c.t.Fatal(err)
		}
		c.event(shard, e, l.event)
	}
}

func (c check) event(shard int, e written.Entry, got state.Event) {
	plain := c.open(e.Fields["event"], reseal.ForEvent(shard, string(e.Fields["place"])))
	same(c, plain[8:], got, state.EncodeEvent, state.DecodeEvent) // behind the chat
}

func (c check) effect(e written.Entry, got state.Effect) {
	context := reseal.ForEffect(string(e.Fields["from"]), string(e.Fields["id"]))
	same(c, c.open(e.Fields["effect"], context), got, state.EncodeEffect, state.DecodeEffect)
}

// open gives what was sealed.
func (c check) open(sealed, context []byte) []byte {
	c.t.Helper()
	plain, err := c.s.keys.Open(sealed, context)
	if err != nil {
		c.t.Fatalf("%s: %v", c.w.Key, err)
	}
	return plain
}

// same compares what was written as JSON with what was read of it, and with what is read of that as it is written now.
func same[T any](c check, was []byte, got T, encode func(T) ([]byte, error), decode func([]byte) (T, error)) {
	c.t.Helper()
	want, err := decode(was)
	if err != nil {
		c.t.Fatalf("%s: %v", c.w.Key, err)
	}
	data, err := encode(got)
	if err != nil {
		c.t.Fatalf("%s: %v", c.w.Key, err)
	}
	again, err := decode(data)
	if err != nil {
		c.t.Fatalf("%s: %v", c.w.Key, err)
	}
	for what, is := range map[string]T{"was read": got, "is read again": again} {
		if diff := cmp.Diff(want, is); diff != "" {
			c.t.Errorf("%s: what %s is not what was written (-was +is):\n%s", c.w.Key, what, diff)
		}
	}
	var doc any
	if err := json.Unmarshal(was, &doc); err != nil {
		c.t.Fatalf("%s: %v", c.w.Key, err)
	}
	for _, form := range formsOf(doc) {
		if !bytes.Contains(data, form) {
			c.t.Errorf("%s: %x (%q) is not in what is written now: %x", c.w.Key, form, form, data)
		}
	}
}

// formsOf gives every text and every time of a document as it stands in CBOR. The names of kinds do not: they have
// numbers there.
func formsOf(doc any) (all [][]byte) {
	switch doc := doc.(type) {
	case map[string]any:
		_, member := doc["body"]
		for name, value := range doc {
			if !member || name != "type" && name != "kind" {
				all = append(all, formsOf(value)...)
			}
		}
	case []any:
		for _, value := range doc {
			all = append(all, formsOf(value)...)
		}
	case string:
		at, err := time.Parse(time.RFC3339Nano, doc)
		switch {
		case err == nil && at.IsZero():
		case err == nil:
			all = append(all, binary.BigEndian.AppendUint32([]byte{0x1a}, uint32(at.Unix())))
		default:
			all = append(all, []byte(doc))
		}
	}
	return all
}

// writtenStore opens the store of an earlier commit, and gives what is in it.
func writtenStore(t *testing.T) (*Store, []written.Key) {
	t.Helper()
	const commit = "02b4408"
	file, err := written.File(commit, "keys.json")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := written.Store(commit)
	if err != nil {
		t.Fatal(err)
	}
	inner := miniredis.RunT(t)
	inner.SetTime(writtenAt)
	rdb, err := NewClient(ClientOptions{Addrs: []string{inner.Addr()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() })
	if err := written.Restore(t.Context(), rdb, all); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), rdb, keys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, all
}
