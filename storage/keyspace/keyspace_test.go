package keyspace

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/storage/reseal"
)

// TestEveryKeyIsKnownToACopy: whatever has a name here belongs to the store, a shard or a participant, or passes. One
// that is only found by looking for keys could come to be while a copy is made, and be missing in it.
func TestEveryKeyIsKnownToACopy(t *testing.T) {
	source, err := os.ReadFile("keyspace.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, match := range regexp.MustCompile(`= "(\{meta\}[^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		names = append(names, strings.Replace(match[1], "{meta}:poll:", EarlyPollLease, 1))
	}
	names[slices.Index(names, EarlyPollLease+"owner")] = PollOwner
	names[slices.Index(names, EarlyPollLease+"epoch")] = PollEpoch
	ofShard := regexp.MustCompile(`Tag\(shard\) \+ "([^"]+)"( \+ id \+ "([^"]+)")?`)
	for _, match := range ofShard.FindAllStringSubmatch(string(source), -1) {
		name := Tag(3) + match[1]
		if match[2] != "" {
			name += "s03-ABC" + match[3]
		}
		names = append(names, strings.Replace(name, "seen:", "seen:0", 1))
	}
	names = append(names, EarlyLease(3))
	if len(names) < 25 {
		t.Fatalf("only %d keys: %q", len(names), names)
	}
	all := slices.Concat(OfStore(), OfShard(3, time.Unix(0, 0)), OfParticipant(3, "s03-ABC"), []string{Meta, Processes})
	for _, name := range names {
		k, ours := Parse(name)
		if !ours || k.Passing == slices.Contains(all, name) && name != Processes {
			t.Errorf("%s: %+v, ours: %v; a copy takes it: %v", name, k, ours, slices.Contains(all, name))
		}
	}
}

func TestParse(t *testing.T) {
	for name, want := range map[string]Key{
		Meta: {Shard: OfAll}, "{meta}:later": {Shard: OfAll}, Processes + "one": {Shard: OfAll, Passing: true},
		Inbox(7): {Shard: 7}, Owner(7): {Shard: 7, Passing: true}, State(7, "s07-A"): {Shard: 7, ID: "s07-A"},
		"{s07}:p:s07-A:later": {Shard: 7}, "{s99}:p:": {Shard: 99}, EarlyLease(0): {Passing: true},
	} {
		if got, ours := Parse(name); got != want || !ours {
			t.Errorf("%s: %+v, %v", name, got, ours)
		}
	}
	for _, name := range []string{
		"", "x", "{meta}", "{meta}:", "{s7}:inbox", "{s007}:inbox", "{s+1}:inbox", "{s-1}:a", "{s07}:", "{s07", "s07:x", "{s07}x:y",
	} {
		if got, ours := Parse(name); ours {
			t.Errorf("%q is %+v", name, got)
		}
	}
}

func TestSealed(t *testing.T) {
	for name, want := range map[string]reseal.Location{
		Plans:              {Kind: reseal.Plans, Key: Plans},
		Outbox(7):          {Kind: reseal.Outbox, Key: Outbox(7), Shard: 7},
		Chapters(7, "s-A"): {Kind: reseal.Chapters, Key: Chapters(7, "s-A"), Shard: 7, ID: "s-A"},
		Due(7):             {}, Meta: {}, "x": {},
	} {
		if got, some := Sealed(name); got != want || some != (want != reseal.Location{}) {
			t.Errorf("%s: %+v, %v", name, got, some)
		}
	}
}
