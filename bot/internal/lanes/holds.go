package lanes

import (
	"sync"
	"time"

	"footing/flows"
)

const (
	// probeEvery is how often a text about safety is tried against a hold.
	probeEvery = 10 * time.Second
	// If so many chats are refused within manyWithin, the limit concerns the whole bot.
	manyChats  = 3
	manyWithin = 10 * time.Second
)

// hold is the wait that one 429 asked for.
type hold struct {
	until  time.Time // when it ends
	probed time.Time // when a text about safety was last tried against it; zero: never
}

// opens is when the hold lets an item through.
func (h hold) opens(urgent bool) time.Time {
	if probe := h.probed.Add(probeEvery); urgent && probe.Before(h.until) {
		return probe // at once if none was tried yet
	}
	return h.until
}

// scope is what a hold concerns: a method in one chat or, with chat 0, in all chats.
type scope struct {
	chat   int64
	method string
}

// throttling is a 429 that named a chat in which that method was not held.
type throttling struct {
	scope
	fresh bool // it refused a new message
	at    time.Time
	until time.Time
}

// Holds is what must wait because Telegram answered 429. Such an answer holds the chat and the method that it came for,
// and nothing else: most of Telegram's limits are a chat's own. Only when new messages to three chats were refused
// within 10 s everything is held; three refusals of another method hold that method. A text about safety is tried all
// the same, in a held chat at once and every 10 s, and while everything is held one in all every 10 s. The first one
// that is accepted ends the hold. Its times are steady. It is safe for concurrent use.
type Holds struct {
	mu       sync.Mutex
	scopes   map[scope]hold
	all      hold
	refusals []throttling // of the last 10 s
}

func newHolds() *Holds { return &Holds{scopes: make(map[scope]hold)} }

// Refused notes a 429 and the wait that it asks for. It tells whether the hold is new, and what is held of all chats
// from now on: a method, everything, or nothing.
func (h *Holds) Refused(it *Queued, now time.Time, after time.Duration) (news bool, wide Wide) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	key, one := scope{it.Chat, it.Method}, hold{until: now.Add(after)}
	if it.Urgent() {
		one.probed = now
	}
	_, known := h.scopes[key]
	h.scopes[key] = one
	if known || it.Chat == 0 { // an item that was tried against a hold says nothing about other chats
		return !known, Wide{}
	}
	h.refusals = append(h.refusals, throttling{key, it.Fresh, now, one.until})
	until, many := h.many(it)
	if !many {
		return true, Wide{}
	}
	if !it.Fresh {
		h.scopes[scope{method: it.Method}] = hold{until: until}
		return true, Wide{Until: until, Method: it.Method}
	}
	if !h.all.until.After(now) {
		h.all = one
	}
	h.all.until = flows.Later(h.all.until, until)
	return true, Wide{Until: h.all.until}
}

// Wide is a hold of all chats, of one method or, without one, of everything. Its zero value is none.
type Wide struct {
	Method string
	Until  time.Time
}

// Restore takes over a hold that was noted before this process began. With chat 0 it concerns all chats, and without a
// method everything.
func (h *Holds) Restore(chat int64, method string, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if chat == 0 && method == "" {
		h.all.until = flows.Later(h.all.until, until)
		return
	}
	key := scope{chat, method}
	one := h.scopes[key]
	one.until = flows.Later(one.until, until)
	h.scopes[key] = one
}

// many tells whether enough chats were refused in the same way that the limit concerns the whole bot, and gives the
// latest end of those refusals.
func (h *Holds) many(it *Queued) (until time.Time, many bool) {
	chats := make(map[int64]bool)
	for _, r := range h.refusals {
		if r.fresh == it.Fresh && (it.Fresh || r.method == it.Method) {
			chats[r.chat] = true
			until = flows.Later(until, r.until)
		}
	}
	return until, len(chats) >= manyChats
}

// forget drops holds and refusals that are over.
func (h *Holds) forget(now time.Time) {
	for key, one := range h.scopes {
		if !one.until.After(now) {
			delete(h.scopes, key)
		}
	}
	kept := h.refusals[:0]
	for _, r := range h.refusals {
		if now.Sub(r.at) <= manyWithin {
			kept = append(kept, r)
		}
	}
	h.refusals = kept
}

// Accepted ends the holds against which an item was tried, and tells which there were: of its chat, and of everything.
func (h *Holds) Accepted(it *Queued) (own, everything bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := scope{it.Chat, it.Method}
	_, own = h.scopes[key]
	delete(h.scopes, key)
	if it.probe {
		everything = !h.all.until.IsZero()
		h.all, h.refusals = hold{}, nil
	}
	return own, everything
}

// opens is when the holds of its chat and its method let an item through.
func (h *Holds) opens(it *Queued) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.scopes) == 0 {
		return time.Time{}
	}
	urgent := it.Urgent()
	return flows.Later(h.scopes[scope{it.Chat, it.Method}].opens(urgent), h.scopes[scope{method: it.Method}].opens(urgent))
}

// begun notes that an item is being tried.
func (h *Holds) begun(it *Queued, now time.Time) {
	if !it.Urgent() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, key := range []scope{{it.Chat, it.Method}, {method: it.Method}} {
		if one, held := h.scopes[key]; held {
			one.probed = now
			h.scopes[key] = one
		}
	}
	if it.probe {
		h.all.probed = now
	}
}

// Everything tells until when everything is held, and when a text about safety may be tried next.
func (h *Holds) Everything() (until, probe time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.until, h.all.opens(true)
}

// Toasts tells until when presses are not answered.
func (h *Holds) Toasts() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return flows.Later(h.all.until, h.scopes[scope{method: methodToast}].until)
}

// Alert tells until when Telegram has said that it will not take an alert which waits since the given time.
func (h *Holds) Alert(chat int64, since time.Time) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if one := h.scopes[scope{chat, methodSay}]; !one.probed.Before(since) {
		return flows.Later(h.all.until, one.until)
	}
	return h.all.until
}

// Chats counts the chats in which a method is held at now, and gives the latest end of those holds.
func (h *Holds) Chats(now time.Time) (n int, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held := make(map[int64]bool)
	for key, one := range h.scopes {
		if key.chat != 0 && one.until.After(now) {
			held[key.chat] = true
			until = flows.Later(until, one.until)
		}
	}
	return len(held), until
}
