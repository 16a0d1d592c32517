package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"footing/bot/telegram"
	"footing/config"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/storage"
	"footing/storage/redisserver"
	"footing/storage/seal"
)

// assembly is what a command needs of a running bot, put together one check after the other. serve, doctor,
// invite and seed all begin with it, so what doctor says is what serve does.
type assembly struct {
	cfg    config.Config
	making bool // a new store and its keyset may be made

	plan   *flows.Protocol
	server *redisserver.Server // Footing's own Redis, if it is that one
	rdb    storage.Client
	keys   *seal.Keys
	store  *storage.Store
	client *telegram.Client

	found findings
}

func loadConfig(s surroundings, flags map[string]string) (config.Config, error) {
	cfg, err := config.Load(config.Source{File: s.config, Explicit: s.explicit, Environ: s.environ, Flags: flags})
	if err != nil {
		return config.Config{}, fmt.Errorf("the settings are not in order:\n%w", err)
	}
	return cfg, nil
}

// logger writes what the process says about itself, as the settings ask.
func logger(cfg config.Config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.Log.Level}
	if cfg.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

func (a *assembly) report(check string, s state, what, remedy string) {
	a.found = append(a.found, finding{Check: check, State: s, What: what, Remedy: remedy})
}

// checkPlan loads what is asked and said.
func (a *assembly) checkPlan() {
	plan, err := loadPlan(a.cfg)
	if err != nil {
		a.report("protocol", failed, err.Error(), "footing check shows the same, one file after the other.")
		return
	}
	a.plan = plan
	a.report("protocol", fine, fmt.Sprintf("%s, version %d, in %s", plan.Title, plan.Version, strings.Join(plan.Clinic.Languages, ", ")), "")
	if !plan.Clinic.Ready() {
		a.report("clinic", failed, "there are no helplines: nobody can be enrolled",
			"Copy flows/library/clinic.sample.yaml, fill in the clinic's own numbers, hours and name, and set clinic (FOOTING_CLINIC) to its path.")
		return
	}
	if plan.Clinic.Approved == "" {
		a.report("clinic", warning, plan.Clinic.Name+": nobody has approved the numbers and hours yet",
			"When somebody responsible has checked them, write who and when under approved in "+a.cfg.Clinic+".")
		return
	}
	a.report("clinic", fine, plan.Clinic.Name+", approved: "+plan.Clinic.Approved, "")
}

// checkRedis finds the configured Redis, or starts Footing's own.
func (a *assembly) checkRedis(ctx context.Context) {
	options := storage.ClientOptions{
		URL: a.cfg.Redis.URL.Reveal(), Addrs: a.cfg.Redis.Addrs, Master: a.cfg.Redis.Master,
		Username: a.cfg.Redis.Username, Password: a.cfg.Redis.Password.Reveal(),
	}
	own := options.URL == "" && len(options.Addrs) == 0
	if own && !a.startOwn(ctx, &options) {
		return
	}
	rdb, err := storage.NewClient(options)
	if err == nil {
		err = rdb.Ping(ctx).Err()
	}
	if err != nil {
		a.report("redis", failed, "Redis does not answer: "+err.Error(),
			"Start it, or correct redis.url (FOOTING_REDIS_URL); without one, footing starts its own.")
		return
	}
	a.rdb = rdb
	where := "the configured Redis answers"
	if own {
		where = "footing's own redis-server, data in " + a.ownFolder()
	}
	a.report("redis", fine, where, "")
}

func (a *assembly) ownFolder() string { return filepath.Join(a.cfg.DataDir, "redis") }

func (a *assembly) startOwn(ctx context.Context, options *storage.ClientOptions) bool {
	server, err := redisserver.Start(ctx, redisserver.Options{Dir: a.ownFolder()})
	switch {
	case errors.Is(err, redisserver.ErrNotInstalled):
		a.report("redis", failed, "no Redis is configured, and redis-server is not installed",
			"Install it (Debian: apt-get install redis-server), or set redis.url (FOOTING_REDIS_URL).")
		return false
	case err != nil:
		a.report("redis", failed, "footing's own redis-server does not start: "+err.Error(), "See its log in "+a.ownFolder()+".")
		return false
	}
	a.server = server
	options.URL = server.URL()
	return true
}

// checkStore opens the store with its keys, and looks whether it may lose what it is given.
func (a *assembly) checkStore(ctx context.Context) {
	if a.rdb == nil {
		a.report("store", skipped, "it needs Redis", "")
		return
	}
	made, err := storage.Made(ctx, a.rdb)
	if err != nil {
		a.report("store", failed, err.Error(), "See whether Redis is still loading its data.")
		return
	}
	remembered := a.remembered()
	if !made && !a.making && remembered == "" {
		a.report("store", fine, "empty: footing serve will make it, with a keyset of its own", "")
		return
	}
	if a.keys, err = a.openKeys(!made && remembered == ""); err != nil {
		a.report("keyset", failed, err.Error(), "The store can only be read with the keyset it was made with: restore that file, or set FOOTING_KEYSET_FILE to it.")
		return
	}
	a.report("keyset", fine, a.cfg.KeysetFile+": keep a copy apart from the data", "")
	a.store, err = storage.Open(ctx, a.rdb, a.keys, storage.Options{Generation: remembered})
	if err != nil {
		a.report("store", failed, err.Error(), "If the data really are gone for good, remove "+a.generationFile()+" and begin anew.")
		return
	}
	a.durable(ctx)
}

