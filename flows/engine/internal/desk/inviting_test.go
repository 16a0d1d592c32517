package desk

import "testing"

// TestCodesAreNoNames: a code has a digit, and room for neither a name nor a diagnosis.
func TestCodesAreNoNames(t *testing.T) {
	for code, want := range map[string]bool{
		"A-17": true, "17": true, "PT-004": true, "A17B": true, "": false, "A": false, "ANNA": false, "ANNA-1": false,
		"BPD-12": false, "A-1234567890": true, "A-12345678901": false, "-1": false, "A 17": false, "Ä-17": false,
	} {
		if mayBeCode(code) != want {
			t.Errorf("%q: %t, want %t", code, !want, want)
		}
	}
}
