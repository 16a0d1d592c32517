package scripts_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestScriptsDeclareKeys reads every script: the key of each command must be one of KEYS, or a parameter or a local
// that is given one, so that a cluster knows where the script belongs.
func TestScriptsDeclareKeys(t *testing.T) {
	commands := regexp.MustCompile(`redis\.(?:p?call)\('([A-Z]+)', (?:'STREAM', )?([^,)]+)`)
	declared := regexp.MustCompile(`^KEYS\[(?:[0-9]+|set|first(?: \+ [0-9])?)\]$`)
	parameters := map[string][]string{
		"save.lua":     {"facts", "stream", "chapters", "due", "calls"},
		"snapshot.lua": {"key"},
	}
	names, err := filepath.Glob("*.lua")
	if err != nil || len(names) < 10 {
		t.Fatalf("found %d scripts: %v", len(names), err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source := string(data)
		found := commands.FindAllStringSubmatch(source, -1)
		if len(found) != strings.Count(source, "redis.")-strings.Count(source, "redis.call('TIME')") {
			t.Errorf("%s: %d of %d commands understood", name, len(found), strings.Count(source, "redis."))
		}
		for _, command := range found {
			if key := command[2]; !declared.MatchString(key) && !slices.Contains(parameters[name], key) {
				t.Errorf("%s: %s of an undeclared key %s", name, command[1], key)
			}
		}
		if strings.Contains(source, "'{") || strings.Contains(source, "KEYS[1] ..") {
			t.Errorf("%s: makes up a key", name)
		}
		for _, part := range []string{"-- KEYS ", "-- ARGV ", "-- returns "} {
			if !strings.Contains(source, part) && filepath.Base(name) != "save.lua" {
				t.Errorf("%s: its header has no line %q", name, part)
			}
		}
	}
}
