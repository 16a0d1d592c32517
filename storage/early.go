package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows/state"
	"footing/storage/keyspace"
)

// Earlier releases kept each moment in the due set by itself, under a name that said whose it is and what it is for.
// Until a shard is swept such moments stand beside the present ones and are due like them.

// momentName is what a moment is called in the id of its event, and what an earlier release called it in the due set.
func momentName(id string, kind state.WakeKind, key string) string {
	return id + "/" + string(kind) + "/" + key
}

// earlyMoment reads the name of a moment, and tells whether an earlier release has given it.
func earlyMoment(name string, at time.Time) (id string, w state.Wake, early bool) {
	id, rest, early := strings.Cut(name, "/")
	kind, key, _ := strings.Cut(rest, "/")
	return id, state.Wake{Kind: state.WakeKind(kind), Key: key, At: at}, early
}

// replacedNames lists the earlier moments that a turn forgets or plans anew.
func (s *Store) replacedNames(ctx context.Context, shard int, t Turn) (names []any, err error) {
	if s.form.swept(shard) {
		return nil, nil
	}
	for _, effect := range t.Effects {
		switch e := effect.(type) {
		case state.Wake:
			names = append(names, momentName(t.Before.ID, e.Kind, e.Key))
		case state.Forget:
			names = append(names, momentName(t.Before.ID, e.Kind, e.Key))
		case state.Erase:
			all, err := s.earlyMoments(ctx, shard, t.Before.ID+"/*")
			if err != nil {
				return nil, err
			}
			for _, w := range all[t.Before.ID] {
				names = append(names, momentName(t.Before.ID, w.Kind, w.Key))
			}
		}
	}
	return names, nil
}

// scanPage is about how many moments a scan reads at once.
const scanPage = 500

// earlyMoments reads the moments of a shard that an earlier release has planned, by participant.
func (s *Store) earlyMoments(ctx context.Context, shard int, match string) (map[string]moments, error) {
	found := make(map[string]moments)
	for cursor := uint64(0); ; {
		page, next, err := s.rdb.ZScan(ctx, keyspace.Due(shard), cursor, match, scanPage).Result()
		if err != nil {
			return nil, fmt.Errorf("read the moments of shard %d: %w", shard, err)
		}
		for n := 0; n+1 < len(page); n += 2 {
			at, err := scoreTime(page[n+1])
			if err != nil {
				return nil, err
			}
			if id, w, early := earlyMoment(page[n], at); early {
				found[id] = append(found[id].without(w.Kind, w.Key), w)
			}
		}
		if cursor = next; cursor == 0 {
			return found, nil
		}
	}
}

// earlyCalls lists the participants of a shard to whom a call is due by an earlier release's plan.
func (s *Store) earlyCalls(ctx context.Context, shard int) ([]string, error) {
	if s.form.swept(shard) {
		return nil, nil
	}
	found, err := s.earlyMoments(ctx, shard, "*/"+string(state.WakeCall)+"/*")
	if err != nil {
		return nil, err
	}
	var ids []string
	for id, planned := range found {
		if slices.ContainsFunc(planned, func(w state.Wake) bool { return w.Kind == state.WakeCall }) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
