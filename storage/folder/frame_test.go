package folder

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestTornAtEveryByte writes three batches and lets the power fail after every
// single byte of the file, with nothing, zeros or old garbage behind it.
func TestTornAtEveryByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "whole")
	s := open(t, path)
	batches := [][]string{{"one"}, {"two", "second of two"}, {"three"}}
	var records []string
	var ends []int // where each record's frame ends
	for _, batch := range batches {
		appendAll(t, s, batch...)
		for _, r := range batch {
			records = append(records, r)
			if len(ends) == 0 {
				ends = append(ends, len(header))
			}
			ends = append(ends, ends[len(ends)-1]+frameHead+len(r))
		}
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if ends[len(ends)-1] != len(whole) {
		t.Fatalf("the frames end at %v, the file at %d", ends, len(whole))
	}
	tails := map[string][]byte{
		"nothing": nil, "zeros": make([]byte, 40),
		"garbage": bytes.Repeat([]byte("r\x00\x00\x00\x03"), 8),
	}
	for cut := range len(whole) + 1 {
		var want []string
		for i, r := range records {
			if ends[i+1] <= cut {
				want = append(want, r)
			}
		}
		for name, tail := range tails {
			if cut < len(header) && tail != nil {
				continue // the header is alone in its write: nothing can stand behind it
			}
			torn := filepath.Join(t.TempDir(), "torn")
			if err := os.WriteFile(torn, append(bytes.Clone(whole[:cut]), tail...), 0o600); err != nil {
				t.Fatal(err)
			}
			s := open(t, torn)
			if s.len() != len(want) || s.lost() != 0 {
				t.Errorf("torn at %d, then %s: %d of %d records, %d bytes damaged", cut, name, s.len(), len(want), s.lost())
			}
			if info, err := os.Stat(torn); err != nil || info.Size() != s.end {
				t.Errorf("torn at %d, then %s: %d bytes in the file, %d are whole, %v", cut, name, info.Size(), s.end, err)
			}
			appendAll(t, s, "later")
			s = reopen(t, s)
			if diff := cmp.Diff(append(slices.Clone(want), "later"), drain(t, s)); diff != "" {
				t.Errorf("torn at %d, then %s: %s", cut, name, diff)
			}
			if err := s.close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestDamageInTheMiddle flips every byte of a middle record: its neighbours stay.
func TestDamageInTheMiddle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "whole")
	s := open(t, path)
	appendAll(t, s, "before", "damaged", "behind")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	from := len(header) + frameHead + len("before")
	length := frameHead + len("damaged")
	for at := from; at < from+length; at++ {
		image := bytes.Clone(whole)
		image[at] ^= 0xff
		broken := filepath.Join(t.TempDir(), "broken")
		if err := os.WriteFile(broken, image, 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, broken)
		if s.lost() != int64(length) {
			t.Errorf("byte %d: %d bytes damaged, want %d", at, s.lost(), length)
		}
		if diff := cmp.Diff([]string{"before", "behind"}, drain(t, s)); diff != "" {
			t.Errorf("byte %d: %s", at, diff)
		}
	}
}

// TestSpoolIsAQueue compares a spool with a plain list through any sequence of
// appends, drains that succeed, fail or crash, torn writes and restarts.
func TestSpoolIsAQueue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		path := filepath.Join(t.TempDir(), "spool")
		s := open(t, path)
		var want []string
		away := errors.New("away")
		var half []byte // what a crash leaves of a write
		restart := func() {
			if err := s.close(); err != nil {
				rt.Fatal(err)
			}
			if half != nil {
				f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
				if err != nil {
					rt.Fatal(err)
				}
				if _, err := f.Write(half); err != nil {
					rt.Fatal(err)
				}
				if err := f.Close(); err != nil {
					rt.Fatal(err)
				}
				half = nil
			}
			s = open(t, path)
		}
		records := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 40), 0, 5)
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				batch := records.Draw(rt, "batch")
				if err := add(s, batch); err != nil {
					rt.Fatal(err)
				}
				for _, r := range batch {
					want = append(want, string(r))
				}
			},
			"drain": func(rt *rapid.T) {
				fail := rapid.Bool().Draw(rt, "fail")
				var got []string
				err := s.drain(t.Context(), 0, func(batch []frame) error {
					if fail {
						return away
					}
					for _, r := range batch {
						got = append(got, string(r.payload))
					}
					return nil
				})
				if fail && len(want) > 0 {
					if !errors.Is(err, away) {
						rt.Fatalf("drain: %v", err)
					}
					return
				}
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
					rt.Fatal(err, diff)
				}
				want = nil
			},
			"drop some": func(rt *rapid.T) { // as after a batch, with drain's bound made small
				if len(want) == 0 {
					rt.Skip("nothing waits")
				}
				n := rapid.IntRange(1, len(want)).Draw(rt, "n")
				if err := s.drop(slices.Clone(s.waiting[:n])); err != nil {
					rt.Fatal(err)
				}
				want = want[n:]
			},
			"pick some": func(rt *rapid.T) { want = pickSome(rt, s, want) },
			"restart":   func(*rapid.T) { restart() },
			"torn": func(rt *rapid.T) {
				frame := appendFrame(nil, record, rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(rt, "lost"))
				if rapid.Bool().Draw(rt, "mark") {
					frame = appendFrame(nil, accepted, binary.BigEndian.AppendUint64(nil, 1<<40))
				}
				half = frame[:rapid.IntRange(0, len(frame)-1).Draw(rt, "written")]
				restart()
			},
			"": func(rt *rapid.T) {
				if s.len() != len(want) {
					rt.Fatalf("%d wait, want %d", s.len(), len(want))
				}
			},
		})
		restart()
		if diff := cmp.Diff(want, drain(t, s), cmpopts.EquateEmpty()); diff != "" {
			rt.Fatal(diff)
		}
		if err := s.close(); err != nil {
			rt.Fatal(err)
		}
	})
}

