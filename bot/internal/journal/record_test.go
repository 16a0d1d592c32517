package journal

import (
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/course"
)

var update = flag.Bool("update", false, "write the golden file anew")

var at = time.Date(2026, 3, 2, 14, 0, 1, int(7*time.Millisecond), time.UTC)

// TestFormOfRecords: a journal may be read by a later release than the one that wrote it.
func TestFormOfRecords(t *testing.T) {
	head := func(id string) state.Header { return state.Header{ID: id, At: at.Truncate(time.Second)} }
	turns := []Past{
		{Shard: 7, Number: 300, At: at, ID: "s07-A", Chat: -5, line: "3-ABC", Event: state.Said{
			Header: head("u1.m1"), Sender: state.Sender{Chat: -5, Name: "Ann"}, Text: "hello",
		}},
		{Shard: 7, Number: 301, At: at, ID: "s07-A", Chat: 1 << 40, Event: state.Tapped{
			Header: head("u2.c2"), Data: "a:1:s1:no", Called: []state.Called{{Header: head("call")}},
		}},
		{Shard: 99, Number: 1 << 50, At: at, ID: "s99-B", Event: state.Due{
			Header: head("due"), Kind: state.WakeLeave, Key: "k", Lost: 3, LostAlerts: 1, Unread: true,
		}},
	}
	arrived := came{7, at, storage.Arrival{Chat: 5, Event: state.Flood{Header: head("u3")}, Known: true}}
	sent := []over{
		{7, at, "u1.m1#0", state.Sent{Header: head("u1.m1#0/sent"), Anchor: "a", Message: 3}}, {7, at, "u1.m1#1", nil},
	}
	var lines []string
	write := func(e encoder) record {
		data, err := e.encode()
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, hex.EncodeToString(data))
		r, err := decode(data)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, want := range turns {
		got, err := write(want).turn()
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Past{})); err != nil || diff != "" {
			t.Errorf("a turn (-want +got), %v:\n%s", err, diff)
		}
	}
	for _, want := range []mark{
		{7, 300, at, "3-ABC", []course.Line{{ID: "2-DEF", Begun: 12}, {ID: "3-ABC", Begun: 300}}, false},
		{7, 301, at, "3-ABC", nil, true},
	} {
		got, err := write(want).mark()
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(mark{})); err != nil || diff != "" {
			t.Errorf("a mark (-want +got), %v:\n%s", err, diff)
		}
	}
	if got, err := write(arrived).came(); err != nil || !cmp.Equal(got, arrived.arrival) {
		t.Errorf("an update: %+v, %v", got, err)
	}
	for _, want := range sent {
		got, err := write(want).over()
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(over{})); err != nil || diff != "" {
			t.Errorf("what was sent (-want +got), %v:\n%s", err, diff)
		}
	}
	golden := filepath.Join("testdata", "records.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), strings.Join(lines, "\n")+"\n"); diff != "" {
		t.Errorf("records are written otherwise (-want +got):\n%s", diff)
	}
}

// FuzzDecode: whatever a record holds, reading it ends without a panic.
func FuzzDecode(f *testing.F) {
	golden, err := os.ReadFile(filepath.Join("testdata", "records.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(golden)) {
		if data, err := hex.DecodeString(strings.TrimSpace(line)); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		r, err := decode(data)
		if err != nil {
			return
		}
		_, _ = r.turn()
		_, _ = r.came()
		_, _ = r.over()
		_, _ = r.mark()
	})
}
