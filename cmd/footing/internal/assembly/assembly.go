// Package assembly puts together what the commands of footing share: the settings, the plan, Redis, the store with its
// keys, Telegram, and for serve the bot itself.
//
// A command makes an Assembly of its Surroundings with New and then asks for as much as it needs: Check makes every
// check that serve makes (serve, doctor), Connect opens the store to write to it (invite, dismiss, seed), and Reading
// opens plan and store as they are (export, audit, access). Each check leaves a finding with a remedy, and the verdict
// of all findings decides whether serve starts. So what doctor says is what serve does. Wire and Live then run the bot.
//
// Commands that only need the plan load it with Sources.
package assembly

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"footing/bot"
	"footing/bot/telegram"
	"footing/config"
	"footing/flows"
	"footing/storage"
	"footing/storage/redisserver"
	"footing/storage/seal"
)

// Surroundings are a command's access to the world outside.
type Surroundings struct {
	Ctx         context.Context //nolint:containedctx // one per process, made in main, handed to the one command
	In          io.Reader
	Out, ErrOut io.Writer
	Environ     []string
	Clock       bot.Clock
	Config      string         // the settings file
	Explicit    bool           // it was named, so it must be there
	Again       chan os.Signal // asks serve to take its settings in anew; nil: nobody does
}

// Now is the time of day.
func (s Surroundings) Now() time.Time { return s.Clock().Wall }

// ErrFound says that a command did its work, found a problem and has already printed it.
var ErrFound = errors.New("problems were found")

// ErrLook says that a command did its work and that somebody has to look at what it found or changed on the way, which
// it has already printed.
var ErrLook = errors.New("it is done, and somebody has to look at something")

// Want describes a command's use of the store.
type Want struct {
	Flags     map[string]string // settings given on the command line
	Make      bool              // a new store and its keyset may be made
	Serve     bool              // for as long as the process runs: nobody else may own its Redis
	again     bool              // beside what serves numbers only, in the same process
	ChangeBot bool              // the store may become another bot's
	Whole     bool              // the whole store is read or filled, so replies of Redis may take long
}

// Assembly holds the parts of a running bot that a command needs, put together one check after the other.
type Assembly struct {
	Config config.Config
	Plan   *flows.Protocol // nil until it was loaded, as the store is until it was opened
	Store  *storage.Store

	want    Want
	unread  error               // what is wrong with the settings; Config holds what could be read of them
	ended   error               // why serve could not go on
	lease   time.Duration       // how long leases last; 0 for the store's own time
	me      telegram.Me         // whose token it is
	server  *redisserver.Server // Footing's own Redis, if it is that one
	bot     *bot.Bot            // nil until it was made
	scratch string              // the folder of a Redis that was started to see whether it starts
	rdb     storage.Client
	keys    *seal.Keys
	client  *telegram.Client
	closers []io.Closer // of what the bot writes to

	found findings
	look  atomic.Pointer[ladderLook] // the latest; serve looks again and again

	accepted []storage.Problem // of Redis, with which serve runs
	inStore  int64             // how many people are in the store
	foreseen bool              // there is no store, and one can be made

	synthetic bool // nobody in the store is real

	sections map[string]string // what was read, as ChangedSince compares it
}

// New reads the settings. If they are invalid, both the error and the only finding say so, and serve has those that are
// not, to serve numbers only with.
func New(s Surroundings, want Want) (*Assembly, error) {
	a := &Assembly{want: want}
	source := config.Source{File: s.Config, Explicit: s.Explicit, Environ: s.Environ, Flags: want.Flags}
	var err error
	a.Config, err = config.Load(source)
	if err != nil {
		err = fmt.Errorf("the settings are not in order:\n%w", err)
		a.report("settings", failed, err.Error(), "Correct these places; nothing else was checked.")
		if a.unread = err; want.Serve {
			rest, lost := config.Salvage(source)
			a.Config, a.unread = rest, errors.Join(err, lost)
		}
		return a, a.unread
	}
	if want.Serve {
		a.lease, a.sections = leaseTime(s.Environ), a.readSections()
	}
	return a, nil
}

// Check makes every check. One that needs the result of a failed check is marked as skipped.
func (a *Assembly) Check(s Surroundings) {
	a.checkSettings(s)
	a.checkSecrets()
	a.checkData()
	a.checkPlan()
	a.checkHelplines(s.Now())
	a.checkClosed(s.Now())
	a.checkCanary()
	a.checkChannel()
	a.checkRedis(s.Ctx)
	a.checkStore(s.Ctx)
	a.checkNumbersLost()
	a.checkTelegram(s.Ctx)
	a.checkClocks(s.Ctx, s.Clock)
	a.checkAdmin(s.Ctx)
	a.checkMoments(s.Ctx, s.Now())
	a.makeStore(s.Ctx)
}

// Connected opens the store for a command, which ends with Closing. If it can't, or others can read its secrets, it
// prints the reason, and the error says what was not done.
func Connected(s Surroundings, w Want, undone string) (a *Assembly, err error) {
	if a, err = New(s, w); err != nil {
		return nil, err
	}
	if err = a.Connect(s, undone); err != nil {
		a.Closing(s.Ctx, &err)
		return nil, err
	}
	return a, nil
}

// Connect opens the store of an assembly; see Connected.
func (a *Assembly) Connect(s Surroundings, undone string) error {
	if a.checkSecrets(); a.found.failed("secrets") {
		return a.Refuse(s.ErrOut, undone)
	}
	a.checkRedis(s.Ctx)
	a.checkStore(s.Ctx)
	a.makeStore(s.Ctx)
	if a.Store == nil {
		return a.Refuse(s.ErrOut, undone)
	}
	return nil
}

// Owns tells whether the store is in a Redis of Footing's own.
func (a *Assembly) Owns() bool { return a.server != nil }

// checkSettings reports the sources of the settings, and variables that look like misspelt settings.
func (a *Assembly) checkSettings(s Surroundings) {
	where := s.Config + " and the environment"
	if _, err := os.Stat(s.Config); err != nil {
		where = "the environment; there is no " + s.Config + " here"
	}
	a.report("settings", fine, where, "")
	for _, name := range a.Config.Ignored() {
		a.report("settings", warning, name+" means nothing here",
			"Is it misspelt? deploy/footing.yaml lists every key; the key a.b is FOOTING_A_B.")
	}
}

// stopTime is the time to stop after the signal: loops drain, Redis writes its last bytes.
const stopTime = 20 * time.Second

// Closing closes what a command has opened, even after an interruption, and joins errors to the command's own.
func (a *Assembly) Closing(ctx context.Context, err *error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	*err = errors.Join(*err, a.close(ctx))
}

// close closes everything opened. Only the process that started Footing's own Redis stops it.
func (a *Assembly) close(ctx context.Context) error {
	var problems []error
	for _, one := range a.closers {
		problems = append(problems, one.Close())
	}
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
