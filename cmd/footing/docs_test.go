package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"footing/cmd/footing/internal/assembly"
)

// TestCommandsOfFlows types what docs/flows.md says, in the folder of the repository as it seems.
func TestCommandsOfFlows(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "flows.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.Symlink(filepath.Join(root, "flows"), "flows"); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	typed := 0
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		for line := range strings.Lines(block[1]) {
			command, _, _ := strings.Cut(line, "#")
			words := strings.Fields(command)
			if len(words) == 0 {
				continue
			}
			var said bytes.Buffer
			s := assembly.Surroundings{Ctx: t.Context(), Out: &said, ErrOut: &said, Clock: assembly.Clock(nil)}
			if words[0] != "footing" || run(s, words[1:]) != 0 {
				t.Errorf("%s\n%s", command, said.String())
			}
			typed++
		}
	}
	if typed < 6 {
		t.Errorf("%d commands were typed", typed)
	}
}
