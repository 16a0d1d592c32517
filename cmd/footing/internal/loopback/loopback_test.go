package loopback

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestGuard: whoever means another host gets nothing of what listens on the loopback.
func TestGuard(t *testing.T) {
	inside := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for _, c := range []struct {
		listening, host string
		want            int
	}{
		{"127.0.0.1:9464", "127.0.0.1:9464", http.StatusOK},
		{"127.0.0.1:9464", "localhost:9464", http.StatusOK},
		{"127.0.0.1:9464", "localhost", http.StatusOK},
		{"localhost:9464", "127.0.0.1:9464", http.StatusOK},
		{"[::1]:9464", "[::1]:9464", http.StatusOK},
		{"127.0.0.1:9464", "rebound.example.org:9464", http.StatusMisdirectedRequest},
		{"127.0.0.1:9464", "127.0.0.1.example.org", http.StatusMisdirectedRequest},
		{"127.0.0.1:9464", "10.0.0.1:9464", http.StatusMisdirectedRequest},
		{"127.0.0.1:9464", "", http.StatusMisdirectedRequest},
		{"0.0.0.0:9464", "footing:9464", http.StatusOK},
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		request.Host = c.host
		answer := httptest.NewRecorder()
		Guard(inside, c.listening).ServeHTTP(answer, request)
		if answer.Code != c.want {
			t.Errorf("%q asked of what listens on %s: %d, want %d", c.host, c.listening, answer.Code, c.want)
		}
	}
}
