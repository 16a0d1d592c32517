package allowed

import (
	"strings"
	"testing"
)

// TestList: every name has a format, a use and a reason, and stands once.
func TestList(t *testing.T) {
	seen := map[string]bool{}
	for _, entry := range List() {
		key := string(entry.Format) + " " + entry.Name
		if seen[key] || entry.Use == Unknown || len(entry.Reason) < 5 || entry.Name == "" ||
			!strings.Contains("xlsform fhir redcap", string(entry.Format)) {
			t.Errorf("%+v", entry)
		}
		seen[key] = true
	}
	if len(seen) < 40 {
		t.Errorf("%d names", len(seen))
	}
}

// TestFind: what is not on the list is unknown, whatever it resembles.
func TestFind(t *testing.T) {
	for name, want := range map[string]Use{
		"appearance": Form, "constraint_message::English (en)": Form, "image::French (fr)": Said,
		"choice_filter": Unknown, "readonly": Unknown, "trigger": Unknown, "calculation": Unknown, "": Unknown, "APPEARANCE": Unknown,
		"http://hl7.org/fhir/StructureDefinition/ordinalValue": Unknown,
	} {
		if got := Find(XLSForm, name).Use; got != want {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
}
