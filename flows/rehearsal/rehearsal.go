// Package rehearsal plays conversations in memory, without Telegram, Redis or waiting. It is for trying a protocol out
// (play, simulate), for seeding a store, and for tests.
//
// A Rehearsal has any number of participants, and a time that jumps from one due moment to the next. A Script plays a
// conversation from lines of text and writes it down with all effects; a Preview shows what a plan asks, and when:
//
//	script := rehearsal.NewScript(plan)
//	err := errors.Join(script.Line("everybody is set up"), script.Line("at 2026-03-02 14:00"))
//	fmt.Println(script, err)
//
// Everything goes through engine.Step, so what is rehearsed is what the bot does. Nothing goes wrong on the way:
// messages arrive, in order, unless the person has blocked the bot. What happens otherwise is for the property tests of
// package engine and for the campaigns of package bot.
package rehearsal

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// Rehearsal runs the engine for any number of participants. Letters arrive at once. Every message is delivered unless
// its recipient has blocked the bot. Advance jumps from one due moment to the next. A Rehearsal is deterministic, and
// not safe for concurrent use.
type Rehearsal struct {
	Now time.Time
	// Watch sees every turn; may be nil.
	Watch     func(to string, e state.Event, effects []state.Effect)
	Languages map[int64]string // of people's apps, by chat; default English
	Pictures  bool             // draw the pictures of summaries, which is slow
	Series    string           // prefix of every event id; rehearsals for one store need different ones

	Plan    *flows.Protocol
	shard   func(chat int64) int
	chats   map[int64]string
	cast    map[string]*Role
	serial  int
	message int
	said    time.Time       // when what people do next was done; zero: now
	unread  map[string]bool // by id: their facts can't be read
	aside   map[string]bool // by id: their state can't be read, so letters to them are set aside

	storeless *storeless // answers while the store is away; nil: it is there
}

// Role is one participant of a rehearsal.
type Role struct {
	State state.State
	Facts []record.Fact
	Wakes map[string]state.Wake // by kind and key
	Phone []state.Say           // every new message, in order; an edit changes it in place
	IDs   []int                 // message ids of Phone
}

// NewRehearsal makes a rehearsal that begins in the second of start, because events have whole seconds. The shard
// function places chats as the store would.
func NewRehearsal(p *flows.Protocol, start time.Time, shard func(chat int64) int) *Rehearsal {
	return &Rehearsal{
		Now: start.Truncate(time.Second), Pictures: true, Plan: p, shard: shard,
		chats: map[int64]string{}, cast: map[string]*Role{}, unread: map[string]bool{}, aside: map[string]bool{},
	}
}

// Join adds somebody from another rehearsal with their state, wakes and phone. The two rehearsals share the role, so
// only one of them may continue with it at a time.
func (r *Rehearsal) Join(role *Role) {
	r.cast[role.State.ID] = role
	if role.State.Chat != 0 {
		r.chats[role.State.Chat] = role.State.ID
	}
	for _, id := range role.IDs {
		r.message = max(r.message, id)
	}
}

// Role is the participant behind an id, or nil.
func (r *Rehearsal) Role(id string) *Role { return r.cast[id] }

