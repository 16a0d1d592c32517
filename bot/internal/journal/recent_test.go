package journal

import (
	"bytes"
	"testing"
)

// TestTheOldestOfWhatWasSentGoes, whole records at a time, and the newest stay, in their order.
func TestTheOldestOfWhatWasSentGoes(t *testing.T) {
	const records, size = 20, mostRecent / 8
	var sent recent
	for n := range records {
		sent.add(bytes.Repeat([]byte{byte(n)}, size+n))
	}
	if len(sent) > mostRecent {
		t.Errorf("%d bytes are kept, of at most %d", len(sent), mostRecent)
	}
	var kept []int
	for data, rest := []byte(nil), sent; len(rest) > 0; {
		data, rest = rest.next()
		if n := int(data[0]); len(data) != size+n {
			t.Errorf("record %d has %d bytes, of %d", n, len(data), size+n)
		}
		kept = append(kept, int(data[0]))
	}
	for i, n := range kept {
		if want := records - len(kept) + i; n != want {
			t.Fatalf("kept %v, not the newest in their order", kept)
		}
	}
	if len(kept) < 3 {
		t.Errorf("kept only %v", kept)
	}
}
