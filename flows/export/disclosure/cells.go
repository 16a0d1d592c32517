package disclosure

// Suppress tells which cells of one question may be shown, given the count in each cell and the number of people who
// answered. It suppresses a cell below SmallestCell, and a cell that contains all but fewer than SmallestCell people.
// While the suppressed cells together are below SmallestCell, their sum (the total minus the shown cells) would still
// be about a few people, so the smallest other cell is suppressed too (complementary suppression). With one answer per
// person this protects everyone behind the suppressed cells. If a person can give several answers, the suppressed
// counts may exceed the number of people behind them.
func Suppress(counts []int, people int) []bool {
	visible := make([]bool, len(counts))
	hidden, sum := 0, 0
	for n, count := range counts {
		visible[n] = count >= SmallestCell
		if !visible[n] {
			hidden++
			sum += count
		}
	}
	for n, count := range counts {
		if visible[n] && people > count && people-count < SmallestCell {
			visible[n] = false
			hidden++
			sum += count
		}
	}
	for hidden > 0 && sum < SmallestCell {
		smallest := -1
		for n, count := range counts {
			if visible[n] && (smallest < 0 || count < counts[smallest]) {
				smallest = n
			}
		}
		if smallest < 0 {
			break
		}
		visible[smallest] = false
		hidden++
		sum += counts[smallest]
	}
	return visible
}

// Rounded is a count rounded to the nearest multiple of Rounding. A count of at least SmallestCell is never rounded
// below SmallestCell.
func Rounded(n int) int {
	near := (n + Rounding/2) / Rounding * Rounding
	if n >= SmallestCell && near < SmallestCell {
		near += Rounding
	}
	return near
}
