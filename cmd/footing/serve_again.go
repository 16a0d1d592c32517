package main

import (
	"context"
	"errors"
	"log/slog"

	"footing/cmd/footing/internal/assembly"
)

// errSettingsChanged ends serving in order, to go on with settings that were taken in anew.
var errSettingsChanged = errors.New("the settings are taken in anew")

// untilAsked ends serving when SIGHUP asks for the settings to be taken in anew and all checks pass with them. What is
// in hand is finished first, as at any other end. Where a check refuses that, serving goes on with what there is. It
// returns when serving ends: errAgain, if it was it that ended it.
func (c serveCmd) untilAsked(s assembly.Surroundings, end context.CancelFunc, had *assembly.Assembly,
	log *slog.Logger,
) error {
	for {
		select {
		case <-s.Ctx.Done():
			return nil
		case <-s.Again:
			if c.passes(s, had, log) {
				end()
				return errSettingsChanged
			}
		}
	}
}

// passes makes all checks with the settings as they are now, and says what has changed in them.
func (c serveCmd) passes(s assembly.Surroundings, had *assembly.Assembly, log *slog.Logger) (passed bool) {
	a, err := assembly.New(s, assembly.Want{Flags: c.flags()})
	if err == nil {
		defer a.Closing(s.Ctx, &err)
		a.Check(s)
	}
	if err := a.Tell(s.ErrOut, log); err != nil {
		log.Error("the findings could not be printed", "error", err)
	}
	if err != nil || a.Refused() {
		log.Error("the new settings are not taken in: serve goes on with those it has", "failed", a.Summary(), "error", err)
		return false
	}
	log.Info("the settings are taken in anew", "changed", a.ChangedSince(had))
	return true
}
