package house

import (
	"errors"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hopsMost is how many files somebody who follows a tap may have to open.
const hopsMost = 12

// hop is a line of the table under "Following one tap".
type hop struct {
	file      string
	functions []string // "Step", or with the type of a method "Worker.turn"
}

func hops(page string) []hop {
	var all []hop
	for line := range strings.Lines(section(page, "Following one tap")) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 6 || !strings.HasPrefix(strings.TrimSpace(cells[2]), "`") {
			continue
		}
		h := hop{file: strings.Trim(cells[2], " `")}
		for name := range strings.SplitSeq(cells[3], ",") {
			if name = strings.Trim(name, " `"); name != "" {
				h.functions = append(h.functions, name)
			}
		}
		all = append(all, h)
	}
	return all
}

// missing are the files and functions that are not there.
func missing(packs []pack, tree fs.FS, hops []hop) []string {
	var all []string
	for _, h := range hops {
		if _, err := fs.Stat(tree, h.file); errors.Is(err, fs.ErrNotExist) {
			all = append(all, h.file+": no such file")
			continue
		}
		if path.Ext(h.file) == ".go" && len(h.functions) == 0 {
			all = append(all, h.file+": no function is named")
		}
		declared := functions(packs, h.file)
		for _, name := range h.functions {
			if !slices.Contains(declared, name) {
				all = append(all, h.file+": no "+name)
			}
		}
	}
	return all
}

// functions are the names of all functions and methods of a file.
func functions(packs []pack, file string) []string {
	var names []string
	for _, p := range packs {
		for _, f := range p.files {
			if f.path != file {
				continue
			}
			for _, d := range f.syntax.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					names = append(names, receiver(d)+d.Name.Name)
				}
			}
		}
	}
	return names
}

func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	of := d.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}

// TestEffectsAreListed: the table of the page names every effect, as the interface's methods do, and nothing else.
func TestEffectsAreListed(t *testing.T) {
	var declared, listed []string
	for _, p := range module(t, nil) {
		for _, f := range p.files {
			for _, d := range f.syntax.Decls {
				if d, ok := d.(*ast.FuncDecl); ok && p.path == "flows/state" && d.Name.Name == "effect" {
					declared = append(declared, strings.TrimSuffix(receiver(d), "."))
				}
			}
		}
	}
	for line := range strings.Lines(section(page(t), "What may follow from an event")) {
		if cells := strings.Split(line, "|"); len(cells) == 4 && strings.HasPrefix(cells[1], " `") {
			for name := range strings.SplitSeq(cells[1], ",") {
				listed = append(listed, strings.Trim(name, " `"))
			}
		}
	}
	slices.Sort(declared)
	slices.Sort(listed)
	if diff := cmp.Diff(declared, listed); diff != "" {
		t.Errorf("effects in the table (-code +page):\n%s", diff)
	}
}

func TestFollowingOneTap(t *testing.T) {
	packs := module(t, nil)
	table := hops(page(t))
	for _, fault := range missing(packs, os.DirFS(root), table) {
		t.Error(fault)
	}
	var files []string
	for _, h := range table {
		files = append(files, h.file)
	}
	slices.Sort(files)
	if n := len(slices.Compact(files)); n > hopsMost || n < 6 {
		t.Errorf("a tap goes through %d files, not through 6 to %d", n, hopsMost)
	}

	planted := hops(`
## Following one tap
| | file | functions | what happens |
|---|---|---|---|
| 1 | ` + "`bot/worker.go` | `Worker.turn`, `Worker.vanished`, `turn`" + ` | |
| 2 | ` + "`bot/nowhere.go` | `Worker.turn`" + ` | |
| 3 | ` + "`flows/engine/engine.go`" + ` | | |
| 4 | ` + "`storage/scripts/commit.lua`" + ` | | |
## Another
| 5 | ` + "`bot/elsewhere.go` | `Worker.turn`" + ` | |
`)
	want := []string{
		"bot/worker.go: no Worker.vanished", "bot/worker.go: no turn",
		"bot/nowhere.go: no such file", "flows/engine/engine.go: no function is named",
	}
	if diff := cmp.Diff(want, missing(packs, os.DirFS(root), planted)); diff != "" {
		t.Errorf("planted faults (-want +got):\n%s", diff)
	}
}
