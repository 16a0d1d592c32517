package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footing/config"
)

// FuzzLoad feeds any text as footing.yaml: it must end in a configuration that describes itself, or in an error; neither may
// show what stands beside a key for a secret.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("telegram:\n  token: 1:Zx9Zx9Zx9\nlog: {level: info}\n")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "f.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(config.Source{File: path, Explicit: true})
		said := cfg.String()
		if err != nil {
			said = err.Error()
		}
		if said == "" {
			t.Error("neither a configuration nor an error")
		}
		if strings.Contains(said, "AAHsecretsecret") {
			t.Errorf("a secret is shown:\n%s", said)
		}
	})
}
