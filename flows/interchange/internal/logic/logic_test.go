package logic

import (
	"fmt"
	"strings"
	"testing"
)

// said writes a node so that tests can compare it.
func said(n Node) string {
	var parts []string
	for _, p := range n.Parts {
		parts = append(parts, said(p))
	}
	switch n.Kind {
	case And:
		return "(" + strings.Join(parts, " & ") + ")"
	case Or:
		return "(" + strings.Join(parts, " | ") + ")"
	case Not:
		return "!" + parts[0]
	case Compare:
		return n.Ref + n.Operator + n.Literal
	case Selected:
		return n.Ref + "~" + n.Literal
	case Counted:
		return fmt.Sprintf("#%s%s%s", n.Ref, n.Operator, n.Literal)
	case Length:
		return fmt.Sprintf("len %s%s%s", n.Ref, n.Operator, n.Literal)
	case Truth:
	}
	return n.Literal
}

func TestXPath(t *testing.T) {
	for text, want := range map[string]string{
		"${a} = 'yes'":                                   "a==yes",
		"${a}\u00a0= ‘yes’":                              "a==yes",
		"selected(${x}, 1)":                              "x~1",
		"2 < number(${n}) and ${m}!=3":                   "(n>2 & m!=3)",
		"not(selected(.,'none')) or count-selected(.)=1": "(!.~none | #.==1)",
		". > 1900 and . <= 2026":                         "(.>1900 & .<=2026)",
		".>=0.5":                                         ".>=0.5",
		"string-length(.) <= 20":                         "len .<=20",
		"if(${a} = 'x', ${b} = 1, true())":               "((a==x & b==1) | (!a==x & true))",
		"${a} = 'and' and (${b} = '(' or ${c} = 1)":      "(a==and & (b==( | c==1))",
		"not(not(${a} = 1))":                             "!!a==1",
		"${a} <> 'x'":                                    "a!=x",
	} {
		if n, err := XPath(text); err != nil || said(n) != want {
			t.Errorf("%q: %q, %v, want %q", text, said(n), err, want)
		}
	}
	for _, text := range []string{
		"${a} = ${b}", "${a}", "${a} = 1 + 1", "${a} mod 2 = 0", "regex(., '[0-9]')", "${a} =", "(${a} = 1", "../a = 1",
		"current()/a = 1", "count(${a}) = 1", "1 = 1", "${a} = 1 ${b} = 2", strings.Repeat("(", 200), strings.Repeat("a", 9000),
	} {
		if n, err := XPath(text); err == nil {
			t.Errorf("%q is taken as %q", text, said(n))
		}
	}
}

func TestREDCap(t *testing.T) {
	for text, want := range map[string]string{
		"[a] = '1' and ([b] <> \"\" or [c] >= 2)": "(a==1 & (b!= | c>=2))",
		"[box(3)] = '1'":                  "box~3",
		"[box(3)] = '0' OR [box(-1)]='1'": "(!box~3 | box~-1)",
		"[a] = 1":                         "a==1",
	} {
		if n, err := REDCap(text); err != nil || said(n) != want {
			t.Errorf("%q: %q, %v, want %q", text, said(n), err, want)
		}
	}
	for _, text := range []string{
		"[event_1][a] = '1'", "[a] = [b]", "datediff([a], 'today', 'd') > 3", "[a]", "[a:checked] = '1'", "[box(1)] = '2'",
	} {
		if n, err := REDCap(text); err == nil {
			t.Errorf("%q is taken as %q", text, said(n))
		}
	}
}

// FuzzRead: whatever stands there, it is read or refused.
func FuzzRead(f *testing.F) {
	f.Add("${a} = 1 and not(selected(., 'x'))")
	f.Add("[a(1)] = '1' or ([b] > 2)")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = XPath(text)
		_, _ = REDCap(text)
	})
}
