package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"footing/bot"
)

// admin is the port for whoever watches the process: is it alive, does it do its work, how much of it.
type admin struct {
	addr   string
	server *http.Server
	ended  chan error
}

// health is what /healthz and /readyz answer.
type health struct {
	Ready    bool     `json:"ready"`
	Warnings []string `json:"warnings,omitempty"` // found at the start and still true; the ladder is looked at again
	Problems []string `json:"problems,omitempty"` // what the loops fail at now
}

// checkAdmin looks whether the port can be opened, and says nothing where it can. For doctor it may also be open already:
// that of the serve that runs.
func (a *assembly) checkAdmin(ctx context.Context) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Admin.Addr)
	if err == nil {
		err = listener.Close()
	}
	if err == nil || (!a.serving && answersHealth(ctx, a.cfg.Admin.Addr)) {
		return
	}
	a.report("admin", failed, "the port for whoever watches cannot be opened: "+err.Error(),
		"Choose another with admin.addr (FOOTING_ADMIN_ADDR).")
}

// answersHealth tells whether a serve says at an address how it is.
func answersHealth(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()
	var said struct{ Ready *bool }
	return json.NewDecoder(answer.Body).Decode(&said) == nil && said.Ready != nil
}

func startAdmin(s surroundings, a *assembly, b *bot.Bot, registry *prometheus.Registry) (*admin, error) {
	answer := func(w http.ResponseWriter, failing int) {
		h := b.Health(s.now())
		w.Header().Set("Content-Type", "application/json")
		if !h.Ready {
			w.WriteHeader(failing)
		}
		_ = json.NewEncoder(w).Encode(health{Ready: h.Ready, Warnings: a.warnings(), Problems: h.Problems})
	}
	mux := http.NewServeMux()
	// Alive is alive: a process that waits for Redis must not be restarted for it.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusServiceUnavailable) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))

	listener, err := (&net.ListenConfig{}).Listen(s.ctx, "tcp", a.cfg.Admin.Addr)
	if err != nil {
		return nil, fmt.Errorf("open the admin port: %w: choose another with admin.addr (FOOTING_ADMIN_ADDR)", err)
	}
	p := &admin{
		addr: listener.Addr().String(), ended: make(chan error, 1),
		server: &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second},
	}
	go func() { p.ended <- p.server.Serve(listener) }()
	return p, nil
}

// warnings are the findings that somebody should know of: those of the start, and of the latest look at the ladder.
func (a *assembly) warnings() []string {
	all := slices.DeleteFunc(slices.Clone(a.found), func(f finding) bool { return f.Check == "ladder" })
	if l := a.look.Load(); l != nil {
		if f, ok := l.finding(a.cfg.AcceptUnreachable); ok {
			all = append(all, f)
		}
	}
	var said []string
	for _, f := range all {
		if f.State == warning || f.State == failed {
			said = append(said, f.Check+": "+f.What)
		}
	}
	return said
}

// unreachable counts, for who watches, the patients about whom nobody could be called at the latest look.
func (a *assembly) unreachable() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "footing_patients_unreachable",
		Help: "Patients about whom nobody could be called at the latest look. Anything above 0 needs a human.",
	}, func() float64 {
		l := a.look.Load()
		switch {
		case l == nil:
			return 0 // nobody was in the store at the start
		case l.err != nil:
			return math.NaN()
		}
		return float64(l.alone)
	})
}

func (p *admin) stop() error {
	err := p.server.Close()
	if ended := <-p.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
