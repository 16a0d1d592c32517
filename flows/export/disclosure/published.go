package disclosure

import (
	"encoding/binary"
	"slices"
)

// TableWeeks is how many weeks share a cell of the tables. It never follows from the data, because a choice that does
// would tell of them, and two choices could be compared.
const TableWeeks = 4

// LeastInCell is the fewest people of whom a new count is published. Of eleven, no noise with mean 0 is possible that
// cannot bring the count below eleven.
const LeastInCell = SmallestCell + 1

// Published is one count that was given away. It is kept for as long as there are releases: whoever has two of them can
// compare.
type Published struct {
	Cell string `json:"cell"`
	N    int    `json:"n"`
	Who  []byte `json:"who"` // the sorted keys of its contributors, 8 bytes each
}

// Releases decides about each count of a release in view of all that were published before. Two counts of one cell
// tell about the people in whom they differ, so a published count is repeated, unchanged, until at least SmallestCell
// contributors differ from those of every earlier count. A new count gets noise that follows from its contributors
// alone, so that asking again does not average it out, and is rounded.
type Releases struct {
	before map[string][]Published // by cell, oldest first
	fresh  []Published
	counts struct{ shown, blank int }
}

// NewReleases begins a release after those in which the given counts were published, oldest first.
func NewReleases(before []Published) *Releases {
	r := &Releases{before: map[string][]Published{}}
	for _, p := range before {
		r.before[p.Cell] = append(r.before[p.Cell], p)
	}
	return r
}

// Fresh are the counts that this release publishes for the first time.
func (r *Releases) Fresh() []Published { return r.fresh }

// Count gives what is published of a cell, and who contributed to that; false if the cell is blank. The keys of its
// contributors need no order. May says whether a new count may be published, as far as other cells are concerned.
func (r *Releases) Count(cell string, n int, keys []uint64, may bool) (shown int, who []uint64, ok bool) {
	keys = slices.Sorted(slices.Values(keys))
	before := r.before[cell]
	for _, p := range before {
		if Differ(unpack(p.Who), keys) < SmallestCell {
			last := before[len(before)-1]
			r.counts.shown++
			return last.N, unpack(last.Who), true
		}
	}
	if !may || len(keys) < LeastInCell {
		r.counts.blank++
		return 0, nil, false
	}
	p := Published{cell, Rounded(n + noise(len(keys), n, keys)), pack(keys)}
	r.before[cell] = append(before[:len(before):len(before)], p)
	r.fresh = append(r.fresh, p)
	r.counts.shown++
	return p.N, keys, true
}

// Differ is how many keys are in one of two sorted lists only.
func Differ(a, b []uint64) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
			n++
		default:
			b = b[1:]
			n++
		}
	}
	return n + len(a) + len(b)
}

// Apart tells whether a count of all of these people would tell, beside the counts of the parts, about a few of them.
func Apart(all []uint64, parts [][]uint64) bool {
	union := slices.Compact(slices.Sorted(slices.Values(slices.Concat(parts...))))
	n := Differ(slices.Sorted(slices.Values(all)), union)
	return len(union) > 0 && n > 0 && n < SmallestCell
}

// mostNoise is the most that is added to a count or taken from it.
const mostNoise = 5

// noise is drawn by the sum of the keys, as in the cell key method of official statistics. Its mean is 0, its variance
// at least 4, and a count of LeastInCell or more never becomes less than SmallestCell.
func noise(people, n int, keys []uint64) int {
	sum := uint64(0)
	for _, k := range keys {
		sum += k
	}
	// The sum's bits are spread (SplitMix64), so that a single person changes all of the result.
	sum ^= sum >> 30
	sum *= 0xbf58476d1ce4e5b9
	sum ^= sum >> 27
	sum *= 0x94d049bb133111eb
	sum ^= sum >> 31
	table := noises(min(people, n))
	return table[sum%uint64(len(table))]
}

// noises are the equally likely additions to a count.
func noises(n int) []int {
	below := min(n-SmallestCell, mostNoise-1)
	var table []int
	if below < mostNoise-1 { // mostNoise of these and below of the others have mean 0
		for range mostNoise {
			table = append(table, -below)
		}
		for range below {
			table = append(table, mostNoise)
		}
		return table
	}
	for add := -below; add <= below; add++ {
		table = append(table, add)
	}
	return table
}

const keyBytes = 8

func pack(keys []uint64) []byte {
	data := make([]byte, 0, keyBytes*len(keys))
	for _, k := range keys {
		data = binary.BigEndian.AppendUint64(data, k)
	}
	return data
}

func unpack(data []byte) []uint64 {
	keys := make([]uint64, 0, len(data)/keyBytes)
	for ; len(data) >= keyBytes; data = data[keyBytes:] {
		keys = append(keys, binary.BigEndian.Uint64(data))
	}
	return keys
}

// Cover reports what was published. People is the number of people in the tables, as it may be published.
func (r *Releases) Cover(people *int) *Cover {
	return &Cover{
		People: people, Least: SmallestCell, Rounding: Rounding, Noise: mostNoise, Weeks: TableWeeks,
		Published: r.counts.shown, Blank: r.counts.blank, How: howTables,
	}
}

const howTables = "A count is about at least eleven people. Noise of mean 0, at most 5, that follows from who they are is added, " +
	"and the result is rounded to five. A count that was published before is repeated unchanged until at least eleven of its people differ from " +
	"those of every count of the same cell that was published. Counts already published cannot be called back."
