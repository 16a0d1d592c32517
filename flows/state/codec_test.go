package state

import "testing"

// TestNothingHasNoStoredForm: a letter or event that was forgotten is an error, not a panic in the worker.
func TestNothingHasNoStoredForm(t *testing.T) {
	if data, err := EncodeEffect(Tell{To: "s01-A"}); err == nil {
		t.Errorf("a Tell without a letter was encoded as %x", data)
	}
	if data, err := EncodeEvent(nil); err == nil {
		t.Errorf("no event was encoded as %x", data)
	}
	if data, err := EncodeEvent(Told{From: "s01-A"}); err == nil {
		t.Errorf("a Told without a letter was encoded as %x", data)
	}
}

// TestNoLetter: what never had a stored form is not read either.
func TestNoLetter(t *testing.T) {
	for _, body := range []string{`{}`, `null`, `{"letter":null}`, `{"letter":{}}`} {
		if got, err := DecodeEffect([]byte(`{"type":"Tell","body":` + body + `}`)); err == nil {
			t.Errorf("a Tell of %s was read as %v", body, got)
		}
		if got, err := DecodeEvent([]byte(`{"type":"Told","body":` + body + `}`)); err == nil {
			t.Errorf("a Told of %s was read as %v", body, got)
		}
	}
}

// TestEnvelopesOfOthers: an envelope need not stand as this release writes it.
func TestEnvelopesOfOthers(t *testing.T) {
	for _, data := range []string{
		`{"type":"Forget","body":{"kind":"close","key":"o"}}`,
		"{ \"body\": {\"key\":\"o\", \"kind\":\"close\"},\n \"type\":\"Forget\" }",
	} {
		if got, err := DecodeEffect([]byte(data)); err != nil || got != (Forget{Kind: WakeClose, Key: "o"}) {
			t.Errorf("%s is %v, %v", data, got, err)
		}
	}
	for _, data := range []string{
		`{"type":"Forget","body":{}`, `{"type":"Forget","body":}`,
		`{"type":"Forget","body":{}}}`, `{"type":"`, ``, `[]`,
	} {
		if got, err := DecodeEffect([]byte(data)); err == nil {
			t.Errorf("%s was read as %v", data, got)
		}
	}
}
