package journal

import (
	"slices"
	"time"

	"footing/storage/course"
)

// history is what the journal has of a shard. It is a chain of lines, one for each time that a process took the shard.
// The store has such a chain too (package course). If the two chains differ from some line on, work went on with an
// older copy. From there the turns of one chain do not belong to the other, even if they have the same numbers.
type history struct {
	lines []course.Line    // up to the newest; a line of another process may have no turns below
	wrote map[string]*line // by id
	since time.Time        // of the oldest record
	until time.Time        // of the newest turn or mark
}

// line is what the journal has of one line.
type line struct {
	ended int64 // number of its last turn, if its process gave the shard up; else -1: there may be more turns
	known int64 // highest last turn that a mark names; that turn need not be written down
	runs  []run // its turns, in order
}

// run is a range of turns that are all written down.
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

// marked adds a mark to the history.
func (h *history) marked(m mark) {
	l := h.of(m.line, m.at)
	if l.known = max(l.known, m.number); m.ended {
		l.ended = m.number
	}
	if len(m.lines) > 0 {
		h.lines = m.lines
	}
}

// last is the number of the newest known turn of a line, whether or not it is written down.
func (l *line) last() int64 {
	last := l.known
	if n := len(l.runs); n > 0 {
		last = max(last, l.runs[n-1].last)
	}
	return last
}

// has tells whether all turns after one number, up to and including another, are written down.
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

// path leads from the store's last turn to the newest turn in the journal.
type path struct {
	lines []course.Line // the first is the newest line that store and journal share; empty if they share none
	// upTo is, for each line, the number of its last turn on the path: the next line begins after it.
	upTo map[string]int64
	has  int64 // number of the store's last turn that is on the path
	// parted means that the store has other turns from there on. The turns that it lacks cannot be made again on top.
	parted bool
	whole  bool // no turn can be missing at the end
}

// from returns the path from the store's last turn.
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
	if len(p.lines) > 1 && p.has > p.lines[1].Begun { // the store's turns were abandoned for an older copy
		p.has, p.parted = p.lines[1].Begun, true
	}
	p.whole = newest.ended >= max(newest.last(), p.has)
	return p
}

// last is the number of the newest turn on the path.
func (p path) last() int64 { return p.upTo[p.lines[len(p.lines)-1].ID] }

// lacks tells whether the store went back on this path. It also did if only a line is missing, because each line is
// begun in the store before the journal has it.
func (p path) lacks() bool { return len(p.lines) > 1 || len(p.lines) == 1 && p.last() > p.has }

// covers tells whether the journal has all turns that the store lacks, at least up to a number.
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