// Cast lists everybody's ids in order.
func (r *Rehearsal) Cast() []string {
	ids := make([]string, 0, len(r.cast))
	for id := range r.cast {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Who is the participant id of a chat, or empty.
func (r *Rehearsal) Who(chat int64) string { return r.chats[chat] }

// Say makes a person write a text. Draw is the message's randomness.
func (r *Rehearsal) Say(chat int64, name, text, draw string) {
	r.serial++
	r.message++
	r.person(chat, draw, state.Said{
		Header:  state.Header{ID: fmt.Sprintf("%su%d.m%d", r.Series, r.serial, r.message), At: r.Now},
		Sender:  state.Sender{Chat: chat, Name: name, Language: r.language(chat), Draw: draw},
		Message: r.message, Media: state.Text, Text: record.FreeText(text), SaidAt: r.said,
	})
}

func (r *Rehearsal) language(chat int64) string {
	if language, ok := r.Languages[chat]; ok {
		return language
	}
	return "en"
}

// Tap makes a person press a button, given by its data, on one of their messages.
func (r *Rehearsal) Tap(chat int64, name string, message int, data string) {
	r.serial++
	r.person(chat, "", state.Tapped{
		Header:  state.Header{ID: fmt.Sprintf("%su%d.c%d", r.Series, r.serial, r.serial), At: r.Now},
		Sender:  state.Sender{Chat: chat, Name: name, Language: r.language(chat)},
		Message: message, Callback: fmt.Sprintf("c%d", r.serial), Data: data, SaidAt: r.said,
	})
}

// person posts what a person did, giving a stranger an id first.
func (r *Rehearsal) person(chat int64, draw string, e state.Event) {
	id := r.chats[chat]
	if id == "" {
		id = fmt.Sprintf("s%02d-%s", r.shard(chat), draw)
		r.cast[id] = &Role{State: state.State{ID: id, Chat: chat}, Wakes: map[string]state.Wake{}}
		r.chats[chat] = id
	}
	if r.storeless != nil {
		r.storeless.came(id, e)
		return
	}
	r.Post(id, e)
	if role := r.cast[id]; role.State.Empty() { // a stranger's state is not kept, but their phone is
		role.State = state.State{ID: id, Chat: chat}
	}
}

// posted is an event to be delivered.
type posted struct {
	to    string
	event state.Event
}

// Post delivers an event to a participant, and then every event that follows from it.
func (r *Rehearsal) Post(to string, e state.Event) {
	for queue := []posted{{to, e}}; len(queue) > 0; queue = queue[1:] {
		if _, letter := queue[0].event.(state.Told); !letter || !r.aside[queue[0].to] {
			queue = append(queue, r.turn(queue[0])...)
		}
	}
}

func (r *Rehearsal) turn(p posted) []posted {
	role := r.cast[p.to]
	if role == nil {
		role = &Role{State: state.State{ID: p.to}, Wakes: map[string]state.Wake{}}
		r.cast[p.to] = role
	}
	after, effects := engine.Step(r.Plan, role.State, p.event)
	role.State = after
	if r.Watch != nil {
		r.Watch(p.to, p.event, effects)
	}
	var follow []posted
	for n, effect := range effects {
		follow = append(follow, r.effect(role, state.EffectID(p.event.Head().ID, n), effect)...)
	}
	return follow
}

func (r *Rehearsal) effect(role *Role, id string, effect state.Effect) []posted {
	switch e := effect.(type) {
	case state.Say:
		r.message++
		role.Phone, role.IDs = append(role.Phone, e), append(role.IDs, r.message)
		if (e.Anchor != "" || e.Trace != "") && !role.blocks() {
			return []posted{{role.State.ID, r.sent(id, e.Anchor, e.Trace)}}
		}
	case state.Picture:
		r.message++
		role.Phone = append(role.Phone, state.Say{Chat: e.Chat, Class: e.Class, Text: e.Caption, Protect: e.Protect})
		role.IDs = append(role.IDs, r.message)
	case state.Edit:
		if n := slices.Index(role.IDs, e.Message); n >= 0 {
			role.Phone[n].Text, role.Phone[n].Buttons = e.Text, e.Buttons
		}
	case state.Tell:
		to := e.To
		if to == "" {
			to = r.chats[e.Chat]
		}
		return []posted{{to, state.Told{Header: state.Header{ID: id, At: r.Now}, From: role.State.ID, Letter: e.Letter}}}
	case state.Keep:
		role.Facts = append(role.Facts, e.Fact)
	case state.Wake:
		role.Wakes[string(e.Kind)+" "+e.Key] = e
	case state.Forget:
		delete(role.Wakes, string(e.Kind)+" "+e.Key)
	case state.Erase:
		role.Facts, role.Wakes = nil, map[string]state.Wake{}
	case state.Card:
		return r.unseen(role, id, e.Trace)
	case state.Document:
		return r.unseen(role, id, e.Trace)
	case state.Delete:
		role.remove(e.Messages)
	case state.Toast, state.Menu, state.Page, state.Route, state.Ignore:
	}
	return nil
}

func (r *Rehearsal) sent(id, anchor, trace string) state.Sent {
	return state.Sent{Header: state.Header{ID: id + "/sent", At: r.Now}, Anchor: anchor, Trace: trace, Message: r.message}
}

// unseen delivers a card or a file, which leaves no text on the phone.
func (r *Rehearsal) unseen(role *Role, id, trace string) []posted {
	if trace == "" {
		return nil
	}
	r.message++
	if role.blocks() {
		return nil
	}
	return []posted{{role.State.ID, r.sent(id, "", trace)}}
}

// blocks tells whether the person has blocked the bot, in which case Telegram refuses messages to them.
func (r *Role) blocks() bool { return r.State.Blocked && !r.State.Doubtful }

// remove removes messages from the phone.
func (r *Role) remove(messages []int) {
	for _, id := range messages {
		if n := slices.Index(r.IDs, id); n >= 0 {
			r.Phone, r.IDs = slices.Delete(r.Phone, n, n+1), slices.Delete(r.IDs, n, n+1)
		}
	}
}

// NextDue is the earliest due moment of anybody, and its participant. Ties go to the lowest chat, because ids depend on
// the store's placement and the order must not.
func (r *Rehearsal) NextDue() (id string, wake state.Wake, ok bool) {
	var chat int64
	for who, role := range r.cast {
		for _, w := range role.Wakes {
			if !ok || cmp.Or(w.At.Compare(wake.At), cmp.Compare(role.State.Chat, chat),
				cmp.Compare(w.Kind, wake.Kind), cmp.Compare(w.Key, wake.Key), cmp.Compare(who, id)) < 0 {
				id, wake, chat, ok = who, w, role.State.Chat, true
			}
		}
	}
	return id, wake, ok
}

// Advance processes every due moment up to and including the given time.
func (r *Rehearsal) Advance(until time.Time) {
	for {
		id, wake, ok := r.NextDue()
		if !ok || wake.At.After(until) {
			break
		}
		if wake.At.After(r.Now) {
			r.Now = wake.At
		}
		role := r.cast[id]
		delete(role.Wakes, string(wake.Kind)+" "+wake.Key)
		due := state.Due{
			Header: state.Header{ID: fmt.Sprintf("%s/%s/%s/%d", id, wake.Kind, wake.Key, wake.At.UnixMilli()), At: r.Now},
			Kind:   wake.Kind, Key: wake.Key, Nominal: wake.At, Digest: r.compose(id, wake),
		}
		if since, needed := engine.OwnFacts(r.Plan, role.State, due.Kind, due.Key); needed && r.unread[id] {
			due.Unread = true
		} else if needed {
			due.Facts = slices.DeleteFunc(slices.Clone(role.Facts), func(f record.Fact) bool { return f.At.Before(since) })
		}
		if gone, needed := engine.Leaver(role.State, due.Kind, due.Key); needed {
			r.leaver(role.State.Desk.Staff, gone, &due)
		}
		r.Post(id, due)
	}
	if until.After(r.Now) {
		r.Now = until
	}
}

// leaver counts who would have nobody without somebody, as the worker does.
func (r *Rehearsal) leaver(staff []state.Contact, gone string, due *state.Due) {
	role := r.cast[gone]
	if due.Unread = role == nil || role.State.Desk == nil || r.aside[gone]; due.Unread {
		return
	}
	works := func(id string) bool {
		there := r.cast[id] != nil && !r.cast[id].State.Blocked
		return there && slices.ContainsFunc(staff, func(c state.Contact) bool { return c.ID == id })
	}
	for _, m := range role.State.Desk.Panel {
		if patient := r.cast[m.ID]; patient != nil {
			if lost, alerts := engine.Loses(r.Plan, patient.State, gone, works); lost {
				due.Lost, due.LostAlerts = due.Lost+1, due.LostAlerts+alerts
			}
		}
	}
}

// compose reads the panel's facts for moments that need a digest, as the worker does.
func (r *Rehearsal) compose(id string, wake state.Wake) *digest.Digest {
	request, ok := engine.DigestRequest(r.Plan, r.cast[id].State, wake.Kind, wake.Key, wake.At)
	if !ok {
		return nil
	}
	people := request.People[:0:0]
	for _, person := range request.People {
		role := r.cast[person.ID]
		switch {
		case role == nil:
		case r.unread[person.ID]:
			request.Unread = append(request.Unread, person.Code)
		case role.State.May(id, state.RightFacts, r.Now):
			person.Facts, person.Unalerted = role.Facts, !role.State.May(id, state.RightAlerts, r.Now)
			person.Careful = role.State.Patient.Careful.Holds()
			people = append(people, person)
		}
	}
	request.People = people
	request.Charts = request.Charts && r.Pictures
	request.Reader = r.cast[id].Facts
	composed := digest.Compose(r.Plan, request)
	return &composed
}
