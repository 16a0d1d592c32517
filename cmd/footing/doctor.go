package main

import (
	"context"
	"errors"
)

// doctorCmd makes every check that serve makes, and changes nothing: no store and no keyset is made.
type doctorCmd struct {
	JSON bool `help:"Print as JSON, for a monitor."`
}

// Run prints every finding with its remedy. The exit code is 1 where serve would refuse.
func (c doctorCmd) Run(s surroundings) (err error) {
	a := &assembly{}
	cfg, err := loadConfig(s, nil)
	if err != nil {
		a.report("settings", failed, err.Error(), "Correct the named places.")
	} else {
		a.cfg = cfg
		a.report("settings", fine, s.config+" and the environment", "")
		for _, name := range cfg.Ignored() {
			a.report("settings", warning, name+" means nothing here", "Is it misspelt?")
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), stopTime)
			defer cancel()
			err = errors.Join(err, a.close(ctx))
		}()
		a.check(s.ctx)
	}
	if c.JSON {
		err = a.found.json(s.out)
	} else {
		err = a.found.print(s.out)
	}
	if err == nil && a.found.failed() {
		return errFound
	}
	return err
}
