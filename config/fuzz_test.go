package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footing/config"
)

// FuzzLoad puts any text above a token in footing.yaml: it must end in a configuration that describes itself, or in an
// error; neither may show the token, however the text before it breaks the file.
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
		f.Add(strings.ReplaceAll(string(text), token, "1:a"))
	}
	f.Add("log: {level: info}\nredis:\n  addrs: [one:1]\n")
	f.Add("")
	const own = "7:Zx9Qv4Rw8Tk2Lm6"
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "f.yaml")
		if err := os.WriteFile(path, []byte(text+"\ntelegram:\n  token: "+own+"\n"), 0o600); err != nil {
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
		if strings.Contains(said, own[2:]) {
			t.Errorf("the token is shown:\n%s", said)
		}
	})
}
