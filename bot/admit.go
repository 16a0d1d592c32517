package bot

import (
	"time"

	"footing/bot/internal/gate"
	"footing/flows/state"
	"footing/storage"
)

// admit adds an arrival to those that are stored, unless its chat writes too much. What is not stored is confirmed all
// the same. What is grave, a call for help or what belongs to an alert, is always stored, but for a mere repeat.
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
	weight, verdict := gate.Weigh(r.bare, arrival.Event), gate.Refuse
	if weight.Kind != gate.Usual || album == "" || !r.gate.SameAlbum(arrival.Chat, album, now) {
		verdict = r.gate.Judge(arrival.Chat, weight, now)
	}
	if verdict == gate.Refuse || verdict == gate.RefuseOf {
		r.metrics.Updates.WithLabelValues("refused").Inc()
		if weight.Press && r.gate.Answers(arrival.Chat, now) {
			r.attendant.Refused(arrival, weight.Kind == gate.Grave)
		}
	}
	return verdict
}

// countStrangers tells the gate how many of the stored events are of people unknown, but for those that it lets in
// anyway.
func (r *Receiver) countStrangers(entries []storage.Entry, now time.Time) {
	if r.gate == nil {
		return
	}
	n := 0
	for _, e := range entries {
		if e.To == "" && gate.Weigh(r.bare, e.Event).Kind == gate.Usual {
			n++
		}
	}
	r.gate.Strangers(n, now)
}
