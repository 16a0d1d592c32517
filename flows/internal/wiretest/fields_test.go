package wiretest

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type embedded struct {
	Name string `json:"name"`
}

type sound struct {
	embedded
	At      time.Time       `json:"at,omitzero"`
	Unkept  func()          `json:"-"`
	Parts   []part          `json:"parts"`
	ByName  map[string]part `json:"by_name"`
	Pointer *sound          `json:"pointer"`
	Written speaker         `json:"written"`
	Raw     json.RawMessage `json:"raw"`
	Days    [2]time.Weekday `json:"days"`
}

type part struct {
	Word string `json:"word"`
}

type speaker struct{ Said any }

func (s speaker) MarshalJSON() ([]byte, error) { return json.Marshal(speakerJSON{Said: "hm"}) }

type speakerJSON struct {
	Said string `json:"said"`
}

type faulty struct {
	embedded
	Bare   string
	Only   string `json:",omitempty"`
	NAME   string `json:"NAME"`
	hidden string //nolint:unused // the fault that is found
	Deep   []struct {
		Bare int
	} `json:"deep"`
	Any     any     `json:"any"`
	Speaker speaker `json:"speaker"`
}

func TestFaults(t *testing.T) {
	forms := Forms{reflect.TypeFor[speaker](): reflect.TypeFor[speakerJSON]()}
	if faults := Faults(forms, Roots{"sound": reflect.TypeFor[sound]()}); len(faults) > 0 {
		t.Errorf("faults where there are none: %q", faults)
	}
	want := []string{
		`faulty.Bare has no json tag that names it`,
		`faulty.Only has no json tag that names it`,
		`faulty.any: a interface {} has no stored form`,
		`faulty.deep.Bare has no json tag that names it`,
		`faulty.hidden is not exported, so it is not stored`,
		`faulty.name and faulty.NAME are both stored as "NAME"`,
		`faulty.speaker: wiretest.speaker writes its own JSON, and the test does not know which`,
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
