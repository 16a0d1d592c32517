package gate

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// tally judges the same update of chat 1 so often, at even distances, and counts the verdicts.
func tally(g *Gate, kind Kind, times int, from time.Time, apart time.Duration) map[Verdict]int {
	all := make(map[Verdict]int)
	for n := range times {
		all[g.Judge(1, Weight{Kind: kind, Key: "help"}, from.Add(time.Duration(n)*apart))]++
	}
	return all
}

func TestAFloodIsRefusedAndToldOnce(t *testing.T) {
	g := New(30)
	first := tally(g, Usual, 1000, noon, time.Millisecond)
	if kept := first[Take] + first[TakeIf]; kept != perMinute || first[RefuseOf] != 1 {
		t.Errorf("of 1,000 at once %d were kept and %d told, want 30 and 1", kept, first[RefuseOf])
	}
	if v := g.Judge(2, Weight{Kind: Usual}, noon.Add(time.Second)); v != Take {
		t.Errorf("somebody else got %d", v)
	}
	if v := tally(g, Usual, 1000, noon.Add(time.Minute), time.Millisecond); v[RefuseOf] != 0 {
		t.Error("told again while it goes on")
	}
	tally(g, Usual, 1, noon.Add(2*time.Minute), 0)
	if v := tally(g, Usual, 1000, noon.Add(3*time.Minute), time.Millisecond); v[RefuseOf] != 1 {
		t.Error("a later flood is not told")
	}
}

// TestHelpPassesAFlood: a call for help is kept however much its chat writes, and so is each other one soon after it;
// one that is merely repeated is the same for 10 s, unless something else was kept in between.
func TestHelpPassesAFlood(t *testing.T) {
	g := New(30)
	tally(g, Usual, 1000, noon, time.Millisecond)
	if v := g.Judge(1, Weight{Kind: Grave, Key: "told"}, noon.Add(2*time.Second)); v != Take {
		t.Errorf("a call for help got %d", v)
	}
	got := tally(g, Grave, 20000, noon.Add(3*time.Second), time.Millisecond)
	if got[Take] != 1 || got[TakeIf] != 1 || got[Refuse] != 19998 || got[RefuseOf] != 0 {
		t.Errorf("of 20 s of calls for help: %v", got)
	}
	g = New(30)
	tally(g, Usual, perMinute-1, noon, time.Millisecond)
	for n, c := range []struct {
		Weight
		want Verdict
	}{
		{Weight{Kind: Grave, Key: "words", Text: "help"}, Take},
		{Weight{Kind: Grave, Key: "words", Text: "help"}, Refuse},
		{Weight{Kind: Grave, Key: "words", Text: "I want to kill myself"}, TakeIf},
		{Weight{Kind: Grave, Key: "words", Text: "help"}, TakeIf},
		{Weight{Kind: Grave, Key: "words", Text: "help"}, Refuse},
		{Weight{Kind: Grave, Key: "told"}, Take},
		{Weight{Kind: Usual, Text: "hello"}, RefuseOf},
		{Weight{Kind: Grave, Key: "told"}, Refuse},
		{Weight{Kind: Grave, Key: "words", Text: "help"}, TakeIf},
	} {
		if v := g.Judge(1, c.Weight, noon.Add(time.Duration(n+1)*time.Second)); v != c.want {
			t.Errorf("number %d, %+v, got %d, want %d", n, c.Weight, v, c.want)
		}
	}
	g = New(30)
	tally(g, Grave, perMinute-1, noon, time.Millisecond)
	tally(g, Usual, 1, noon.Add(time.Second), 0)
	if v := tally(g, Grave, 1, noon.Add(2*time.Second), 0); v[TakeIf] != 1 {
		t.Errorf("a call for help after something else that was kept: %v", v)
	}
}

