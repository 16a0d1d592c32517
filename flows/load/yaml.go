package load

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"footing/flows/load/internal/nearby"
)

// Limits on the size of a file and on the depth of nesting, so that no file can exhaust the machine.
const (
	largestFile    = 256 << 10
	deepestNesting = 50
)

// value is a node of a YAML file, together with its file. Files are read through value and mapping instead of struct
// tags. Every value then keeps its position, all problems of a file are found at once, and the reading code documents
// the format. The zero value stands for a missing node. Its absence has already been reported, so it reads as zero
// values without further reports.
type value struct {
	src  *source
	node ast.Node
}

// mapping is a YAML mapping being read. It remembers which keys were read; done reports the rest.
type mapping struct {
	src    *source
	at     position
	keys   map[string]ast.Node // where the key itself stands
	values map[string]ast.Node
	order  []string
	known  []string
}

// document reads a file whose top level is a mapping. Nil if it is not one; the problem is then recorded.
func document(name string, data []byte, problems *Problems) *mapping {
	src := newSource(name, data, problems)
	if len(data) > largestFile {
		src.complain(position{}, "the file is larger than %d KiB", largestFile>>10)
		return nil
	}
	if !utf8.Valid(data) || strings.ContainsRune(string(data), 0) {
		src.complain(position{}, "the file is not text in UTF-8")
		return nil
	}
	if at, deep := nestedTooDeep(src); deep {
		src.complain(at, "the nesting is deeper than %d levels", deepestNesting)
		return nil
	}
	file, err := parse(data)
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &syntax):
		at := position{syntax.Token.Position.Line, syntax.Token.Position.Column}
		src.complain(at, "this is not YAML: %s", plainer(src, at, syntax.Message))
		return nil
	case err != nil:
		src.complain(position{}, "this is not YAML: %v", err)
		return nil
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		src.complain(position{}, "the file is empty")
		return nil
	case len(file.Docs) > 1:
		src.complain(positionOf(file.Docs[1].Body), "a second document begins here; use a file for each")
		return nil
	}
	return value{src, file.Docs[0].Body}.mapping()
}

// parse parses YAML. The parser is known to panic on some malformed texts.
func parse(data []byte) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser gave up: %v", r)
		}
	}()
	file, err = parser.ParseBytes(data, 0)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	return file, nil
}

// nestedTooDeep estimates the depth of nesting from brackets, dashes and indentation, generously.
func nestedTooDeep(src *source) (position, bool) {
	open := 0
	for i, line := range src.lines {
		opened := strings.Count(line, "[") + strings.Count(line, "{")
		open = max(0, open+opened-strings.Count(line, "]")-strings.Count(line, "}"))
		markers := strings.Count(line, "- ") + strings.Count(line, "? ") + strings.Count(line, ": ")
		indent := len(line) - len(strings.TrimLeft(line, " -?"))
		if open > deepestNesting || opened > deepestNesting || markers > deepestNesting || indent > 4*deepestNesting {
			return position{i + 1, 1}, true
		}
	}
	return position{}, false
}

func positionOf(node ast.Node) position {
	if node == nil || node.GetToken() == nil {
		return position{}
	}
	at := node.GetToken().Position
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		at = m.Values[0].Key.GetToken().Position // otherwise it would be the colon
	}
	return position{at.Line, at.Column}
}

func (v value) position() position { return positionOf(v.node) }

func (v value) complain(format string, args ...any) { v.src.complain(v.position(), format, args...) }

// mapping reads the value as a mapping; otherwise it reports a problem and returns nil.
func (v value) mapping() *mapping {
	if v.node == nil {
		return nil
	}
	node, ok := v.node.(*ast.MappingNode)
	if !ok {
		v.complain("here must stand lines of the form `key: value`")
		return nil
	}
	m := &mapping{src: v.src, at: v.position(), keys: map[string]ast.Node{}, values: map[string]ast.Node{}}
	for _, pair := range node.Values {
		key, ok := plainScalar(pair.Key)
		if !ok || key == "" {
			v.src.complain(positionOf(pair.Key), "a key must be a plain word")
			continue
		}
		if _, twice := m.values[key]; twice {
			v.src.complain(positionOf(pair.Key), "`%s` stands here for the second time", key)
			continue
		}
		m.keys[key], m.values[key] = pair.Key, pair.Value
		m.order = append(m.order, key)
	}
	return m
}

// items reads the value as a list.
func (v value) items() []value {
	if v.node == nil {
		return nil
	}
	node, ok := v.sequence()
	if !ok {
		v.complain("here must stand a list, each entry after a dash")
		return nil
	}
	items := make([]value, 0, len(node.Values))
	for _, entry := range node.Values {
		items = append(items, value{v.src, entry})
	}
	return items
}

func (v value) sequence() (*ast.SequenceNode, bool) {
	node, ok := v.node.(*ast.SequenceNode)
	return node, ok
}

// text reads the value as a scalar; otherwise it reports a problem and returns false.
func (v value) text() (string, bool) {
	if v.node == nil {
		return "", false
	}
	if _, null := v.node.(*ast.NullNode); null {
		v.complain("here the value is missing")
		return "", false
	}
	text, ok := plainScalar(v.node)
	if !ok {
		v.complain("here must stand a single value")
	}
	return text, ok
}

// plainScalar is the text of a scalar as written; false for anchors, aliases and tags.
func plainScalar(node any) (string, bool) {
	switch n := node.(type) {
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.(ast.Node).GetToken().Value, true
	}
	return "", false
}

// scalar reads the value with parse and reports its error.
func scalar[T any](v value, parse func(string) (T, error)) T {
	var zero T
	text, ok := v.text()
	if !ok {
		return zero
	}
	read, err := parse(text)
	if err != nil {
		v.complain("%v", err)
		return zero
	}
	return read
}

// need is the value of a required key.
func (m *mapping) need(key string) value {
	v := m.maybe(key)
	if v.node == nil && m != nil {
		m.src.complain(m.at, "`%s` is missing here", key)
	}
	return v
}

// maybe is the value of an optional key.
func (m *mapping) maybe(key string) value {
	if m == nil {
		return value{}
	}
	m.known = append(m.known, key)
	return value{m.src, m.values[key]}
}

// done reports every key that was not read.
func (m *mapping) done() {
	if m == nil {
		return
	}
	for _, key := range m.order {
		if !slices.Contains(m.known, key) {
			hint := nearby.DidYouMean(key, m.known)
			if hint == "" {
				hint = "; there are " + listed(slices.Compact(slices.Sorted(slices.Values(m.known))))
			}
			m.src.complain(positionOf(m.keys[key]), "unknown key `%s`%s", key, hint)
		}
	}
}
