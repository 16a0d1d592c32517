package interchange

import (
	"regexp"
	"strconv"
	"strings"
)

// The subset of XLSForm expressions that are conditions on answers: comparisons of ${question} with a literal,
// selected(), not(), and, or. Everything else is refused with a reason.

var xpathToken = regexp.MustCompile(`^\s*(?:(\$\{[^}]*\})|('[^']*'|"[^"]*")|(-?[0-9]+(?:\.[0-9]+)?)|([A-Za-z_][A-Za-z0-9_-]*)|(!=|<=|>=|[=<>(),])|(\S))`)

// The kinds of tokens are the groups of the pattern.
const (
	refToken = 1 + iota
	stringToken
	numberToken
	wordToken
	_ // signs
	otherToken
)

type token struct {
	kind int
	text string
}

// longestExpression is the longest accepted expression, in bytes.
const longestExpression = 4000

func tokens(text string) ([]token, error) {
	if len(text) > longestExpression {
		return nil, cannot("it is longer than %d characters", longestExpression)
	}
	var list []token
	for strings.TrimSpace(text) != "" {
		m := xpathToken.FindStringSubmatch(text)
		if m == nil {
			return nil, cannot("it cannot be read")
		}
		for kind := refToken; kind <= otherToken; kind++ {
			if m[kind] != "" {
				list = append(list, token{kind, m[kind]})
			}
		}
		text = text[len(m[0]):]
	}
	return list, nil
}

// xpathReader translates an expression to one of our conditions while reading it. A "not" needs no tree: entering one
// inverts want.
type xpathReader struct {
	reading *reading
	tokens  []token
	depth   int
}

// condition translates an expression.
func (r *reading) condition(expression string) (string, error) {
	list, err := tokens(expression)
	if err != nil {
		return "", err
	}
	x := &xpathReader{reading: r, tokens: list}
	made, err := x.either(true)
	if err == nil && len(x.tokens) > 0 {
		err = cannot("`%s` is not understood", x.tokens[0].text)
	}
	return made.text, err
}

func (x *xpathReader) next() token {
	if len(x.tokens) == 0 {
		return token{}
	}
	t := x.tokens[0]
	x.tokens = x.tokens[1:]
	return t
}

func (x *xpathReader) sees(text string) bool { return len(x.tokens) > 0 && x.tokens[0].text == text }

func (x *xpathReader) expect(text string) error {
	if t := x.next(); t.text != text {
		return cannot("`%s` is missing", text)
	}
	return nil
}

// either reads parts joined by or, which inside a not become parts joined by and.
func (x *xpathReader) either(want bool) (phrase, error) { return x.series("or", want, x.every) }

func (x *xpathReader) every(want bool) (phrase, error) { return x.series("and", want, x.single) }

func (x *xpathReader) series(word string, want bool, part func(bool) (phrase, error)) (phrase, error) {
	first, err := part(want)
	if err != nil {
		return first, err
	}
	parts := []phrase{first}
	for x.sees(word) {
		x.next()
		more, err := part(want)
		if err != nil {
			return more, err
		}
		parts = append(parts, more)
	}
	how := all
	if (word == "or") == want {
		how = any1
	}
	return conditions().joined(how, parts), nil
}

// conditions is the syntax of our own conditions.
func conditions() dialect { return dialect{and: " and ", or: " or "} }

func (x *xpathReader) single(want bool) (phrase, error) {
	if x.depth++; x.depth > deepest*5 {
		return phrase{}, cannot("it has too many brackets")
	}
	defer func() { x.depth-- }()
	switch {
	case x.sees("("):
		x.next()
		inner, err := x.either(want)
		if err != nil {
			return inner, err
		}
		return inner, x.expect(")")
	case x.sees("not") && len(x.tokens) > 1 && x.tokens[1].text == "(":
		x.next()
		x.next()
		inner, err := x.either(!want)
		if err != nil {
			return inner, err
		}
		return inner, x.expect(")")
	case x.sees("selected"):
		x.next()
		text, err := x.selected(want)
		return phrase{text: text}, err
	}
	text, err := x.comparison(want)
	return phrase{text: text}, err
}

func (x *xpathReader) selected(want bool) (string, error) {
	if err := x.expect("("); err != nil {
		return "", err
	}
	item, err := x.question(x.next())
	if err != nil {
		return "", err
	}
	if err := x.expect(","); err != nil {
		return "", err
	}
	literal := x.next()
	if literal.kind != stringToken {
		return "", cannot("selected() needs an answer in quotes")
	}
	if err := x.expect(")"); err != nil {
		return "", err
	}
	code, err := x.reading.codeOf(item, unquote(literal))
	if err != nil {
		return "", err
	}
	return chose(item, code, want), nil
}

func unquote(t token) string {
	if t.kind == stringToken {
		return t.text[1 : len(t.text)-1]
	}
	return t.text
}

func (x *xpathReader) question(t token) (*Item, error) {
	if t.kind != refToken {
		if t.text == "" {
			return nil, cannot("it ends too early")
		}
		return nil, cannot("`%s` is not understood", t.text)
	}
	return x.reading.find(strings.TrimSpace(t.text[2 : len(t.text)-1]))
}

// operand reads ${question} or a literal.
func (x *xpathReader) operand() (token, error) {
	t := x.next()
	if t.kind == wordToken && (t.text == "number" || t.text == "int") && x.sees("(") {
		x.next()
		inner := x.next()
		return inner, x.expect(")")
	}
	if t.kind != refToken && t.kind != stringToken && t.kind != numberToken {
		_, err := x.question(t)
		return t, err
	}
	return t, nil
}

func (x *xpathReader) comparison(want bool) (string, error) {
	left, err := x.operand()
	if err != nil {
		return "", err
	}
	op := x.next().text
	right, err := x.operand()
	if err != nil {
		return "", err
	}
	if op == "=" {
		op = "=="
	}
	if opposite(op) == "" {
		return "", cannot("`%s` is not a comparison", op)
	}
	if left.kind != refToken {
		left, op, right = right, turned(op), left
	}
	if right.kind == refToken {
		return "", cannot("it compares two answers with each other")
	}
	item, err := x.question(left)
	if err != nil {
		return "", err
	}
	return x.reading.against(item, op, unquote(right), want)
}

// against compares an answer with a literal.
func (r *reading) against(item *Item, op, literal string, want bool) (string, error) {
	exact := op == "==" || op == "!="
	switch {
	case exact && literal == "":
		return r.gave(item, (op == "!=") == want), nil
	case item.Kind == "several":
		return "", cannot("`%s` has several answers: selected() is understood", item.ID)
	case exact && tapped(&item.Item):
		code, err := r.codeOf(item, literal)
		if err != nil {
			return "", err
		}
		return chose(item, code, (op == "==") == want), nil
	}
	number, err := strconv.Atoi(literal)
	if err != nil {
		return "", cannot("`%s` is compared with `%s`, which is no whole number", item.ID, literal)
	}
	// An empty answer differs from every number, and is neither above nor below one.
	silent := (op == "!=") == want
	if !want {
		op = opposite(op)
	}
	return compare(item, op, number, silent)
}
