package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/keyspace"
)

// Sweeper brings what earlier releases kept of a shard's participants into the present form, a few at a time, beside
// the turns. It may stop at any moment and begin again: whoever is done stays done.
type Sweeper struct {
	s       *Store
	lease   Lease
	ids     []string
	planned map[string]moments
	listed  bool
	failed  int
}

// sweepStep is how many participants are swept in one step.
const sweepStep = 20

// NewSweeper makes the sweeper of a shard; nil if nothing is left to do there.
func (s *Store) NewSweeper(lease Lease) *Sweeper {
	if s.form.swept(lease.Shard) {
		return nil
	}
	return &Sweeper{s: s, lease: lease}
}

// Step sweeps the next few participants, and tells whether more are left. The caller must not rely on a Record that was
// loaded before. Participants who cannot be read stay as they are, and are tried again by the next sweeper; Failed
// counts them.
func (w *Sweeper) Step(ctx context.Context) (more bool, err error) {
	shard := w.lease.Shard
	if err := w.s.trusted(shard); err != nil {
		return true, fmt.Errorf("sweep shard %d: %w", shard, err)
	}
	if !w.listed {
		if err := w.list(ctx); err != nil {
			return true, fmt.Errorf("sweep shard %d: %w", shard, err)
		}
	}
	for range min(sweepStep, len(w.ids)) {
		err := w.sweep(ctx, w.ids[0])
		if errors.Is(err, ErrStale) { // what was due has moved to the inbox
			if err = w.relist(ctx, w.ids[0]); err == nil {
				err = w.sweep(ctx, w.ids[0])
			}
		}
		switch {
		case err == nil:
		case Final(err):
			w.failed++
		default:
			return true, fmt.Errorf("sweep %s: %w", w.ids[0], err)
		}
		w.ids = w.ids[1:]
	}
	if len(w.ids) > 0 {
		return true, nil
	}
	return false, w.finish(ctx)
}

// Failed counts the participants who could not be swept.
func (w *Sweeper) Failed() int { return w.failed }

// list finds out who is on the shard and what is planned for them.
func (w *Sweeper) list(ctx context.Context) (err error) {
	shard := w.lease.Shard
	if w.planned, err = w.s.earlyMoments(ctx, shard, "*/*"); err != nil {
		return err
	}
	for id, wrong := range w.s.EveryoneOn(ctx, shard) {
		if wrong != nil {
			return wrong
		}
		w.ids = append(w.ids, id)
	}
	for id := range w.planned {
		w.ids = append(w.ids, id)
	}
	if office, err := w.s.ShardOfID(state.OfficeID); err == nil && office == shard {
		w.ids = append(w.ids, state.OfficeID)
	}
	slices.Sort(w.ids)
	w.ids, w.listed = slices.Compact(w.ids), true
	return nil
}

// relist finds out anew what an earlier release has planned for a participant.
func (w *Sweeper) relist(ctx context.Context, id string) error {
	found, err := w.s.earlyMoments(ctx, w.lease.Shard, id+"/*")
	w.planned[id] = found[id]
	return err
}

// sweep brings one participant into the present form.
func (w *Sweeper) sweep(ctx context.Context, id string) error {
	r, err := w.s.Load(ctx, id)
	if err != nil || r.Version == 0 {
		return err
	}
	planned := slices.Clone(r.planned)
	var early []any
	for _, m := range w.planned[id] {
		early = append(early, momentName(id, m.Kind, m.Key), m.At.UnixMilli())
		if !slices.ContainsFunc(planned, func(p state.Wake) bool { return p.Kind == m.Kind && p.Key == m.Key }) {
			planned = planned.with(m)
		}
	}
	planned.sort()
	facts, err := w.earlyFacts(ctx, id)
	if err != nil {
		return err
	}
	return w.s.rewrite(ctx, w.lease, r, planned, early, facts)
}

// earlyFacts reads the facts that an earlier release kept.
func (w *Sweeper) earlyFacts(ctx context.Context, id string) (facts []record.Fact, err error) {
	messages, err := w.s.rdb.XRange(ctx, keyspace.Early(w.lease.Shard, id), "-", "+").Result()
	if err != nil {
		return nil, fmt.Errorf("read earlier facts: %w", err)
	}
	for _, m := range messages {
		some, err := w.s.openFacts(id, text(m, "fact"))
		if err != nil {
			return nil, err
		}
		facts = append(facts, some...)
	}
	return facts, nil
}

// rewrite keeps a record in the present form, with other moments, and with earlier moments (pairs of name and time) and
// facts that stood elsewhere.
//
//nolint:revive // what is kept of a participant
func (s *Store) rewrite(
	ctx context.Context, lease Lease, r Record, planned moments, early []any, facts []record.Fact,
) error {
	data, err := encodeState(r.State)
	if err != nil {
		return err
	}
	sealed, err := s.sealState(r.State, data, planned)
	if err != nil {
		return err
	}
	args := append([]any{lease.Epoch, r.Version, r.ID, sealed, len(early) / 2}, early...)
	if args, err = s.appendPlan(args, r.ID, r.planned, planned, nil); err != nil {
		return err
	}
	if args, err = s.appendFacts(args, r.ID, facts); err != nil {
		return err
	}
	shard := lease.Shard
	_, err = verdict(s.scripts.Run(ctx, s.scripts.Rewrite.With([]string{
		keyspace.Epoch(shard), keyspace.State(shard, r.ID), keyspace.Facts(shard, r.ID), keyspace.Due(shard),
		keyspace.Calls(shard), keyspace.Early(shard, r.ID),
	}, args...)))
	return err
}

// Skip takes a moment out of a participant's record, because its turn can't be made: the entry of the event, which
// Record.Due has completed, is parked. Without that it would come again, and what is due after it never.
func (s *Store) Skip(ctx context.Context, lease Lease, r Record, e state.Event) error {
	err := s.trusted(lease.Shard)
	if err == nil {
		err = s.rewrite(ctx, lease, r, r.planned.after(e, nil), nil, nil)
	}
	if err != nil {
		return fmt.Errorf("skip what is due for %s: %w", r.ID, err)
	}
	return nil
}

// finish notes that nothing is left, if so.
func (w *Sweeper) finish(ctx context.Context) error {
	left, err := w.s.earlyMoments(ctx, w.lease.Shard, "*/*")
	if err != nil || w.failed > 0 || len(left) > 0 {
		return err
	}
	if err := w.s.rdb.Set(ctx, keyspace.Form(w.lease.Shard), strconv.Itoa(formMajor), 0).Err(); err != nil {
		return fmt.Errorf("note that shard %d is swept: %w", w.lease.Shard, err)
	}
	w.s.form.sweep(w.lease.Shard)
	return nil
}

// scoreTime reads a score of the due set.
func scoreTime(score string) (time.Time, error) {
	ms, err := strconv.ParseFloat(score, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read a due moment: %w", err)
	}
	return time.UnixMilli(int64(ms)).UTC(), nil
}
