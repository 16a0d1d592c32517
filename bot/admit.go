package bot

import (
	"cmp"
	"strings"
	"time"

	"footing/bot/internal/gate"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// admit adds an arrival to those that are stored, unless its chat writes too much. What is not stored is confirmed all
// the same. What is grave, a call for help or a press on an alert, is always stored, but for a mere repeat.
func (r *Receiver) admit(
	arrivals []storage.Arrival, arrival storage.Arrival, album string, now time.Time,
) []storage.Arrival {
	if r.gate == nil {
		return append(arrivals, arrival)
	}
	head := arrival.Event.Head()
	verdict, known := r.verdicts[head.ID]
	if !known {
		verdict = r.judge(arrival, album, now)
		r.verdicts[head.ID] = verdict
	}
	switch verdict {
	case gate.Take:
	case gate.TakeIf:
		arrival.Known = true
	case gate.RefuseOf:
		r.o.Log.Warn("a chat writes more than is taken", "update", head.ID)
		arrival = storage.Arrival{Chat: arrival.Chat, Known: true, Event: state.Flood{
			Header: state.Header{ID: head.ID + "/flood", At: head.At},
		}}
	case gate.Refuse:
		return arrivals
	}
	return append(arrivals, arrival)
}

// judge decides about an update that was not fetched before.
func (r *Receiver) judge(arrival storage.Arrival, album string, now time.Time) gate.Verdict {
	weight, verdict := r.weigh(arrival.Event), gate.Refuse
	if weight.Kind != gate.Usual || album == "" || !r.gate.SameAlbum(arrival.Chat, album, now) {
		verdict = r.gate.Judge(arrival.Chat, weight, now)
	}
	if verdict == gate.Refuse || verdict == gate.RefuseOf {
		r.metrics.Updates.WithLabelValues("refused").Inc()
	}
	return verdict
}

// weigh says how much an event matters, without knowing whose it is.
func (r *Receiver) weigh(e state.Event) gate.Weight {
	grave := r.bare.Plea(state.Route{Told: true}, e) >= engine.PleaHelp || r.bare.Acts(e)
	tap, _ := e.(state.Tapped)
	said, _ := e.(state.Said)
	_, change := e.(state.Membership)
	switch text := said.Text.Reveal(); {
	case grave:
		return gate.Weight{Kind: gate.Grave, Key: cmp.Or(tap.Data, "words"), Text: text}
	case strings.HasPrefix(strings.TrimSpace(text), "/start "):
		return gate.Weight{Kind: gate.Link}
	case change:
		return gate.Weight{Kind: gate.Change}
	}
	return gate.Weight{}
}

// countStrangers tells the gate how many of the stored events are of people unknown, but for those that it lets in
// anyway.
func (r *Receiver) countStrangers(entries []storage.Entry, now time.Time) {
	if r.gate == nil {
		return
	}
	n := 0
	for _, e := range entries {
		if e.To == "" && r.weigh(e.Event).Kind == gate.Usual {
			n++
		}
	}
	r.gate.Strangers(n, now)
}
