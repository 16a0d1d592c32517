// Package keyring is what footing keys does: it holds the keyset against the store, has a new key seal, and takes an
// old one out. List, Rotate and Drop each take an opened store, say what they did, and end with assembly.ErrFound if
// somebody has to do something first. Each may be stopped and repeated at any moment, beside running processes.
//
// What is in the keyset's file, package seal knows; what is sealed where, package reseal. Here is the order of the
// steps, and what is said about them.
package keyring

import (
	"fmt"
	"text/tabwriter"

	"footing/cmd/footing/internal/assembly"
	"footing/cmd/footing/internal/release"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// List prints the keys of the keyset, and how many stored values each opens.
func List(s assembly.Surroundings, a *assembly.Assembly) error {
	needed, err := a.Store.KeysNeeded(s.Ctx)
	if err != nil {
		return fmt.Errorf("hold the keyset against the store: %w", err)
	}
	return listKeys(s, a.Keys(), needed)
}

func listKeys(s assembly.Surroundings, keys *seal.Keys, needed reseal.Counts) error {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprint(table, "KEY\tUSE\tVALUES\n")
	waiting, waits := keys.Waiting()
	for _, k := range keys.Sealing() {
		use := "opens"
		switch {
		case k.Seals:
			use = "seals and opens"
		case waits && k.Number == waiting:
			use = "opens, and will seal"
		}
		_, _ = fmt.Fprintf(table, "%08x\t%s\t%d\n", k.Number, use, needed.Of(k.Number))
		delete(needed, k.Number)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print the keys: %w", err)
	}
	lost := int64(0)
	for number := range needed {
		lost += needed.Of(number)
	}
	if lost == 0 {
		return nil
	}
	_, err := fmt.Fprintf(s.Out, "\nNone of these keys opens %s.\nA keyset with other keys may be the right one; else "+
		"they are damaged.\n", assembly.Many(int(lost), "value"))
	if err != nil {
		return fmt.Errorf("print the keys: %w", err)
	}
	return assembly.ErrFound
}

// nameStudies opens the key of each study that was exported. Those of earlier releases can be sealed anew only by
// whoever knows the study's name.
func nameStudies(s assembly.Surroundings, a *assembly.Assembly) error {
	releases, err := release.All(s.Ctx, a.Store)
	if err != nil {
		return err
	}
	for _, r := range releases {
		if _, err := a.Store.StudyKey(s.Ctx, r.Study); err != nil {
			return err
		}
	}
	return nil
}
