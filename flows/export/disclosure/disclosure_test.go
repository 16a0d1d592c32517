package disclosure

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestNobodyStandsAlone: whoever is left shares weeks, locale, hour and status with at least SmallestGroup, and each
// language that is named is that of as many.
func TestNobodyStandsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Person {
			return Person{
				Weeks:  rapid.IntRange(0, 14).Draw(t, "weeks"),
				Locale: rapid.SampledFrom([]string{"en", "en", "en", "de", "uk", ""}).Draw(t, "locale"),
				Hour:   rapid.SampledFrom([]string{"12-15", "12-15", "15-18", "18-21", ""}).Draw(t, "hour"),
				Ended:  rapid.IntRange(0, 3).Draw(t, "ended") == 0,
			}
		}), 0, 60).Draw(t, "people")
		coarse := rapid.Bool().Draw(t, "coarse")
		groups, languages, weeks := map[string]int{}, map[string]int{}, map[int]int{}
		for n, d := range Decide(people, coarse) {
			i := people[n]
			longest := i.Weeks
			if coarse {
				longest = min(i.Weeks, CoarseWeeks) / 2
			}
			switch {
			case d.Weeks > longest:
				t.Fatalf("%+v shows more weeks than there are: %+v", i, d)
			case d.Hour != "" && d.Hour != i.Hour, d.Locale != "" && d.Locale != Other && d.Locale != i.Locale,
				d.Status != "" && d.Status != i.status():
				t.Fatalf("%+v became %+v", i, d)
			case d.Dropped:
				continue
			case d.Weeks == 0:
				t.Fatalf("%+v is shown with nothing", i)
			}
			groups[fmt.Sprint(d.Weeks, "/", d.Locale, "/", d.Hour, "/", d.Status)]++
			languages[d.Locale]++
			weeks[d.Weeks]++
		}
		for what, n := range groups {
			if n < SmallestGroup {
				t.Fatalf("only %d share %s", n, what)
			}
		}
		for what, n := range languages {
			if n < SmallestGroup {
				t.Fatalf("only %d share the language %q", n, what)
			}
		}
		for what, n := range weeks {
			if n < SmallestGroup {
				t.Fatalf("only %d have %d weeks", n, what)
			}
		}
	})
}

// TestCellsKeepTheirSecret: no cell below the least is shown, and the hidden ones of a question never add up to fewer.
func TestCellsKeepTheirSecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 14), rapid.IntRange(0, 80)), 1, 9).Draw(t, "cells")
		hidden, visible, sum := 0, 0, 0
		people := slices.Max(ns) + rapid.IntRange(0, 30).Draw(t, "others")
		for n, shown := range Suppress(ns, people) {
			if shown {
				visible++
				if ns[n] < SmallestCell || (people > ns[n] && people-ns[n] < SmallestCell) {
					t.Fatalf("%d of %d people are shown", ns[n], people)
				}
				continue
			}
			hidden++
			sum += ns[n]
		}
		if hidden > 0 && visible > 0 && sum < SmallestCell {
			t.Fatalf("%v: the hidden cells come to %d", ns, sum)
		}
	})
}

func TestRounded(t *testing.T) {
	for n, want := range map[int]int{0: 0, 11: 15, 12: 15, 13: 15, 17: 15, 18: 20, 52: 50, 53: 55} {
		if got := Rounded(n); got != want {
			t.Errorf("%d is rounded to %d, want %d", n, got, want)
		}
	}
}

func TestWeekSets(t *testing.T) {
	sets, all := weekSets(4, 2, 10)
	if got := fmt.Sprint(sets, all); got != "[[1 2] [1 3] [1 4] [2 3] [2 4] [3 4]] 6" {
		t.Error(got)
	}
	sets, all = weekSets(4, 2, 3)
	if got := fmt.Sprint(sets, all); got != "[[1 2] [1 4] [2 4]] 6" {
		t.Error(got)
	}
	if sets, all = weekSets(2, 3, 5); len(sets) != 0 || all != 0 {
		t.Error(sets, all)
	}
}
