package keyring

import (
	"fmt"
	"slices"
	"time"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
)

// knownWithin is how long processes may take to look at the keyset: longer than between two renewals of their leases.
const knownWithin = 25 * time.Second

// sealingKey is what the audit calls it.
const sealingKey = "sealing key"

// Rotate does the next steps that are to be done.
func Rotate(s assembly.Surroundings, a *assembly.Assembly) error {
	if err := nameStudies(s, a); err != nil {
		return err
	}
	key, goesOn := a.Keys().Waiting()
	if !goesOn {
		if done, err := underWay(s, a); done || err != nil {
			return err
		}
		var err error
		if key, err = a.Keys().Add(); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(s.Out, "Key %08x was added to %s.\n", key, a.Config.KeysetFile); err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	if known, err := knownToAll(s, a, key); !known || err != nil {
		return err
	}
	return promote(s, a, key)
}

// underWay tells whether a key was replaced before and older ones still have values: then nothing is to be done here.
func underWay(s assembly.Surroundings, a *assembly.Assembly) (bool, error) {
	shards, key, err := a.Store.ToReseal(s.Ctx)
	if err != nil || len(shards) == 0 {
		return false, err
	}
	_, err = fmt.Fprintf(s.Out, "Key %08x seals already, and footing serve seals anew what is older: %d of %d shards are left.\n"+
		"No other key was added. To replace this one too, run this again when they are done.\n", key, len(shards), a.Store.Shards())
	if err != nil {
		return false, fmt.Errorf("print what was done: %w", err)
	}
	return true, nil
}

// knownToAll waits until every process at work has a key, and says what to do if one hasn't got it.
func knownToAll(s assembly.Surroundings, a *assembly.Assembly, key uint32) (bool, error) {
	lacking, said := 0, false
	known, err := assembly.Within(knownWithin, func() (bool, error) {
		atWork, err := a.Store.KeysAtWork(s.Ctx)
		if err != nil {
			return false, err
		}
		if lacking = lackKey(atWork, key); lacking > 0 && !said {
			said = true
			_, err = fmt.Fprintln(s.Out, "Waiting until footing serve has taken it in ...")
		}
		return lacking == 0, err
	})
	if known || err != nil {
		return known, err
	}
	_, err = fmt.Fprintf(s.Out, "%s at work on the store %s not have it. Nothing is sealed with it yet.\n"+
		"On another machine, put a copy of %s in the place of the keyset there. A release that is older than this one: replace it first.\n"+
		"Then run footing keys rotate again: it goes on from here.\n",
		processes(lacking), doesOrDo(lacking), a.Config.KeysetFile)
	if err != nil {
		return false, fmt.Errorf("print what was done: %w", err)
	}
	return false, assembly.ErrFound
}

// lackKey counts the processes that don't have a key.
func lackKey(atWork [][]uint32, key uint32) (n int) {
	for _, keys := range atWork {
		if !slices.Contains(keys, key) {
			n++
		}
	}
	return n
}

func processes(n int) string {
	if n == 1 {
		return "1 process"
	}
	return fmt.Sprintf("%d processes", n)
}

func doesOrDo(n int) string {
	if n == 1 {
		return "does"
	}
	return "do"
}

// promote has a key seal. The store is told before, so that an older copy of the keyset is refused.
func promote(s assembly.Surroundings, a *assembly.Assembly, key uint32) error {
	before := a.Keys().Primary()
	// The audit comes first: nothing is changed that nobody can account for.
	if err := assembly.FileDeed(s, a.Store, record.DeedSet, sealingKey, fmt.Sprintf("%08x", key)); err != nil {
		return err
	}
	if err := a.Store.SetSealing(s.Ctx, key); err != nil {
		return err
	}
	if err := a.Keys().Promote(key); err != nil {
		return err
	}
	if err := nameStudies(s, a); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.Out, `New values are sealed with key %08x.
footing serve seals anew what is older while it runs.

Put a copy of %s in your safe now: the copy from before lacks the new key,
and is refused. Copy it to every other machine on which footing serve runs, too.
When footing doctor says that nothing older is left: footing keys drop %08x
`, key, a.Config.KeysetFile, before)
	if err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}
