package record

import (
	"cmp"
	"strings"
)

// Compare orders facts by when they were filed. Times are whole seconds. Within one, the ids decide: a later update of
// Telegram, and a later effect of one event, has the higher number in its id.
func (f Fact) Compare(other Fact) int {
	return cmp.Or(f.At.Compare(other.At), compareIDs(f.ID, other.ID))
}

// compareIDs orders ids, and the digits in them as numbers: u9#2 before u10#1, and u10#1 before u10#12.
func compareIDs(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := run(x), run(y)
		x, y = x[len(m):], y[len(n):]
		order := cmp.Compare(m, n)
		if isDigit(m[0]) && isDigit(n[0]) {
			m, n = strings.TrimLeft(m, "0"), strings.TrimLeft(n, "0")
			order = cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n))
		}
		if order != 0 {
			return order
		}
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// run is the digits, or the other characters, at the front of a text.
func run(text string) string {
	n := 1
	for n < len(text) && isDigit(text[n]) == isDigit(text[0]) {
		n++
	}
	return text[:n]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
