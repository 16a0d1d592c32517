package bot

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

// holds is what must wait because Telegram answered 429. Such an answer holds the chat and the method that it came for,
// and nothing else: most of Telegram's limits are a chat's own. Only when new messages to three chats were refused
// within 10 s everything is held; three refusals of another method hold that method. A text about safety is tried all
// the same, in a held chat at once and every 10 s, and while everything is held one in all every 10 s. The first one
// that is accepted ends the hold. Its times are steady. It is safe for concurrent use.
type holds struct {
	mu       sync.Mutex
	scopes   map[scope]hold
	all      hold
	refusals []throttling // of the last 10 s
}

// refused notes a 429 and the wait that it asks for. It tells whether the hold is new, and whether everything is held
// from now on.
func (h *holds) refused(it *item, now time.Time, after time.Duration) (news, everything bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	key, one := scope{it.chat, it.method}, hold{until: now.Add(after)}
	if it.urgent() {
		one.probed = now
	}
	_, known := h.scopes[key]
	h.scopes[key] = one
	if known || it.chat == 0 { // an item that was tried against a hold says nothing about other chats
		return !known, false
	}
	h.refusals = append(h.refusals, throttling{key, it.fresh, now, one.until})
	until, many := h.many(it)
	if !many {
		return true, false
	}
	if !it.fresh {
		h.scopes[scope{method: it.method}] = hold{until: until}
		return true, false
	}
	everything = !h.all.until.After(now)
	if everything {
		h.all = one
	}
	h.all.until = flows.Later(h.all.until, until)
	return true, everything
}

// many tells whether enough chats were refused in the same way that the limit concerns the whole bot, and gives the
// latest end of those refusals.
func (h *holds) many(it *item) (until time.Time, many bool) {
	chats := make(map[int64]bool)
	for _, r := range h.refusals {
		if r.fresh == it.fresh && (it.fresh || r.method == it.method) {
			chats[r.chat] = true
			until = flows.Later(until, r.until)
		}
	}
	return until, len(chats) >= manyChats
}

// forget drops holds and refusals that are over.
func (h *holds) forget(now time.Time) {
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

// accepted ends the hold against which an item was tried.
func (h *holds) accepted(it *item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.scopes, scope{it.chat, it.method})
	if it.probe {
		h.all, h.refusals = hold{}, nil
	}
}

// opens is when the holds of its chat and its method let an item through.
func (h *holds) opens(it *item) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.scopes) == 0 {
		return time.Time{}
	}
	urgent := it.urgent()
	return flows.Later(h.scopes[scope{it.chat, it.method}].opens(urgent), h.scopes[scope{method: it.method}].opens(urgent))
}

// begun notes that an item is being tried.
func (h *holds) begun(it *item, now time.Time) {
	if !it.urgent() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, key := range []scope{{it.chat, it.method}, {method: it.method}} {
		if one, held := h.scopes[key]; held {
			one.probed = now
			h.scopes[key] = one
		}
	}
	if it.probe {
		h.all.probed = now
	}
}

// everything tells until when everything is held, and when a text about safety may be tried next.
func (h *holds) everything() (until, probe time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.until, h.all.opens(true)
}

// toasts tells until when presses are not answered.
func (h *holds) toasts() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return flows.Later(h.all.until, h.scopes[scope{method: methodToast}].until)
}

// alert tells until when Telegram has said that it will not take an alert which waits since the given time.
func (h *holds) alert(chat int64, since time.Time) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if one := h.scopes[scope{chat, methodSay}]; !one.probed.Before(since) {
		return flows.Later(h.all.until, one.until)
	}
	return h.all.until
}

// chats counts the chats in which a method is held at now, and gives the latest end of those holds.
func (h *holds) chats(now time.Time) (n int, until time.Time) {
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
