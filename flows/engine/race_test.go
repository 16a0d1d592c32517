//go:build race

package engine_test

// underRace: the detector makes everything many times slower, and pure code has little for it.
const underRace = true
