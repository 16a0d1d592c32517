// Package people keeps the participants of a shard in memory. While a process holds the shard's lease nobody else
// changes them, so what its own turns have left of them is what the store has. After any doubt about that, Forget.
//
// A worker looks here before it loads (Of, or OfChat for an update), and calls Keep after every turn that was saved. A
// memory is bounded: when it is full it begins anew, and a participant who is needed again costs one round trip.
package people

import "footing/storage"

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
