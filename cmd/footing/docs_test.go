package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

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

// TestDocumentedProtocolByCommand writes the blocks of docs/flows.md into a folder, as a reader would, and checks it
// with the command.
func TestDocumentedProtocolByCommand(t *testing.T) {
	page, err := os.ReadFile("../../docs/flows.md")
	if err != nil {
		t.Fatal(err)
	}
	base := t.TempDir()
	blocks := regexp.MustCompile("(?ms)^```yaml\n# file: (\\S+)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1)
	for _, block := range blocks {
		if err := os.WriteFile(filepath.Join(base, block[1]), []byte(block[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	s := assembly.Surroundings{Ctx: t.Context(), Out: &said, ErrOut: &said, Clock: assembly.Clock(nil)}
	if code := run(s, []string{"check", base, "--clinic", filepath.Join(base, "clinic.yaml")}); code != 0 || len(blocks) < 15 ||
		!strings.Contains(said.String(), "is in order") {
		t.Errorf("%d blocks, exit %d:\n%s", len(blocks), code, said.String())
	}
}

// TestDocsNameCommandsOfTheChat: each command of the chat that a page names is one.
func TestDocsNameCommandsOfTheChat(t *testing.T) {
	keys, err := os.ReadFile("../../flows/engine/keys.txt")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := []string{"healthz", "readyz", "alarms", "metrics", "revoke", "proc"} // the admin port, @BotFather, Linux
	named := 0
	for _, pattern := range []string{"../../*.md", "../../docs/*.md"} {
		pages, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Base(page) == "CHANGELOG.md" {
				continue // it tells of what was, too
			}
			for _, found := range regexp.MustCompile("`/([a-z]+)[` ]").FindAllStringSubmatch(string(text), -1) {
				named++
				word := found[1]
				if !slices.Contains(elsewhere, word) && !regexp.MustCompile(`(?m)^command\.`+word+`\b`).Match(keys) {
					t.Errorf("%s names /%s, which is no command", page, word)
				}
			}
		}
	}
	if named < 20 {
		t.Errorf("only %d commands are named", named)
	}
}

// TestPackageCommentNamesEveryCommand: who reads the program's comment first learns of all its commands.
func TestPackageCommentNamesEveryCommand(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`[a-z]+`).FindAllString(file.Doc.Text(), -1)
	line, err := kong.New(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range line.Model.Children {
		if !command.Hidden && !slices.Contains(named, command.Name) {
			t.Errorf("the package comment of main.go leaves out %s", command.Name)
		}
	}
}
