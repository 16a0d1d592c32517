// Package gate limits how many updates are taken in, from one chat and from all strangers together, so that neither
// keeps others waiting. It asks no clock and stores nothing; what it remembers is bounded.
//
// Make a Gate with New, for the rate at which the bot may send. Weigh says how much an update matters, without knowing
// whose it is. Judge answers for each: take it, take it only of somebody known, or refuse it, with or without telling
// the chat so. Answers tells whether a refused press is answered. Strangers tells the gate afterwards how many unknown
// people it has let in. Calls for help, and what belongs to an alert, are always taken.
package gate

import (
	"crypto/sha256"
	"slices"
	"time"

	"golang.org/x/time/rate"
)

const (
	// perMinute is how many updates of one chat are taken in a minute, whatever they are.
	perMinute = 30
	// window is for how long updates are counted, and how often somebody unknown is answered.
	window = time.Minute
	// helpEvery is how often somebody unknown gets the same help.
	helpEvery = 10 * time.Minute
	// sameWithin is for how long a call for help is the same as the last update that was kept, if it says the same, in a
	// chat that is over its limit.
	sameWithin = 10 * time.Second
	// strangersShare is which part of the rate is for strangers: one in so many.
	strangersShare = 10
	// links is how many invitations may be opened in a second, linksBurst how many at once.
	links, linksBurst = 10, 100
	// most is how many chats are remembered. Beyond it, calls for help and people who are known still pass.
	most = 65536
	// leastSweep is how many chats are remembered before any is forgotten.
	leastSweep = 1024
	// keys is how many calls for help of one chat are remembered.
	keys = 8
	// wordsFor is how long after a press that asks for words about an alert what its chat writes may be those words: as
	// long as turns wait for them. Meanwhile its limit is wordsPerMinute, which no hand reaches.
	wordsFor       = time.Hour
	wordsPerMinute = 10 * perMinute
	// answers is how many refused presses of a chat are answered in a minute: more than a thumb can press.
	answers = 10 * perMinute
)

// Kind says how much an update matters.
type Kind uint8

// The kinds of updates.
const (
	Usual  Kind = iota
	Grave       // help, a red answer, words of danger, a press about an alert: never refused, but for a mere repeat
	Link        // somebody opens an invitation
	Change      // somebody blocked the bot or came back, which matters of people who are known
)

// Weight is how much an update matters. Of a call for help Key says by what way it comes, for which somebody unknown is
// answered once in a while: a button's data, or words. Text are the words: other words are another call.
type Weight struct {
	Kind      Kind
	Key, Text string
	Press     bool // it is a press, and no words
	Asks      bool // it asks for words about an alert: what is written then is not refused either
}

// call names a call for help by what it says.
func (w Weight) call() [sha256.Size]byte { return sha256.Sum256([]byte(w.Key + "\x00" + w.Text)) }

// Verdict is what becomes of an update.
type Verdict uint8

// The verdicts.
const (
	Take     Verdict = iota // it is kept
	TakeIf                  // it is kept if the chat is somebody's whom the bot knows
	Refuse                  // it is confirmed, but not kept
	RefuseOf                // likewise, and the chat is told so
)

// Gate counts what comes. It is not safe for concurrent use.
type Gate struct {
	strangers *rate.Limiter // nil: no limit
	links     *rate.Limiter
	visitors  map[int64]*visitor
	sweep     int       // the number of visitors at which forget looks
	swept     time.Time // when it looked last
}

// visitor is what is remembered of a chat.
type visitor struct {
	since time.Time // when the minute began that is being counted
	count int
	told  bool      // of this flood
	heard int       // how many refused presses of this minute are answered
	words time.Time // when words about an alert were last asked for
	asked time.Time // when something usual was last taken from it, known or not
	grave []help
	album string // the last album, and when its first part came
	shown time.Time
	last  [sha256.Size]byte // the call for help that was kept last, and when
	kept  time.Time         // zero: something else was kept since
}

// help is what somebody unknown may have been given.
type help struct {
	key string
	at  time.Time // when a call for it was last kept of whomever, known or not
}

// New makes a gate for a bot that may send so many messages a second; with 0, without limit.
func New(perSecond int) *Gate {
	g := &Gate{links: rate.NewLimiter(links, linksBurst), visitors: make(map[int64]*visitor), sweep: leastSweep}
	if perSecond > 0 {
		g.strangers = rate.NewLimiter(rate.Limit(perSecond)/strangersShare, max(1, perSecond/strangersShare))
	}
	return g
}

