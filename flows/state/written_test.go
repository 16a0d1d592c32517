package state

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// TestWrittenByAnEarlierCommit reads states, events, effects and facts that commit 02b4408 wrote while the transcripts,
// properties and studies of that time ran: a few of each shape, with each letter among them. Each is taken through the
// form of today, and then has every value that stood in it. The file is never rewritten; what a later commit wrote gets
// a file of its own.
func TestWrittenByAnEarlierCommit(t *testing.T) {
	packed, err := os.Open("testdata/stored/written-02b4408.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]int{}
	for lines := json.NewDecoder(plain); lines.More(); {
		var line struct {
			Kind string          `json:"kind"`
			Doc  json.RawMessage `json:"doc"`
		}
		if err := lines.Decode(&line); err != nil {
			t.Fatal(err)
		}
		for _, gone := range lost(line.Doc, asJSON(reread(t, line.Kind, line.Doc))) {
			t.Errorf("%s is not read from a %s:\n%s", gone, line.Kind, line.Doc)
		}
		read[line.Kind]++
	}
	want := map[string]int{"state": 236, "event": 246, "effect": 372, "fact": 93}
	if diff := gocmp.Diff(want, read); diff != "" {
		t.Errorf("how many were compared (-want +got):\n%s", diff)
	}
}

// reread reads JSON, writes what was read in the form of today, and gives what that is read as.
func reread(t *testing.T, kind string, doc []byte) any {
	t.Helper()
	switch kind {
	case "state":
		return must(DecodeState(must(EncodeState(must(DecodeState(doc))))))
	case "event":
		return must(DecodeEvent(must(EncodeEvent(must(DecodeEvent(doc))))))
	case "effect":
		return must(DecodeEffect(must(EncodeEffect(must(DecodeEffect(doc))))))
	case "fact":
		return must(record.Decode(must(record.Encode(must(record.Decode(doc))))))
	default:
		t.Fatalf("a stored %s", kind)
		return nil
	}
}

// asJSON writes a value as earlier releases did.
func asJSON(value any) []byte {
	switch v := value.(type) {
	case Event:
		return underName(v, eventTags)
	case Effect:
		return underName(v, effectTags)
	case Letter:
		return underName(v, letterTags)
	default:
		return must(json.Marshal(v))
	}
}

// underName is a member of a closed set under its name.
func underName[T any](value T, set []member[T]) []byte {
	for _, m := range set {
		if reflect.TypeOf(m.empty) != reflect.TypeOf(value) {
			continue
		}
		body := any(value)
		switch v := body.(type) {
		case Tell:
			body = tellForm{To: v.To, Chat: v.Chat, Letter: carried{v.Letter}}
		case Told:
			body = toldForm{Header: v.Header, From: v.From, Letter: carried{v.Letter}}
		}
		return must(json.Marshal(envelope{Type: m.tag, Body: must(json.Marshal(body))}))
	}
	panic(fmt.Sprintf("%T has no name", value))
}

// MarshalJSON writes a letter as earlier releases did.
func (c carried) MarshalJSON() ([]byte, error) { return underName(c.Letter, letterTags), nil }

// lost lists what stands in a JSON document and not in another, by its path, and what stands there otherwise. Times are
// compared by their second. What says nothing may be left out: nothing, false, zero, and lists of nothing.
func lost(was, is []byte) []string {
	var before, after any
	if err := errors.Join(json.Unmarshal(was, &before), json.Unmarshal(is, &after)); err != nil {
		panic(err)
	}
	paths := map[string]string{}
	leaves(paths, "", after)
	var gone []string
	for path, value := range leaves(map[string]string{}, "", before) {
		if paths[path] != value {
			gone = append(gone, fmt.Sprintf("%s: %s, but %s", path, value, cmp.Or(paths[path], "nothing")))
		}
		delete(paths, path)
	}
	for path, value := range paths {
		gone = append(gone, fmt.Sprintf("%s: nothing, but %s", path, value))
	}
	slices.Sort(gone)
	return gone
}

// leaves adds all values that say something in a document by their paths.
func leaves(all map[string]string, path string, doc any) map[string]string {
	switch doc := doc.(type) {
	case map[string]any:
		for name, value := range doc {
			leaves(all, path+"."+name, value)
		}
	case []any:
		for n, value := range doc {
			leaves(all, fmt.Sprintf("%s[%d]", path, n), value)
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, doc); err == nil {
			if doc = ""; !at.IsZero() {
				doc = time.Unix(at.Unix(), 0).UTC().String()
			}
		}
		if doc != "" {
			all[path] = doc
		}
	case bool, float64:
		if doc != false && doc != 0.0 {
			all[path] = fmt.Sprint(doc)
		}
	}
	return all
}
