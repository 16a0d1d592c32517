package demo

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"sync"
	"time"

	"footing/cmd/footing/internal/loopback"
)

//go:embed page
var files embed.FS

// Page is the web page with the phones of a clinician and of their patients. The theatre is pumped while its lock is
// held, so what a browser does and what the clock does never mix.
type Page struct {
	mu      sync.Mutex
	t       *Theatre
	links   map[int64]string // an invitation that lies open on a phone
	extras  extras
	telling telling
	changed map[chan struct{}]struct{}
	serial  int // how often the page changed
}

// NewPage invites the clinician, so that the first button is there to press.
func NewPage(ctx context.Context, t *Theatre) (*Page, error) {
	p := &Page{t: t, changed: map[chan struct{}]struct{}{}}
	return p, p.begin(ctx)
}

// begin is the first morning, in a theatre where nothing has happened yet.
func (p *Page) begin(ctx context.Context) error {
	link, err := p.t.InviteClinician(ctx)
	if err != nil {
		return err
	}
	p.links = map[int64]string{Clinician: link}
	p.extras, p.telling = extras{}, telling{}
	return p.t.Settle(ctx)
}

// Serve listens on the address, or on a free port of the same host if it is taken, says where, and serves
// until the context ends.
func (p *Page) Serve(ctx context.Context, addr string, say func(url string) error) error {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", addr)
	if err != nil {
		host, _, splitErr := net.SplitHostPort(addr)
		if splitErr != nil {
			return fmt.Errorf("listen on %s: %w", addr, splitErr)
		}
		if listener, err = listen.Listen(ctx, "tcp", net.JoinHostPort(host, "0")); err != nil {
			return fmt.Errorf("listen on %s: %w", addr, err)
		}
	}
	if err := say("http://" + listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{
		Handler: loopback.Guard(p.Handler(), listener.Addr().String()), ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the page: %w", err)
	}
	return nil
}

// Handler is the page, its events and its few actions. Another site's page cannot press its buttons.
func (p *Page) Handler() http.Handler {
	static, err := fs.Sub(files, "page")
	if err != nil {
		return http.NotFoundHandler()
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(static))
	mux.HandleFunc("GET /events", p.events)
	mux.HandleFunc("GET /picture/{phone}/{message}", p.picture)
	mux.HandleFunc("POST /say", action(p, visitor(p, p.say)))
	mux.HandleFunc("POST /tap", action(p, visitor(p, p.tap)))
	mux.HandleFunc("POST /open", action(p, visitor(p, p.open)))
	mux.HandleFunc("POST /clock", action(p, visitor(p, p.clock)))
	mux.HandleFunc("POST /chapter", action(p, p.chapter))
	mux.HandleFunc("POST /step", action(p, p.step))
	return http.NewCrossOriginProtection().Handler(mux)
}

// action reads a request's JSON, acts with the theatre locked, and shows everybody the result. The answer is the view,
// so people see the result of a press before they can press again.
func action[T any](p *Page, act func(context.Context, T) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var wanted T
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&wanted); err != nil {
			http.Error(w, "not understood: "+err.Error(), http.StatusBadRequest)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		// An act is finished even if the browser disconnects.
		ctx := context.WithoutCancel(r.Context())
		err := act(ctx, wanted)
		if err == nil {
			err = p.t.Settle(ctx)
		}
		p.announce()
		if err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(p.view()) // a browser that went away reads it from its next event
	}
}

// announce wakes every open page.
func (p *Page) announce() {
	p.serial++
	for c := range p.changed {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// events streams the whole view after every change: it is small, and a page that reconnects is right at once.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	changed := make(chan struct{}, 1)
	changed <- struct{}{}
	p.mu.Lock()
	p.changed[changed] = struct{}{}
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.changed, changed)
		p.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	for {
		select {
		case <-r.Context().Done():
			return
		case <-changed:
		}
		p.mu.Lock()
		data, err := json.Marshal(p.view())
		p.mu.Unlock()
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
	}
}
