package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
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
	Warnings []string `json:"warnings,omitempty"` // found at the start and still true
	Problems []string `json:"problems,omitempty"` // what the loops fail at now
}

func startAdmin(s surroundings, a *assembly, b *bot.Bot, registry *prometheus.Registry) (*admin, error) {
	var warnings []string
	for _, f := range a.found {
		if f.State == warning || f.State == failed {
			warnings = append(warnings, f.Check+": "+f.What)
		}
	}
	answer := func(w http.ResponseWriter, failing int) {
		h := b.Health(s.now())
		w.Header().Set("Content-Type", "application/json")
		if !h.Ready {
			w.WriteHeader(failing)
		}
		_ = json.NewEncoder(w).Encode(health{Ready: h.Ready, Warnings: warnings, Problems: h.Problems})
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

func (p *admin) stop() error {
	err := p.server.Close()
	if ended := <-p.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
