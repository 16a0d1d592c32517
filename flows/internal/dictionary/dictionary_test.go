package dictionary_test

import (
	"strings"
	"testing"

	"footing/flows/internal/dictionary"
)

// TestPlaces: each place is that of its title, and what is written stands there.
func TestPlaces(t *testing.T) {
	var b strings.Builder
	if err := dictionary.Write(&b, []dictionary.Field{{Name: "age", Most: "99", Annotation: "of, both"}}); err != nil {
		t.Fatal(err)
	}
	want := strings.Join(dictionary.Columns(), ",")
	want = strings.Replace(want, "Choices, Calculations, OR Slider Labels", `"Choices, Calculations, OR Slider Labels"`, 1)
	if want += "\r\nage,,,,,,,,,99,,,,,,,,\"of, both\"\r\n"; b.String() != want {
		t.Errorf("written:\n%s\nwant\n%s", b.String(), want)
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
