package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const root = "../../../.."

// pack is a package of the module; paths are relative to the module's folder.
type pack struct {
	path  string
	files []file
}

type file struct {
	path   string
	test   bool
	lines  int
	syntax *ast.File
	set    *token.FileSet
}

// module reads every package, with all files whatever their build tags. Planted maps the path of a file that is not on
// the disk to its content.
func module(t *testing.T, planted map[string]string) []pack {
	t.Helper()
	base, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	walk(t, base)
	overlay, contents := overlay(t, base, planted)
	fields := "ImportPath,Dir,GoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles"
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-find", "-overlay", overlay, "-json="+fields, "./...")
	cmd.Dir = base
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var packs []pack
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var listed struct {
			ImportPath, Dir                                    string
			GoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
		}
		if err := decoder.Decode(&listed); errors.Is(err, io.EOF) {
			return packs
		} else if err != nil {
			t.Fatal(err)
		}
		p := pack{path: ours(listed.ImportPath)}
		for _, names := range [][]string{listed.GoFiles, listed.IgnoredGoFiles, listed.TestGoFiles, listed.XTestGoFiles} {
			for _, name := range names {
				p.files = append(p.files, read(t, base, filepath.Join(listed.Dir, name), contents))
			}
		}
		packs = append(packs, p)
	}
}

// walk looks into every folder with code, so that `go test` does not repeat a remembered result when a file was added:
// what the go command reads by itself is not among what it remembers of a test.
func walk(t *testing.T, base string) {
	t.Helper()
	err := filepath.WalkDir(base, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != base &&
			(strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "library") {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// overlay writes planted files where `go list -overlay` finds them.
func overlay(t *testing.T, base string, planted map[string]string) (name string, contents map[string]string) {
	t.Helper()
	folder := t.TempDir()
	replace, contents := map[string]string{}, map[string]string{}
	for path, content := range planted {
		stored := filepath.Join(folder, strconv.Itoa(len(replace))+".go")
		if err := os.WriteFile(stored, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(base, path)] = stored
		contents[filepath.Join(base, path)] = content
	}
	encoded, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(name, encoded, 0o600); err != nil {
		t.Fatal(err)
	}
	return name, contents
}

func read(t *testing.T, base, full string, contents map[string]string) file {
	t.Helper()
	source, planted := contents[full]
	if !planted {
		onDisk, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		source = string(onDisk)
	}
	path, err := filepath.Rel(base, full)
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file{
		path: filepath.ToSlash(path), test: strings.HasSuffix(path, "_test.go"),
		lines: strings.Count(source, "\n"), syntax: syntax, set: set,
	}
}

// ours gives an import path relative to the module's folder: "flows/engine"; "." is that folder.
func ours(importPath string) string {
	if importPath == "footing" {
		return "."
	}
	return strings.TrimPrefix(importPath, "footing/")
}

// imports are the packages of ours that a package imports outside its tests.
func (p pack) imports() []string {
	var paths []string
	for _, f := range p.files {
		if f.test {
			continue
		}
		for _, spec := range f.syntax.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && strings.HasPrefix(path, "footing/") {
				paths = append(paths, ours(path))
			}
		}
	}
	return paths
}
