package bot

import (
	"strings"
	"testing"
)

// TestSpooledUpdatesThatCannotBeReadHoldNothingUp: records that no key opens, that were sealed for another place, or
// that say nothing this release knows, are dropped with a line each; those around them keep their order.
func TestSpooledUpdatesThatCannotBeReadHoldNothingUp(t *testing.T) {
	w := newWorld(t, parrot).withSpool()
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	seal := func(plain, place string) []byte {
		sealed, err := w.keys.Seal([]byte(plain), []byte(place))
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	gate.setAway(true)
	spool := func(text string) {
		w.says(ann, text)
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	spool("one")
	bad := [][]byte{
		[]byte("my secret, not sealed"),
		seal(`{"chat":1001,"event":{}}`, quarantinePlace),
		seal("my secret, no JSON", spoolPlace),
		seal(`{"chat":1001,"event":{"type":"Secret","text":"my secret"}}`, spoolPlace),
		seal(`{"chat":1001}`, spoolPlace),
	}
	if err := w.spool.Append(bad); err != nil {
		t.Fatal(err)
	}
	spool("two")
	if n := b.overflow.Len(); n != len(bad)+2 {
		t.Fatalf("%d records are in the spool, want %d", n, len(bad)+2)
	}
	gate.setAway(false)
	w.pump(b)
	w.expect(ann, "1 one", "2 two")
	if n := b.overflow.Len(); n != 0 {
		t.Errorf("%d records are left in the spool", n)
	}
	log := w.log.String()
	if n := strings.Count(log, "cannot be read"); n != len(bad) {
		t.Errorf("%d lines about records that cannot be read, want %d:\n%s", n, len(bad), log)
	}
	if strings.Contains(log, "my secret") {
		t.Errorf("the log tells what somebody wrote:\n%s", log)
	}
}
