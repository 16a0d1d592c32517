package state

import "flag"

var update = flag.Bool("update", false, "write golden files anew")

// must gives a value whose making cannot fail here.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
