package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// keyOnly finds the part of any line that is safe to show.
var keyOnly = regexp.MustCompile(`^\s*[a-z_]+:(\s|$)`)

// file collects settings and problems while its tree is walked. Its lines are never copied into a text, because any of
// them may hold a secret. A mark shows only the key and, if it is no secret, the value.
type file struct {
	path     string
	known    keys
	salvage  bool // what stands around a line that is no YAML is read all the same
	whole    bool // it is YAML
	given    []setting
	problems []error
}

// readFile reads footing.yaml. An empty path, or a missing file that was not asked for, gives nothing.
func readFile(known keys, src Source, salvage bool) ([]setting, []error) {
	path := src.File
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // the path is the operator's own choice
	if errors.Is(err, fs.ErrNotExist) && !src.Explicit {
		return nil, nil
	}
	if err != nil {
		return nil, []error{problem{setting: setting{place: path}, advice: "the file cannot be read", cause: err}}
	}
	f := file{path: path, known: known, salvage: salvage}
	f.read(text)
	return f.given, f.problems
}

func (f *file) read(text []byte) {
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		f.problems = append(f.problems, f.syntax(text, err))
		if f.salvage {
			f.given = f.salvaged(text, err)
		}
		return
	}
	f.whole = true
	documents := 0
	for _, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.NullType {
			continue
		}
		documents++
		top, isMap := doc.Body.(ast.MapNode)
		switch {
		case documents > 1:
			f.refuse(doc.Body.GetToken(), "", "a second document begins here; keep all settings in one")
		case isMap:
			f.walk("", top)
		default:
			f.refuse(doc.Body.GetToken(), "", "settings are lines of the form `key: value`")
		}
	}
}

// walk reads the settings beneath a group; the outermost level is the group "".
func (f *file) walk(group string, node ast.MapNode) {
	for it := node.MapRange(); it.Next(); {
		at, name := it.Key().GetToken(), group+it.Key().GetToken().Value
		inner, isMap := it.Value().(ast.MapNode)
		isGroup := group == "" && len(f.known.beneath(name+".")) > 0
		switch {
		case isGroup && isMap:
			f.walk(name+".", inner)
		case isGroup && it.Value().Type() == ast.NullType:
		case isGroup:
			f.refuse(at, name, "is a group; beneath it, indented, can stand: "+strings.Join(f.known.beneath(name+"."), ", "))
		case strings.Contains(at.Value, ".") && slices.Contains(f.known.names(), name):
			outer, rest, _ := strings.Cut(name, ".")
			f.refuse(at, name, fmt.Sprintf("is written as `%s:` and beneath it, indented, `%s:`", outer, rest))
		case !slices.Contains(f.known.names(), name):
			f.refuse(at, name, "there is no such key; here can stand: "+strings.Join(f.known.beneath(group), ", "))
		default:
			f.take(name, at, it.Value())
		}
	}
}

// take notes one value.
func (f *file) take(name string, key *token.Token, node ast.Node) {
	entries, ok := []ast.Node{node}, true
	if list, isList := node.(*ast.SequenceNode); isList {
		entries, ok = list.Values, holdsList(name)
	}
	texts := make([]string, len(entries))
	for i, entry := range entries {
		text, scalar := scalarText(entry)
		texts[i], ok = text, ok && scalar && (len(entries) == 1 || !strings.Contains(text, ","))
	}
	if !ok {
		f.refuse(key, name, "must be one plain value (redis.addrs and channel.command: a list of them, without commas), "+
			"without anchor, tag or keys beneath it")
		return
	}
	if text := strings.Join(texts, ","); text != "" {
		at := node.GetToken().Position
		label := key.Value + ": " + shown(name, text)
		f.given = append(f.given, setting{
			name: name, text: text, place: f.position(at), mark: mark(at.Line, label, len(key.Value)+2),
		})
	}
}

// scalarText gives the text of a plain value, and whether the node is one.
func scalarText(node ast.Node) (string, bool) {
	switch node := node.(type) {
	case *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return node.Value, true
	case *ast.LiteralNode:
		return node.Value.Value, true
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value, true
	default:
		return "", false
	}
}

// refuse notes a problem with the key at the token, and shows only the key of the line.
func (f *file) refuse(at *token.Token, name, advice string) {
	s := setting{name: name, place: f.position(at.Position)}
	if name != "" {
		s.mark = mark(at.Position.Line, at.Value+": ...", 0)
	}
	f.problems = append(f.problems, problem{setting: s, advice: advice})
}

// syntax describes the parser's error. The parser's own text is not used whole, because it quotes lines.
func (f *file) syntax(text []byte, err error) error {
	var complaint yaml.Error
	if !errors.As(err, &complaint) || complaint.GetToken() == nil || complaint.GetToken().Position == nil {
		return problem{setting: setting{place: f.path}, advice: "this is not YAML"}
	}
	at := complaint.GetToken().Position
	s := setting{place: f.position(at)}
	if lines := strings.Split(string(text), "\n"); at.Line >= 1 && at.Line <= len(lines) {
		if label := keyOnly.FindString(lines[at.Line-1]); label != "" {
			label = strings.TrimRight(label, " \t\r") + " "
			s.mark = mark(at.Line, label+"...", min(max(at.Column-1, 0), len(label)))
		}
	}
	return problem{setting: s, advice: "this is not YAML: " + complaint.GetMessage()}
}

func (f *file) position(at *token.Position) string {
	return fmt.Sprintf("%s:%d:%d", f.path, at.Line, at.Column)
}

// mark draws a line with its number, and a caret beneath it after so many bytes.
func mark(line int, label string, before int) string {
	number := fmt.Sprintf("%4d", line)
	return fmt.Sprintf("\n%s | %s\n%s | %s^", number, label, strings.Repeat(" ", len(number)), strings.Repeat(" ", before))
}
