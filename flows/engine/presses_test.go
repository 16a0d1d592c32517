package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
)

// codecOfPresses is the only file that writes and reads the data of buttons.
const codecOfPresses = "internal/press/codec.go"

var pressLiteral = regexp.MustCompile("^[\"`][a-z]:")

// handmade are the places of a file that write or read the data of buttons by themselves.
func handmade(fset *token.FileSet, file *ast.File) []token.Position {
	var found []token.Position
	note := func(n ast.Node) { found = append(found, fset.Position(n.Pos())) }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr: // what was pressed is read in one place
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Decode" && len(n.Args) == 1 {
				return false
			}
		case *ast.SelectorExpr:
			if n.Sel.Name == "Data" {
				note(n)
			}
		case *ast.CompositeLit:
			if name, ok := n.Type.(*ast.SelectorExpr); ok && name.Sel.Name == "Document" {
				return true // the content of a file
			}
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && isNamed(kv.Key, "Data") && !encoded(kv.Value) {
					note(kv)
				}
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && pressLiteral.MatchString(n.Value) {
				note(n)
			}
		}
		return true
	})
	return found
}

// encoded tells whether a value is what the codec wrote.
func encoded(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && isNamed(f.X, "press") && f.Sel.Name == "Encode"
}

func isNamed(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// TestOneCodecOfPresses: no room writes or reads what a button carries by itself.
func TestOneCodecOfPresses(t *testing.T) {
	files := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || name == codecOfPresses {
			return err
		}
		files++
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			return err
		}
		for _, at := range handmade(fset, file) {
			t.Errorf("%s: the data of a button outside %s", at, codecOfPresses)
		}
		return nil
	})
	if err != nil || files < 50 {
		t.Errorf("%d files, %v", files, err)
	}
}

// TestHandmadePressesAreFound: the test above sees each way around the codec.
func TestHandmadePressesAreFound(t *testing.T) {
	for source, want := range map[string]int{
		`var b = turn.Button("Yes", press.Opening{Yes: true})`:                 0,
		`var d = state.Document{Data: data}`:                                   0,
		`func f(e state.Tapped) { press.Decode(e.Data) }`:                      0,
		`func f(e state.Tapped) []string { return strings.Split(e.Data, "") }`: 1,
		`func f(b state.Button) bool { return b.Data == key }`:                 1,
		`var b = state.Button{Text: "Yes", Data: data}`:                        1,
		`var b = [][]state.Button{{{Text: "Yes", Data: data}}}`:                1,
		`var key = "m:" + id`:                                                  1,
		"var key = `h:told`":                                                   1,
	} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "a.go", "package a\n"+source, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := handmade(fset, file); len(got) != want {
			t.Errorf("%s: found %v, not %d", source, got, want)
		}
	}
}

// TestPressesFit: every answer of the protocol, every zone and every language fits into a button's data, in the last of
// many check-ins, and is read as it was written.
func TestPressesFit(t *testing.T) {
	p := shipped(t)
	var all []press.Press
	for _, zone := range flows.Zones() {
		all = append(all, press.SetUp{Step: turn.SectionDeskZone, Value: zone})
	}
	for locale := range p.Wordings {
		all = append(all, press.Language{Locale: locale})
	}
	for _, q := range p.Questionnaires {
		for _, item := range q.Items {
			codes := []string{flows.RatherNot, flows.DoesNotFit, flows.Done, flows.Today, flows.Yesterday}
			for _, option := range item.Options {
				codes = append(codes, option.Code)
			}
			for _, code := range codes {
				all = append(all, press.Answer{Occasion: 1_000_000, Item: item.ID, Code: code})
			}
		}
	}
	for _, one := range all {
		data := press.Encode(one)
		if again, ok := press.Decode(data); !ok || again != one || len(data) > longestData {
			t.Errorf("%q of %d bytes is read as %#v", data, len(data), again)
		}
	}
	if len(all) < 500 {
		t.Errorf("only %d presses", len(all))
	}
}
