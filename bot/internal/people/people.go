// Package people keeps the participants of a shard in memory. While a process holds the shard's lease nobody else
// changes them, so what its own turns have left of them is what the store has. After any doubt about that, Forget.
//
// A worker looks here before it loads (Of, or Find for an update), and calls Keep after every turn that was saved. A
// memory is bounded: when it is full it begins anew, and a participant who is needed again costs two round trips.
package people

import (
	"context"
	"time"

	"footing/storage"
)

// findWithin is how long Find waits for the store.
const findWithin = 25 * time.Millisecond

// most is how many participants are kept.
const most = 1024

// People are participants as their last turns left them. Only the shard's worker uses them.
type People struct {
	records map[string]storage.Record
	chats   map[int64]string // whose they are; one that has changed hands is found out by its record
}

// New makes an empty memory.
func New() *People {
	return &People{records: make(map[string]storage.Record), chats: make(map[int64]string)}
}

// Of gives a participant, if they are remembered.
func (p *People) Of(id string) (storage.Record, bool) {
	r, ok := p.records[id]
	return r, ok
}

// OfChat gives the participant who has a chat, if they are remembered.
func (p *People) OfChat(chat int64) (storage.Record, bool) {
	r, ok := p.records[p.chats[chat]]
	return r, ok && r.State.Chat == chat
}

// Find gives the participant who has a chat: from memory, or from the store if that answers soon. It does not tell why
// it found nobody, because the inbox does all that this is for, only with one more wait for the disk.
func (p *People) Find(ctx context.Context, store *storage.Store, chat int64) (storage.Record, bool) {
	if r, ok := p.OfChat(chat); ok {
		return r, true
	}
	ctx, cancel := context.WithTimeout(ctx, findWithin)
	defer cancel()
	id, err := store.Resolve(ctx, chat)
	if err != nil || id == "" {
		return storage.Record{}, false
	}
	if r, ok := p.Of(id); ok {
		return r, r.State.Chat == chat
	}
	r, err := store.Load(ctx, id)
	return r, err == nil && r.Version > 0 && r.State.Chat == chat
}

// Keep remembers a participant. An empty state was not saved, so it is not kept.
func (p *People) Keep(r storage.Record) {
	if r.State.Empty() {
		delete(p.records, r.ID)
		return
	}
	if len(p.records) >= most {
		p.Forget() // this is rare, and a participant who is needed again costs one round trip
	}
	p.records[r.ID] = r
	if r.State.Chat != 0 {
		p.chats[r.State.Chat] = r.ID
	}
}

// Forget forgets everybody.
func (p *People) Forget() {
	clear(p.records)
	clear(p.chats)
}
