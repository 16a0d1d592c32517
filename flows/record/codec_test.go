package record

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// must gives a value whose making cannot fail here.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

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
		v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)))
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

// kindsOfBodies has an empty value of every body by its kind.
func kindsOfBodies() map[Kind]Body {
	all := map[Kind]Body{}
	for _, empty := range bodies {
		if empty != nil {
			all[empty.kind()] = empty
		}
	}
	return all
}

// TestCodec walks every body: what was written is read as it was, whether all of it is there or nothing. What it gives
// people to read says the same.
func TestCodec(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.FixedZone("CET", 3600))
	for kind, empty := range kindsOfBodies() {
		for name, body := range map[string]Body{"empty": empty, "filled": filled(t, empty, "a \"<word>\"\n\u2028é")} {
			for _, said := range []time.Time{{}, at.Add(-20 * time.Hour)} {
				want := Fact{ID: "u17.c3#2", At: at, Said: said, Body: body}
				data := must(Encode(want))
				got := must(Decode(data))
				want.At, want.Said = at.UTC(), said.UTC()
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, %s: read differs from written (-want +got)\n%s", kind, name, diff)
				}
				if again := must(Encode(got)); !bytes.Equal(again, data) {
					t.Errorf("%s, %s: written again as\n%x, want\n%x", kind, name, again, data)
				}
				if diff := cmp.Diff(want, must(Decode(must(json.Marshal(want))))); diff != "" {
					t.Errorf("%s, %s: what people read differs (-want +got)\n%s", kind, name, diff)
				}
			}
		}
	}
}

// TestTimes: a time is read back as the second in which it lay, in UTC, also before 1970 and from JSON.
func TestTimes(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	for _, c := range []struct{ written, want time.Time }{
		{time.Date(2026, 3, 2, 14, 0, 0, 999_999_999, zone), time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC)},
		{time.Date(1969, 12, 31, 23, 59, 59, 1_000_000, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC)},
		{time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(0, 0).UTC()},
		{time.Time{}.In(zone), time.Time{}},
	} {
		fact := Fact{ID: "f", At: c.written, Body: Pause{Until: c.written}}
		want := Fact{ID: "f", At: c.want, Body: Pause{Until: c.want}}
		for name, data := range map[string][]byte{"form 1": must(Encode(fact)), "JSON": must(json.Marshal(fact))} {
			if got := must(Decode(data)); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v is read as %#v", name, c.written, got)
			}
		}
	}
}

// TestStoredForm: facts outlive releases. What facts.golden and every_field.golden in testdata show was written once,
// by releases that wrote JSON; in facts-1.golden what is to be read stands beside it. Each is read with every value
// where it was, also after a body has got new fields. A new kind is a new line in facts-1.golden (-update); no other
// line is rewritten.
func TestStoredForm(t *testing.T) {
	for _, name := range []string{"facts", "every_field", "facts-1"} {
		missing := kindsOfBodies()
		for line := range strings.Lines(string(must(os.ReadFile("testdata/" + name + ".golden")))) {
			doc, data := []byte(line), []byte(line)
			if name == "facts-1" {
				digits, read, _ := strings.Cut(line, " ")
				doc, data = []byte(read), must(hex.DecodeString(digits))
			}
			fact, err := Decode(data)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			delete(missing, fact.Body.kind())
			was, is := fields(t, doc), fields(t, must(json.Marshal(must(Decode(must(Encode(fact)))))))
			for field, value := range was {
				if diff := cmp.Diff(value, is[field]); diff != "" {
					t.Errorf("%s: %s is not read as it was written (-was +is)\n%s", fact.Body.kind(), field, diff)
				}
			}
		}
		if *update && name == "facts-1" {
			addStoredForms(t, missing)
			continue
		}
		for kind := range missing {
			if since := numbers[kind]; name == "facts-1" || since <= lastInJSON {
				t.Errorf("testdata/%s.golden has no %s: run go test ./flows/record -update", name, kind)
			}
		}
	}
}

// lastInJSON is the number of the last kind that was ever stored as JSON.
const lastInJSON = 33

// fields are the values of a fact and of its body by name. Times are whole seconds.
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
	for name, value := range all {
		if text, ok := value.(string); ok {
			if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
				all[name] = at.Truncate(time.Second)
			}
		}
	}
	return all
}

func addStoredForms(t *testing.T, missing map[Kind]Body) {
	t.Helper()
	kept := must(os.ReadFile("testdata/facts-1.golden"))
	for _, kind := range slices.Sorted(maps.Keys(missing)) {
		at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
		fact := Fact{ID: "f", At: at, Body: filled(t, missing[kind], "word")}
		kept = fmt.Appendf(kept, "%x %s\n", must(Encode(fact)), must(json.Marshal(fact)))
	}
	if err := os.WriteFile("testdata/facts-1.golden", kept, 0o600); err != nil {
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
	for _, b := range kindsOfBodies() {
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
		"only a form":        "\x01",
		"three parts":        "\x01\x83\x03\xa0\x61f",
		"half a part":        "\x01\x84\x03\xa0\x61",
		"another list":       "\x01\x98\x04\x03\xa0\x61f\x00",
		"too many bytes":     "\x01\x84\x03\xa0\x61f\x00\x00",
		"a word for a time":  "\x01\x84\x03\xa0\x61f\x61f",
		"a field twice":      "\x01\x84\x03\xa2\x01\x61f\x01\x61g\x61f\x00",
		"no kind's number":   "\x01\x84\x00\xa0\x61f\x00",
		"below every kind":   "\x01\x84\x20\xa0\x61f\x00",
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

// TestNewer: what a newer release wrote is refused by name if its form or kind is not known. If only a field or a part
// is not known, the rest is read.
func TestNewer(t *testing.T) {
	for data, says := range map[string]string{
		"\x02\x80": "form 2", "\x01\x84\x18\xc8\xa0\x61f\x00": "kind 200", `{"id":"f","kind":"hologram"}`: "hologram",
	} {
		if _, err := Decode([]byte(data)); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", data, err)
		}
	}
	got, err := Decode([]byte("\x01\x86\x03\xa2\x01\x61Z\x18\x63\x81\x07\x61f\x00\xf6\xa1\x01\x02"))
	want := Fact{ID: "f", At: time.Unix(0, 0).UTC(), Body: Zone{Name: "Z"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("a fact with more in it: %v (-want +got)\n%s", err, diff)
	}
}

// FuzzDecode: whatever stands in the store is read or refused, and what was read is written and read alike.
func FuzzDecode(f *testing.F) {
	for _, empty := range kindsOfBodies() {
		fact := Fact{ID: "f", At: time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), Body: empty}
		f.Add(must(Encode(fact)))
		f.Add(must(json.Marshal(fact)))
	}
	f.Add([]byte(`{"kind":"response","body":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		fact, err := Decode(data)
		if err != nil {
			return
		}
		written, err := Encode(fact)
		if err != nil {
			t.Fatalf("%q was read, but cannot be written: %v", data, err)
		}
		again, err := Decode(written)
		if err != nil {
			t.Fatalf("%q was written as %x, which cannot be read: %v", data, written, err)
		}
		if diff := cmp.Diff(fact, again); diff != "" {
			t.Fatalf("%q reads differently the second time (-first +second)\n%s", data, diff)
		}
	})
}

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
	if data, err := json.Marshal(fact); err != nil || strings.Contains(string(data), "said") {
		t.Errorf("people read it as %s, %v", data, err)
	}
}
