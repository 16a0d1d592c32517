package flows

import "testing"

func TestLibraryLoads(t *testing.T) {
	if _, err := Load(Library(), SampleClinic(), "clinic.sample.yaml"); err != nil {
		t.Fatal(err)
	}
}
