package backup

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"footing/storage/keyspace"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// Unopened are values that the keyset does not open. They are carried as they are, because one of them says nothing
// about the others.
type Unopened struct {
	Kind   reseal.Kind `json:"kind"`
	Key    string      `json:"key,omitempty"` // the number of the key that they name; empty: they name none
	Lacked bool        `json:"lacked"`        // the keyset lacks that key; false: they are damaged
	Values int64       `json:"values"`
}

// numberOf is a key's number as an operator reads it.
func numberOf(key uint32) string { return fmt.Sprintf("%08x", key) }

// trial tries a keyset on every value that a file has.
type trial struct {
	keys    *seal.Keys
	opened  map[string]int64      // by the key in Redis: how many values open
	closed  map[string][]Unopened // those that do not, each with one value
	sealing string                // the number of the key that seals, as the store names it
}

func newTrial(keys *seal.Keys) *trial {
	_, _ = keys.Refresh() // another may seal since they were read; what is wrong with the file, doctor says
	return &trial{keys: keys, opened: make(map[string]int64), closed: make(map[string][]Unopened)}
}

// see tries what a frame says of a key. Where a key comes again, what was said before does not count.
func (t *trial) see(e portion) {
	if e.frame == againFrame {
		delete(t.opened, e.key)
		delete(t.closed, e.key)
		return
	}
	if e.key == keyspace.Meta {
		for item := range e.items() {
			if item[0] == "sealing" {
				t.sealing = item[1]
			}
		}
	}
	place, _ := keyspace.Sealed(e.key)
	for sealed, context := range e.sealed() {
		if _, err := t.keys.Open([]byte(sealed), context); err == nil {
			t.opened[e.key]++
			continue
		}
		number, names := seal.KeyOf(sealed)
		one := Unopened{Kind: place.Kind, Lacked: names && !t.keys.Has(number), Values: 1}
		if names {
			one.Key = numberOf(number)
		}
		if place.Kind == reseal.Studies && names && !one.Lacked {
			continue // an earlier release sealed it for the study's name, which nobody knows here
		}
		t.closed[e.key] = append(t.closed[e.key], one)
	}
}

// unopened counts what does not open, by kind and key.
func (t *trial) unopened() (all []Unopened) {
	n := make(map[Unopened]int64)
	for _, some := range t.closed {
		for _, one := range some {
			n[one]++
		}
	}
	for one, values := range n {
		one.Values = values
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Unopened) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key)) })
	return all
}

// fits tells whether the store can be worked with by this keyset at all. A value that does not open is no reason
// against it; that none opens is one, and that the store seals with a key that is not here, since it would be refused.
func (t *trial) fits() error {
	if !reseal.Fits(t.keys, t.sealing) {
		return fmt.Errorf("%w: its store seals with key %08s, which this keyset lacks. A newer copy of the keyset has it", ErrKeyset,
			t.sealing)
	}
	none := int64(0)
	for _, one := range t.unopened() {
		none += one.Values
	}
	for n := range maps.Values(t.opened) {
		if n > 0 {
			return nil
		}
	}
	if none > 0 {
		return fmt.Errorf("%w: of %d values it opens none, so it is another store's", ErrKeyset, none)
	}
	return nil
}
