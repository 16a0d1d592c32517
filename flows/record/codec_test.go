package record

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// filled gives a body of the type with something in every field, down to the last.
func filled(t *testing.T, empty Body, text string) Body {
	t.Helper()
	value := reflect.New(reflect.TypeOf(empty)).Elem()
	fill(t, value, text)
	return value.Interface().(Body)
}

func fill(t *testing.T, v reflect.Value, text string) {
	t.Helper()
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 14, 0, 0, 5_000_000, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(3)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), text)
		fill(t, v.Index(1), text)
	case reflect.Struct:
		for n := range v.NumField() {
			fill(t, v.Field(n), text)
		}
	default:
		t.Fatalf("a body holds a %s: teach this test to fill it", v.Type())
	}
}

// TestCodec walks every body: what was written is read as it was, whether all of it is there or nothing.
func TestCodec(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 7_000_000, time.FixedZone("CET", 3600))
	for kind, empty := range bodies() {
		for name, body := range map[string]Body{"empty": empty, "filled": filled(t, empty, "a \"<word>\"\n\u2028é")} {
			want := Fact{ID: "u17.c3#2", At: at, Said: at.Add(-20 * time.Hour), Body: body}
			data, err := Encode(want)
			if err != nil {
				t.Fatalf("%s, %s: %v", kind, name, err)
			}
			got, err := Decode(data)
			if err != nil {
				t.Fatalf("%s, %s: %v", kind, name, err)
			}
			want.At, want.Said = at.UTC(), want.Said.UTC()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s: read differs from written (-want +got)\n%s", kind, name, diff)
			}
			if again, err := Encode(got); err != nil || string(again) != string(data) {
				t.Errorf("%s, %s: written again as\n%s, %v, want\n%s", kind, name, again, err, data)
			}
		}
	}
}

// TestStoredForm: facts outlive releases. What testdata/facts.golden shows was written once, so it is read with
// every value where it was, also after a body has got new fields. A new kind is a new line (-update).
func TestStoredForm(t *testing.T) {
	if *update {
		writeStoredForm(t)
	}
	kept, err := os.ReadFile("testdata/facts.golden")
	if err != nil {
		t.Fatal(err)
	}
	missing := bodies()
	for line := range strings.Lines(string(kept)) {
		fact, err := Decode([]byte(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		delete(missing, fact.Body.kind())
		data, err := Encode(fact)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		was, is := fields(t, []byte(line)), fields(t, data)
		for name, value := range was {
			if diff := cmp.Diff(value, is[name]); diff != "" {
				t.Errorf("%s: %s is not read as it was written (-was +is)\n%s", fact.Body.kind(), name, diff)
			}
		}
	}
	for kind := range missing {
		t.Errorf("testdata/facts.golden has no %s: run go test ./flows/record -update", kind)
	}
}

// fields are the values of a stored fact and of its body by name.
func fields(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for name, value := range all["body"].(map[string]any) {
		all["body."+name] = value
	}
	delete(all, "body")
	return all
}

func writeStoredForm(t *testing.T) {
	t.Helper()
	var lines []string
	for _, empty := range bodies() {
		data, err := Encode(Fact{ID: "f", At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Body: filled(t, empty, "word")})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(data)+"\n")
	}
	slices.Sort(lines)
	if err := os.WriteFile("testdata/facts.golden", []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEveryBodyIsListed: a type that claims to be a body, and that the codec does not know, could be written and
// never read.
func TestEveryBodyIsListed(t *testing.T) {
	tree, err := parser.ParseFile(token.NewFileSet(), "kinds.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, b := range bodies() {
		known[reflect.TypeOf(b).Name()] = true
	}
	found := 0
	for _, d := range tree.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv == nil || fn.Name.Name != "kind" {
			continue
		}
		found++
		if of, ok := fn.Recv.List[0].Type.(*ast.Ident); !ok || !known[of.Name] {
			t.Errorf("the codec does not list %v", fn.Recv.List[0].Type)
		}
	}
	if found != len(known) {
		t.Errorf("%d types have a kind, the codec lists %d: two share one", found, len(known))
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":            ``,
		"a list":             `[]`,
		"a kind of tomorrow": `{"id":"f","at":"2026-03-02T14:00:00Z","kind":"hologram","body":{}}`,
		"no body":            `{"id":"f","at":"2026-03-02T14:00:00Z","kind":"zone"}`,
		"another body":       `{"id":"f","at":"2026-03-02T14:00:00Z","kind":"zone","body":{"Name":7}}`,
		"no time":            `{"id":"f","at":"yesterday","kind":"zone","body":{}}`,
	} {
		if got, err := Decode([]byte(data)); err == nil {
			t.Errorf("%s was read as %v", name, got)
		}
	}
	if _, err := Decode([]byte(`{"id":"f17","kind":"hologram"}`)); err == nil ||
		!strings.Contains(err.Error(), "hologram") || !strings.Contains(err.Error(), "f17") {
		t.Errorf("the error names neither fact nor kind: %v", err)
	}
	if data, err := Encode(Fact{ID: "f"}); err == nil {
		t.Errorf("a fact of nothing was written as %s", data)
	}
	if kind, err := KindOf(nil); err == nil {
		t.Errorf("nothing is of kind %s", kind)
	}
}

// FuzzDecode: whatever stands in the store is read or refused, and what was read is written and read alike.
func FuzzDecode(f *testing.F) {
	for _, empty := range bodies() {
		data, err := Encode(Fact{ID: "f", At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Body: empty})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"kind":"response","body":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		fact, err := Decode(data)
		if err != nil || !hasForm(fact.At) || !hasForm(fact.Said) {
			return
		}
		written, err := Encode(fact)
		if err != nil {
			t.Fatalf("%q was read, but cannot be written: %v", data, err)
		}
		again, err := Decode(written)
		if err != nil {
			t.Fatalf("%q was written as %s, which cannot be read: %v", data, written, err)
		}
		if diff := cmp.Diff(fact, again); diff != "" {
			t.Fatalf("%q reads differently the second time (-first +second)\n%s", data, diff)
		}
	})
}

// hasForm: other years have no stored form in UTC.
func hasForm(t time.Time) bool { return t.UTC().Year() >= 0 && t.UTC().Year() <= 9999 }

// TestSaidAt: what was said is shown with its own time, and an earlier release's fact, which has none, with when it was
// filed.
func TestSaidAt(t *testing.T) {
	at := time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		fact Fact
		want time.Time
	}{
		"said at once":     {Fact{At: at}, at},
		"said yesterday":   {Fact{At: at, Said: at.Add(-20 * time.Hour)}, at.Add(-20 * time.Hour)},
		"a clock set back": {Fact{At: at, Said: at.Add(time.Hour)}, at},
	} {
		if got := test.fact.SaidAt(); !got.Equal(test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	fact, err := Decode([]byte(`{"id":"f","at":"2026-03-02T14:00:00Z","kind":"zone","body":{"Name":"Europe/London"}}`))
	if err != nil || !fact.Said.IsZero() || !fact.SaidAt().Equal(fact.At) {
		t.Errorf("a fact without a time of its own is %+v, %v", fact, err)
	}
	if data, err := Encode(fact); err != nil || strings.Contains(string(data), "said") {
		t.Errorf("it is written as %s, %v", data, err)
	}
}
