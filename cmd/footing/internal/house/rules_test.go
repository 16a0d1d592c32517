package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

const (
	packageLines = 4500 // without tests
	fileLines    = 350
	funcLines    = 60
	// testLines is for functions of tests: most that are longer than 60 lines hold their table of cases, and a
	// table away from its loop is harder to read than a long function.
	testLines = 100
	exported  = 40 // types and functions; neither methods nor constants
)

// mayExport is how many types and functions a package may export. Most of those of state and record are the
// kinds of closed sets (events, effects, letters, facts): a kind is a type, and whoever decides or stores
// must name it.
func mayExport(pkg string) int {
	switch pkg {
	case "flows/state":
		return 176
	case "flows/record":
		return 85
	case "flows":
		return 60
	}
	return exported
}

// faults are all violations of the rules that concern one package or one file.
func faults(packs []pack) []string {
	var all []string
	for _, p := range packs {
		all = append(all, misplaced(p)...)
		all = append(all, tooLarge(p)...)
		for _, f := range p.files {
			all = append(all, badFile(f)...)
		}
	}
	return all
}

func misplaced(p pack) []string {
	top, _, _ := strings.Cut(p.path, "/")
	if !slices.Contains([]string{"cmd", "bot", "flows", "storage", "config"}, top) {
		return []string{p.path + ": Go stands in cmd, bot, flows, storage and config only"}
	}
	if saysNothing(path.Base(p.path)) {
		return []string{p.path + ": the name does not say what the package is about"}
	}
	return nil
}

func tooLarge(p pack) []string {
	var all []string
	lines, names := 0, 0
	for _, f := range p.files {
		if f.test {
			continue
		}
		lines += f.lines
		for _, d := range f.syntax.Decls {
			names += exports(d)
		}
	}
	if lines > packageLines {
		all = append(all, fmt.Sprintf("%s: %d lines, more than %d", p.path, lines, packageLines))
	}
	if most := mayExport(p.path); names > most {
		all = append(all, fmt.Sprintf("%s: %d exported types and functions, more than %d", p.path, names, most))
	}
	return all
}

// exports counts the exported types and functions of a declaration.
func exports(d ast.Decl) int {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.IsExported() {
			return 1
		}
	case *ast.GenDecl:
		if d.Tok == token.TYPE {
			n := 0
			for _, spec := range d.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.IsExported() {
					n++
				}
			}
			return n
		}
	}
	return 0
}

func badFile(f file) []string {
	var all []string
	if f.lines > fileLines {
		all = append(all, fmt.Sprintf("%s: %d lines, more than %d", f.path, f.lines, fileLines))
	}
	name := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.path), ".go"), "_test")
	if slices.ContainsFunc(strings.Split(name, "_"), saysNothing) {
		all = append(all, f.path+": the name does not say what the file is about")
	}
	if saysNothing(f.syntax.Name.Name) {
		all = append(all, f.path+": package "+f.syntax.Name.Name+" does not say what it is about")
	}
	most := funcLines
	if f.test {
		most = testLines
	}
	for _, d := range f.syntax.Decls {
		d, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if d.Recv == nil && d.Name.Name == "init" {
			all = append(all, f.path+": func init")
		}
		if n := f.set.Position(d.End()).Line - f.set.Position(d.Pos()).Line + 1; n > most {
			all = append(all, fmt.Sprintf("%s: %s has %d lines, more than %d", f.path, d.Name.Name, n, most))
		}
	}
	return all
}

// saysNothing reports names that fit any code.
func saysNothing(name string) bool {
	names := []string{"util", "common", "model", "service", "manager", "handler"}
	return slices.Contains(names, strings.TrimSuffix(strings.ToLower(name), "s"))
}
