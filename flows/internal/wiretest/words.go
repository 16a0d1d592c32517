package wiretest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strings"
)

// Words lists the closed choices that stand in what is stored, such as the roles: for each type of text or number that
// has constants, their values, and where the type is found first. source is the folder of the module, where the
// packages' source is.
func Words(source fs.FS, forms Forms, roots Roots) ([]string, error) {
	var lines []string
	constants := map[string]map[string][]string{}
	for t, where := range through(forms, roots).seen {
		folder, ours := strings.CutPrefix(t.PkgPath(), "footing/")
		if !ours {
			continue
		}
		if constants[folder] == nil {
			var err error
			if constants[folder], err = constantsOf(source, folder); err != nil {
				return nil, err
			}
		}
		if words := constants[folder][t.Name()]; len(words) > 0 {
			slices.Sort(words)
			lines = append(lines, where+": "+strings.Join(words, " "))
		}
	}
	slices.Sort(lines)
	return lines, nil
}

// constantsOf reads the typed constants of a package as they are written, by the name of their type.
func constantsOf(source fs.FS, folder string) (map[string][]string, error) {
	names, err := fs.Glob(source, folder+"/*.go")
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w", folder, err)
	}
	found := map[string][]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(source, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse %s: %w", name, err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				addConstants(found, spec)
			}
			return true
		})
	}
	return found, nil
}

func addConstants(found map[string][]string, spec *ast.ValueSpec) {
	kind, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	for _, value := range spec.Values {
		if literal, ok := value.(*ast.BasicLit); ok {
			found[kind.Name] = append(found[kind.Name], literal.Value)
		}
	}
}
