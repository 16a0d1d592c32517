package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"footing/bot"
	"footing/bot/channel"
	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/loopback"
)

// The checks are made again a second after numbers only began to be served, for a start can fail by a lost connection,
// and then after twice the time before, until it is each minute. Serving as ever has lasted where it did for that long.
const (
	mendedFirst = time.Second
	mendedEvery = time.Minute
)

// spell is a time in which numbers only are served, with the attempts in it to serve as ever that did not last. A human
// is told once in it, and the times between the looks go on growing.
type spell struct {
	began time.Time     // zero: there is none
	wait  time.Duration // before the next look
	told  bool          // a human was told by the second channel
}

// served notes that serve worked for a time. What fails soon after it began has not been mended.
func (sp *spell) served(lasted time.Duration) {
	if lasted > mendedEvery {
		*sp = spell{}
	}
}

// numbersOnly serves numbers only until the checks pass; then it returns nil. Where it cannot, the error says why serve
// was not started, or could not go on.
func (sp *spell) numbersOnly(s assembly.Surroundings, want assembly.Want, a *assembly.Assembly,
	log *slog.Logger,
) error {
	registry := prometheus.NewRegistry()
	n, err := a.NumbersOnly(s, log, registry)
	if err != nil {
		log.Debug("numbers only cannot be served", "why", err)
		return a.Refusal()
	}
	if unread := a.Unread(); unread != nil { // every other finding has been printed
		log.Error("the settings are not in order", "error", unread)
	}
	if sp.began.IsZero() {
		sp.began, sp.wait = s.Now(), mendedFirst
	}
	failed := a.Summary()
	log.Error("serving numbers only: mend what FAILED; it is looked at again each minute", "failed", failed)
	ctx, end := context.WithCancel(s.Ctx)
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	page := startRedPage(ctx, a.Config.Admin.Addr, redPages(failed, n.Waiting, registry), log)
	group.Go(func() error { sp.tellOnce(ctx, n.Channel, a.Deaf(), log); return nil })
	group.Go(func() error { return hear(ctx, n, log) })
	group.Go(func() error { defer end(); return sp.untilMended(ctx, s, want) })
	err = errors.Join(group.Wait(), page.stop(), n.Close())
	if err == nil && s.Ctx.Err() == nil {
		log.Info("mended: serving goes on as ever")
	}
	return err
}

// hear serves numbers only. Without a token that Telegram knows nobody can be heard, but a new one may come with the
// next look at the settings, and until then the red page and the second channel say how it is.
func hear(ctx context.Context, n *assembly.Numbers, log *slog.Logger) error {
	err := n.Run(ctx)
	if errors.Is(err, bot.ErrToken) {
		log.Error("nobody is heard", "error", err)
		return nil
	}
	return err
}

// untilMended returns when the checks pass, or when ctx ends.
func (sp *spell) untilMended(ctx context.Context, s assembly.Surroundings, want assembly.Want) error {
	s.Ctx = ctx
	for {
		wait := sp.wait
		sp.wait = min(2*wait, mendedEvery)
		select {
		case <-ctx.Done():
			return nil
		case <-s.Again:
		case <-time.After(wait):
		}
		if assembly.Mended(s, want) {
			return nil
		}
	}
}

// tellOnce tells a human by the second channel that people get numbers only: as often as it takes until the channel has
// taken it, with the times of the checks between, and always as the same notice.
func (sp *spell) tellOnce(ctx context.Context, c *channel.Channel, deaf bool, log *slog.Logger) {
	if c == nil || sp.told {
		return
	}
	notice := channel.Page{
		ID: fmt.Sprintf("numbers-only/%d", sp.began.Unix()), Text: "Footing serves numbers only",
		Reason: "serve would refuse to start, or could not go on: see its log, or footing doctor", Since: sp.began,
	}
	if deaf {
		notice.Text = "Footing cannot use Telegram, so it hears nobody"
	}
	for wait := mendedFirst; ; wait = min(2*wait, mendedEvery) {
		err := c.Send(ctx, notice)
		if sp.told = err == nil; sp.told || ctx.Err() != nil {
			return
		}
		log.Error("nobody could be told by the second channel; it is tried again", "in", wait, "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// redPage is the port for monitoring while numbers only are served. It is red on every page.
type redPage struct{ server *http.Server }

// startRedPage opens the port, if it can be had.
func startRedPage(ctx context.Context, addr string, pages http.Handler, log *slog.Logger) redPage {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		log.Error("the admin port cannot be opened", "error", err)
		return redPage{}
	}
	log.Info("serving numbers only", "health", "http://"+listener.Addr().String()+"/healthz")
	guarded := loopback.Guard(pages, listener.Addr().String())
	p := redPage{&http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: guarded}}
	go func() { _ = p.server.Serve(listener) }()
	return p
}

// redPages are the pages of a process that serves numbers only. How many alerts are open it cannot know.
func redPages(failed string, waiting func() int, registry *prometheus.Registry) http.Handler {
	what := func() string {
		return fmt.Sprintf("numbers only: failed %s; %d updates wait in the data folder", failed, waiting())
	}
	number := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	number("footing_red", "Things that a human must look at; /alarms names them.", func() float64 { return 1 })
	number("footing_spool_updates", "Updates in the data folder because Redis could not take them.",
		func() float64 { return float64(waiting()) })
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /alarms", func(w http.ResponseWriter, r *http.Request) {
		a := bot.Alarms{Red: []string{what()}, Waiting: map[string]bot.Waiting{}, Spool: waiting()}
		a.Alerts.Counting = true
		showAlarms(w, r, alarms{Alarms: a})
	})
	answer := func(w http.ResponseWriter, code int) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(health{Problems: []string{what()}, Red: []string{what()}})
	}
	// Healthy as ever: whoever restarts a process that is not would take the numbers away.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK) })
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusServiceUnavailable) })
	return mux
}

func (p redPage) stop() error {
	if p.server == nil {
		return nil
	}
	if err := p.server.Close(); err != nil {
		return fmt.Errorf("close the admin port: %w", err)
	}
	return nil
}
