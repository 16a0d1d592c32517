package main

import (
	"fmt"
	"text/tabwriter"

	"footing/cmd/footing/internal/assembly"
	"footing/storage"
	"footing/storage/seal"
)

// keysCmd is about the keyset: the keys that seal what is stored.
type keysCmd struct {
	List keysListCmd `cmd:"" help:"List the keys of the keyset, and how many stored values each opens."`
}

// keysListCmd holds the keyset against the store.
type keysListCmd struct{}

// Help is what --help says below the first line.
func (keysListCmd) Help() string {
	return "It reads every stored value and counts them by the key that each names, without opening any. So it shows whether a copy of " +
		"the keyset fits this store: set keyset_file (FOOTING_KEYSET_FILE) to the copy. It ends with 1 if a value names a key that isn't in the " +
		"keyset. It shows no secret, changes nothing, and works beside footing serve. The data folder has a key of its own."
}

// Run prints the list.
func (keysListCmd) Run(s assembly.Surroundings) (err error) {
	a, err := assembly.New(s, assembly.Want{Whole: true})
	if err != nil {
		return err
	}
	defer a.Closing(s.Ctx, &err)
	if err := a.Connect(s, "no keys were listed"); err != nil {
		return err
	}
	keys, err := a.SealingKeys()
	if err != nil {
		return err
	}
	needed, err := a.Store.KeysNeeded(s.Ctx)
	if err != nil {
		return fmt.Errorf("hold the keyset against the store: %w", err)
	}
	return listKeys(s, keys, needed)
}

func listKeys(s assembly.Surroundings, keys []seal.Key, needed storage.Needed) error {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprint(table, "KEY\tUSE\tVALUES\n")
	for _, k := range keys {
		use := "opens"
		if k.Seals {
			use = "seals and opens"
		}
		_, _ = fmt.Fprintf(table, "%08x\t%s\t%d\n", k.Number, use, needed[k.Number])
		delete(needed, k.Number)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print the keys: %w", err)
	}
	lost := int64(0)
	for _, values := range needed {
		lost += values
	}
	if lost == 0 {
		return nil
	}
	_, err := fmt.Fprintf(s.Out, "\nNone of these keys opens %s.\nA keyset with other keys may be the right one; else they are damaged.\n", assembly.Many(int(lost), "value"))
	if err != nil {
		return fmt.Errorf("print the keys: %w", err)
	}
	return assembly.ErrFound
}
