package bot

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"footing/storage/folder"
)

// TestALinkToNoShardLeavesNothing: a stranger types a link whose address this store cannot have, also while Redis is
// away. They get the answer of any link that does not open; nothing is set aside, and nobody is kept.
func TestALinkToNoShardLeavesNothing(t *testing.T) {
	for _, away := range []bool{false, true} {
		w := newWorld(t, nil).withFolder()
		gate := guarded(w)
		b := w.start()
		w.pump(b)
		gate.setAway(away)
		w.says(ann, "/start s99-ABC_"+strings.Repeat("A", 26))
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		gate.setAway(false)
		w.pump(b)
		if got := strings.Join(w.heard(ann), "|"); !strings.Contains(got, "start.refused") {
			t.Errorf("heard %q", got)
		}
		if n, err := b.o.Store.Parked(t.Context()); n != 0 || err != nil {
			t.Errorf("%d are set aside, %v", n, err)
		}
		for _, key := range w.redis.Keys() {
			if strings.Contains(key, ":p:") {
				t.Errorf("%s is kept", key)
			}
		}
	}
}

// TestAnUpdateThatCannotBeSetAsideIsNotConfirmed: while the folder takes nothing, Telegram keeps an update that cannot
// be read and those behind it, which are answered all the same, once. When the folder works again, all is confirmed.
func TestAnUpdateThatCannotBeSetAsideIsNotConfirmed(t *testing.T) {
	w := newWorld(t, parrot)
	const broken = `{"update_id":7,"message":{"message_id":"a secret","chat":{"id":1001,"type":"private"}}}`
	var asked []string
	w.wire = func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(req.URL.Path, "/getUpdates") {
				return next.RoundTrip(req)
			}
			sent, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			asked = append(asked, string(sent))
			body := `{"ok":true,"result":[` + broken + `,{"update_id":8,"message":{"message_id":3,"date":1,"text":"hello",` +
				`"from":{"id":1001,"first_name":"Ann"},"chat":{"id":1001,"type":"private"}}}]}`
			answer := io.NopCloser(strings.NewReader(body))
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: answer}, nil
		})
	}
	w.says(ann, "so that there is a chat")
	b := w.start()
	f, err := folder.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil { // and so takes nothing
		t.Fatal(err)
	}
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	b.receiver.offset, b.o.Folder = 0, f
	for range 2 {
		if _, err := b.receiver.fetch(t.Context(), 0); err == nil || !strings.Contains(err.Error(), "stays with Telegram") {
			t.Fatalf("error %v", err)
		}
		if b.receiver.offset > 7 {
			t.Fatalf("update 7 is confirmed by the offset %d", b.receiver.offset)
		}
	}
	if b.o.Folder, err = folder.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.o.Folder.Close() }()
	if _, err := b.receiver.fetch(t.Context(), 0); err != nil || b.receiver.offset != 9 ||
		b.o.Folder.Quarantine().Len() != 1 {
		t.Errorf("%v; the offset is %d, %d in quarantine; asked %q", err, b.receiver.offset, b.o.Folder.Quarantine().Len(), asked)
	}
}

// TestWishesAboutTheQuarantine: what an operator wants to be tried again is taken in as if it came now, or stays where
// this release can't read it either; what they want to be removed is gone.
func TestWishesAboutTheQuarantine(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, parrot).withFolderAt(dir)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	update := func(n int, text string) []byte {
		return fmt.Appendf(nil, `{"update_id":9%d,"message":{"message_id":9%d,"date":1,"text":%q,`+
			`"from":{"id":1001,"first_name":"Ann"},"chat":{"id":1001,"type":"private"}}}`, n, n, text)
	}
	if err := w.folder.Quarantine().Append([][]byte{update(1, "two"), update(2, "unwanted"), []byte("nonsense")}); err != nil {
		t.Fatal(err)
	}
	records, err := folder.Aside(dir)
	if err != nil || len(records) != 3 {
		t.Fatal(records, err)
	}
	for n, r := range records {
		if err := folder.Ask(dir, folder.Wish{ID: r.ID, Retry: n != 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.sentry.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	w.expect(ann, "1 one", "2 two")
	left, err := folder.Aside(dir)
	if err != nil || len(left) != 1 || left[0].ID != records[2].ID {
		t.Errorf("left are %v, %v", left, err)
	}
	if wishes, err := w.folder.Asked(); len(wishes) > 0 || err != nil {
		t.Errorf("wishes %v, %v", wishes, err)
	}
}
