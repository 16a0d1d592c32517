package bot

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/flows/state"
	"footing/storage"
)

// TestAnAlertGoesRoundAShardThatIsAway: while the office's shard is away, the ladder of an alert is climbed on the
// others as ever. While the clinician's is, the next person is called in their place within seconds, and the patient is
// told. When it is back the clinician has the alarm, and nobody was called twice for it, by either channel.
func TestAnAlertGoesRoundAShardThatIsAway(t *testing.T) {
	office := func(store *storage.Store) int {
		shard, _ := store.ShardOfID(state.OfficeID)
		return shard
	}
	clinicians := func(store *storage.Store) int { return store.ShardOf(ben) }
	for name, c := range map[string]struct {
		away   func(*storage.Store) int
		lasts  time.Duration
		want   []call
		within time.Duration
		passed int           // how often the patient reads that somebody else is called
		called map[int64]int // alarms, when the shard is back
	}{
		"the office's": {
			office, 16 * time.Minute,
			[]call{{ben, 0}, {ben, 5 * time.Minute}, {cat, 15 * time.Minute}},
			2 * time.Second,
			0,
			map[int64]int{ben: 2, cat: 1},
		},
		"the clinician's": {
			clinicians, 4 * time.Minute,
			[]call{{cat, 0}},
			13 * time.Second,
			1,
			map[int64]int{ben: 1, cat: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil).live().withFolder()
				w.shards = 16
				s := besiegedWith(t, w)
				if err := s.stop(); err != nil {
					t.Fatal(err)
				}
				part := &broken{}
				w.hook, w.wire, s.registry = part, nil, prometheus.NewRegistry()
				b := w.start()
				s.stop = w.run(b)
				time.Sleep(5 * time.Second)
				part.set(tagOf(c.away(b.o.Store)) + ":")
				s.red()
				time.Sleep(c.lasts)
				s.climbed(c.want, c.within)
				part.set("")
				time.Sleep(15 * time.Second)
				if said := strings.Join(s.all(ann), "|"); strings.Count(said, "instead") != c.passed {
					t.Errorf("the patient heard %q", said)
				}
				if told := s.gateway.told(); len(told) != 1 { // for a press that does not come, or somebody who is not reached
					t.Errorf("by the second channel: %+v", told)
				}
				for who, want := range c.called {
					if n := strings.Count(strings.Join(s.all(who), "|"), "Safety alert"); n != want {
						t.Errorf("in the end %d heard %q", who, s.all(who))
					}
				}
				s.ends(false)
			})
		})
	}
}

// TestLettersToASilentShardHoldUpNoOther: from all other shards letters are on their way to one that gives no answer,
// and one to somebody else arrives at once.
func TestLettersToASilentShardHoldUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, leaving).live()
		part := &broken{mute: true}
		w.hook = part
		b := w.start()
		stop := w.run(b)
		w.says(ann, "one")
		time.Sleep(5 * time.Second)
		silent := freeShard(b.o.Store, ann)
		part.set(tagOf(silent) + ":")
		letter := func(shard int, tell state.Tell) {
			tell.Letter = state.Departed{Code: "A-17"}
			b.sender.push([]storage.Outgoing{{
				Shard: shard, Stream: "1-0", From: storage.NewID(shard, "B"), ID: fmt.Sprint(shard, tell.To), Effect: tell,
			}})
		}
		for shard := range b.o.Store.Shards() {
			if shard != silent && shard != b.o.Store.ShardOf(ann) {
				letter(shard, state.Tell{To: storage.NewID(silent, "A")})
			}
		}
		letter(b.o.Store.ShardOf(ann), state.Tell{Chat: ann})
		time.Sleep(time.Second)
		w.expect(ann, "1 one", "letter A-17")
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
