//go:build faults

package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"footing/bot/simulator"
)

// blow is one kill, at a moment of a call to Telegram: so a seed strikes at the same places in every run.
type blow struct {
	redis bool   // else serve itself
	among string // which calls count, a part of their method's name
	after int    // how many of them after the blow before
	when  moment
	late  time.Duration // after the answer
}

// moment is when in a call a blow falls.
type moment int

const (
	before     moment = iota // Telegram has not heard of the call
	unanswered               // Telegram has done what it was asked, and nobody learns of it
	answered                 // what follows from the answer is under way
)

func (b blow) String() string {
	whom := "serve"
	if b.redis {
		whom = "redis-server"
	}
	return fmt.Sprintf("kill %s in the %d. call of *%s*, %s", whom, b.after, b.among,
		[]string{"before it is heard", "before it is answered", fmt.Sprintf("%s after its answer", b.late)}[b.when])
}

// blowsOf draws the blows of a seed, more than fall within a journey: while updates are fetched, while messages
// are sent, and anywhere.
func blowsOf(seed uint64) []blow {
	dice := rand.New(rand.NewPCG(seed, 1))
	blows := make([]blow, 40)
	for n := range blows {
		late := dice.Float64()
		blows[n] = blow{
			redis: dice.IntN(4) == 0,
			// sendMessage, editMessageText, any
			among: []string{"getUpdates", "getUpdates", "essage", "essage", "e"}[dice.IntN(5)],
			after: 1 + dice.IntN(5), when: []moment{before, unanswered, unanswered, answered}[dice.IntN(4)],
			late: time.Duration(late * late * float64(20*time.Millisecond)), // most only just
		}
	}
	return blows
}

// weatherOf is how else Telegram and the network misbehave meanwhile.
func weatherOf(seed uint64) []simulator.Fault {
	return []simulator.Fault{
		{Method: "getUpdates", Kind: simulator.Duplicate, Chance: 0.2, Seed: seed, Times: simulator.Unlimited},
		{Method: "*", Kind: simulator.DropBefore, Chance: 0.02, Seed: seed + 1, Times: simulator.Unlimited},
		{Method: "*", Kind: simulator.DropAfter, Chance: 0.02, Seed: seed + 2, Times: simulator.Unlimited},
		{Method: "*", Kind: simulator.BadGateway, Chance: 0.02, Seed: seed + 3, Times: simulator.Unlimited},
		{Method: "sendMessage", Kind: simulator.Throttle, Chance: 0.02, Seed: seed + 4, Times: simulator.Unlimited},
	}
}

// front stands before Telegram, counts the calls and strikes.
type front struct {
	telegram http.Handler
	strike   func(blow)

	mu     sync.Mutex
	armed  bool
	blows  []blow // the next one first
	calls  int    // that count for it
	struck int
	falls  sync.WaitGroup
}

// arm lets the blows fall from now on.
func (f *front) arm(blows []blow) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.blows, f.armed = blows, true
}

// disarm ends the blows and gives how many fell.
func (f *front) disarm() int {
	f.mu.Lock()
	f.armed = false
	f.mu.Unlock()
	f.falls.Wait()
	return f.struck
}

// count counts a call and gives the blow that is to fall in it. What is set up at each start does not count.
func (f *front) count(method string) (b blow, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.armed || len(f.blows) == 0 || !strings.Contains(method, f.blows[0].among) || method == "setMyCommands" {
		return b, false
	}
	if f.calls++; f.calls < f.blows[0].after {
		return b, false
	}
	b, f.blows, f.calls = f.blows[0], f.blows[1:], 0
	return b, true
}

// ServeHTTP passes a call on.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, ok := f.count(r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
	switch {
	case ok && b.when == before:
		f.hit(b)
	case ok && b.when == unanswered:
		answer := httptest.NewRecorder()
		func() {
			defer f.hit(b) // whatever Telegram does
			f.telegram.ServeHTTP(answer, r)
		}()
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
		return
	case ok:
		defer time.AfterFunc(b.late, func() { f.hit(b) })
	}
	f.telegram.ServeHTTP(w, r)
}

// hit strikes, unless the journey is over. A call of a process that is dead ends with it.
func (f *front) hit(b blow) {
	f.mu.Lock()
	if !f.armed {
		f.mu.Unlock()
		return
	}
	f.struck++
	f.falls.Add(1)
	f.mu.Unlock()
	defer f.falls.Done()
	f.strike(b)
	if !b.redis && b.when != answered {
		panic(http.ErrAbortHandler)
	}
}
