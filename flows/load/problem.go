package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong in one file, with what to do about it.
type Problem struct {
	File    string
	Line    int // from 1; 0: the file as a whole
	Column  int // from 1, in characters
	Message string
	Excerpt string // the line, and below it a caret under the column
}

// String is "file:line:column: message" and below it the line with a caret.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	head := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
	if p.Excerpt == "" {
		return head
	}
	return head + "\n    " + strings.ReplaceAll(p.Excerpt, "\n", "\n    ")
}

// Problems is the error of Load and Clinic: everything that is wrong in all files, sorted by file and position.
type Problems []Problem

// Error lists all problems, one below the other.
func (p Problems) Error() string {
	lines := make([]string, 0, len(p))
	for _, problem := range p {
		lines = append(lines, problem.String())
	}
	return strings.Join(lines, "\n")
}

// sorted sorts the problems and removes duplicates, which occur because a questionnaire is checked for each check-in
// that asks it.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(p)
}

// err returns the problems as an error, nil if there are none.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p.sorted()
}

// position is a position in a file.
type position struct{ line, column int }

// source is one file being read. Its problems go to a list shared by all files.
type source struct {
	name     string
	lines    []string
	problems *Problems
}

func newSource(name string, data []byte, problems *Problems) *source {
	return &source{name: name, lines: linesOf(string(data)), problems: problems}
}

// linesOf splits a text at every kind of line break that YAML accepts.
func linesOf(text string) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
}

// complain adds a problem.
func (s *source) complain(at position, format string, args ...any) {
	*s.problems = append(*s.problems, Problem{
		File: s.name, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...), Excerpt: s.excerpt(at),
	})
}

// An excerpt of a longer line shows only the characters around the column.
const (
	shown       = 120
	shownBefore = 80
)

// excerpt is the line at a position with a caret below the column.
func (s *source) excerpt(at position) string {
	if at.line < 1 || at.line > len(s.lines) {
		return ""
	}
	line := []rune(strings.ReplaceAll(s.lines[at.line-1], "\t", " "))
	column := max(0, min(at.column-1, len(line)))
	first, last := 0, len(line)
	if len(line) > shown && column > shownBefore {
		first = column - shownBefore
		line[first] = '…'
	}
	if last > first+shown {
		last = first + shown
		line[last-1] = '…'
	}
	return string(line[first:last]) + "\n" + strings.Repeat(" ", column-first) + "^"
}

// lastPosition is the beginning of the last line with content, where more can be added.
func (s *source) lastPosition() position {
	for i := len(s.lines); i > 0; i-- {
		if strings.TrimSpace(s.lines[i-1]) != "" {
			return position{i, 1}
		}
	}
	return position{1, 1}
}
