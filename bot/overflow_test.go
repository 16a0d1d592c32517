package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/storage/folder"
)

// TestSpooledUpdatesThatCannotBeReadHoldNothingUp: records that no key opens, that were sealed for another place, or
// that say nothing this release knows, are set aside with a line each; those around them keep their order. Records that
// release 0.1 sealed with the keyset of the store are read.
func TestSpooledUpdatesThatCannotBeReadHoldNothingUp(t *testing.T) {
	w := newWorld(t, parrot).withFolder()
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	former := func(plain, place string) folder.Record {
		sealed, err := w.keys.Seal([]byte(plain), []byte(place))
		if err != nil {
			t.Fatal(err)
		}
		return folder.Record{Data: sealed, Seal: folder.Former}
	}
	event := fmt.Sprintf(`{"type":"Said","body":{"id":"u900.m900","at":%q,"chat":%d,"media":"text","text":"of 0.1"}}`,
		w.now().Format(time.RFC3339), ann)
	gate.setAway(true)
	spool := func(text string) {
		w.says(ann, text)
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	spool("one")
	bad := []folder.Record{
		{Data: []byte("my secret, not sealed"), Seal: folder.Former},
		{Data: []byte("my secret, not sealed"), Seal: folder.Broken},
		former(`{"chat":1001,"event":{}}`, "spool/quarantine"),
		former("my secret, no JSON", "spool/post"),
		former(`{"chat":1001,"event":{"type":"Secret","text":"my secret"}}`, "spool/post"),
		former(`{"chat":1001}`, "spool/post"),
		{Data: []byte("my secret, no JSON")},
		{Data: []byte(`{"chat":1001,"event":{"type":"Secret","text":"my secret"}}`)},
	}
	good := former(fmt.Sprintf(`{"chat":1001,"event":%s}`, event), "spool/post")
	if err := w.folder.Updates().Keep(append(bad, good)); err != nil {
		t.Fatal(err)
	}
	spool("two")
	if n := b.overflow.Len(); n != len(bad)+3 {
		t.Fatalf("%d records are in the spool, want %d", n, len(bad)+3)
	}
	gate.setAway(false)
	w.pump(b)
	w.expect(ann, "1 one", "2 of 0.1", "3 two")
	if n := b.overflow.Len(); n != 0 {
		t.Errorf("%d records are left in the spool", n)
	}
	if h := b.Health(b.o.Clock()); !strings.Contains(fmt.Sprint(h), fmt.Sprintf("%d things", len(bad))) {
		t.Errorf("health says %q of what was set aside", h.Problems)
	}
	var aside []folder.Record
	err := w.folder.Quarantine().DrainLane(t.Context(), 0, func(batch []folder.Record) error {
		aside = append(aside, batch...)
		return nil
	})
	if diff := cmp.Diff(bad, aside); diff != "" || err != nil {
		t.Errorf("%v (-want +set aside):\n%s", err, diff)
	}
	log := w.log.String()
	if n := strings.Count(log, "cannot be read"); n != len(bad) {
		t.Errorf("%d lines about records that cannot be read, want %d:\n%s", n, len(bad), log)
	}
	if strings.Contains(log, "my secret") {
		t.Errorf("the log tells what somebody wrote:\n%s", log)
	}
}
