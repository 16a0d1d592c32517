package dictionary_test

import (
	"strings"
	"testing"

	"footing/flows/internal/dictionary"
)

// TestPlaces: each place is that of its title, and there are as many as REDCap has.
func TestPlaces(t *testing.T) {
	if got := len(dictionary.Columns()); got != dictionary.Width {
		t.Errorf("%d columns, want %d", got, dictionary.Width)
	}
	for place, word := range map[int]string{
		dictionary.Name: "Field Name", dictionary.Form: "Form", dictionary.Section: "Section", dictionary.Type: "Field Type",
		dictionary.Label: "Field Label", dictionary.Choices: "Choices", dictionary.Note: "Note",
		dictionary.Validation: "Validation Type", dictionary.Least: "Min", dictionary.Most: "Max",
		dictionary.Branching: "Branching", dictionary.Annotation: "Annotation",
	} {
		if !strings.Contains(dictionary.Column(place), word) {
			t.Errorf("column %d is %q, want the one of %q", place, dictionary.Column(place), word)
		}
	}
}
