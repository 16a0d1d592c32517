package folder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var errAway = errors.New("away")

// laneOf is the lane of a record of these tests, which begins with its number.
func laneOf(r Record) int {
	lane, _, _ := strings.Cut(string(r.Data), " ")
	n, err := strconv.Atoi(lane)
	if err != nil {
		return -1
	}
	return n
}

// TestLanesAreQueuesOfTheirOwn compares a queue with plain lists, one a lane, through appends, sorted or not, drains of
// a lane that succeed or fail, looks at everything, and restarts.
func TestLanesAreQueuesOfTheirOwn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := filepath.Join(t.TempDir(), "data")
		f := openFolder(t, dir)
		want, number := map[int][]string{}, 0
		lane := rapid.IntRange(1, 4)
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				var batch []Record
				for range rapid.IntRange(1, 4).Draw(rt, "many") {
					number++
					one := lane.Draw(rt, "lane")
					text := fmt.Sprint(one, " ", number)
					want[one] = append(want[one], text)
					batch = append(batch, Record{Data: []byte(text), Lane: one * rapid.IntRange(0, 1).Draw(rt, "sorted")})
				}
				if err := f.Updates().Keep(batch); err != nil {
					rt.Fatal(err)
				}
			},
			"drain": func(rt *rapid.T) {
				one, fails := lane.Draw(rt, "lane"), rapid.Bool().Draw(rt, "fails")
				got, err := drainLane(t.Context(), f.Updates(), one, fails)
				if fails && len(want[one]) > 0 {
					if !errors.Is(err, errAway) {
						rt.Fatalf("drain: %v", err)
					}
					return
				}
				if diff := cmp.Diff(want[one], got, cmpopts.EquateEmpty()); diff != "" || err != nil {
					rt.Fatal(err, diff)
				}
				delete(want, one)
			},
			"restart": func(*rapid.T) {
				closeFolder(t, f)
				f = openFolder(t, dir)
			},
			"": func(rt *rapid.T) {
				seen := map[int][]string{}
				err := f.Updates().Each(func(r Record) { seen[laneOf(r)] = append(seen[laneOf(r)], string(r.Data)) })
				if diff := cmp.Diff(want, seen); diff != "" || err != nil {
					rt.Fatal(err, diff)
				}
				if err := f.Updates().Sort(laneOf); err != nil {
					rt.Fatal(err)
				}
				lanes := f.Updates().Lanes()
				for one := range want {
					if !slices.Contains(lanes, one) || len(lanes) != len(want) {
						rt.Fatalf("lanes %v, want those of %v", lanes, want)
					}
				}
			},
		})
		closeFolder(t, f)
	})
}

func drainLane(ctx context.Context, q *Queue, lane int, fails bool) (got []string, err error) {
	err = q.Sort(laneOf)
	if err == nil {
		err = q.DrainLane(ctx, lane, func(batch []Record) error {
			if fails {
				return errAway
			}
			for _, r := range batch {
				got = append(got, string(r.Data))
			}
			return nil
		})
	}
	return got, err
}

// TestALaneThatHangsHoldsUpNoOther, and a second drain of that one waits for its turn.
func TestALaneThatHangsHoldsUpNoOther(t *testing.T) {
	q := openFolder(t, t.TempDir()).Updates()
	if err := q.Keep([]Record{{Data: []byte("1 a"), Lane: 1}, {Data: []byte("2 b"), Lane: 2}}); err != nil {
		t.Fatal(err)
	}
	hangs, answers := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	came := 0
	for range 2 {
		wait.Go(func() {
			err := q.DrainLane(t.Context(), 1, func([]Record) error {
				came++ // the two take turns
				close(hangs)
				<-answers
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	<-hangs
	if got, err := drainLane(t.Context(), q, 2, false); err != nil || !slices.Equal(got, []string{"2 b"}) {
		t.Errorf("the other lane gave %q, %v", got, err)
	}
	close(answers)
	wait.Wait()
	if came != 1 || q.Len() != 0 {
		t.Errorf("handed on %d times, %d are left", came, q.Len())
	}
}

// TestAPickTornAtEveryByte: the power fails while it is written that some records in the middle are done. They come
// again, or they do not, and the others come once.
func TestAPickTornAtEveryByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	appendAll(t, s, "one", "two", "three", "four")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.drop([]span{s.waiting[1], s.waiting[3]}); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(before), formerHeader) || !strings.HasPrefix(string(after), header) {
		t.Fatalf("the release before would read the file as %q, %v", after[:8], err)
	}
	for cut := len(before); cut <= len(after); cut++ {
		torn := filepath.Join(t.TempDir(), "torn")
		if err := os.WriteFile(torn, bytes.Clone(after[:cut]), 0o600); err != nil {
			t.Fatal(err)
		}
		want := []string{"one", "two", "three", "four"}
		if cut == len(after) {
			want = []string{"one", "three"}
		}
		if diff := cmp.Diff(want, drain(t, open(t, torn))); diff != "" {
			t.Errorf("torn at %d: %s", cut, diff)
		}
	}
}
