package bot

import (
	"sync"

	"footing/flows/state"
)

// Routes are what must be known of everybody to help them while their states cannot be read: the last routes that were
// written, by participant and by chat. They stay in memory, so that asking for one waits for nothing.
type Routes struct {
	mu    sync.Mutex
	byID  map[string]state.Route
	chats map[int64]string // the participant of each chat
}

func newRoutes() *Routes {
	return &Routes{byID: make(map[string]state.Route), chats: make(map[int64]string)}
}

// put replaces the route of a participant. One that is gone is removed.
func (r *Routes) put(id string, route state.Route) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if old, ok := r.byID[id]; ok && r.chats[old.Chat] == id {
		delete(r.chats, old.Chat)
	}
	delete(r.byID, id)
	if route.Gone {
		return
	}
	r.byID[id] = route
	if route.Chat != 0 {
		r.chats[route.Chat] = id
	}
}

// of finds who writes from a chat.
func (r *Routes) of(chat int64) (id string, route state.Route, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id, ok = r.chats[chat]; ok {
		route, ok = r.byID[id]
	}
	return id, route, ok
}

// named finds the route of a participant.
func (r *Routes) named(id string) (state.Route, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	route, ok := r.byID[id]
	return route, ok
}