// TestWordsAboutAnAlertPassAFlood: what is written for an hour after a press that asks for words about an alert is kept
// up to a number that no hand reaches. Presses of the same chat are limited as ever.
func TestWordsAboutAnAlertPassAFlood(t *testing.T) {
	g := New(30)
	tally(g, Usual, 1000, noon, time.Millisecond)
	if v := g.Judge(1, Weight{Kind: Grave, Key: "note", Press: true, Asks: true}, noon.Add(time.Second)); v != Take {
		t.Errorf("the press got %d", v)
	}
	for _, after := range []time.Duration{time.Minute, 30 * time.Minute} {
		if v := tally(g, Usual, 200, noon.Add(after), 200*time.Millisecond); v[Take]+v[TakeIf] != 200 {
			t.Errorf("of 200 texts after %s: %v", after, v)
		}
		if v := g.Judge(1, Weight{Press: true}, noon.Add(after+41*time.Second)); v != RefuseOf && v != Refuse {
			t.Errorf("a press after %s got %d", after, v)
		}
	}
	if v := tally(g, Usual, 1000, noon.Add(40*time.Minute), time.Millisecond); v[Take]+v[TakeIf] != wordsPerMinute {
		t.Errorf("of a thousand texts at once: %v", v)
	}
	if v := tally(g, Usual, 100, noon.Add(2*time.Hour), time.Millisecond); v[Take]+v[TakeIf] != perMinute {
		t.Errorf("of a hundred texts two hours later: %v", v)
	}
}

// TestAnswers: a chat's refused presses are answered up to a number in a minute that no thumb reaches.
func TestAnswers(t *testing.T) {
	g, answered := New(30), 0
	for range 1000 {
		if g.Answers(1, noon) {
			answered++
		}
	}
	if answered != answers || !g.Answers(2, noon) || !g.Answers(1, noon.Add(time.Minute)) {
		t.Errorf("%d presses of a thousand are answered", answered)
	}
}

// TestStrangers are let in at a tenth of the rate, each once a minute, and each gets the same help once in ten minutes.
func TestStrangers(t *testing.T) {
	g := New(30)
	in := 0
	for n := range 3000 {
		at := noon.Add(time.Duration(n) * time.Second / 100) // 30 s
		if g.Judge(int64(n), Weight{Kind: Usual}, at) == Take {
			in++
			g.Strangers(1, at)
		}
	}
	if in < 90 || in > 95 {
		t.Errorf("%d strangers were let in within 30 s, want 3 a second", in)
	}
	g = New(0)
	if v := tally(g, Usual, 10, noon, 10*time.Second); v[Take] != 2 || v[TakeIf] != 8 {
		t.Errorf("ten texts in 100 s of one chat: %v", v)
	}
	if v := tally(g, Grave, 20, noon, time.Minute); v[Take] != 2 || v[TakeIf] != 18 {
		t.Errorf("twenty calls for help in 20 minutes: %v", v)
	}
	if v := g.Judge(1, Weight{Kind: Grave, Key: "numbers"}, noon.Add(time.Second)); v != Take {
		t.Errorf("another kind of help got %d", v)
	}
}

// TestAChangeMattersOfThoseWhoAreKnown: whoever blocks the bot or comes back leaves nothing behind if they are unknown.
func TestAChangeMattersOfThoseWhoAreKnown(t *testing.T) {
	g := New(0)
	if v := tally(g, Change, perMinute, noon, time.Second); v[TakeIf] != perMinute {
		t.Errorf("changes of a chat: %v", v)
	}
}

// TestInvitations do not wait for strangers, but a crowd with links does not get through at once either.
func TestInvitations(t *testing.T) {
	g := New(30)
	g.Strangers(1000, noon)
	if v := g.Judge(1, Weight{Kind: Usual}, noon); v != TakeIf {
		t.Errorf("a stranger behind a thousand got %d", v)
	}
	in := 0
	for n := range 1500 {
		if g.Judge(int64(n), Weight{Kind: Link}, noon) == Take {
			in++
		}
	}
	if in != linksBurst {
		t.Errorf("%d links were let in at once, want %d", in, linksBurst)
	}
}

func TestAGateRemembersNoMoreThanItMay(t *testing.T) {
	g := New(0)
	for n := range 3 * most {
		g.Judge(int64(n), Weight{Kind: Usual}, noon)
	}
	if n := len(g.visitors); n > most {
		t.Errorf("%d chats are remembered", n)
	}
	if v := g.Judge(-1, Weight{Kind: Grave, Key: "told"}, noon); v != Take {
		t.Errorf("a call for help got %d", v)
	}
	if v := g.Judge(-1, Weight{Kind: Usual}, noon); v != TakeIf {
		t.Errorf("a text got %d", v)
	}
	g.Judge(-1, Weight{Kind: Usual}, noon.Add(time.Hour))
	if n := len(g.visitors); n > 2 {
		t.Errorf("%d chats are remembered an hour later", n)
	}
}
