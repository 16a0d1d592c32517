package backup

import (
	"iter"
	"strconv"
	"strings"

	"footing/storage/seal"
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

// sealed gives the sealed values of an entry: those of a participant, of the streams, and of the whole store.
func (e portion) sealed() iter.Seq[string] {
	_, rest, _ := parse(e.key)
	return func(yield func(string) bool) {
		for item := range e.items() {
			value := ""
			switch {
			case e.kind == typeHash && strings.HasSuffix(rest, ":state"):
				if item[0] == "state" {
					value = item[1]
				}
			case e.kind == typeHash && (rest == "calls" || rest == "studies" || rest == "plans" || rest == "releases"):
				value = item[1]
			case e.kind == typeList:
				_, value, _ = strings.Cut(item[0], ":")
			case e.kind == typeStream:
				for n := 2; n+1 < len(item); n += 2 {
					if name := item[n]; name == "event" || name == "effect" || name == "fact" {
						value = item[n+1]
					}
				}
			}
			if _, names := seal.KeyOf(value); names && !yield(value) {
				return
			}
		}
	}
}
