package engine

import "testing"

// TestNothingHasNoStoredForm: a letter or event that was forgotten is an error, not a panic in the worker.
func TestNothingHasNoStoredForm(t *testing.T) {
	if data, err := EncodeEffect(Tell{To: "s01-A"}); err == nil {
		t.Errorf("a Tell without a letter was encoded as %s", data)
	}
	if data, err := EncodeEvent(nil); err == nil {
		t.Errorf("no event was encoded as %s", data)
	}
	if data, err := EncodeEvent(Told{From: "s01-A"}); err == nil {
		t.Errorf("a Told without a letter was encoded as %s", data)
	}
}
