package journal

import (
	"cmp"
	"context"
	"slices"

	"footing/flows/state"
	"footing/storage"
)

// read reads the shard's records from the journal. Of the turns it takes those on the path that the store lacks.
func (r *replay) read() {
	if !r.keeps {
		return
	}
	names := make(map[string]bool) // the ids of events that had a turn
	var arrivals []came
	r.file.Read(func(data []byte) {
		one, err := decode(data)
		if err != nil || one.shard != r.lease.Shard {
			return
		}
		switch one.kind {
		case kindTurn:
			t, err := one.turn()
			if err != nil {
				return
			}
			names[t.Event.Head().ID] = true
			upTo, ours := r.path.upTo[t.line]
			switch {
			case !ours || t.Number > upTo:
			case t.Number > r.path.has:
				r.turns = append(r.turns, t)
			default:
				r.before = t.At
			}
		case kindOver:
			if o, err := one.over(); err == nil {
				r.over[o.id] = o
			}
		case kindCame:
			if arrival, err := one.came(); err == nil {
				arrivals = append(arrivals, came{one.shard, one.at, arrival})
			}
		}
	})
	slices.SortStableFunc(r.turns, func(a, b Past) int { return cmp.Compare(a.Number, b.Number) })
	for _, c := range arrivals {
		if !names[c.arrival.Event.Head().ID] && c.at.After(r.before.Add(-lately)) {
			r.came = append(r.came, c)
		}
	}
}

// page is the number of entries that are read from the store at once.
const page = 500

// look reads the shard's inbox and outbox.
func (r *replay) look(ctx context.Context) error {
	if err := r.lookIn(ctx); err != nil {
		return err
	}
	for after, full := "", true; full; {
		out, err := r.with.Store.Outbox(ctx, r.lease.Shard, after, page)
		if err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
		for _, o := range out {
			if after = o.Stream; o.Err == nil {
				r.waits(o)
			}
		}
		full = len(out) == page
	}
	return nil
}

// lookIn reads the inbox entries that are new since it was last called.
func (r *replay) lookIn(ctx context.Context) error {
	for full := true; full; {
		entries, err := r.with.Store.Inbox(ctx, r.lease.Shard, r.after, page)
		if err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
		for _, e := range entries {
			r.after = e.Stream
			due, isDue := e.Event.(state.Due)
			switch {
			case e.Err != nil:
			case isDue && due.Kind == "":
				r.due[e.To] = e
			default:
				r.inbox[e.Event.Head().ID] = e
			}
		}
		full = len(entries) == page
	}
	return nil
}

func (r *replay) waits(o storage.Outgoing) {
	if _, known := r.outbox[o.ID]; !known {
		r.order = append(r.order, o.ID)
	}
	r.outbox[o.ID] = o
}
