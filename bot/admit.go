package bot

import (
	"strings"
	"time"

	"footing/bot/internal/gate"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// admit adds a post to those that are stored, unless its chat writes too much. What is not stored is confirmed all the
// same. Calls for help, red answers and words of danger are always stored.
func (r *Receiver) admit(posts []storage.Post, post storage.Post, album string, now time.Time) []storage.Post {
	if r.gate == nil {
		return append(posts, post)
	}
	head := post.Event.Head()
	verdict, known := r.verdicts[head.ID]
	if !known {
		verdict = r.judge(post, album, now)
		r.verdicts[head.ID] = verdict
	}
	switch verdict {
	case gate.Take:
	case gate.TakeIf:
		post.Known = true
	case gate.RefuseOf:
		r.o.Log.Warn("a chat writes more than is taken", "update", head.ID)
		post = storage.Post{Chat: post.Chat, Known: true, Event: state.Flood{
			Header: state.Header{ID: head.ID + "/flood", At: head.At},
		}}
	case gate.Refuse:
		return posts
	}
	return append(posts, post)
}

// judge decides about an update that was not fetched before.
func (r *Receiver) judge(post storage.Post, album string, now time.Time) gate.Verdict {
	kind, key := r.weigh(post.Event)
	verdict := gate.Refuse
	if kind != gate.Usual || album == "" || !r.gate.Again(post.Chat, album, now) {
		verdict = r.gate.Judge(post.Chat, kind, key, now)
	}
	if verdict == gate.Refuse || verdict == gate.RefuseOf {
		r.metrics.Updates.WithLabelValues("refused").Inc()
	}
	return verdict
}

// weigh says how much an event matters, without knowing whose it is. The key of a call for help tells it from others.
func (r *Receiver) weigh(e state.Event) (kind gate.Kind, key string) {
	if r.bare.Plea(state.Route{Told: true}, e) >= engine.PleaHelp {
		if tap, ok := e.(state.Tapped); ok {
			return gate.Grave, tap.Data
		}
		return gate.Grave, "words"
	}
	switch e := e.(type) {
	case state.Said:
		if strings.HasPrefix(strings.TrimSpace(e.Text.Reveal()), "/start ") {
			return gate.Link, ""
		}
	case state.Membership:
		return gate.Change, ""
	default:
	}
	return gate.Usual, ""
}

// countStrangers tells the gate how many of the stored events are of people unknown, but for those that it lets in
// anyway.
func (r *Receiver) countStrangers(entries []storage.Entry, now time.Time) {
	if r.gate == nil {
		return
	}
	n := 0
	for _, e := range entries {
		if kind, _ := r.weigh(e.Event); e.To == "" && kind == gate.Usual {
			n++
		}
	}
	r.gate.Strangers(n, now)
}