// pickSome drops some of the records that wait, as after a batch of one lane, and returns what is left of the list.
func pickSome(rt *rapid.T, s *records, want []string) (left []string) {
	if len(want) == 0 {
		rt.Skip("nothing waits")
	}
	goes := rapid.SliceOfN(rapid.Bool(), len(want), len(want)).Draw(rt, "goes")
	goes[rapid.IntRange(0, len(want)-1).Draw(rt, "one")] = true
	var some []span
	for i, at := range s.waiting {
		if goes[i] {
			some = append(some, at)
		} else {
			left = append(left, want[i])
		}
	}
	if err := s.drop(some); err != nil {
		rt.Fatal(err)
	}
	return left
}

func FuzzScan(f *testing.F) {
	frames := appendFrame([]byte(header), record, []byte("one"))
	f.Add(frames)
	f.Add(appendFrame(bytes.Clone(frames), record, []byte("two")))
	f.Add(appendFrame(bytes.Clone(frames), accepted, binary.BigEndian.AppendUint64(nil, uint64(len(frames)))))
	f.Add(appendFrame(bytes.Clone(frames), picked, binary.BigEndian.AppendUint64(nil, uint64(len(frames)-3))))
	f.Add(frames[:len(frames)-1])
	f.Add([]byte(header[:3]))
	f.Add([]byte("something else"))
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := scan(data)
		if err != nil {
			if !errors.Is(err, ErrForeign) {
				t.Fatal(err)
			}
			return
		}
		if found.end > int64(len(data)) || found.damaged > found.end {
			t.Fatalf("%d bytes, %d damaged, of %d", found.end, found.damaged, len(data))
		}
		// Whatever was found stays, and a record behind it is found as well.
		image := data[:found.end]
		if found.end == 0 {
			image = []byte(header)
		}
		again, err := scan(appendFrame(bytes.Clone(image), record, []byte("later")))
		if err != nil || again.damaged != found.damaged {
			t.Fatalf("%v, %d bytes damaged, were %d", err, again.damaged, found.damaged)
		}
		later := span{kind: record, offset: int64(len(image) + frameHead), length: len("later")}
		if diff := cmp.Diff(append(found.waiting, later), again.waiting, cmp.AllowUnexported(span{})); diff != "" {
			t.Fatal(diff)
		}
	})
}
