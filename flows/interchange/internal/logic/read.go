package logic

import (
	"fmt"
	"regexp"
	"strings"
)

// token is a word of an expression.
type token struct {
	kind int
	text string
}

// The kinds of tokens are the groups of the patterns.
const (
	refToken = 1 + iota
	stringToken
	numberToken
	wordToken
	signToken
	otherToken
)

var (
	xpathToken = regexp.MustCompile(`^\s*(?:(\$\{[^}]*\}|\.(?:[^0-9./]|$))|('[^']*'|"[^"]*")|([+-]?[0-9]+(?:\.[0-9]+)?)|` +
		`([A-Za-z_][A-Za-z0-9_-]*)|(!=|<=|>=|<>|[=<>(),])|(\S))`)
	redcapToken = regexp.MustCompile(`^\s*(?:(\[[^\]]*\])|('[^']*'|"[^"]*")|([+-]?[0-9]+(?:\.[0-9]+)?)|` +
		`([A-Za-z_][A-Za-z0-9_-]*)|(!=|<=|>=|<>|[=<>(),])|(\S))`)
)

// plain makes the marks that word processors put in those that programs read.
func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u2007", " ", "\u202f", " ", "\u200b", "", "\ufeff", "",
		"‘", "'", "’", "'", "‚", "'", "“", `"`, "”", `"`, "„", `"`).Replace(text)
}

func tokens(text string, pattern *regexp.Regexp) ([]token, error) {
	if len(text) > longest {
		return nil, errLong
	}
	text = plain(text)
	var list []token
	for strings.TrimSpace(text) != "" {
		m := pattern.FindStringSubmatch(text)
		if m == nil {
			return nil, notUnderstood(text)
		}
		used := len(m[0])
		for kind := refToken; kind <= otherToken; kind++ {
			if m[kind] == "" {
				continue
			}
			if kind == refToken && m[kind][0] == '.' { // what follows the point is looked at, not taken
				used -= len(m[kind]) - 1
				m[kind] = Own
			}
			list = append(list, token{kind, m[kind]})
		}
		text = text[used:]
	}
	return list, nil
}

// reader reads the tokens of an expression.
type reader struct {
	tokens []token
	depth  int
	single func() (Node, error) // a test of one of the languages
}

// XPath reads an expression of an XLSForm.
func XPath(text string) (Node, error) {
	r := &reader{}
	r.single = r.xpath
	return r.read(text, xpathToken)
}

// REDCap reads branching logic.
func REDCap(text string) (Node, error) {
	r := &reader{}
	r.single = r.redcap
	return r.read(text, redcapToken)
}

func (r *reader) read(text string, pattern *regexp.Regexp) (Node, error) {
	var err error
	if r.tokens, err = tokens(text, pattern); err != nil {
		return Node{}, err
	}
	node, err := r.either()
	if err == nil && len(r.tokens) > 0 {
		err = notUnderstood(r.tokens[0].text)
	}
	return node, err
}

func (r *reader) next() token {
	if len(r.tokens) == 0 {
		return token{}
	}
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	return t
}

func (r *reader) sees(text string) bool {
	return len(r.tokens) > 0 && r.tokens[0].kind != stringToken && strings.EqualFold(r.tokens[0].text, text)
}

func (r *reader) calls(name string) bool {
	return r.sees(name) && len(r.tokens) > 1 && r.tokens[1].text == "("
}

func (r *reader) expect(text string) error {
	if t := r.next(); t.text != text || t.kind == stringToken {
		return fmt.Errorf("`%s` is missing", text)
	}
	return nil
}

func (r *reader) either() (Node, error) { return r.series("or", Or, r.every) }

func (r *reader) every() (Node, error) { return r.series("and", And, r.part) }

func (r *reader) series(word string, kind Kind, part func() (Node, error)) (Node, error) {
	first, err := part()
	if err != nil {
		return first, err
	}
	parts := []Node{first}
	for r.sees(word) {
		r.next()
		more, err := part()
		if err != nil {
			return more, err
		}
		parts = append(parts, more)
	}
	return joined(kind, parts), nil
}

// part is a test, or an expression in brackets.
func (r *reader) part() (Node, error) {
	if r.depth++; r.depth > deepest {
		return Node{}, errBrackets
	}
	defer func() { r.depth-- }()
	switch {
	case r.sees("("):
		r.next()
		inner, err := r.either()
		if err != nil {
			return inner, err
		}
		return inner, r.expect(")")
	case r.calls("not"):
		r.next()
		inner, err := r.part()
		return Node{Kind: Not, Parts: []Node{inner}}, err
	case r.calls("if"):
		return r.choice()
	case r.calls("true"), r.calls("false"):
		name := strings.ToLower(r.next().text)
		r.next()
		return Node{Kind: Truth, Literal: name}, r.expect(")")
	}
	return r.single()
}

// choice reads if(a, b, c), which is (a and b) or (not a and c).
func (r *reader) choice() (Node, error) {
	r.next()
	r.next()
	var parts []Node
	for n := range 3 {
		inner, err := r.either()
		if err != nil {
			return inner, err
		}
		parts = append(parts, inner)
		if err := r.expect([]string{",", ",", ")"}[n]); err != nil {
			return inner, err
		}
	}
	not := Node{Kind: Not, Parts: parts[:1]}
	return Node{Kind: Or, Parts: []Node{
		{Kind: And, Parts: []Node{parts[0], parts[1]}},
		{Kind: And, Parts: []Node{not, parts[2]}},
	}}, nil
}
