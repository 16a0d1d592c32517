package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"footing/flows/engine"
	"footing/flows/state"
)

// newer lets a newer release have written a field into some parts of a state, at random, before a turn is made of it.
// The turn does the same as without; then each part that is still there has its field, and no other has.
func (r *rules) newer(stored, event []byte, e state.Event) {
	t, random := r.tr.t, rand.New(rand.NewPCG(uint64(r.turns), 7))
	was := tree(stored)
	planted := map[string]bool{}
	walk(was, "", func(path string, part map[any]any) {
		if random.IntN(3) > 0 {
			part[newerField] = path
			planted[path] = true
		}
	})
	given := must(state.DecodeState(append([]byte{1}, must(mode().Marshal(was))...)))
	after, effects := engine.Step(r.tr.plan, given, r.beside(e, event))
	plain, same := engine.Step(r.tr.plan, must(state.DecodeState(stored)), r.beside(e, event))
	if outcomeOf(state.State{}, effects) != outcomeOf(state.State{}, same) {
		t.Fatalf("a turn does something else where a newer release has written")
	}
	if after.Empty() || erases(effects) {
		return // of somebody who was erased nothing is kept
	}
	written := must(state.EncodeState(after))
	is := tree(written)
	walk(is, "", func(path string, part map[any]any) {
		mark, ok := part[newerField]
		switch {
		case !ok && planted[path] && !strings.Contains(path, "#"):
			t.Fatalf("%s has lost the field of a newer release in %T", path, e)
		case ok && last(mark.(string)) != last(path):
			t.Fatalf("%s has the field of %v after %T", path, mark, e)
		}
	})
	walk(is, "", func(_ string, part map[any]any) { delete(part, newerField) })
	if diff := cmp.Diff(inhabited(tree(must(state.EncodeState(plain)))), inhabited(is)); diff != "" {
		t.Fatalf("a state is another where a newer release has written (-without +with):\n%s", diff)
	}
	if again := must(state.EncodeState(must(state.DecodeState(written)))); !slices.Equal(again, written) {
		t.Fatalf("read and written again it is\n%x, and was\n%x", again, written)
	}
	if again := must(state.EncodeState(after.Clone())); !slices.Equal(again, written) {
		t.Fatalf("copied it is\n%x, and was\n%x", again, written)
	}
}

// newerField is the number of a field that this release does not know.
const newerField = uint64(9999)

// mode writes as package form does.
func mode() cbor.EncMode { return must(cbor.CoreDetEncOptions().EncMode()) }

func tree(stored []byte) any {
	var all any
	if err := cbor.Unmarshal(stored[1:], &all); err != nil {
		panic(err)
	}
	return all
}

// walk goes through all structs of a stored state. The path of each has the numbers, keys and ids on the way to it, and
// the place, behind #, of an element of a list that others share an id with.
func walk(at any, path string, visit func(path string, part map[any]any)) {
	switch at := at.(type) {
	case map[any]any:
		if id, ok := at[uint64(1)]; ok && isStruct(at) {
			path += "(" + strings.ReplaceAll(fmt.Sprint(id), "/", "|") + ")"
		}
		for key, value := range at {
			walk(value, fmt.Sprintf("%s/%v", path, key), visit)
		}
		if isStruct(at) {
			visit(path, at)
		}
	case []any:
		for place, value := range at {
			name := path + "/"
			others := slices.Delete(slices.Clone(at), place, place+1)
			if slices.ContainsFunc(others, func(other any) bool { return idIn(other) == idIn(value) }) {
				name += fmt.Sprintf("#%d", place)
			}
			walk(value, name, visit)
		}
	}
}

// isStruct tells a struct, whose keys are numbers, from a map, whose keys are texts. An empty one is a struct: maps are
// left out.
func isStruct(of map[any]any) bool {
	for key := range of {
		if _, ok := key.(string); ok {
			return false
		}
	}
	return true
}

// idIn is the number 1 of a struct.
func idIn(of any) any {
	part, _ := of.(map[any]any)
	return part[uint64(1)]
}

// last is the id at the end of a path.
func last(path string) string {
	_, id, _ := strings.Cut(path[strings.LastIndex(path, "/")+1:], "(")
	return id
}

// inhabited drops structs without anything in them, but not from lists.
func inhabited(at any) any {
	switch at := at.(type) {
	case map[any]any:
		for key, value := range at {
			if part, ok := inhabited(value).(map[any]any); ok && len(part) == 0 {
				delete(at, key)
			}
		}
	case []any:
		for _, value := range at {
			inhabited(value)
		}
	}
	return at
}
