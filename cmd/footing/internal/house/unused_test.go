package house

import (
	"go/ast"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// forTests are the packages that exist for tests, and those of which tests need more than the program.
var forTests = []string{
	"bot/simulator", "cmd/footing/internal/house", "flows/internal/wiretest", "flows/load/loadtest",
	"flows/rehearsal", "storage/storagetest", "storage/written",
}

// calledUnseen are methods that Go, or a library of others, calls by an interface of its own.
var calledUnseen = []string{
	"Collect", "Describe", "Do", "Error", "Format", "GoString", "Help", "Len", "Less", "LogValue", "MarshalCBOR",
	"MarshalJSON", "MarshalText", "MarshalYAML", "ModTime", "Pop", "Printf", "Push", "Run", "ServeHTTP", "String", "Swap",
	"Sys", "UnmarshalCBOR", "UnmarshalJSON", "UnmarshalText", "Unwrap", "Write", "WriteHeader",
}

// unused are the exported functions, methods, types and constants whose name stands nowhere but in their declarations
// and in tests. Names are compared, not what they mean, so one that two things have is never found; `.ci/dead` finds
// functions among those.
func unused(packs []pack) []string {
	said := map[string]int{} // apart from declarations
	for _, p := range packs {
		for _, f := range p.files {
			if f.test {
				continue
			}
			ast.Inspect(f.syntax, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok {
					said[name.Name]++
				}
				return true
			})
			for _, name := range declares(f) {
				said[name]--
			}
		}
	}
	var all []string
	for _, p := range packs {
		for _, f := range p.files {
			if f.test || slices.Contains(forTests, p.path) {
				continue
			}
			for _, name := range declares(f) {
				if said[name] == 0 && !slices.Contains(calledUnseen, name) {
					all = append(all, f.path+": nobody but tests uses "+name)
				}
			}
		}
	}
	return all
}

// declares are the exported functions, methods, types and constants of a file.
func declares(f file) []string {
	var names []*ast.Ident
	for _, d := range f.syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name)
				case *ast.ValueSpec:
					names = append(names, spec.Names...)
				}
			}
		}
	}
	var all []string
	for _, name := range names {
		if name.IsExported() {
			all = append(all, name.Name)
		}
	}
	return all
}

func TestUnused(t *testing.T) {
	planted := module(t, map[string]string{
		"storage/planted.go": "package storage\n\n// PlantedOnce says its name twice, PlantedOnce.\nfunc PlantedOnce() { plantedTwice() }\n\n" +
			"type PlantedType struct{}\n\nfunc (PlantedType) PlantedMethod() {}\n\nconst PlantedConst = 1\n\nfunc plantedTwice() {}\n",
		"bot/planted.go":           "package bot\n\nvar _ = storage.PlantedType{}\n\nfunc plantedAlone() {}\n",
		"bot/planted_test.go":      "package bot\n\nvar _ = storage.PlantedConst\n",
		"bot/simulator/planted.go": "package simulator\n\nfunc PlantedFault() {}\n",
	})
	want := []string{
		"storage/planted.go: nobody but tests uses PlantedOnce",
		"storage/planted.go: nobody but tests uses PlantedMethod",
		"storage/planted.go: nobody but tests uses PlantedConst",
	}
	if diff := cmp.Diff(want, unused(planted)); diff != "" {
		t.Errorf("planted names (-want +got):\n%s", diff)
	}
}
