package wiretest

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
)

type embedded struct {
	Name string `json:"name" cbor:"1,keyasint,omitempty"`
}

type sound struct {
	embedded
	At      time.Time       `json:"at,omitzero" cbor:"2,keyasint,omitzero"`
	Unkept  func()          `json:"-" cbor:"-"`
	Parts   []part          `json:"parts" cbor:"3,keyasint,omitempty"`
	ByName  map[string]part `json:"by_name" cbor:"4,keyasint,omitempty"`
	Pointer *sound          `json:"pointer" cbor:"5,keyasint,omitempty"`
	Written speaker         `json:"written" cbor:"6,keyasint"`
	Raw     json.RawMessage `json:"raw" cbor:"-"`
	Days    [2]time.Weekday `json:"days" cbor:"7,keyasint,omitzero"`
}

type part struct {
	Word string `json:"word" cbor:"1,keyasint,omitempty"`
}

type speaker struct{ Said any }

func (s speaker) MarshalCBOR() ([]byte, error) { return cbor.Marshal(speakerForm{Said: "hm"}) }

type speakerForm struct {
	Said string `json:"said" cbor:"1,keyasint,omitempty"`
}

type faulty struct {
	embedded
	Bare   string `cbor:"2,keyasint,omitempty"`
	Only   string `json:",omitempty" cbor:"3,keyasint,omitempty"`
	NAME   string `json:"NAME" cbor:"4,keyasint,omitempty"`
	hidden string //nolint:unused // the fault that is found
	Deep   []struct {
		Bare int `cbor:"1,keyasint,omitempty"`
	} `json:"deep" cbor:"5,keyasint,omitempty"`
	Any     any       `json:"any" cbor:"6,keyasint,omitempty"`
	Speaker speaker   `json:"speaker" cbor:"7,keyasint,omitzero"`
	Named   string    `json:"named"`
	Text    string    `json:"text" cbor:"text,omitempty"`
	Twice   string    `json:"twice" cbor:"1,keyasint,omitempty"`
	Always  int       `json:"always" cbor:"8,keyasint"`
	When    time.Time `json:"when" cbor:"9,keyasint,omitempty"`
	Half    string    `json:"-"`
}

func TestFaults(t *testing.T) {
	forms := Forms{reflect.TypeFor[speaker](): reflect.TypeFor[speakerForm]()}
	if faults := Faults(forms, Roots{"sound": reflect.TypeFor[sound]()}); len(faults) > 0 {
		t.Errorf("faults where there are none: %q", faults)
	}
	want := []string{
		`faulty.Bare has no json tag that names it`,
		`faulty.Half is stored, but not as JSON`,
		`faulty.Only has no json tag that names it`,
		`faulty.always has to be omitempty`,
		`faulty.any: a interface {} has no stored form`,
		`faulty.deep.Bare has no json tag that names it`,
		`faulty.hidden is not exported, so it is not stored`,
		`faulty.name and faulty.NAME are both stored as "NAME"`,
		`faulty.name and faulty.twice are both stored as 1`,
		`faulty.named has no number: ""`,
		`faulty.speaker: wiretest.speaker has a form of its own, and the test does not know which`,
		`faulty.text has no number: "text,omitempty"`,
		`faulty.when has to be omitzero`,
	}
	if diff := cmp.Diff(want, Faults(nil, Roots{"faulty": reflect.TypeFor[faulty]()})); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	for _, form := range []reflect.Type{nil, reflect.TypeFor[faulty]()} {
		found := Faults(Forms{reflect.TypeFor[speaker](): form}, Roots{"speaker": reflect.TypeFor[speaker]()})
		if (form == nil) != (len(found) == 0) {
			t.Errorf("a form of %v: %q", form, found)
		}
	}
}
