package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"footing/bot/telegram"
	"footing/config"
	"footing/flows"
	"footing/storage"
	"footing/storage/redisserver"
	"footing/storage/seal"
)

// assembly is what a command needs of a running bot, put together one check after the other. serve, doctor,
// invite and seed all begin with it, so what doctor says is what serve does.
type assembly struct {
	cfg     config.Config
	making  bool          // a new store and its keyset may be made
	serving bool          // for as long as the process runs: nobody else may own its Redis
	lease   time.Duration // how long leases last; 0 for the store's own time

	patience time.Duration // how long a reply of Redis may take; 0 for a bot's time

	plan    *flows.Protocol
	server  *redisserver.Server // Footing's own Redis, if it is that one
	scratch string              // the folder of a Redis that was started to see whether it starts
	rdb     storage.Client
	keys    *seal.Keys
	store   *storage.Store
	client  *telegram.Client

	found findings
	look  atomic.Pointer[ladderLook] // the latest; serve looks again and again

	synthetic bool // nobody in the store is real
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
	log := slog.New(slog.NewTextHandler(w, options))
	if cfg.Log.Format == "json" {
		log = slog.New(slog.NewJSONHandler(w, options))
	}
	storage.LogTo(log)
	return log
}

func (a *assembly) report(check string, s state, what, remedy string) {
	a.found = append(a.found, finding{Check: check, State: s, What: what, Remedy: remedy})
}

// shortfall notes what failed and must be mended, and is no reason for serve not to run.
func (a *assembly) shortfall(check, what, remedy string) {
	a.found = append(a.found, finding{Check: check, State: failed, What: what, Remedy: remedy, Runs: true})
}

// checkSettings says where the settings came from, and which were probably meant to be one.
func (a *assembly) checkSettings(s surroundings) {
	where := s.config + " and the environment"
	if _, err := os.Stat(s.config); err != nil {
		where = "the environment; there is no " + s.config + " here"
	}
	a.report("settings", fine, where, "")
	for _, name := range a.cfg.Ignored() {
		a.report("settings", warning, name+" means nothing here", "Is it misspelt? deploy/footing.yaml lists every key; the key a.b is FOOTING_A_B.")
	}
}

// checkPlan loads what is asked and said.
func (a *assembly) checkPlan() {
	plan, err := loadPlan(a.cfg)
	if err != nil {
		a.badPlan(err)
		return
	}
	a.plan = plan
	a.report("protocol", fine, fmt.Sprintf("%s, version %d, in %s", plan.Title, plan.Version, strings.Join(plan.Clinic.Languages, ", ")), "")
	switch {
	case plan.Clinic.Ready() && plan.Clinic.Approved != "":
		a.report("clinic", fine, plan.Clinic.Name+", approved: "+plan.Clinic.Approved, "")
	case plan.Clinic.Ready():
		a.report("clinic", warning, plan.Clinic.Name+": nobody has approved the numbers and hours yet",
			"When somebody responsible has checked them, write who and when under approved in "+a.cfg.Clinic+".")
	case a.cfg.Clinic != "":
		a.shortfall("clinic", a.cfg.Clinic+" names no helplines: nobody can be enrolled",
			"Write the numbers that a person in need can call under helplines.")
	default:
		a.shortfall("clinic", "there is no clinic file, so there are no helplines: nobody can be enrolled",
			"Copy flows/library/clinic.sample.yaml, write the clinic's own numbers, hours and name into it, and set clinic (FOOTING_CLINIC) to its path.")
	}
}

func (a *assembly) badPlan(err error) {
	if errors.As(err, &lacking{}) {
		a.report("protocol", failed, err.Error(), "Correct clinic (FOOTING_CLINIC) or protocol_dir (FOOTING_PROTOCOL_DIR).")
		return
	}
	again := "footing check"
	if a.cfg.ProtocolDir != "" {
		again += " " + a.cfg.ProtocolDir
	}
	if a.cfg.Clinic != "" {
		again += " --clinic " + a.cfg.Clinic
	}
	a.report("protocol", failed, err.Error(), "Correct the places; "+again+" looks at them again.")
}

// checkTelegram asks Telegram who the bot is.
func (a *assembly) checkTelegram(ctx context.Context) {
	if err := a.cfg.Require("telegram.token"); err != nil {
		a.report("telegram", failed, err.Error(), "@BotFather on Telegram makes a bot and gives its token.")
		return
	}
	const again = "Copy the token from @BotFather again, into FOOTING_TELEGRAM_TOKEN or the file of FOOTING_TELEGRAM_TOKEN_FILE."
	client, err := telegram.New(telegram.Options{
		Token: a.cfg.Telegram.Token.Reveal(), BaseURL: a.cfg.Telegram.APIURL, PaidBroadcast: a.cfg.Telegram.Rate == 1000,
	})
	if err != nil {
		a.report("telegram", failed, err.Error(), again)
		return
	}
	asked, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	me, err := client.Me(asked)
	switch {
	case err != nil && telegram.Classify(err).Kind == telegram.Unauthorized:
		a.report("telegram", failed, "Telegram does not know this token", again)
		return
	case err != nil:
		a.report("telegram", failed, fmt.Sprintf("%s does not answer as Telegram does: %s", a.cfg.Telegram.APIURL, telegram.Reason(err)),
			"Check the network, a firewall between, and telegram.api_url (FOOTING_TELEGRAM_API_URL).")
		return
	}
	a.client = client
	if a.plan != nil {
		a.plan.Bot = me.Username
	}
	a.report("telegram", fine, "@"+me.Username, "")
}

// closing closes what a command has opened, also one that was interrupted, and adds what went wrong to its error.
func (a *assembly) closing(ctx context.Context, err *error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	*err = errors.Join(*err, a.close(ctx))
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
	if a.scratch != "" {
		problems = append(problems, os.RemoveAll(a.scratch))
	}
	return errors.Join(problems...)
}
