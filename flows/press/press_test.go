package press

import (
	"testing"

	"footing/flows/record"
)

// sent are presses of every kind, and the data that was sent for each. Buttons in people's chats carry it, so a line
// is never changed.
func sent() map[string]Press {
	return map[string]Press{
		"a:12:s1b:yes": Answer{Occasion: 12, Item: "s1b", Code: "yes"},
		"b:12":         Back{Occasion: 12},
		"c:goal:step":  Choice{What: "goal", Value: "step"}, "c:pause:0": Choice{What: "pause", Value: "0"},
		"c:plan:3:remove":                      Choice{What: "plan", Value: "3", More: "remove"},
		"c:later:tonight:12":                   Later{How: "tonight", Occasion: 12},
		"c:change:12":                          Change{Occasion: 12},
		"c:language:pt-BR":                     Language{Locale: "pt-BR"},
		"c:session:ask":                        Session{How: "ask"},
		"c:session:move:from2026-03-16":        Session{How: "move", Day: "from2026-03-16"},
		"c:session:week:tue.1430":              Session{How: "week", Day: "tue", Clock: "1430"},
		"d:0123abcd":                           Uncover{Cover: "0123abcd"},
		"e:hour:09:30":                         SetUp{Step: "hour", Value: "09:30"},
		"e:zone:America/Argentina/Ushuaia":     SetUp{Step: "zone", Value: "America/Argentina/Ushuaia"},
		"e:excluded:out.0123456789":            SetUp{Step: "excluded", Value: "out", Of: "0123456789"},
		"f:ask":                                Dismiss{},
		"f:0123456789":                         Dismiss{Colleague: "0123456789"},
		"f:0123456789:yes":                     Dismiss{Colleague: "0123456789", Sure: true},
		"h":                                    Help{},
		"h:told":                               Help{Choice: "told"},
		"i:A-17:0042":                          Digits{Code: "A-17", Digits: "0042"},
		"i:A-17:no":                            Digits{Code: "A-17", Digits: "no"},
		"j:0123456789abcdef:no":                Offer{Key: "0123456789abcdef"},
		"j:0123456789abcdef:yes":               Offer{Key: "0123456789abcdef", Yes: true},
		"k:0123456789abcdef.2:seen":            Alarm{Alert: "0123456789abcdef", Shown: 2, Act: "seen"},
		"k:0123456789abcdef.2:elsewhere":       Alarm{Alert: "0123456789abcdef", Shown: 2, Act: "elsewhere"},
		"k:0123456789abcdef.2:elsewhere_other": Alarm{Alert: "0123456789abcdef", Shown: 2, Act: "elsewhere", Reason: "other"},
		"k:0123456789abcdef.2:tried":           Alarm{Alert: "0123456789abcdef", Shown: 2, Act: Tried},
		"k:0123456789abcdef.2:tried_29541600":  Alarm{Alert: "0123456789abcdef", Shown: 2, Act: Tried, Next: 29541600},
		"k:0123456789abcdef.2:tried_once":      Alarm{Alert: "0123456789abcdef", Shown: 2, Act: Tried, Reason: TriedOnce},
		"l:s02-abc":                            List{From: "s02-abc"},
		"l:new":                                List{New: true},
		"m:s02-abc:card":                       Member{Patient: "s02-abc", What: "card"},
		"m:s02-abc:plan:low.v3.5":              Member{Patient: "s02-abc", What: "plan", Value: "low", Of: "v3.5"},
		"n:K7QD":                               AddNote{Alert: "K7QD"},
		"o:yes":                                Opening{Yes: true},
		"o:no":                                 Opening{},
		"p:s02-abc":                            Summary{Patient: "s02-abc"},
		"q:yes":                                Stop{Yes: true},
		"q:no":                                 Stop{},
		"s:K7QD":                               Safe{Alert: "K7QD"},
		"u:s02-abc:7.2:tried":                  Prompt{Patient: "s02-abc", Theme: 7, Number: 2, Outcome: record.Tried},
		"v:0123456789":                         Leave{Colleague: "0123456789"},
		"v:0123456789:2026-03-16":              Leave{Colleague: "0123456789", First: "2026-03-16"},
		"v:0123456789:2026-03-16:14":           Leave{Colleague: "0123456789", First: "2026-03-16", Days: 14},
		"v:back":                               Return{},
		"w:12:again":                           Share{Occasion: 12, Choice: ShareAgain},
		"w:12:today.abcdef0123.2026-03-03":     Share{Occasion: 12, Choice: "today", Of: "abcdef0123", Day: "2026-03-03"},
		"w:12:share.abcdef0123":                Share{Occasion: 12, Choice: record.ShareAnswers, Of: "abcdef0123"},
		"x:dosing:3":                           Settled{What: "dosing", Number: 3},
		"x:team:3.both":                        Settled{What: "team", Number: 3, Answer: "both"},
		"x:second:0123456789":                  EndSecond{Colleague: "0123456789"},
		"y:0123abcd":                           Canary{ID: "0123abcd"},
		"z:s07-AB12:ask:summary":               Reply{Patient: "s07-AB12", Step: ReplyAsk, Of: "summary"},
		"z:s07-AB12:text":                      Reply{Patient: "s07-AB12", Step: ReplyText},
		"z:s07-AB12:send:read_it":              Reply{Patient: "s07-AB12", Step: ReplySend, Of: "read_it"},
		// Of posts that are swapped.
		"g:ask":                                 Swap{},
		"g:0123456789":                          Swap{Of: "0123456789"},
		"g:0123456789:d2026-03-16":              Swap{Of: "0123456789", When: "d2026-03-16"},
		"g:0123456789:n2026-03-16.1":            Swap{Of: "0123456789", When: "n2026-03-16", Days: 1},
		"g:0123456789:d2026-03-16.3:9876543210": Swap{Of: "0123456789", When: "d2026-03-16", Days: 3, Who: "9876543210"},
		"r:0123456789abcdef":                    TakeBack{Swap: "0123456789abcdef"},
		// Of earlier releases.
		"u:s02-abc:7:tried":       Prompt{Patient: "s02-abc", Theme: 7, Outcome: record.Tried},
		"l:3":                     List{Page: 3},
		"k:0123456789abcdef:seen": Alarm{Alert: "0123456789abcdef", Act: "seen"},
		"e:first:backup":          SetUp{Step: "first", Value: "backup"},
		"e:excluded:0":            SetUp{Step: "excluded", Value: "0"},
		"m:s02-abc:next:page1":    Member{Patient: "s02-abc", What: "next", Value: "page1"},
		"m:s02-abc:plan:slots.0":  Member{Patient: "s02-abc", What: "plan", Value: "slots", Of: "0"},
		"c:data:read:1":           Choice{What: "data", Value: "read", More: "1"},
	}
}

