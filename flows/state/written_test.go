package state

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// TestWrittenByAnEarlierCommit reads states, events, effects and facts that commit 02b4408 wrote while the transcripts,
// properties and studies of that time ran: a few of each shape, with each letter among them. Read and written again,
// each is the same document, but that times are whole seconds. The file is never rewritten; what a later commit wrote
// gets a file of its own.
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
		again, err := rewritten(line.Kind, line.Doc)
		if err != nil {
			t.Fatalf("%s: %v\n%s", line.Kind, err, line.Doc)
		}
		var was, is any
		if err := errors.Join(json.Unmarshal(line.Doc, &was), json.Unmarshal(again, &is)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(seconds(was), seconds(is)); diff != "" {
			t.Errorf("a %s is not read as it was written (-was +is):\n%s\n%s", line.Kind, diff, line.Doc)
		}
		read[line.Kind]++
	}
	want := map[string]int{"state": 236, "event": 246, "effect": 372, "fact": 93}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("how many were compared (-want +got):\n%s", diff)
	}
}

// rewritten reads a stored form and writes what was read.
func rewritten(kind string, doc []byte) ([]byte, error) {
	switch kind {
	case "state":
		s, err := DecodeState(doc)
		if err != nil {
			return nil, err
		}
		return EncodeState(s)
	case "event":
		e, err := DecodeEvent(doc)
		if err != nil {
			return nil, err
		}
		return EncodeEvent(e)
	case "effect":
		e, err := DecodeEffect(doc)
		if err != nil {
			return nil, err
		}
		return EncodeEffect(e)
	case "fact":
		f, err := record.Decode(doc)
		if err != nil {
			return nil, fmt.Errorf("read a fact: %w", err)
		}
		return json.Marshal(must(record.Decode(must(record.Encode(f)))))
	default:
		return nil, fmt.Errorf("a stored %s", kind)
	}
}

// seconds cuts every time in a document to its second.
func seconds(doc any) any {
	switch doc := doc.(type) {
	case map[string]any:
		for name, value := range doc {
			doc[name] = seconds(value)
		}
	case []any:
		for n, value := range doc {
			doc[n] = seconds(value)
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, doc); err == nil {
			return at.Truncate(time.Second).UTC().Format(time.RFC3339)
		}
	}
	return doc
}
