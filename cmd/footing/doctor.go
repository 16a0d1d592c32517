package main

import (
	"errors"
)

// doctorCmd makes every check that serve makes, and changes nothing: no store, no keyset and no folder is made.
type doctorCmd struct {
	JSON bool `help:"Print as JSON, for a monitor."`
}

// Help is what --help says below the first line.
func (doctorCmd) Help() string {
	return "It makes and changes nothing. The exit code is 1 if something failed, 0 if all is well or there are warnings only."
}

// Run prints every finding with its remedy, and at the end what serve would do.
func (c doctorCmd) Run(s surroundings) (err error) {
	a := &assembly{}
	cfg, err := loadConfig(s, nil)
	if err != nil {
		a.report("settings", failed, err.Error(), "Correct these places; nothing else was checked.")
	} else {
		a.cfg = cfg
		a.checkSettings(s)
		a.checkData()
		defer a.closing(s.ctx, &err)
		a.check(s.ctx)
	}
	if c.JSON {
		err = a.found.json(s.out)
	} else {
		err = errors.Join(a.found.print(s.out), a.found.conclude(s.out))
	}
	if err == nil && a.found.count(failed) > 0 {
		return errFound
	}
	return err
}
