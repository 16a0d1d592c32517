package journal

import (
	"context"

	"footing/flows/state"
	"footing/storage"
)

// read takes from the journal what is of the shard. A number that comes again was given anew, on an older copy that the
// work went on with: what had it before, and what came behind that, does not count.
func (r *replay) read(context.Context) error {
	var all []record
	var turns []Past
	err := r.file.Read(func(data []byte) {
		one, err := decode(data)
		if err != nil || one.shard != r.lease.Shard {
			return
		}
		switch one.kind {
		case kindTurn:
			for len(turns) > 0 && turns[len(turns)-1].Number >= one.number {
				turns = turns[:len(turns)-1]
			}
			if t, err := one.turn(); err == nil {
				turns = append(turns, t)
				r.names[t.Event.Head().ID] = true
			}
		case kindOver:
			if o, err := one.over(); err == nil {
				r.over[o.id] = o
			}
		case kindCame:
			all = append(all, one)
		}
	})
	if err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	has := r.with.Store.Turns(r.lease.Shard)
	for _, t := range turns {
		if t.Number > has {
			r.turns = append(r.turns, t)
		} else {
			r.before = t.At
		}
	}
	for _, one := range all {
		if arrival, err := one.came(); err == nil && !r.names[arrival.Event.Head().ID] {
			r.came = append(r.came, arrival)
		}
	}
	return nil
}

// page is how many entries are read from the store at once.
const page = 500

// look reads what waits on the shard.
func (r *replay) look(ctx context.Context) error {
	for after, full := "", true; full; {
		entries, err := r.with.Store.Inbox(ctx, r.lease.Shard, after, page)
		if err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
		for _, e := range entries {
			after = e.Stream
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

func (r *replay) waits(o storage.Outgoing) {
	if _, known := r.outbox[o.ID]; !known {
		r.order = append(r.order, o.ID)
	}
	r.outbox[o.ID] = o
}
