package main

import "footing/cmd/footing/internal/assembly"

// doctorCmd makes every check that serve makes, and changes nothing: no store, no keyset and no folder is made.
type doctorCmd struct {
	JSON       bool `help:"Print as JSON, for a monitor."`
	TryChannel bool `help:"Also call the second channel and the dead man's switch once, with a test that says so."`
}

// Help is what --help says below the first line.
func (doctorCmd) Help() string {
	return "It makes and changes nothing; with --try-channel it rings once wherever an alert would ring outside " +
		"Telegram. The exit code is 1 if something failed, 0 if all is well or there are warnings only."
}

// Run prints every finding with its remedy, and last what serve would do.
func (c doctorCmd) Run(s assembly.Surroundings) (err error) {
	a, unread := assembly.New(s, assembly.Want{})
	if unread == nil {
		defer a.Closing(s.Ctx, &err)
		a.Check(s)
		if c.TryChannel {
			a.TryChannel(s)
		}
	}
	if c.JSON {
		err = a.JSON(s.Out)
	} else {
		err = a.Conclude(s.Out)
	}
	if err == nil && a.Failed() {
		return assembly.ErrFound
	}
	return err
}
