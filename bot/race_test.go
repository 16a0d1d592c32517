//go:build race

package bot

// underRace: the detector makes everything many times slower, and what it looks for shows in the smaller of two worlds.
const underRace = true
