package engine_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write is one place that writes a field of a part, or, where field is empty, the whole of one.
type write struct {
	room, file, at string
	part, field    string
}

// engineSource is the engine's packages, and flows/state, with what they import as the compiler left it.
type engineSource struct {
	files    *token.FileSet
	imports  types.Importer
	packages []goPackage
}

type goPackage struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

const statePath = "footing/flows/state"

// loadEngine asks the go command where everything is.
func loadEngine(t *testing.T) engineSource {
	t.Helper()
	list := exec.CommandContext(t.Context(),
		"go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "./...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	e := engineSource{files: token.NewFileSet()}
	exports := map[string]string{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if p.ImportPath == statePath || strings.HasPrefix(p.ImportPath, "footing/flows/engine") {
			e.packages = append(e.packages, p)
		}
	}
	e.imports = importer.ForCompiler(e.files, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	return e
}

func (e engineSource) parse(t *testing.T, p goPackage) []*ast.File {
	t.Helper()
	files := make([]*ast.File, 0, len(p.GoFiles))
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(e.files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// writes finds what a package writes of the parts.
func (e engineSource) writes(t *testing.T, importPath string, files []*ast.File) []write {
	t.Helper()
	info := &types.Info{
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Types: map[ast.Expr]types.TypeAndValue{},
		Uses: map[*ast.Ident]types.Object{},
	}
	conf := types.Config{Importer: e.imports}
	if _, err := conf.Check(importPath, e.files, files, info); err != nil {
		t.Fatal(err)
	}
	var all []write
	note := func(at token.Pos, part, field string) {
		where := e.files.Position(at)
		all = append(all, write{path.Base(importPath), filepath.Base(where.Filename), where.String(), part, field})
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			for _, target := range targets(n, info) {
				if part, field := written(target, info); part != "" {
					note(target.Pos(), part, field)
				}
			}
			if literal, ok := n.(*ast.CompositeLit); ok {
				for _, element := range literal.Elts {
					if part, field := filled(info.TypeOf(literal), element); part != "" {
						note(element.Pos(), part, field)
					}
				}
			}
			return true
		})
	}
	return all
}

// targets are the expressions whose value a piece of syntax changes, or lets somebody change.
func targets(n ast.Node, info *types.Info) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		return n.Lhs
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		return []ast.Expr{n.Key, n.Value}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			return []ast.Expr{n.X}
		}
	case *ast.CallExpr:
		if changesFirst(n, info) {
			return n.Args[:1]
		}
	}
	return nil
}

// changesFirst tells whether a call changes its first argument in place.
func changesFirst(call *ast.CallExpr, info *types.Info) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		_, builtin := info.Uses[f].(*types.Builtin)
		return builtin && slices.Contains([]string{"delete", "clear", "copy"}, f.Name)
	case *ast.SelectorExpr:
		called := info.Uses[f.Sel]
		return called != nil && called.Pkg() != nil && called.Pkg().Path() == "slices" && slices.Contains([]string{
			"Compact", "CompactFunc", "Delete", "DeleteFunc", "Insert", "Replace", "Reverse", "Sort", "SortFunc",
			"SortStableFunc",
		}, f.Sel.Name)
	default:
		return false
	}
}

// written is the part, and its field, that an expression names: p.Alerts[0].Seen is Alert's.
func written(e ast.Expr, info *types.Info) (part, field string) {
	for {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			s := info.Selections[x]
			if s == nil || s.Kind() != types.FieldVal {
				return "", ""
			}
			if part, field = selected(s.Recv(), s.Index()); part != "" {
				return part, field
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return "", ""
		}
	}
}

// selected is the part, and its field, that a selector names. The way to a promoted field leads through the embedded
// structs: p.Lead is a field of Team, which is a field of Ties.
func selected(holder types.Type, index []int) (part, field string) {
	this := structOf(holder).Field(index[0])
	if len(index) > 1 {
		if part, field = selected(this.Type(), index[1:]); part != "" {
			return part, field
		}
	}
	return partOf(holder, this)
}

// filled is the part, and its field, that an element of a literal fills.
func filled(literal types.Type, element ast.Expr) (part, field string) {
	pair, ok := element.(*ast.KeyValueExpr)
	if !ok || stateName(literal) == "" {
		return partOf(literal, nil)
	}
	fields := structOf(literal)
	for n := 0; fields != nil && n < fields.NumFields(); n++ {
		if key, ok := pair.Key.(*ast.Ident); ok && key.Name == fields.Field(n).Name() {
			return partOf(literal, fields.Field(n))
		}
	}
	return "", ""
}

// partOf is the part to which a field belongs: that of the struct it is in, or the part that it holds.
func partOf(holder types.Type, field types.Object) (part, name string) {
	all := rooms()
	if part = stateName(holder); all[part] != "" {
		if field == nil {
			return part, ""
		}
		return part, field.Name()
	}
	if part != "" && field != nil {
		if part = stateName(field.Type()); all[part] != "" {
			return part, ""
		}
	}
	return "", ""
}

// stateName is the name of a type of flows/state, or of what a pointer or slice of one leads to.
func stateName(of types.Type) string {
	switch of := of.(type) {
	case *types.Pointer:
		return stateName(of.Elem())
	case *types.Slice:
		return stateName(of.Elem())
	case *types.Named:
		if of.Obj().Pkg() != nil && of.Obj().Pkg().Path() == statePath {
			return of.Obj().Name()
		}
	}
	return ""
}

func structOf(of types.Type) *types.Struct {
	if pointer, ok := of.Underlying().(*types.Pointer); ok {
		of = pointer.Elem()
	}
	fields, _ := of.Underlying().(*types.Struct)
	return fields
}
