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
)

// The checks are made again a second after numbers only began to be served, for a start can fail by a lost connection,
// and then after twice the time before, until it is each minute.
const (
	mendedFirst = time.Second
	mendedEvery = time.Minute
)

// numbersOnly serves numbers only until the checks pass; then it returns nil. Where it cannot, the error says why serve
// was not started.
func numbersOnly(s assembly.Surroundings, want assembly.Want, a *assembly.Assembly, log *slog.Logger) error {
	n, err := a.NumbersOnly(s, log)
	if err != nil {
		log.Debug("numbers only cannot be served", "why", err)
		return a.Refusal()
	}
	if unread := a.Unread(); unread != nil { // every other finding has been printed
		log.Error("the settings are not in order", "error", unread)
	}
	failed := a.Summary()
	log.Error("serving numbers only: mend what FAILED; it is looked at again each minute", "failed", failed)
	ctx, end := context.WithCancel(s.Ctx)
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	page := startRedPage(ctx, a.Config.Admin.Addr, failed, n, log)
	group.Go(func() error { tellOnce(ctx, n.Channel, s.Now(), log); return nil })
	group.Go(func() error { defer end(); return n.Run(ctx) })
	group.Go(func() error { defer end(); return untilMended(ctx, s, want) })
	err = errors.Join(group.Wait(), page.stop(), n.Close())
	if err == nil && s.Ctx.Err() == nil {
		log.Info("mended: serving goes on as ever")
	}
	return err
}

// untilMended returns when the checks pass, or when ctx ends.
func untilMended(ctx context.Context, s assembly.Surroundings, want assembly.Want) error {
	s.Ctx = ctx
	for wait := mendedFirst; ; wait = min(2*wait, mendedEvery) {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
			if assembly.Mended(s, want) {
				return nil
			}
		}
	}
}

// tellOnce tells a human by the second channel that people get numbers only: as often as it takes until the channel has
// taken it, with the times of the checks between, and always as the same notice.
func tellOnce(ctx context.Context, c *channel.Channel, now time.Time, log *slog.Logger) {
	if c == nil {
		return
	}
	notice := channel.Notice{
		ID: fmt.Sprintf("numbers-only/%d", now.Unix()), Text: "Footing serves numbers only",
		Reason: "serve would refuse to start: see its log, or footing doctor", Since: now,
	}
	for wait := mendedFirst; ; wait = min(2*wait, mendedEvery) {
		err := c.Send(ctx, notice)
		if err == nil || ctx.Err() != nil {
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
func startRedPage(ctx context.Context, addr, failed string, n *assembly.Numbers, log *slog.Logger) redPage {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		log.Error("the admin port cannot be opened", "error", err)
		return redPage{}
	}
	log.Info("serving numbers only", "health", "http://"+listener.Addr().String()+"/healthz")
	p := redPage{&http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: redPages(failed, n.Waiting)}}
	go func() { _ = p.server.Serve(listener) }()
	return p
}

// redPages are the pages of a process that serves numbers only. How many alerts are open it cannot know.
func redPages(failed string, waiting func() int) http.Handler {
	what := func() string {
		return fmt.Sprintf("numbers only: failed %s; %d updates wait in the data folder", failed, waiting())
	}
	registry := prometheus.NewRegistry()
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
		showAlarms(w, r, a)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		_ = json.NewEncoder(w).Encode(health{Problems: []string{what()}})
	})
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
