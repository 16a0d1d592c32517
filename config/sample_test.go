package config

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSample holds the sample that ships against the keys: as it stands it changes nothing, it names every key, and for
// a key that has a default it shows that default.
func TestSample(t *testing.T) {
	const path = "../deploy/footing.yaml"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	untouched, err := Load(Source{File: path, Explicit: true})
	if err != nil {
		t.Fatalf("the sample is refused: %v", err)
	}
	for _, r := range untouched.rows {
		if r.place != "default" {
			t.Errorf("the sample sets %s", r.key)
		}
	}
	known, err := knownKeys()
	if err != nil {
		t.Fatal(err)
	}

	var names []string
	group := ""
	for _, line := range regexp.MustCompile(`(?m)^( *)#([a-z_]+):(.*)$`).FindAllStringSubmatch(string(text), -1) {
		indent, key, value := line[1], line[2], strings.TrimSpace(line[3])
		if indent == "" {
			group = ""
		}
		if value == "" {
			group = key + "."
			continue
		}
		name := group + key
		names = append(names, name)
		for _, p := range known {
			if p.Key == name && p.DefaultValue != "" && p.DefaultValue != value {
				t.Errorf("the sample shows %s: %s, but the default is %s", name, value, p.DefaultValue)
			}
		}
		alone := filepath.Join(t.TempDir(), "footing.yaml")
		if err := os.WriteFile(alone, []byte(nested(name, value)), 0o600); err != nil {
			t.Fatal(err)
		}
		given, problems := readFile(known, Source{File: alone, Explicit: true}, false)
		if len(problems) > 0 || len(given) != 1 || given[0].name != name {
			t.Errorf("%s: %s is read as %v, with problems %v", name, value, given, problems)
		}
	}
	want := known.names()
	slices.Sort(names)
	slices.Sort(want)
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("keys in the sample (-want +got):\n%s", diff)
	}
}

func nested(name, value string) string {
	if group, key, ok := strings.Cut(name, "."); ok {
		return group + ":\n  " + key + ": " + value + "\n"
	}
	return name + ": " + value + "\n"
}