// Judge decides about one update.
func (g *Gate) Judge(chat int64, w Weight, now time.Time) Verdict {
	v := g.visitor(chat, now)
	if v == nil { // too many chats at once
		if w.Kind == Grave {
			return Take
		}
		return TakeIf
	}
	v.count++
	over := v.count > v.limit(w, now)
	if w.Asks {
		v.words = now
	}
	switch {
	case w.Kind == Grave:
		return v.call(w, over, now)
	case over && v.told:
		return Refuse
	case over:
		v.told = true
		return RefuseOf
	}
	v.kept = time.Time{}
	switch {
	case w.Kind == Change:
		return TakeIf
	case w.Kind == Link && g.links.AllowN(now, 1):
		return Take
	case w.Kind == Link, now.Sub(v.asked) < window, g.strangers != nil && g.strangers.TokensAt(now) < 1:
		return TakeIf
	}
	v.asked = now
	return Take
}

// limit is how many updates like this one are taken in a minute.
func (v *visitor) limit(w Weight, now time.Time) int {
	if writes := !w.Press && w.Kind == Usual; writes && !v.words.IsZero() && now.Sub(v.words) < wordsFor {
		return wordsPerMinute
	}
	return perMinute
}

// Answers tells whether a press that was refused is answered: not more in a minute than a thumb can press.
func (g *Gate) Answers(chat int64, now time.Time) bool {
	v := g.visitor(chat, now)
	if v == nil || v.heard >= answers {
		return false
	}
	v.heard++
	return true
}

// SameAlbum tells whether a part of this album came from the chat within the last minute, and remembers it.
func (g *Gate) SameAlbum(chat int64, album string, now time.Time) bool {
	v := g.visitor(chat, now)
	if v == nil {
		return false
	}
	again := v.album == album && now.Sub(v.shown) < window
	if !again {
		v.album, v.shown = album, now
	}
	return again
}

// Strangers counts usual updates that were taken in from people unknown.
func (g *Gate) Strangers(n int, now time.Time) {
	for ; g.strangers != nil && n > 0; n-- {
		g.strangers.ReserveN(now, 1) // also when there is none left: the next ones wait for longer
	}
}

// call decides about a call for help. It is kept, whatever else the chat writes, unless it says the very same as what
// was kept a moment ago.
func (v *visitor) call(w Weight, over bool, now time.Time) Verdict {
	this := w.call()
	if over && this == v.last && now.Sub(v.kept) < sameWithin {
		return Refuse
	}
	v.last, v.kept = this, now
	n := slices.IndexFunc(v.grave, func(h help) bool { return h.key == w.Key })
	switch {
	case n < 0 && len(v.grave) == keys:
		v.grave = append(v.grave[:0], v.grave[1:]...)
		fallthrough
	case n < 0:
		v.grave = append(v.grave, help{w.Key, now})
		return Take
	case now.Sub(v.grave[n].at) < helpEvery:
		return TakeIf
	}
	v.grave[n].at = now
	return Take
}

// visitor is what is known of a chat, with a count of this minute's updates; nil if too many chats are remembered.
func (g *Gate) visitor(chat int64, now time.Time) *visitor {
	v := g.visitors[chat]
	if v == nil {
		g.forget(now)
		if len(g.visitors) >= most {
			return nil
		}
		v = &visitor{since: now}
		g.visitors[chat] = v
	}
	if now.Sub(v.since) >= window {
		v.since, v.told, v.count, v.heard = now, v.told && v.count > perMinute, 0, 0
	}
	return v
}

// forget drops the chats of which nothing has to be known any more.
func (g *Gate) forget(now time.Time) {
	if len(g.visitors) < g.sweep || now.Sub(g.swept) < window {
		return
	}
	g.swept = now
	for chat, v := range g.visitors {
		helped := func(h help) bool { return now.Sub(h.at) < helpEvery }
		if now.Sub(v.since) >= window && now.Sub(v.words) >= wordsFor && !slices.ContainsFunc(v.grave, helped) {
			delete(g.visitors, chat)
		}
	}
	g.sweep = min(max(leastSweep, 2*len(g.visitors)), most)
}
