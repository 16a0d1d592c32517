package house

import (
	"errors"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hopsMost is how many files a tap goes through, counted once each.
const hopsMost = 12

// hop is a line of the table under "Following one tap".
type hop struct {
	mark      string // the hop's number, or "again" for a file that has one above
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
		h := hop{mark: strings.TrimSpace(cells[1]), file: strings.Trim(cells[2], " `")}
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
		known := declared(packs, h.file)
		for _, name := range h.functions {
			if known[name] == nil {
				all = append(all, h.file+": no "+name)
			}
		}
	}
	return all
}

// declared are the functions and methods of a file by name.
func declared(packs []pack, file string) map[string]*ast.FuncDecl {
	all := map[string]*ast.FuncDecl{}
	for _, f := range packOf(packs, file).files {
		for _, d := range f.syntax.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && f.path == file {
				all[receiver(d)+d.Name.Name] = d
			}
		}
	}
	return all
}

// packOf is the package of a file.
func packOf(packs []pack, file string) pack {
	for _, p := range packs {
		if p.path == path.Dir(file) {
			return p
		}
	}
	return pack{path: path.Dir(file)}
}

// unreached are the functions, and the scripts, that nothing above them in the table calls. The first function begins,
// and Once is a loop's step, which its loop calls. Names are compared, not what they mean, but what is not exported is
// called in its package only, and the rest only in packages that import it. A function that was handed over is called
// by the name of its field, so small letters and capitals are the same.
func unreached(packs []pack, hops []hop) []string {
	type call struct {
		by   pack
		name string
	}
	var all []string
	var calls []call
	reached := func(of pack, name string) bool {
		return slices.ContainsFunc(calls, func(c call) bool {
			may := c.by.path == of.path || ast.IsExported(name) && slices.Contains(c.by.imports(), of.path)
			return may && strings.EqualFold(c.name, name)
		})
	}
	for n, h := range hops {
		of := packOf(packs, h.file)
		if script, ok := strings.CutSuffix(path.Base(h.file), ".lua"); ok {
			if !reached(of, strings.ToUpper(script[:1])+script[1:]) {
				all = append(all, h.file+": nothing above it calls it")
			}
			continue
		}
		for i, name := range h.functions {
			first := n == 0 && i == 0
			if bare := name[strings.Index(name, ".")+1:]; !first && bare != "Once" && !reached(of, bare) {
				all = append(all, h.file+": nothing above it calls "+name)
			}
			for _, called := range callsOf(declared(packs, h.file)[name]) {
				calls = append(calls, call{of, called})
			}
		}
	}
	return all
}

// callsOf are the names of what a function calls, and of what it calls methods of.
func callsOf(d *ast.FuncDecl) []string {
	var names []string
	if d == nil {
		return nil
	}
	ast.Inspect(d, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for fun := call.Fun; ; {
			switch f := fun.(type) {
			case *ast.SelectorExpr:
				names = append(names, f.Sel.Name)
				fun = f.X
				continue
			case *ast.Ident:
				names = append(names, f.Name)
			}
			return true
		}
	})
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
	for _, fault := range append(missing(packs, os.DirFS(root), table), unreached(packs, table)...) {
		t.Error(fault)
	}
	files := map[string]bool{}
	for _, h := range table {
		mark := "again"
		if !files[h.file] {
			files[h.file] = true
			mark = strconv.Itoa(len(files))
		}
		if h.mark != mark {
			t.Errorf("%s is marked %q, not %q", h.file, h.mark, mark)
		}
	}
	if n := len(files); n > hopsMost || n < 6 {
		t.Errorf("a tap goes through %d files, not 6 to %d", n, hopsMost)
	}

	planted := hops(`
## Following one tap
| | file | functions | what happens |
|---|---|---|---|
| 1 | ` + "`bot/worker.go` | `Worker.turn`, `Worker.vanished`, `turn`" + ` | |
| 2 | ` + "`bot/nowhere.go` | `Worker.turn`" + ` | |
| 3 | ` + "`flows/engine/engine.go`" + ` | | |
| 4 | ` + "`storage/scripts/commit.lua`" + ` | | |
| 5 | ` + "`bot/straight.go` | `Worker.draft`, `Worker.became`" + ` | |
| 6 | ` + "`storage/release.go` | `Store.AddRelease`" + ` | |
| 7 | ` + "`storage/scripts/receive.lua`" + ` | | |
| 8 | ` + "`storage/commit.go` | `Store.Commit`, `Store.draft`" + ` | |
## Another
| 9 | ` + "`bot/elsewhere.go` | `Worker.turn`" + ` | |
`)
	want := []string{
		"bot/worker.go: no Worker.vanished", "bot/worker.go: no turn",
		"bot/nowhere.go: no such file", "flows/engine/engine.go: no function is named",
		"bot/worker.go: nothing above it calls Worker.vanished", "bot/worker.go: nothing above it calls turn",
		"bot/nowhere.go: nothing above it calls Worker.turn", "storage/scripts/commit.lua: nothing above it calls it",
		"bot/straight.go: nothing above it calls Worker.became",
		"storage/release.go: nothing above it calls Store.AddRelease",
		"storage/scripts/receive.lua: nothing above it calls it",
	}
	if diff := cmp.Diff(want, append(missing(packs, os.DirFS(root), planted), unreached(packs, planted)...)); diff != "" {
		t.Errorf("planted faults (-want +got):\n%s", diff)
	}
}