// durable refuses a Redis that may lose answers, unless that was accepted, which is then said every time.
func (a *assembly) durable(ctx context.Context) {
	problems := a.store.Check(ctx)
	for _, p := range problems {
		s := failed
		if p.LosesData && a.cfg.AcceptDataLoss {
			s = warning
		}
		a.report("durability", s, p.What, p.Remedy)
	}
	if len(problems) == 0 {
		a.report("durability", fine, "what is confirmed is on disk (appendonly, appendfsync always, noeviction)", "")
	}
	synthetic, err := a.store.Synthetic(ctx)
	switch {
	case err != nil:
		a.report("store", failed, err.Error(), "")
	case synthetic:
		a.report("store", warning, "the patients in this store are synthetic", "Never use it for real people.")
	default:
		people, err := a.store.Participants(ctx)
		if err != nil {
			a.report("store", failed, err.Error(), "")
			return
		}
		a.report("store", fine, fmt.Sprintf("%d people, %d shards", people, a.store.Shards()), "")
		a.checkLadder(ctx, people)
	}
}

// checkLadder looks whether somebody is linked for every post that the ladder calls. A missing one is said on every
// start, but stops nothing once people rely on the rest.
func (a *assembly) checkLadder(ctx context.Context, people int64) {
	if a.plan == nil || people == 0 {
		return
	}
	office, err := a.store.Load(ctx, engine.OfficeID)
	if err != nil {
		a.report("ladder", failed, err.Error(), "")
		return
	}
	posts := map[flows.Rank]record.Role{
		flows.RankBackup: record.Backup, flows.RankLead: record.Lead, flows.RankNight: record.Night,
	}
	missing := false
	for _, step := range a.plan.Clinic.Ladder.Steps {
		role, post := posts[step.Call]
		held := office.State.Office != nil && slices.ContainsFunc(office.State.Office.Staff,
			func(c engine.Contact) bool { return c.Role == role })
		if !post || held {
			continue
		}
		missing = true
		a.report("ladder", warning, "it calls the "+string(step.Call)+", but nobody holds that post: the step is passed over",
			"footing invite clinician --role "+string(role)+" --name ..., or take the step out of "+a.cfg.Clinic+".")
	}
	if !missing {
		a.report("ladder", fine, "somebody is linked for every step", "")
	}
}

// openKeys loads the keyset, or makes one together with a new store.
func (a *assembly) openKeys(newStore bool) (*seal.Keys, error) {
	if _, err := os.Stat(a.cfg.KeysetFile); newStore && errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(a.cfg.KeysetFile), 0o700); err != nil {
			return nil, fmt.Errorf("make the keyset's folder: %w", err)
		}
		return seal.Create(a.cfg.KeysetFile)
	}
	return seal.Load(a.cfg.KeysetFile)
}

// generationFile remembers which store this folder belongs to, so that an empty Redis in its place is noticed.
func (a *assembly) generationFile() string { return filepath.Join(a.cfg.DataDir, "generation") }

func (a *assembly) remembered() string {
	data, err := os.ReadFile(a.generationFile())
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func (a *assembly) remember() error {
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if err := os.WriteFile(a.generationFile(), []byte(a.store.Generation()+"\n"), 0o600); err != nil {
		return fmt.Errorf("remember the store: %w", err)
	}
	return nil
}

// checkTelegram asks Telegram who the bot is.
func (a *assembly) checkTelegram(ctx context.Context) {
	if err := a.cfg.Require("telegram.token"); err != nil {
		a.report("telegram", failed, err.Error(), "@BotFather on Telegram makes a bot and gives its token.")
		return
	}
	client, err := telegram.New(telegram.Options{
		Token: a.cfg.Telegram.Token.Reveal(), BaseURL: a.cfg.Telegram.APIURL, PaidBroadcast: a.cfg.Telegram.Rate == 1000,
	})
	if err != nil {
		a.report("telegram", failed, err.Error(), "Copy the token from @BotFather again.")
		return
	}
	asked, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	me, err := client.Me(asked)
	switch {
	case err != nil && telegram.Classify(err).Kind == telegram.Unauthorized:
		a.report("telegram", failed, "Telegram does not know this token", "Copy the token from @BotFather again.")
		return
	case err != nil:
		a.report("telegram", failed, "Telegram does not answer: "+err.Error(), "Check the network and telegram.api_url (FOOTING_TELEGRAM_API_URL).")
		return
	}
	a.client = client
	if a.plan != nil {
		a.plan.Bot = me.Username
	}
	a.report("telegram", fine, "@"+me.Username, "")
}

// close gives back what was taken. Footing's own Redis is stopped only by whoever started it.
func (a *assembly) close(ctx context.Context) error {
	var problems []error
	if a.rdb != nil {
		problems = append(problems, a.rdb.Close())
	}
	if a.server != nil && a.server.Owned() {
		problems = append(problems, a.server.Stop(ctx))
	}
	return errors.Join(problems...)
}
