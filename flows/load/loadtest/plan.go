// Package loadtest gives tests the plan that ships.
//
//	plan := loadtest.Shipped(t)
//
// To read and check its YAML takes a tenth of a second, which a test binary spends once. What a test may change of the
// plan is said at Shipped.
package loadtest

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"footing/flows"
	"footing/flows/load"
)

// shipped is loaded by the first test that asks.
var shipped = sync.OnceValues(func() (*flows.Protocol, error) {
	return load.Load(flows.Library(), flows.SampleClinic(), "clinic.sample.yaml")
})

// Shipped is the protocol as it ships, with the sample clinic. It is the test's own as far as its maps, its clinic and
// the steps of its ladder; a questionnaire, and what else lies deeper, is everybody's: copy it before you change it.
func Shipped(t testing.TB) *flows.Protocol {
	t.Helper()
	loaded, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	plan, clinic := *loaded, *loaded.Clinic
	plan.Questionnaires, plan.Prompts = maps.Clone(plan.Questionnaires), maps.Clone(plan.Prompts)
	plan.Wordings = maps.Clone(plan.Wordings)
	clinic.Ladder.Steps, clinic.Helplines = slices.Clone(clinic.Ladder.Steps), slices.Clone(clinic.Helplines)
	clinic.Hours = maps.Clone(clinic.Hours)
	plan.Clinic = &clinic
	return &plan
}
