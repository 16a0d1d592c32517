// Command footing is the whole program: the bot (serve), the demonstration (demo), and the tools of operators (invite,
// dismiss, erase, doctor, config print, healthcheck, parked, bot, backup, restore, keys, audit, access, bench and
// version), authors (check, flows, play, phrases, simulate) and researchers (export, seed). There is one file per
// command; this one only chooses among them. Package internal/assembly holds what several commands share, and puts a
// running bot together. Package internal/release is the place and the register of exports, internal/keyring the
// replacing of keys, internal/keeping backups, internal/bench a measurement, demo the page with the phones, cohort the
// people invented by seed.
//
// Only this folder and internal/assembly read the clock and the environment; everything else is given them. The
// function run takes its streams, clock and environment as arguments, so a command's tests run the command itself.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones are known also where the system has none

	"github.com/alecthomas/kong"

	"footing/cmd/footing/internal/assembly"
	"footing/storage"
)

// cli is the command line. Kong generates the help from it.
type cli struct {
	Config string `help:"The settings file; footing.yaml if left out, where there is one." default:"footing.yaml" placeholder:"FILE"`

	Demo        demoCmd        `cmd:"" help:"Live through an enrolment, a check-in, an alert and a weekly summary: on a page with two phones, or as a transcript."`
	Serve       serveCmd       `cmd:"" help:"Run the bot."`
	Invite      inviteCmd      `cmd:"" help:"Make an invitation link."`
	Dismiss     dismissCmd     `cmd:"" help:"End somebody's post at the clinic: their links end at once."`
	Erase       eraseCmd       `cmd:"" help:"Remove everything that is kept of a patient."`
	Doctor      doctorCmd      `cmd:"" help:"Check everything that serve needs, and say what to do about what is missing."`
	Settings    configCmd      `cmd:"" name:"config" help:"Show the settings."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask the running serve how it is, as a container's health check."`
	Parked      parkedCmd      `cmd:"" help:"Show what could not be dealt with and was set aside, try it again, or remove it."`
	Bot         botCmd         `cmd:"" help:"Say which store has the bot at Telegram."`
	Backup      backupCmd      `cmd:"" help:"Copy everything that is in Redis into one encrypted file, beside a running serve."`
	Restore     restoreCmd     `cmd:"" help:"Put a backup into an empty Redis."`
	Keys        keysCmd        `cmd:"" help:"Show the keys of the keyset and what needs them, and replace them."`
	Check       checkCmd       `cmd:"" help:"Check protocol, questionnaires, wording and clinic file."`
	Flows       flowsCmd       `cmd:"" help:"Carry questionnaires from and to XLSForm, FHIR and REDCap."`
	Simulate    simulateCmd    `cmd:"" help:"Print every message that one patient would be sent, without sending."`
	Play        playCmd        `cmd:"" help:"Walk through a questionnaire, or the whole protocol, in the terminal, with an invented clock."`
	Phrases     phrasesCmd     `cmd:"" help:"Measure on labelled texts of your own how much the phrases hit and miss."`
	Seed        seedCmd        `cmd:"" help:"Fill an empty store with invented patients, to test and to teach with."`
	Export      exportCmd      `cmd:"" help:"Give researchers the answers of those who agreed: protected tables, or de-identified records."`
	Audit       auditCmd       `cmd:"" help:"Show who read or changed what, whose, and when."`
	Access      accessCmd      `cmd:"" help:"Count what keeps patients from support, month by month, for whoever runs the service."`
	Bench       benchCmd       `cmd:"" help:"Measure how many updates a second this machine serves, and what each costs."`
	Version     versionCmd     `cmd:"" help:"Print the version."`

	BenchPart benchPartCmd `cmd:"" hidden:"" help:"A process that bench starts."`
}

func main() {
	storage.LogTo(slog.New(slog.DiscardHandler)) // serve has a log for it; elsewhere a finding says what matters
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	environ := os.Environ()
	code := run(assembly.Surroundings{
		Ctx: ctx, In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr, Environ: environ, Clock: assembly.Clock(environ),
	}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run is main with everything handed in. It gives the exit code: 0 done, 1 not done, 2 not understood, 3 done, but
// somebody has to look at something.
func run(s assembly.Surroundings, args []string) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("footing"), kong.Description(description), kong.UsageOnError(),
		kong.Writers(s.Out, s.ErrOut), kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		_, _ = fmt.Fprintln(s.ErrOut, "footing:", err)
		return 1
	}
	parser.Model.HelpFlag.Help = "Show this help."
	if len(args) == 0 {
		parser.Stdout, args = s.ErrOut, []string{"--help"}
		_, _ = parser.Parse(args)
		return 2
	}
	command, err := parser.Parse(args)
	switch {
	case exit >= 0:
		return exit
	case err != nil:
		_, _ = fmt.Fprintf(s.ErrOut, "footing: %v\n%s --help shows what there is.\n", err, path(err))
		return 2
	}
	s.Config, s.Explicit = c.Config, c.Config != "footing.yaml"
	err = command.Run(s)
	switch {
	case errors.Is(err, assembly.ErrFound):
		return 1
	case errors.Is(err, assembly.ErrLook):
		return 3
	case s.Ctx.Err() != nil && errors.Is(err, context.Canceled):
		_, _ = fmt.Fprintln(s.ErrOut, "footing: stopped before it was done")
		return 1
	case err != nil:
		_, _ = fmt.Fprintln(s.ErrOut, "footing:", err)
		return 1
	}
	return 0
}

// path is the command of a mistaken command line, as far as it was understood.
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
