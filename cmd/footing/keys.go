package main

import (
	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/keyring"
)

// keysCmd is about the keyset: the keys that seal what is stored.
type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"List the keys of the keyset, and how many stored values each opens."`
	Rotate keysRotateCmd `cmd:"" help:"Have a new key seal from now on. What the older ones sealed is sealed anew."`
	Drop   keysDropCmd   `cmd:"" help:"Take a key that nothing needs any more out of the keyset, for good."`
}

// keysListCmd holds the keyset against the store.
type keysListCmd struct{}

// Help is what --help says below the first line.
func (keysListCmd) Help() string {
	return "It reads every stored value and counts them by the key that each names, without opening any. So it shows whether a copy of " +
		"the keyset fits this store: set keyset_file (FOOTING_KEYSET_FILE) to the copy. It ends with 1 if a value names a key that isn't in the " +
		"keyset, or the store is sealed with a newer key. It shows no secret, changes nothing, and works beside footing serve. The data folder " +
		"has a key of its own."
}

// Run prints the list.
func (keysListCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.Connected(s, assembly.Want{Whole: true}, "no keys were listed")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	return keyring.List(s, a)
}

// keysRotateCmd has a new key seal. It works beside running processes, and goes on where it was stopped.
type keysRotateCmd struct{}

// Help is what --help says below the first line.
func (keysRotateCmd) Help() string {
	return "Do it when somebody may have got at the keyset who should not, or once a year. It adds a key to the keyset, waits until every " +
		"footing serve that works on the store has it, and then has it seal. footing serve takes the file in by itself, and seals anew what the " +
		"older keys have sealed while it runs; footing doctor says how much is left, footing keys list of what. It may be stopped and repeated at any " +
		"time. A serve on another machine has a file of its own: copy the keyset there when this says so. The audit notes it."
}

// Run does the next steps that are to be done.
func (keysRotateCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.Connected(s, assembly.Want{Whole: true}, "no key was replaced")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	return keyring.Rotate(s, a)
}

// keysDropCmd takes a key out of the keyset.
type keysDropCmd struct {
	Key string `arg:"" help:"Its number, as footing keys list gives it."`
}

// Help is what --help says below the first line.
func (keysDropCmd) Help() string {
	return "A key stays as long as anything in Redis or in the data folder is sealed with it, or a process seals with " +
		"it: then it says how much " +
		"and what to do, and ends with 1. It cannot see backups, a replica that is cut off, or Redis' older files: what the key has sealed there " +
		"opens only with a copy of the keyset that still has it. So keep the copy in your safe as long as you keep any of these. It asks before, the " +
		"audit notes it, and it works beside footing serve."
}

// Run takes it out if nothing needs it.
func (c keysDropCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.Connected(s, assembly.Want{Whole: true}, "no key was taken out")
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	return keyring.Drop(s, a, c.Key)
}
