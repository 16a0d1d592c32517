package wiretest

import (
	"encoding/json"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

type sample struct {
	embedded
	Pointer *part           `json:"pointer"`
	List    []part          `json:"list"`
	Days    [2]time.Weekday `json:"days"`
	Bytes   []byte          `json:"bytes"`
	By      map[string]int  `json:"by"`
	At      time.Time       `json:"at"`
	Part    float64         `json:"part"`
	Is      bool            `json:"is"`
	Open    json.Marshaler  `json:"open"`
	Unkept  string          `json:"-"`
}

func TestFilled(t *testing.T) {
	want := sample{
		embedded: embedded{Name: "name"},
		Pointer:  &part{Word: "word"}, List: []part{{Word: "word"}}, Days: [2]time.Weekday{4, 4}, Bytes: []byte("bytes"),
		By: map[string]int{"by": 2}, At: time.Date(2026, 3, 3, 14, 0, 0, 0, time.UTC), Part: 4.5, Is: true,
	}
	got := Filled(reflect.TypeFor[sample]()).Interface()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sample{})); diff != "" {
		t.Errorf("filled (-want +got):\n%s", diff)
	}
}

type (
	color string
	level int
	plain string
)

type choosing struct {
	Color color        `json:"color"`
	Again []color      `json:"again"`
	Level level        `json:"level"`
	Plain plain        `json:"plain"`
	Day   time.Weekday `json:"day"`
}

func TestWords(t *testing.T) {
	source := fstest.MapFS{
		"flows/internal/wiretest/a.go":      {Data: []byte("package x\nconst (\nred color = `red`\nblue color = `blue`\n)")},
		"flows/internal/wiretest/b.go":      {Data: []byte("package x\nconst high level = 2")},
		"flows/internal/wiretest/b_test.go": {Data: []byte("package x\nconst test level = 3")},
	}
	lines, err := Words(source, nil, Roots{"x": reflect.TypeFor[choosing]()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"x.color: `blue` `red`", "x.level: 2"}, lines); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	source["flows/internal/wiretest/a.go"].Data = []byte("no Go")
	if lines, err := Words(source, nil, Roots{"x": reflect.TypeFor[choosing]()}); err == nil {
		t.Errorf("source that cannot be parsed gives %q", lines)
	}
}
