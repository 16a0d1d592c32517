// Package nearby finds the word that somebody may have meant by one that there is not.
//
//	hint := nearby.DidYouMean("tpye", []string{"type", "unit"}) // "; did you mean `type`?"
//
// It is for the mistakes of whoever writes a plan. The hint is empty if no candidate is near enough, and an error reads
// on without it.
package nearby

import (
	"fmt"
	"slices"
)

// DidYouMean is "; did you mean `type`?" when a candidate is similar to what was written, otherwise empty.
func DidYouMean(written string, candidates []string) string {
	if near, ok := nearest(written, candidates); ok {
		return fmt.Sprintf("; did you mean `%s`?", near)
	}
	return ""
}

// nearest is the candidate within a small edit distance: at most a third of its length, and at most two edits.
func nearest(written string, candidates []string) (string, bool) {
	best, least := "", 3
	for _, candidate := range slices.Sorted(slices.Values(candidates)) {
		d := distance([]rune(written), []rune(candidate))
		if d < least && d*3 <= max(len(candidate), 3) {
			best, least = candidate, d
		}
	}
	return best, best != ""
}

// distance is the number of edits between two words: letters added, left out or replaced, or two neighbours exchanged.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
