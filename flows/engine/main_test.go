package engine_test

import (
	"flag"
	"runtime/debug"
	"testing"
)

// large asks for the larger worlds: a study of a thousand patients, and a hundred worlds for each property.
var large = flag.Bool("large", false, "the larger worlds, too: a study of a thousand, and properties with all their checks")

const (
	allChecks  = "100" // as package rapid has it, if nobody says otherwise
	someChecks = "30"
)

// TestMain gives the properties fewer worlds where nobody asks for many, and lets the heap grow: a world makes much
// that it drops at once.
func TestMain(m *testing.M) {
	flag.Parse()
	debug.SetGCPercent(400)
	if checks := flag.Lookup("rapid.checks"); !*large && checks.Value.String() == allChecks {
		if err := checks.Value.Set(someChecks); err != nil {
			panic(err)
		}
	}
	m.Run()
}
