package disclosure

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func someKeys(n int, seed uint64) []uint64 {
	dice, keys := rand.New(rand.NewPCG(seed, 1)), make([]uint64, n)
	for i := range keys {
		keys[i] = dice.Uint64()
	}
	return keys
}

// TestNoise holds the table's promises for every count.
func TestNoise(t *testing.T) {
	for n := LeastInCell; n < 60; n++ {
		table := noises(n)
		sum, squares := 0, 0
		for _, add := range table {
			sum += add
			squares += add * add
			if add > mostNoise || add < -mostNoise || n+add < SmallestCell {
				t.Errorf("%d becomes %d", n, n+add)
			}
		}
		if sum != 0 || squares < 4*len(table) {
			t.Errorf("%d: the noise has sum %d and squares %d of %d", n, sum, squares, len(table))
		}
	}
	// All of the table is drawn, also where only one person differs.
	drawn, keys := map[int]int{}, someKeys(400, 2)
	for n := range 300 {
		drawn[noise(100, 100, keys[n:n+100])]++
	}
	if len(drawn) != len(noises(100)) {
		t.Errorf("drawn: %v", drawn)
	}
}

// TestCountsAreRepeated: over any number of releases with any comings and goings, two different counts of a cell are
// about people of whom at least eleven differ, none is about fewer than eleven, and what was published is the same when
// asked again.
func TestCountsAreRepeated(t *testing.T) {
	all := someKeys(80, 3)
	rapid.Check(t, func(t *rapid.T) {
		in := map[int]bool{}
		for n := range rapid.IntRange(0, 40).Draw(t, "people") {
			in[n] = true
		}
		var published []Published
		for range rapid.IntRange(1, 8).Draw(t, "releases") {
			for range rapid.IntRange(0, 14).Draw(t, "changes") {
				n := rapid.IntRange(0, len(all)-1).Draw(t, "who")
				in[n] = !in[n]
			}
			var keys []uint64
			for n, k := range all {
				if in[n] {
					keys = append(keys, k)
				}
			}
			r := NewReleases(published)
			shown, who, ok := r.Count("cell", len(keys), keys, true)
			published = append(published, r.Fresh()...)
			again, _, _ := NewReleases(published).Count("cell", len(keys), slices.Clone(keys), true)
			if ok && (shown < SmallestCell || shown%Rounding != 0 || len(who) < SmallestCell || again != shown) {
				t.Fatalf("%d of %d people, then %d", shown, len(who), again)
			}
			if !ok && len(keys) >= LeastInCell {
				t.Fatalf("a count of %d people is blank", len(keys))
			}
		}
		for n, p := range published {
			for _, other := range published[:n] {
				if d := Differ(unpack(p.Who), unpack(other.Who)); d < SmallestCell {
					t.Fatalf("two counts were published of people of whom %d differ", d)
				}
			}
		}
	})
}

func TestApart(t *testing.T) {
	all := someKeys(40, 5)
	for name, test := range map[string]struct {
		parts [][]uint64
		want  bool
	}{
		"nothing beside it": {nil, false},
		"all of it":         {[][]uint64{all[:20], all[15:]}, false},
		"all but three":     {[][]uint64{all[:20], all[20:37]}, true},
		"all but ten":       {[][]uint64{all[:30]}, true},
		"all but eleven":    {[][]uint64{all[:29]}, false},
	} {
		if got := Apart(all, test.parts); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