// TestPresses: what a press is written as never changes, and says the same when it is read.
func TestPresses(t *testing.T) {
	for data, press := range sent() {
		if got := Encode(press); got != data {
			t.Errorf("%#v is written %q, not %q", press, got, data)
		}
		if got, ok := Decode(data); !ok || got != press {
			t.Errorf("%q is read as %#v, not %#v", data, got, press)
		}
	}
}

// TestNoPress: what no button carries is not guessed at.
func TestNoPress(t *testing.T) {
	for _, data := range []string{
		"", ":", "z:1", "yes", "a", "a:x:s1:yes", "a:01:s1:yes", "a:1:s1:yes:", "b:", "h:", "o:perhaps", "o", "q:", "f:",
		"f:k:no", "g:", "g:k:d2026-03-16.0", "g:k:d2026-03-16.x", "r:",
		"j:k", "k:key.0:seen", "k:key.x:seen", "k:key.1:elsewhere_", "l:", "m:s02-abc:plan:low.", "v:k:2026-03-16:0",
		"u:s02-abc:7.0:tried", "u:s02-abc:7.:tried", "u:s02-abc:7.x:tried", "u:s02-abc:7.-1:tried",
		"x:team:x.yes", "y:",
	} {
		if p, ok := Decode(data); ok {
			t.Errorf("%q is read as %#v", data, p)
		}
	}
}

// FuzzDecode: nothing that Telegram hands over stops the reading, and whatever is read is written as it was.
func FuzzDecode(f *testing.F) {
	for data := range sent() {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data string) {
		p, ok := Decode(data)
		if !ok {
			return
		}
		if again := Encode(p); again != data {
			t.Fatalf("%q is %#v, which is written %q", data, p, again)
		}
		if again, ok := Decode(Encode(p)); !ok || again != p {
			t.Fatalf("%#v is read as %#v", p, again)
		}
	})
}
