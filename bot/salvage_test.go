package bot

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestWhoeverSendsWhatCannotBeReadHearsSo: the sender of an update that cannot be decoded reads that it was not kept,
// with the numbers; and where it is a confirmed call for help, a human is called.
func TestWhoeverSendsWhatCannotBeReadHearsSo(t *testing.T) {
	for name, c := range map[string]struct {
		update string
		called int
	}{
		"a message": {update: `{"update_id":7,"message":{"message_id":5,"date":"a secret","text":"hello",` +
			`"from":{"id":1001,"first_name":"Ann","language_code":"en"},"chat":{"id":1001,"type":"private"}}}`},
		"a call for help": {called: 1, update: `{"update_id":7,"callback_query":{"id":"77","data":"h:told",` +
			`"from":{"id":1001,"first_name":"Ann","language_code":"en"},` +
			`"message":{"message_id":"a secret","chat":{"id":1001,"type":"private"}}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newOutage(t)
				var now, sent atomic.Bool
				w.wire = func(next http.RoundTripper) http.RoundTripper {
					return roundTrip(func(req *http.Request) (*http.Response, error) {
						if !strings.HasSuffix(req.URL.Path, "/getUpdates") || !now.Load() || sent.Swap(true) {
							return next.RoundTrip(req)
						}
						return &http.Response{
							StatusCode: http.StatusOK, Header: http.Header{},
							Body: io.NopCloser(strings.NewReader(`{"ok":true,"result":[` + c.update + `]}`)),
						}, nil
					})
				}
				stop := w.begins()
				now.Store(true)
				time.Sleep(2 * time.Minute)
				if err := stop(); err != nil {
					t.Error(err)
				}
				w.expectTold(ann, "could not", 1)
				if w.told(ann, numbers) == 0 {
					t.Errorf("no numbers: %q", w.all(ann))
				}
				if n := w.told(ben, "A-17"); (n > 0) != (c.called > 0) {
					t.Errorf("Ben was called %d times: %q", n, w.all(ben))
				}
				if strings.Contains(w.log.String(), "secret") {
					t.Errorf("log: %s", w.log)
				}
			})
		})
	}
}
