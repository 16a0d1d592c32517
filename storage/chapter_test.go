package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footing/flows/record"
	"footing/storage/seal"
)

// TestDictionaryNeverChanges: chapters that were packed with another dictionary could not be read any more. For a
// better one, add a second.
func TestDictionaryNeverChanges(t *testing.T) {
	sum := sha256.Sum256(dictionary)
	if got := hex.EncodeToString(sum[:]); got != "094bae2effd8666b203c97134698f00dfddf595a8b1c98bebd1280b0db3af1f2" {
		t.Errorf("the dictionary's SHA-256 is %s", got)
	}
}

func keyed(t *testing.T) *Store {
	t.Helper()
	keys, err := seal.Seeded([]byte("chapters"))
	if err != nil {
		t.Fatal(err)
	}
	return &Store{keys: keys, unpacker: newUnpacker}
}

// month invents the facts of check-ins, with ids as Telegram's numbers give them: that of a press begins with the chat.
// The options are drawn with their own dice.
func checkIns(life, options *rand.Rand, count int) (facts []record.Fact) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	update, chat := 400_000_000+life.IntN(1_000_000), int64(1_100_000_000+life.IntN(1_000_000_000))
	press := func() string {
		update += 1 + life.IntN(500)
		return fmt.Sprintf("u%d.c%d", update, chat<<32|int64(life.Uint32()))
	}
	keep := func(turn string, n int, body record.Body) {
		facts = append(facts, record.Fact{ID: fmt.Sprintf("%s#%d", turn, n), At: at, Body: body})
	}
	for n := range count {
		slot := []string{"mon", "wed", "fri"}[n%3]
		occasion := slot + "@" + at.Format(time.DateOnly)
		due := fmt.Sprintf("s03-7Q3FZ5KXW2A6GMTR4HJVNBPLCE/check_in/%s/%d", slot, at.UnixMilli())
		keep(due, 1, record.Occasion{ID: occasion, Planned: at, Questionnaires: []string{"own_one", "own_two"}})
		keep(due+"#2/sent", 0, record.Delivered{Occasion: occasion})
		for item := range 2 + life.IntN(6) {
			at = at.Add(time.Duration(life.IntN(100)) * time.Second)
			value := options.IntN(5)
			keep(press(), 1, record.Response{
				Occasion: occasion, Questionnaire: "own_one", Version: 2, Item: fmt.Sprintf("own_item_%d", item), Theme: item,
				Code: []string{"never", "seldom", "sometimes", "nearly_every_day", "does_not_fit_me"}[value], Value: &value,
				Locale: "en", Hidden: item == 0,
			})
		}
		keep(press(), 4, record.Completed{Occasion: occasion, Reason: record.EndAnswered})
		at = at.Add(56 * time.Hour)
	}
	return facts
}

// TestChapterLengths: a chapter tells by its length how many facts it has, and not what was answered.
func TestChapterLengths(t *testing.T) {
	s := keyed(t)
	rapid.Check(t, func(t *rapid.T) {
		seed, count := rapid.Uint64().Draw(t, "life"), rapid.IntRange(1, 15).Draw(t, "check-ins")
		lengths := map[int]int{}
		for options := range uint64(4) {
			facts := checkIns(rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, options)), count)
			sealed, err := s.sealChapter("s03-A", 1, facts)
			if err != nil {
				t.Fatal(err)
			}
			lengths[len(sealed)]++
			opened, err := s.openChapter("s03-A", 1, string(sealed))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(facts, opened); diff != "" {
				t.Fatalf("(-packed +opened):\n%s", diff)
			}
		}
		if len(lengths) != 1 {
			t.Errorf("the same check-ins have chapters of the lengths %v", lengths)
		}
	})
}

// TestChapterCostsLittle: at most 70 bytes an answer, with what belongs to its check-in.
func TestChapterCostsLittle(t *testing.T) {
	s := keyed(t)
	answers, bytes := 0, 0
	for seed := range uint64(20) {
		life := rand.New(rand.NewPCG(seed, 1))
		for facts := range slices.Chunk(checkIns(life, life, 40), chapterFacts) {
			if len(facts) < chapterFacts {
				continue
			}
			for _, f := range facts {
				if _, ok := f.Body.(record.Response); ok {
					answers++
				}
			}
			sealed, err := s.sealChapter("s03-A", 1, facts)
			if err != nil {
				t.Fatal(err)
			}
			bytes += len(sealed)
		}
	}
	if t.Logf("%d bytes an answer", bytes/answers); bytes/answers > 70 {
		t.Errorf("a chapter takes %d bytes an answer", bytes/answers)
	}
}
