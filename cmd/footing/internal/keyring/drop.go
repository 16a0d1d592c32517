package keyring

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"text/tabwriter"

	"footing/cmd/footing/internal/assembly"
	"footing/flows/record"
	"footing/storage/folder"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// dataFolder is where values stand that are not in Redis.
const dataFolder reseal.Kind = "records in the data folder, of an earlier release"

// Drop takes a key out, by its number, if nothing needs it.
func Drop(s assembly.Surroundings, a *assembly.Assembly, number string) error {
	key, err := named(a.Keys(), number)
	if err != nil {
		return err
	}
	if err := nameStudies(s, a); err != nil {
		return err
	}
	if err := notAtWork(s, a, key); err != nil {
		return err
	}
	needed, err := neededWhere(s, a, key)
	if err != nil {
		return err
	}
	if len(needed) > 0 {
		return stillNeeded(s, a, key, needed)
	}
	return drop(s, a, key)
}

// named finds which key is meant. The one that seals, or will seal, stays.
func named(keys *seal.Keys, word string) (uint32, error) {
	n, err := strconv.ParseUint(word, 16, 32)
	number := uint32(n)
	if err != nil || !keys.Has(number) {
		return 0, fmt.Errorf("the keyset has no key %q: footing keys list names those that it has", word)
	}
	if number == keys.Primary() {
		return 0, fmt.Errorf("key %08x seals what is stored: footing keys rotate has another one do so first", number)
	}
	if waiting, ok := keys.Waiting(); ok && number == waiting {
		return 0, fmt.Errorf("key %08x was added and does not seal yet: footing keys rotate goes on with it", number)
	}
	return number, nil
}

// notAtWork refuses while a process seals with a key, or does not say what it seals with.
func notAtWork(s assembly.Surroundings, a *assembly.Assembly, key uint32) error {
	atWork, err := a.Store.KeysAtWork(s.Ctx)
	if err != nil {
		return err
	}
	for _, keys := range atWork {
		switch {
		case len(keys) == 0:
			return errors.New("a process of an older release works on the store, and does not say which key it seals with: replace it first")
		case keys[0] == key:
			return fmt.Errorf("a footing serve still seals with key %08x. It looks at its keyset every 10 seconds: try again, or, "+
				"if it runs on another machine, copy %s there", key, a.Config.KeysetFile)
		}
	}
	return nil
}

// neededWhere counts what a key has sealed, by kind.
func neededWhere(s assembly.Surroundings, a *assembly.Assembly, key uint32) (map[reseal.Kind]int64, error) {
	counts, err := a.Store.KeysNeeded(s.Ctx)
	if err != nil {
		return nil, err
	}
	sealed, err := folder.Formers(a.Config.DataDir)
	if err != nil {
		return nil, fmt.Errorf("look what is sealed in the data folder: %w", err)
	}
	needed := maps.Clone(counts[key])
	for _, one := range sealed {
		if number, _ := seal.KeyOf(string(one)); number == key {
			if needed == nil {
				needed = make(map[reseal.Kind]int64)
			}
			needed[dataFolder]++
		}
	}
	return needed, nil
}

// stillNeeded says what needs a key, and what to do about it. If serve takes its work for done, it looks again.
func stillNeeded(s assembly.Surroundings, a *assembly.Assembly, key uint32, needed map[reseal.Kind]int64) error {
	shards, _, err := a.Store.ToReseal(s.Ctx)
	if err != nil {
		return err
	}
	for shard := range a.Store.Shards() {
		if len(shards) == 0 {
			if err := a.Store.SetResealed(s.Ctx, shard, 0); err != nil {
				return err
			}
		}
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(s.Out, "Key %08x is still needed, and stays:\n", key)
	for _, kind := range slices.Sorted(maps.Keys(needed)) {
		_, _ = fmt.Fprintf(table, "\t%d\t  %s\n", needed[kind], kind)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print what needs the key: %w", err)
	}
	advice := "footing serve seals them anew while it runs: let it run, and try again in some minutes."
	switch {
	case needed[reseal.Studies] > 0:
		advice += "\nA study's key: run footing export once for each study, which seals it anew."
	case needed[dataFolder] > 0:
		advice += "\nWhat lies in the data folder: see footing parked list, then retry or drop it."
	}
	advice += "\nWhat stays after that is damaged: see the log of serve. What was set aside can be removed with footing parked drop."
	if _, err := fmt.Fprintln(s.Out, advice); err != nil {
		return fmt.Errorf("print what needs the key: %w", err)
	}
	return assembly.ErrFound
}

// drop asks, and takes the key out.
func drop(s assembly.Surroundings, a *assembly.Assembly, key uint32) error {
	ask := assembly.Ask{Words: []string{fmt.Sprintf("%08x", key)}, Says: fmt.Sprintf(
		`Nothing in Redis and in the data folder needs key %08x. But backups may,
a replica that is cut off, and older files of Redis: they open only with a copy of the keyset that has it.
Keep the copy in your safe as long as you keep any of them. Type the key's number to go on: `, key)}
	if err := assembly.Sure(s, "no key was taken out", ask); err != nil {
		return err
	}
	// The audit comes first: nothing is changed that nobody can account for.
	if err := assembly.FileDeed(s, a.Store, record.DeedDropped, sealingKey, fmt.Sprintf("%08x", key)); err != nil {
		return err
	}
	if err := a.Keys().Drop(key); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.Out, "Key %08x is no longer in %s. Put a copy of it in your safe, beside the older "+
		"one.\n", key, a.Config.KeysetFile)
	if err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}
