package keeping

import (
	"fmt"
	"slices"
	"strings"

	"footing/cmd/footing/internal/assembly"
	"footing/storage/backup"
	"footing/storage/reseal"
)

// unopened says which values the keyset does not open; nothing if it opens all.
func unopened(all []backup.Unopened) string {
	lines, values := &strings.Builder{}, int64(0)
	for _, one := range all {
		values += one.Values
		why := "damaged, for they name no key"
		if one.Lacked {
			why = "sealed with key " + one.Key + ", which the keyset lacks"
		} else if one.Key != "" {
			why = "damaged, or moved, though they name key " + one.Key
		}
		_, _ = fmt.Fprintf(lines, "  %s: %d, %s\n", one.Kind, one.Values, why)
	}
	if values == 0 {
		return ""
	}
	return assembly.Many(int(values), "value") + " in it can't be opened with this keyset, and stay as they are:\n" + lines.String()
}

// warns says it on the error stream, and what to do. What was set aside does not open often, and somebody has looked at
// it or will, so alone it is no reason to ring.
func warns(s assembly.Surroundings, all []backup.Unopened, advice string) error {
	said := unopened(all)
	if said == "" {
		return nil
	}
	_, err := fmt.Fprintf(s.ErrOut, "Warning: %s%s\n", said, advice)
	if err != nil {
		return fmt.Errorf("print what can't be opened: %w", err)
	}
	if slices.ContainsFunc(all, func(one backup.Unopened) bool { return one.Kind != reseal.Parked }) {
		return assembly.ErrLook
	}
	return nil
}
