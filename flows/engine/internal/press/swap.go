package press

import "strings"

// The presses about posts that somebody else holds for a while.
type (
	Swap struct { // a swap, as far as it was chosen; without Of the list of posts
		Of   string // whose post it is
		When string // "d" or "n" and a date: that day, or the night after it
		Days int    // how many; 0: not chosen yet
		Who  string // who shall hold it
	}
	TakeBack struct{ Swap string } // a swap is taken back, by its id
)

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
