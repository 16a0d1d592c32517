package disclosure

import (
	"encoding/binary"
	"hash/fnv"
	"math"
)

// fingerprints is what an intruder would compare. For each week of each person shown it holds a hash of everything in
// that week's rows (item, status, code and value, in order), and whether anything was answered. It takes eight bytes a
// week, so all people fit in memory.
type fingerprints struct {
	people   []fingerprint
	together int // weeks merged into one in the rows
}

// fingerprint is the fingerprint of one person.
type fingerprint struct {
	weeks    []uint64
	answered string // a byte for each week
}

// add adds one person.
func (f *fingerprints) add(p Page) {
	one := fingerprint{weeks: make([]uint64, p.Weeks)}
	answered := make([]byte, p.Weeks)
	hash := fnv.New64a()
	at := 0
	flush := func() {
		if at > 0 {
			one.weeks[at-1] = hash.Sum64()
		}
		hash.Reset()
	}
	// After a journey a week can go on behind the beginning of the next one.
	resume := func() {
		if before := one.weeks[at-1]; before != 0 {
			_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, before))
		}
	}
	for _, r := range p.Rows {
		if r.Week != at {
			flush()
			at = r.Week
			resume()
		}
		text := func(s string) { _, _ = hash.Write(append([]byte(s), 0)) }
		text(r.Item)
		text(r.Status)
		text(r.Code)
		if r.Length != "" {
			text(r.Length)
		}
		if r.Answered {
			answered[at-1] = 1
		}
		if r.Value != nil {
			_, _ = hash.Write(binary.BigEndian.AppendUint32([]byte{1}, uint32(*r.Value))) //nolint:gosec // bits are bits
		}
		for _, n := range append([]*int32{r.Day}, r.Minutes...) {
			if n != nil {
				_, _ = hash.Write(binary.BigEndian.AppendUint32([]byte{1}, uint32(*n))) //nolint:gosec // bits are bits
			}
			text("")
		}
		text("")
	}
	flush()
	one.answered = string(answered)
	f.people = append(f.people, one)
}

// uniqueness measures how many people are singled out by knowing one, two or three of their weeks, or which weeks they
// missed.
func (f *fingerprints) uniqueness() Uniqueness {
	return Uniqueness{len(f.people), []Knowledge{f.knowing(1), f.knowing(2), f.knowing(3)}, f.missing()}
}

// mostSets is the largest number of week sets tried for each number of known weeks.
const mostSets = 400

// knowing measures how many people are singled out by knowing so many of their weeks. For each set of weeks it counts
// the people whom nobody else matches in all weeks of the set. If the rows merge several weeks, knowing all of these
// counts as knowing one.
func (f *fingerprints) knowing(weeks int) Knowledge {
	known, longest := (weeks+f.together-1)/f.together, 0
	for _, t := range f.people {
		longest = max(longest, len(t.weeks))
	}
	sets, of := weekSets(longest, known, mostSets)
	hits, tries := make([]int, len(f.people)), make([]int, len(f.people))
	alike := make(map[[3]uint64]int, len(f.people)) // the person with these weeks, from 1; 0: several people
	for _, set := range sets {
		clear(alike)
		for n, t := range f.people {
			if len(t.weeks) < set[len(set)-1] {
				continue
			}
			tries[n]++
			var key [3]uint64
			for i, w := range set {
				key[i] = t.weeks[w-1]
			}
			if _, taken := alike[key]; taken {
				alike[key] = 0
			} else {
				alike[key] = n + 1
			}
		}
		for _, who := range alike {
			if who > 0 {
				hits[who-1]++
			}
		}
	}
	k := Knowledge{Weeks: weeks, Rows: known, Sets: len(sets), Of: of}
	for n := range hits {
		if tries[n] == 0 {
			continue
		}
		k.People++
		k.Average += float64(hits[n]) / float64(tries[n])
		if hits[n] > 0 {
			k.Ever++
		}
	}
	k.Average, k.Ever = share(k.Average, k.People), share(k.Ever, k.People)
	return k
}

// missing is the share of people who are singled out by their pattern of answered and unanswered weeks.
func (f *fingerprints) missing() float64 {
	alike := map[string]int{}
	for _, t := range f.people {
		alike[t.answered]++
	}
	alone := 0.0
	for _, t := range f.people {
		if alike[t.answered] == 1 {
			alone++
		}
	}
	return share(alone, len(f.people))
}

func share(sum float64, of int) float64 {
	if of == 0 {
		return 0
	}
	return math.Round(sum/float64(of)*10_000) / 10_000
}

// weekSets lists the sets of size weeks from 1 to last, in order, and gives their total number. If there are more than
// most, it samples evenly: the i-th sample is set number i*all/most.
func weekSets(last, size, most int) (sets [][]int, all int) {
	subsets(last, size, func([]int) { all++ })
	wanted := min(all, most)
	number := 0
	subsets(last, size, func(set []int) {
		if len(sets) < wanted && number == len(sets)*all/wanted {
			sets = append(sets, append([]int(nil), set...))
		}
		number++
	})
	return sets, all
}

// subsets calls do for each set of size weeks from 1 to last, in lexicographic order.
func subsets(last, size int, do func([]int)) {
	set := make([]int, size)
	var fill func(place, from int)
	fill = func(place, from int) {
		if place == size {
			do(set)
			return
		}
		for w := from; w <= last-(size-place)+1; w++ {
			set[place] = w
			fill(place+1, w+1)
		}
	}
	fill(0, 1)
}
