package spool

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStoredFormOfSpooledEvents: a spool may be read by a later release than the one that wrote it.
func TestStoredFormOfSpooledEvents(t *testing.T) {
	for form, want := range map[string]spooled{
		`{"to":"s00-office","event":{"type":"Watch"}}`: {To: "s00-office", Event: json.RawMessage(`{"type":"Watch"}`)},
		`{"chat":1001,"event":{}}`:                     {Chat: 1001, Event: json.RawMessage(`{}`)},
		`{"chat":1001,"form":"AQI=","known":true}`:     {Chat: 1001, Form: []byte{1, 2}, Known: true},
	} {
		data, err := json.Marshal(want)
		if err != nil || string(data) != form {
			t.Errorf("written as %s, %v, want %s", data, err, form)
		}
		var got spooled
		if err := json.Unmarshal([]byte(form), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
	}
}
