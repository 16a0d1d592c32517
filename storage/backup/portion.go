package backup

import (
	"iter"
	"slices"
	"strconv"

	"footing/storage/keyspace"
)

// The types of Redis.
const (
	typeNone   = "none"
	typeText   = "string"
	typeHash   = "hash"
	typeList   = "list"
	typeSet    = "set"
	typeSorted = "zset"
	typeStream = "stream"
	typeMark   = "mark" // none of Redis': the script's word for a participant's mark
)

// items gives the values in the pieces that belong together. It stops where there is no whole piece.
func (e portion) items() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for rest := e.values; len(rest) > 0; {
			n := e.width(rest)
			if n == 0 || n > len(rest) || !yield(rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// width is how many words the first piece has; 0 if that is not known.
func (e portion) width(words []string) int {
	switch e.kind {
	case typeText, typeList, typeSet:
		return 1
	case typeHash, typeSorted:
		return 2
	case typeStream:
		if len(words) < 2 {
			return 0
		}
		n, err := strconv.Atoi(words[1])
		if err != nil || n < 2 || n%2 == 1 || n > len(words) {
			return 0
		}
		return 2 + n
	}
	return 0
}

// sealed gives the sealed values of an entry, and what each is sealed for.
func (e portion) sealed() iter.Seq2[string, []byte] {
	place, some := keyspace.Sealed(e.key)
	return func(yield func(string, []byte) bool) {
		for item := range e.items() {
			if e.kind == typeStream {
				item = slices.Delete(slices.Clone(item), 1, 2) // how many words follow
			}
			if sealed, context, there := place.Value(item); some && there && !yield(sealed, context) {
				return
			}
		}
	}
}
