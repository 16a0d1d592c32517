package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"footing/bot"
	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/loopback"
	"footing/config"
	"footing/storage"
)

// serveCmd runs the bot until a signal ends it.
type serveCmd struct {
	AcceptDataLoss    bool `help:"Run on a Redis that may lose answers. It is said in every health output."`
	ChangeBot         bool `help:"Start with another bot's token than the one that the people in the store have a chat with."`
	AcceptUnreachable bool `help:"Run although no alert can reach anybody. Every health output says so until one can."`
}

// Help is what --help says below the first line.
func (serveCmd) Help() string {
	return "It needs a bot's token (FOOTING_TELEGRAM_TOKEN, or FOOTING_TELEGRAM_TOKEN_FILE) and starts a redis-server of its own " +
		"unless FOOTING_REDIS_URL names one. It first checks all that footing doctor checks, and does not start where something " +
		"would fail people later. SIGTERM or Ctrl-C ends it in order. SIGHUP takes changed settings in, clinic.yaml and the protocol " +
		"among them, after the same checks; if one fails, serve goes on with what it has, and its log says why."
}

// flags are what the command line says of the settings.
func (c serveCmd) flags() map[string]string {
	flags := map[string]string{}
	if c.AcceptDataLoss {
		flags["accept_data_loss"] = "true"
	}
	if c.AcceptUnreachable {
		flags["accept_unreachable"] = "true"
	}
	return flags
}

// Run makes doctor's checks and runs the loops. If a check fails that would fail people later, or what follows on the
// checks does, it serves numbers only until that is mended, or ends where nobody depends on it yet.
func (c serveCmd) Run(s assembly.Surroundings) error {
	var sp spell
	s.Again = make(chan os.Signal, 1)
	signal.Notify(s.Again, syscall.SIGHUP)
	defer signal.Stop(s.Again)
	for want := (assembly.Want{Flags: c.flags(), Make: true, Serve: true, ChangeBot: c.ChangeBot}); ; {
		refused, log, err := c.start(s, want, &sp)
		if errors.Is(err, errSettingsChanged) {
			continue
		}
		if refused == nil {
			return err
		}
		if err != nil {
			log.Error("not everything could be closed", "error", err)
		}
		if err := sp.numbersOnly(s, want, refused, log); err != nil || s.Ctx.Err() != nil {
			return err
		}
	}
}

// start serves until it is stopped. If the checks refuse that, or serving cannot go on, it gives what it has found
// instead, with nothing left open.
func (c serveCmd) start(s assembly.Surroundings, want assembly.Want, sp *spell) (refused *assembly.Assembly,
	log *slog.Logger, err error,
) {
	a, unread := assembly.New(s, want)
	log = logger(a.Config, s.ErrOut)
	if unread != nil {
		return a, log, nil
	}
	defer a.Closing(s.Ctx, &err)
	a.Check(s)
	if err := a.Tell(s.ErrOut, log); err != nil { // a full disk, say, which is no reason to leave people alone
		log.Error("the findings could not be printed", "error", err)
	}
	if a.Refused() {
		return a, log, nil
	}
	began := s.Clock().Run
	failed := c.serve(s, a, log)
	sp.served(s.Clock().Run - began)
	if failed == nil || errors.Is(failed, errSettingsChanged) || s.Ctx.Err() != nil {
		return nil, log, failed
	}
	log.Error("serve cannot go on", "error", failed)
	a.Fail(failed)
	return a, log, nil
}

// serve runs until it is stopped, fails, or is to go on with other settings, which is errAgain.
func (c serveCmd) serve(s assembly.Surroundings, a *assembly.Assembly, log *slog.Logger) error {
	ctx, end := context.WithCancel(s.Ctx)
	defer end()
	s.Ctx = ctx
	asked := make(chan error)
	go func() { asked <- c.untilAsked(s, end, a, log) }()
	failed := c.run(s, a, log)
	end()
	return cmp.Or(failed, <-asked)
}

func (c serveCmd) run(s assembly.Surroundings, a *assembly.Assembly, log *slog.Logger) error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	b, err := a.Wire(s, log, registry)
	if err != nil {
		return err
	}
	admin, err := startAdmin(s, a, b, registry)
	if err != nil {
		return err
	}
	log.Info("serving", "bot", "@"+a.Plan.Bot, "health", "http://"+admin.addr+"/healthz")
	go announce(s.Ctx, b, log)
	err = a.Live(s, b, log)
	if err == nil {
		log.Info("stopped; everything in hand was finished or is kept")
	}
	return errors.Join(err, admin.stop())
}

// logger writes the process's log, as the settings ask.
func logger(cfg config.Config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.Log.Level}
	log := slog.New(slog.NewTextHandler(w, options))
	if cfg.Log.Format == "json" {
		log = slog.New(slog.NewJSONHandler(w, options))
	}
	storage.LogTo(log)
	return log
}

// announce tells Telegram the bot's commands. The bot also works without.
func announce(ctx context.Context, b *bot.Bot, log *slog.Logger) {
	if err := b.Announce(ctx); err != nil {
		log.Warn("the commands are not announced", "error", err)
	}
}

// admin is the port for monitoring: health, readiness, metrics.
type admin struct {
	addr   string
	server *http.Server
	ended  chan error
}

// health is the answer of /healthz and /readyz.
type health struct {
	Ready    bool     `json:"ready"`
	Standby  bool     `json:"standby,omitempty"`
	Warnings []string `json:"warnings,omitempty"` // found at the start and still true; the ladder is looked at again
	Problems []string `json:"problems,omitempty"` // what the loops fail at now
	Red      []string `json:"red,omitempty"`      // what a human must look at; while there is any, the switch is not fed
}

func startAdmin(s assembly.Surroundings, a *assembly.Assembly, b *bot.Bot, registry *prometheus.Registry) (*admin,
	error,
) {
	answer := func(w http.ResponseWriter, failing int) {
		h := b.Health(s.Clock())
		w.Header().Set("Content-Type", "application/json")
		if !h.Ready {
			w.WriteHeader(failing)
		}
		_ = json.NewEncoder(w).Encode(health{
			Ready: h.Ready, Standby: h.Standby, Warnings: a.Warnings(), Problems: h.Problems, Red: h.Red,
		})
	}
	mux := http.NewServeMux()
	// Always healthy: a restart does not help a process that waits for Redis.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter,
		_ *http.Request,
	) {
		answer(w, http.StatusServiceUnavailable)
	})
	mux.HandleFunc("GET /alarms", func(w http.ResponseWriter, r *http.Request) {
		showAlarms(w, r, alarms{b.Alarms(s.Clock()), a.Ways()})
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))

	listener, err := (&net.ListenConfig{}).Listen(s.Ctx, "tcp", a.Config.Admin.Addr)
	if err != nil {
		return nil, fmt.Errorf("open the admin port: %w: choose another with admin.addr (FOOTING_ADMIN_ADDR)", err)
	}
	p := &admin{
		addr: listener.Addr().String(), ended: make(chan error, 1),
		server: &http.Server{Handler: loopback.Guard(mux, listener.Addr().String()), ReadHeaderTimeout: 5 * time.Second},
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
