package assembly

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// TestVerdict: serve, doctor's last line and its "ready" never disagree. The script ready.txtar walks the real reasons.
func TestVerdict(t *testing.T) {
	one := func(check string, s outcome, runs bool) finding { return finding{Check: check, State: s, Runs: runs} }
	for name, c := range map[string]struct {
		found   findings
		refused bool
		ends    string
	}{
		"well": {findings{one("redis", fine, false)}, false, "All is well: footing serve can start."},
		"warned": {
			findings{one("clinic", warning, false)},
			false,
			"footing serve can start, with 1 warning.",
		},
		"skipped after a failure": {
			findings{one("redis", failed, false), one("store", skipped, false)},
			true,
			"footing serve would not start",
		},
		"no helplines":            {findings{one("clinic", failed, true)}, false, "but enrol nobody"},
		"some are not called for": {findings{one("ladder", failed, true)}, false, "alerts would reach nobody"},
		"nobody is called":        {findings{one("ladder", failed, false)}, true, "footing serve would not start"},
		"both that run": {
			findings{one("clinic", failed, true), one("ladder", failed, true)},
			false,
			"alerts would reach nobody",
		},
		"one that runs, one not": {
			findings{one("clinic", failed, true), one("telegram", failed, false)},
			true,
			"footing serve would not start",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.found.refused(); got != c.refused {
				t.Errorf("serve refuses: %v", got)
			}
			var text, data bytes.Buffer
			if err := c.found.conclude(&text); err != nil || !strings.Contains(text.String(), c.ends) {
				t.Errorf("doctor ends with %q, %v", text.String(), err)
			}
			var said struct{ Ready bool }
			if err := c.found.json(&data); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data.Bytes(), &said); err != nil || said.Ready == c.refused {
				t.Errorf("doctor --json says ready: %v, %v", said.Ready, err)
			}
		})
	}
}
