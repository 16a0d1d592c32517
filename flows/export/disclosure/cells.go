package disclosure

// Cells counts what became of the cells of tables.
type Cells struct{ published, empty, small, complementary int }

// Suppress tells which cells of one question may be shown, given the count in each and how many people answered. A cell
// below SmallestCell may not, nor may one of all people but so few. While the hidden cells together stay below
// SmallestCell, the difference to the total would still speak of a few people, so the smallest of the others is hidden
// too (complementary suppression). Where each person gives one answer, that protects the people behind the hidden
// cells; where somebody can give several, the hidden counts may come to more than the people behind them.
func (c *Cells) Suppress(counts []int, people int) []bool {
	visible := make([]bool, len(counts))
	hidden, sum := 0, 0
	for n, count := range counts {
		visible[n] = count >= SmallestCell
		if !visible[n] {
			hidden++
			sum += count
			if count == 0 {
				c.empty++
			} else {
				c.small++
			}
		}
	}
	for n, count := range counts {
		if visible[n] && people > count && people-count < SmallestCell {
			visible[n] = false
			hidden++
			sum += count
			c.complementary++
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
		c.complementary++
	}
	c.published += len(counts) - hidden
	return visible
}

// Cover says what was done to the cells; people is how many the tables are about, as it may be said.
func (c *Cells) Cover(people *int) *Cover {
	return &Cover{people, SmallestCell, Rounding, c.published, c.empty + c.small, c.complementary}
}

// Rounded is a count to the nearest multiple of Rounding. Of at least SmallestCell people, it does not say fewer.
func Rounded(n int) int {
	near := (n + Rounding/2) / Rounding * Rounding
	if n >= SmallestCell && near < SmallestCell {
		near += Rounding
	}
	return near
}
