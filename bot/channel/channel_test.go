package channel

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func page() Page {
	return Page{
		ID: "u7.c9#3", Text: "Safety alert 7F3K · A-17 · 21:04", Reason: "Telegram does not take it",
		Since: time.Date(2026, 3, 2, 21, 4, 0, 0, time.UTC),
	}
}

func TestNobodyConfigured(t *testing.T) {
	if c := New(Options{}); c != nil {
		t.Error("a channel without any way")
	}
}

func TestCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "told")
	c := New(Options{
		Command: []string{"/bin/sh", "-c", `cat > "$0"; printf '\n%s\n' "$FOOTING_ALERT" >> "$0"; env >> "$0"`, file},
		Environ: []string{"PATH=/usr/bin:/bin", "FOOTING_TELEGRAM_TOKEN=1:secret"},
	})
	if err := c.Send(t.Context(), page()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(string(data), "\n")
	var got Page
	if err := json.Unmarshal([]byte(first), &got); err != nil || got != page() {
		t.Errorf("the command was given %s (%v)", first, err)
	}
	if !strings.HasPrefix(rest, page().Text+"\n") || strings.Contains(rest, "secret") {
		t.Errorf("the command's surroundings:\n%s", rest)
	}
}

func TestWebhook(t *testing.T) {
	var got Page
	status := http.StatusNoContent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.Method != http.MethodPost {
			t.Errorf("%s, %v", r.Method, err)
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer server.Close()
	c := New(Options{Webhook: server.URL + "/hook?key=secret"})
	if err := c.Send(t.Context(), page()); err != nil || got != page() {
		t.Errorf("the webhook was given %+v, %v", got, err)
	}
	for _, status = range []int{http.StatusFound, http.StatusNotFound, http.StatusBadGateway} {
		if err := c.Send(t.Context(), page()); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("status %d: %v", status, err)
		}
	}
}

// TestOneWayIsEnough: the notice is passed on if any of the ways takes it, and the error of all of them tells no
// secret.
func TestOneWayIsEnough(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	c := New(Options{Command: []string{"/bin/true"}, Webhook: gone.URL + "?key=secret"})
	if err := c.Send(t.Context(), page()); err != nil {
		t.Error(err)
	}
	c = New(Options{Command: []string{"/bin/sh", "-c", "echo secret >&2; exit 3"}, Webhook: gone.URL + "?key=secret"})
	err := c.Send(t.Context(), page())
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "exit status 3") ||
		!strings.Contains(err.Error(), "does not answer") {
		t.Errorf("both ways fail: %v", err)
	}
	if err := New(Options{Command: []string{"/nowhere/pager"}}).Send(t.Context(), page()); err == nil {
		t.Error("a command that is not there took the notice")
	}
}
