package journal

import (
	"slices"
	"time"

	"footing/storage/course"
)

// history is what is written down of a shard. It is a chain of lines, one for each time that this process or another
// has taken the shard, and the store has the same chain as far as it knows (package course). Where the two part, work
// went on with an older copy: what is on the one does not belong to the other, though the turns have the same numbers.
type history struct {
	lines []course.Line    // up to the newest; of other processes' there may be nothing but this
	wrote map[string]*line // by id
	since time.Time        // that of the oldest record
	until time.Time        // that of the newest turn or mark
}

// line is what is written down of one line.
type line struct {
	ended int64 // the number of its last turn, if whoever had the shard gave it up; else -1: there may be more
	known int64 // the number of a turn that was its last at some time, though it may not be written down
	runs  []run // its turns, in order
}

// run is which turns are written down without a gap.
type run struct{ first, last int64 }

func (h *history) of(id string, at time.Time) *line {
	if h.wrote == nil {
		h.wrote, h.since = make(map[string]*line), at
	}
	l := h.wrote[id]
	if l == nil {
		l = &line{ended: -1}
		h.wrote[id] = l
	}
	h.until = at
	return l
}

// turned notes that a turn is in the file.
func (h *history) turned(id string, number int64, at time.Time) {
	l := h.of(id, at)
	n := len(l.runs)
	for n > 0 && l.runs[n-1].first > number {
		n--
	}
	switch {
	case n > 0 && number <= l.runs[n-1].last: // it is there
	case n > 0 && number == l.runs[n-1].last+1:
		l.runs[n-1].last = number
	default:
		l.runs = slices.Insert(l.runs, n, run{number, number})
		n++
	}
	if n > 0 && n < len(l.runs) && l.runs[n].first == l.runs[n-1].last+1 {
		l.runs[n-1].last = l.runs[n].last
		l.runs = slices.Delete(l.runs, n, n+1)
	}
}

// marked notes what a mark says.
func (h *history) marked(m mark) {
	l := h.of(m.line, m.at)
	if l.known = max(l.known, m.number); m.ended {
		l.ended = m.number
	}
	if len(m.lines) > 0 {
		h.lines = m.lines
	}
}

// last is the number of a line's newest turn that is known of, whether or not it is written down.
func (l *line) last() int64 {
	last := l.known
	if n := len(l.runs); n > 0 {
		last = max(last, l.runs[n-1].last)
	}
	return last
}

// has tells whether all turns behind one number, up to another, are written down.
func (l *line) has(behind, upTo int64) bool {
	return behind >= upTo || l != nil && slices.ContainsFunc(l.runs, func(r run) bool {
		return r.first <= behind+1 && r.last >= upTo
	})
}

// newest is the newest line; nil if nothing is written down.
func (h *history) newest() *line {
	if len(h.lines) == 0 {
		return nil
	}
	return h.wrote[h.lines[len(h.lines)-1].ID]
}

// path is the way from where a store is to the newest turn that is written down.
type path struct {
	lines []course.Line // the first is that of the store's last turn which belongs to it; none if there is no way
	// upTo is by line the number of the last turn that belongs to the way, as the next line began there.
	upTo map[string]int64
	has  int64 // the number of the store's last turn that belongs to it
	// parted says that the store went another way from there: what it lacks of this one cannot be made again on it.
	parted bool
	whole  bool // no turn can be missing at the end
}

// from gives the way from where a store is.
func (h *history) from(c course.Course) path {
	newest := h.newest()
	if newest == nil {
		return path{}
	}
	p := path{has: c.Turns, upTo: make(map[string]int64)}
	for n := len(c.Lines) - 1; n >= 0; n-- {
		if n+1 < len(c.Lines) {
			p.has, p.parted = min(p.has, c.Lines[n+1].Begun), true
		}
		if i := slices.Index(h.lines, c.Lines[n]); i >= 0 {
			p.lines = h.lines[i:]
			break
		}
	}
	for n, l := range p.lines {
		p.upTo[l.ID] = newest.last()
		if n+1 < len(p.lines) {
			p.upTo[l.ID] = p.lines[n+1].Begun
		}
	}
	if len(p.lines) > 1 && p.has > p.lines[1].Begun { // it is one that was given up for an older one
		p.has, p.parted = p.lines[1].Begun, true
	}
	p.whole = newest.ended >= max(newest.last(), p.has)
	return p
}

// last is the number of the newest turn on the way.
func (p path) last() int64 { return p.upTo[p.lines[len(p.lines)-1].ID] }

// lacks tells whether the store went back on this way. Each line was begun in the store first.
func (p path) lacks() bool { return len(p.lines) > 1 || len(p.lines) == 1 && p.last() > p.has }

// covers tells whether all that a store lacks is written down, up to a number at least.
func (h *history) covers(p path, had int64) bool {
	has := p.has
	for _, l := range p.lines {
		upTo := p.upTo[l.ID]
		if !h.wrote[l.ID].has(has, upTo) {
			return false
		}
		has = max(has, upTo)
	}
	return len(p.lines) > 0 && !p.parted && has >= had
}
