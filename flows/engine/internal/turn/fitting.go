package turn

import (
	"footing/flows/state"
	"slices"
	"unicode"
	"unicode/utf8"
)

// labelRoom is how many letters of a label a phone of 360 points shows whole, by how many buttons share the row; what is
// longer is cut there.
func labelRoom(buttons int) int {
	rooms := []int{0, 40, 18, 12, 8, 6, 5}
	return rooms[min(buttons, len(rooms)-1)]
}

// fitted puts fewer buttons in a row where a label would be cut: a clinician must be able to read what a press will say.
func fitted(rows [][]state.Button) [][]state.Button {
	all := make([][]state.Button, 0, len(rows))
	for _, r := range rows {
		n := len(r)
		for n > 1 && slices.ContainsFunc(r, func(b state.Button) bool { return lettersOf(b.Text) > labelRoom(n) }) {
			n--
		}
		if n == 3 && len(r) == 4 { // two and two rather than three and one
			n = 2
		}
		all = append(all, slices.Collect(slices.Chunk(r, max(1, n)))...)
	}
	return all
}

// lettersOf counts what takes room: neither marks that sit on letters nor those that only set them apart.
func lettersOf(label string) int {
	n := utf8.RuneCountInString(label)
	for _, r := range label {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Mn, r) {
			n--
		}
	}
	return n
}
