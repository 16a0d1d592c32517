// Command footing is the whole program: the bot (serve), the demonstration (demo), and what an operator, an
// author and a researcher need beside them (invite, dismiss, doctor, check, flows, play, phrases, simulate, seed,
// export, audit, access, version). One file per command; this file only chooses the command. plan.go loads what is
// asked and said, assemble.go puts the parts of a running bot together in the order they need each other, and nothing
// else in the program knows all of them.
//
// Only this package reads the clock, the environment and the system's randomness; everything below is given
// them. run takes its streams and environment as arguments, so that the tests of the command are the command.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // zones are known also where the system has none

	"github.com/alecthomas/kong"

	"footing/storage"
)

// cli is the command line. Kong makes the help of it.
type cli struct {
	Config string `help:"The settings file; footing.yaml if left out, where there is one." default:"footing.yaml" placeholder:"FILE"`

	Demo     demoCmd     `cmd:"" help:"Live through an enrolment, a check-in, an alert and a weekly summary: on a page with two phones, or as a transcript."`
	Serve    serveCmd    `cmd:"" help:"Run the bot."`
	Invite   inviteCmd   `cmd:"" help:"Make an invitation link."`
	Dismiss  dismissCmd  `cmd:"" help:"End somebody's post at the clinic: their links end at once."`
	Doctor   doctorCmd   `cmd:"" help:"Check everything that serve needs, and say what to do about what is missing."`
	Check    checkCmd    `cmd:"" help:"Check protocol, questionnaires, wording and clinic file."`
	Flows    flowsCmd    `cmd:"" help:"Carry questionnaires from and to XLSForm, FHIR and REDCap."`
	Simulate simulateCmd `cmd:"" help:"Print every message that one patient would be sent, without sending."`
	Play     playCmd     `cmd:"" help:"Walk through a questionnaire, or the whole protocol, in the terminal, with an invented clock."`
	Phrases  phrasesCmd  `cmd:"" help:"Measure on labelled texts of your own how much the phrases hit and miss."`
	Seed     seedCmd     `cmd:"" help:"Fill an empty store with invented patients, to test and to teach with."`
	Export   exportCmd   `cmd:"" help:"Give researchers the answers of those who agreed: anonymous tables, or de-identified records."`
	Audit    auditCmd    `cmd:"" help:"Show who read or changed what, whose, and when."`
	Access   accessCmd   `cmd:"" help:"Count what keeps patients from support, month by month, for whoever runs the service."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// surroundings are what a command may touch of the world outside.
type surroundings struct {
	ctx         context.Context //nolint:containedctx // one per process, made in main, handed to the one command
	in          io.Reader
	out, errout io.Writer
	environ     []string
	now         func() time.Time
	config      string
	explicit    bool
}

// errFound says that a command did its work and found something wrong, which it has already told.
var errFound = errors.New("problems were found")

func main() {
	storage.LogTo(slog.New(slog.DiscardHandler)) // serve has a log for it; elsewhere a finding says what matters
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	environ := os.Environ()
	code := run(surroundings{
		ctx: ctx, in: os.Stdin, out: os.Stdout, errout: os.Stderr, environ: environ, now: clock(environ),
	}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run is main with everything handed in. It gives the exit code: 0 done, 1 not done, 2 not understood.
func run(s surroundings, args []string) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("footing"), kong.Description(description), kong.UsageOnError(),
		kong.Writers(s.out, s.errout), kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		_, _ = fmt.Fprintln(s.errout, "footing:", err)
		return 1
	}
	parser.Model.HelpFlag.Help = "Show this help."
	if len(args) == 0 {
		parser.Stdout, args = s.errout, []string{"--help"}
		_, _ = parser.Parse(args)
		return 2
	}
	command, err := parser.Parse(args)
	switch {
	case exit >= 0:
		return exit
	case err != nil:
		_, _ = fmt.Fprintf(s.errout, "footing: %v\n%s --help shows what there is.\n", err, path(err))
		return 2
	}
	s.config, s.explicit = c.Config, c.Config != "footing.yaml"
	err = command.Run(s)
	switch {
	case errors.Is(err, errFound):
		return 1
	case s.ctx.Err() != nil && errors.Is(err, context.Canceled):
		_, _ = fmt.Fprintln(s.errout, "footing: stopped before it was done")
		return 1
	case err != nil:
		_, _ = fmt.Fprintln(s.errout, "footing:", err)
		return 1
	}
	return 0
}

// path is the command that a mistake was made in, as far as it was understood.
func path(err error) string {
	var mistake *kong.ParseError
	if errors.As(err, &mistake) {
		if node := mistake.Context.Selected(); node != nil {
			return node.FullPath()
		}
	}
	return "footing"
}

const description = `Footing checks in with people in psychotherapy between their sessions, by Telegram,
and tells their clinician, in time and in few words, what is getting in the way.

Start with: footing demo`
