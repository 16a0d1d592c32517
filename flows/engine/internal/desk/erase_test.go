package desk

import (
	"slices"
	"testing"

	"footing/flows/record"
)

// TestOwnFactsHaveNoZoneOfThePatient: of the zones that somebody confirmed who was a patient for a while, those from
// before and after that time stay, and the one that the clinician's set-up asked for, whenever that was.
func TestOwnFactsHaveNoZoneOfThePatient(t *testing.T) {
	zone := func(name string) record.Body { return record.Zone{Name: name} }
	clinician, patient := record.Enrolment{Role: record.Lead}, record.Enrolment{Role: record.Patient}
	for name, test := range map[string]struct {
		bodies []record.Body
		want   []string
	}{
		"never a patient":    {[]record.Body{clinician, zone("a"), zone("b")}, []string{"a", "b"}},
		"a patient later":    {[]record.Body{clinician, zone("a"), patient, zone("b"), zone("c")}, []string{"a"}},
		"a patient before":   {[]record.Body{patient, zone("a"), clinician, zone("b"), zone("c")}, []string{"b"}},
		"set-up interrupted": {[]record.Body{clinician, patient, zone("a"), zone("b")}, nil},
		"a patient no more": {
			[]record.Body{clinician, zone("a"), patient, zone("b"), record.Withdrawal{}, zone("c"), zone("d")},
			[]string{"a", "c", "d"},
		},
		"a patient twice": {
			[]record.Body{clinician, patient, zone("a"), record.Withdrawal{}, zone("b"), patient, zone("c")}, []string{"b"},
		},
	} {
		var facts []record.Fact
		for _, b := range test.bodies {
			facts = append(facts, record.Fact{Body: b})
		}
		var got []string
		for _, f := range OwnFacts(facts, "me") {
			if z, ok := f.Body.(record.Zone); ok {
				got = append(got, z.Name)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: keeps the zones %v, want %v", name, got, test.want)
		}
	}
}
