package bot

import "container/heap"

// pile is a heap of lanes, each of which knows where it is.
type pile struct {
	lanes []*lane
	less  func(a, b *lane) bool
}

var _ heap.Interface = (*pile)(nil)

// Len is how many lanes there are.
func (p *pile) Len() int { return len(p.lanes) }

// Less compares two lanes.
func (p *pile) Less(i, j int) bool { return p.less(p.lanes[i], p.lanes[j]) }

// Swap exchanges two lanes.
func (p *pile) Swap(i, j int) {
	p.lanes[i], p.lanes[j] = p.lanes[j], p.lanes[i]
	p.lanes[i].at, p.lanes[j].at = i, j
}

// Push puts a *lane to the end.
func (p *pile) Push(x any) {
	l, _ := x.(*lane)
	l.in, l.at = p, len(p.lanes)
	p.lanes = append(p.lanes, l)
}

// Pop takes the lane from the end.
func (p *pile) Pop() any {
	last := len(p.lanes) - 1
	l := p.lanes[last]
	p.lanes[last] = nil
	p.lanes = p.lanes[:last]
	l.in = nil
	return l
}
