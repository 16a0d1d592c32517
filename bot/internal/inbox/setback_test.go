package inbox

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"footing/storage"
)

// TestWhatIsSetBackKeepsItsOrder: a worker that sets back the entries of some people sees those of the others all the
// same and everybody's in their order, however entries are handed over. One that is done may be given again, if it was
// handed over late between others that were set back: its commit finds it gone.
func TestWhatIsSetBackKeepsItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const page = 4
		s := newSource()
		b := s.b
		stuck, behind, quiet := map[int]bool{}, map[int]bool{}, false
		work := func() bool {
			e, ok, read := b.First()
			if read > 0 {
				after := b.Opening()
				if after == "" {
					clear(behind)
				}
				found := beyond(s.redis, after)
				found = found[:min(page, read, len(found))]
				meanwhile := 4 // nothing; else what is put there and read anew for ever leaves no end to reach
				if !quiet {
					meanwhile = rapid.IntRange(0, 4).Draw(t, "whileReading")
				}
				switch meanwhile {
				case 0:
					s.put(0)
				case 1:
					s.handOver(t)
				case 2:
					b.Reread()
				}
				b.Fill(found, len(found) == page)
				if e, ok, read = b.First(); read > 0 {
					return true
				}
			}
			if !ok {
				return read > 0
			}
			who := owner(e)
			if stuck[who] || behind[who] {
				behind[who] = true
				b.SetBack(e.Stream)
				return true
			}
			if !slices.ContainsFunc(s.redis, func(r storage.Entry) bool { return r.Stream == e.Stream }) {
				b.Remove(e.Stream) // it was done, and handed over late: the commit finds it gone
				return true
			}
			if first := slices.IndexFunc(s.redis, func(r storage.Entry) bool { return owner(r) == who }); first < 0 ||
				s.redis[first].Stream != e.Stream {
				t.Fatalf("%s is taken out of %v", e.Stream, s.redis)
			}
			s.redis = slices.DeleteFunc(s.redis, func(r storage.Entry) bool { return r.Stream == e.Stream })
			b.Remove(e.Stream)
			return true
		}
		drain := func(left func() bool) {
			for i := 0; left() && i <= 50*s.n+50; i++ {
				if !work() && len(s.redis) > b.Waiting() {
					b.Reread() // what a look at the length of the inbox leads to
				}
			}
			if left() {
				t.Fatalf("%d entries are never seen: %v", len(s.redis), s.redis)
			}
		}
		acts := s.acts(work)
		acts["stick"] = func(t *rapid.T) { who := rapid.IntRange(0, people-1).Draw(t, "who"); stuck[who] = !stuck[who] }
		t.Repeat(acts)
		quiet = true
		drain(func() bool {
			return slices.ContainsFunc(s.redis, func(e storage.Entry) bool { return !stuck[owner(e)] && !behind[owner(e)] })
		})
		clear(stuck)
		b.Reread() // the next try
		drain(func() bool { return len(s.redis) > 0 })
	})
}

// people is how many different senders the entries of the property have.
const people = 3

func owner(e storage.Entry) int { return int(number(e.Stream)) % people }

// beyond are the entries after one, or all of them.
func beyond(entries []storage.Entry, after string) []storage.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e storage.Entry) bool {
		return after != "" && number(e.Stream) <= number(after)
	})
}
