package storage_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestScriptsDeclareKeys reads every script: the key of each command must be one of KEYS, or a parameter that
// is given one, so that a cluster knows where the script belongs.
func TestScriptsDeclareKeys(t *testing.T) {
	commands := regexp.MustCompile(`redis\.(?:p?call)\('([A-Z]+)', ([^,)]+)`)
	declared := regexp.MustCompile(`^KEYS\[(?:[0-9]+|set)\]$`)
	parameters := map[string]bool{ // of save.lua
		"facts": true, "stream": true, "chapters": true, "due": true, "calls": true,
	}
	names, err := filepath.Glob("scripts/*.lua")
	must(t, err)
	if len(names) < 10 {
		t.Fatalf("found %d scripts", len(names))
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		must(t, err)
		source := string(data)
		found := commands.FindAllStringSubmatch(source, -1)
		if len(found) != strings.Count(source, "redis.") {
			t.Errorf("%s: %d of %d commands understood", name, len(found), strings.Count(source, "redis."))
		}
		for _, command := range found {
			if key := command[2]; !declared.MatchString(key) && (filepath.Base(name) != "save.lua" || !parameters[key]) {
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

// TestKeysAreDocumented compares the keys that a busy store has with docs/redis.md.
func TestKeysAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/redis.md")
	must(t, err)
	documented := make(map[string]bool)
	for _, match := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		documented[match[1]] = true
	}
	source, err := os.ReadFile("keys.go")
	must(t, err)
	made := make(map[string]bool)
	for _, match := range regexp.MustCompile(`= "(\{meta\}[^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		made[strings.Replace(match[1], "process:", "process:OWNER", 1)] = true
	}
	delete(made, "{meta}:poll:") // an earlier release's
	for _, match := range regexp.MustCompile(`tag\(shard\) \+ "([^"]+)"( \+ id \+ "([^"]+)")?`).FindAllStringSubmatch(string(source), -1) {
		switch {
		case match[2] != "":
			made["{sNN}:"+match[1]+"ID"+match[3]] = true
		case strings.HasSuffix(match[1], ":"):
			made["{sNN}:"+match[1]+"N"] = true
		default:
			made["{sNN}:"+match[1]] = true
		}
	}
	if diff := cmp.Diff(made, documented); diff != "" {
		t.Errorf("keys in keys.go (-) and docs/redis.md (+):\n%s", diff)
	}
}
