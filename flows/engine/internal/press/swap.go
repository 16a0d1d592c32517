package press

import "strings"

// Swap is a swap of posts, as far as it was chosen. Without Of it asks for the list of posts.
type Swap struct {
	Of   string // whose post it is
	When string // "d" or "n" and a date: that day, or the night after it
	Days int    // how many; 0: not chosen yet
	Who  string // who shall hold it
}

// TakeBack takes a swap back, by its id.
type TakeBack struct{ Swap string }

func decodeSwap(rest string, w []string) Press {
	if rest == "ask" {
		return Swap{}
	}
	when, days, _ := strings.Cut(w[1], ".")
	return Swap{Of: w[0], When: when, Days: number(days), Who: w[2]}
}

func (p Swap) words() []string {
	if p.Of == "" {
		return []string{"g", "ask"}
	}
	return []string{"g", p.Of, part(p.When, ".", counted(p.Days)), p.Who}
}

func (p TakeBack) words() []string { return []string{"r", p.Swap} }
