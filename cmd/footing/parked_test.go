package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
)

// TestParkedIsListed with the time to note, and without that once all was looked at.
func TestParkedIsListed(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 5_000_000, time.UTC)
	entries := []storage.Aside{
		{Shard: 7, Stream: "1772452800005-0", At: at, Box: "outbox", Reason: "unreadable"},
		{Shard: 3, Stream: "1772449200005-1", At: at.Add(-time.Hour), Box: "inbox", Reason: "panic", Looked: true},
	}
	records := []folder.Record{{ID: "0123456789ab"}, {ID: "ba9876543210", Seal: folder.Broken}}
	var out bytes.Buffer
	if err := listParked(&out, entries, records); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"s07/1772452800005-0  2026-03-02T12:00:00.005Z  outbox       unreadable     no", "inbox        panic          yes",
		"0123456789ab         -                         data folder  unreadable     -",
		"ba9876543210         -                         data folder  does not open  -",
		"When you have looked: footing parked looked 2026-03-02T12:00:00.005Z",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	entries[0].Looked = true
	out.Reset()
	err := listParked(&out, entries, records)
	if err != nil || strings.Contains(out.String(), "When you have looked") {
		t.Errorf("%v\n%s", err, &out)
	}
}

// asides is a store of invented people in which things were set aside: what two people wrote, a moment, and a message
// and a letter that cannot be read.
func asides(t *testing.T) (*seeded, []storage.Aside) {
	t.Helper()
	s := newSeeded(t)
	s.seed(0, "--patients", "2", "--weeks", "1")
	const chat = 1_000_000
	shard := s.store.ShardOf(chat)
	lease, ok, err := s.store.Acquire(t.Context(), shard)
	if err != nil || !ok {
		t.Fatal(err)
	}
	id, err := s.store.Resolve(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	arrivals := []storage.Arrival{
		{Chat: chat, Event: state.Said{Header: state.Header{ID: "u1", At: s.now}, Sender: state.Sender{Chat: chat}, Text: "my secret"}},
		{Chat: chat, Event: state.Said{Header: state.Header{ID: "u2", At: s.now}, Sender: state.Sender{Chat: chat}, Text: "another"}},
		{To: id, Event: state.Due{Header: state.Header{ID: "d1", At: s.now}, Kind: state.WakeClose}},
	}
	entries, err := s.store.Receive(t.Context(), s.now, arrivals)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := s.store.Park(t.Context(), lease, e, "panic"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.redis.XAdd(strings.Replace("{sNN}:parked", "NN", id[1:3], 1), "*",
		[]string{"box", "outbox", "reason", "unreadable", "from", id, "name", "x", "effect", "nothing"}); err != nil {
		t.Fatal(err)
	}
	all, err := s.store.Aside(t.Context())
	if err != nil || len(all) != 4 {
		t.Fatal(all, err)
	}
	return s, all
}

// noted are the deeds that wait for the office to file them.
func (s *seeded) noted() map[record.Deed]string {
	s.t.Helper()
	found := make(map[record.Deed]string)
	entries, err := s.store.Inbox(s.t.Context(), 0, "", 100)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		if operated, ok := e.Event.(state.Operated); ok {
			found[operated.Deed] = operated.What
		}
	}
	return found
}

// TestParkedOneByOne: what is set aside is shown without what somebody wrote, and with it only after the audit knows;
// one is tried again, one removed, and what can't be is refused with the reason.
func TestParkedOneByOne(t *testing.T) {
	s, all := asides(t)
	first, second, due, unreadable := parkedID(all[0]), parkedID(all[1]), parkedID(all[2]), parkedID(all[3])
	shown := s.says(0, "parked", "show", first)
	if !strings.Contains(shown, "Said") || !strings.Contains(shown, "P-") && !strings.Contains(shown, "whose  ") ||
		strings.Contains(shown, "secret") || len(s.noted()) > 0 {
		t.Errorf("shown without --reveal:\n%s\nnoted %v", shown, s.noted())
	}
	if shown = s.says(0, "parked", "show", "--reveal", first); !strings.Contains(shown, "my secret") {
		t.Errorf("shown with --reveal:\n%s", shown)
	}
	if got := s.noted()[record.DeedRead]; got != "set aside "+first {
		t.Errorf("the audit is told of %q", got)
	}
	s.says(0, "parked", "retry", first)
	if got := s.noted()[record.DeedRetried]; got != "set aside "+first {
		t.Errorf("the audit is told of %q", got)
	}
	waiting, err := s.store.Inbox(t.Context(), all[0].Shard, "", 100)
	// the office may be on this shard too
	tried := slices.DeleteFunc(waiting, func(e storage.Entry) bool { return e.To == state.OfficeID })
	said, ok := tried[0].Event.(state.Said)
	if err != nil || !ok || said.Text != "my secret" ||
		!said.SaidAt.Equal(s.now.Truncate(time.Second)) && !said.SaidAt.IsZero() {
		t.Errorf("waiting is %+v, %v", waiting, err)
	}
	s.says(0, "parked", "drop", second)
	if got := s.noted()[record.DeedDropped]; got != "set aside "+second {
		t.Errorf("the audit is told of %q", got)
	}
	for id, want := range map[string]string{
		first: "nothing that is set aside has the ID", due: "planned anew", unreadable: "still cannot be read", "x": "has the ID",
	} {
		if said := s.says(1, "parked", "retry", id); !strings.Contains(said, want) {
			t.Errorf("%s: %s", id, said)
		}
	}
	if list := s.says(0, "parked"); strings.Contains(list, first) || strings.Contains(list, second) ||
		!strings.Contains(list, due) {
		t.Errorf("listed:\n%s", list)
	}
}

// TestParkedInTheFolder: the quarantine is listed beside a serve that has the folder; what is wanted waits there.
func TestParkedInTheFolder(t *testing.T) {
	s := newSeeded(t)
	dir := ""
	for _, setting := range s.environ {
		if at, ok := strings.CutPrefix(setting, "FOOTING_DATA_DIR="); ok {
			dir = at
		}
	}
	f, err := folder.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := f.Quarantine().Append([][]byte{[]byte(`{"update_id":7,"message":{"text":"my secret"}}`)}); err != nil {
		t.Fatal(err)
	}
	records, err := folder.Aside(dir)
	if err != nil || len(records) != 1 {
		t.Fatal(records, err)
	}
	id := records[0].ID
	if list := s.says(0, "parked", "list"); !strings.Contains(list, id) || strings.Contains(list, "secret") {
		t.Error(list)
	}
	var said bytes.Buffer
	run(s.surroundings(&said), []string{"doctor"})
	if !strings.Contains(said.String(), "WARNING  set aside   1 thing could not be dealt with") {
		t.Errorf("doctor says\n%s", &said)
	}
	if shown := s.says(0, "parked", "show", id); strings.Contains(shown, "secret") {
		t.Error(shown)
	}
	if shown := s.says(0, "parked", "show", id, "--reveal"); !strings.Contains(shown, "my secret") {
		t.Error(shown)
	}
	s.says(0, "parked", "retry", id)
	s.says(0, "parked", "drop", id)
	for _, name := range []string{"aside-retry-" + id, "aside-drop-" + id} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
