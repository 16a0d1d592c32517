package spool

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"footing/bot/internal/loop"
	"footing/storage"
	"footing/storage/folder"
)

// unreadable is the lane of records that cannot be read. That of a shard is its number and 1.
const unreadable = -1

// Split divides arrivals into those that may go straight to the store, and those that belong behind others of their
// shard which wait. Each part keeps the order.
func (s *Spool) Split(arrivals []storage.Arrival) (straight, behind []storage.Arrival) {
	if s.store == nil {
		return nil, arrivals
	}
	if s.Len() == 0 {
		return arrivals, nil
	}
	lanes, err := s.lanes()
	for _, arrival := range arrivals {
		if err != nil || slices.Contains(lanes, s.laneOf(arrival)) {
			// An error, which Drain tells of, can hide some that wait.
			behind = append(behind, arrival)
		} else {
			straight = append(straight, arrival)
		}
	}
	return straight, behind
}

// Waits tells whether arrivals of a shard wait.
func (s *Spool) Waits(shard int) bool {
	if s.Len() == 0 {
		return false
	}
	lanes, err := s.lanes()
	return err != nil || slices.Contains(lanes, shard+1)
}

// first is how long what is due on a shard waits for what came before and waits in the data folder.
const first = 10 * time.Second

// First tells whether what waits here for a shard is to reach it before anything that is due there: what was done
// without the store among it. It is no longer waited for than some seconds.
func (s *Spool) First(shard int, now loop.Reading) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.Waits(shard) {
		delete(s.asked, shard)
		return false
	}
	since, known := s.asked[shard]
	if !known {
		since, s.asked[shard] = now, now
	}
	return now.Run-since.Run < first
}

// lanes lists the lanes in which arrivals wait.
func (s *Spool) lanes() ([]int, error) {
	if err := s.folder.Updates().Sort(s.lane); err != nil {
		return nil, fmt.Errorf("look at the spool: %w", err)
	}
	return s.folder.Updates().Lanes(), nil
}

// Drain hands the arrivals that wait to accept, those of each shard for themselves and oldest first, and drops those
// for which it returned nil. It returns how many these were. All shards are drained at the same time, so that one which
// fails or does not answer holds up none of the others. A batch is of one shard and belongs to accept.
func (s *Spool) Drain(ctx context.Context, accept func([]storage.Arrival) error) (moved int, err error) {
	queue := s.folder.Updates()
	lanes, err := s.lanes()
	if err != nil {
		return 0, fmt.Errorf("empty the spool: %w", err)
	}
	dropped, failures := make([]int, len(lanes)), make([]error, len(lanes))
	var all sync.WaitGroup
	for i, lane := range lanes {
		if lane == 0 { // came just now
			continue
		}
		all.Go(func() {
			failures[i] = queue.DrainLane(ctx, lane, func(batch []folder.Record) error {
				arrivals, err := s.read(batch)
				if err != nil {
					return err
				}
				if len(arrivals) > 0 {
					err = accept(arrivals)
				}
				if err == nil {
					dropped[i] += len(arrivals)
				}
				return err
			})
		})
	}
	all.Wait()
	var failed loop.Failures
	for i := range lanes {
		moved += dropped[i]
		failed.Add(failures[i])
	}
	if failed.N > 0 {
		return moved, fmt.Errorf("empty the spool: %w", failed.Err())
	}
	return moved, nil
}

// read gives the arrivals of records. Those that cannot be read are set aside first.
func (s *Spool) read(batch []folder.Record) ([]storage.Arrival, error) {
	var arrivals []storage.Arrival
	var unread []folder.Record
	for _, record := range batch {
		arrival, err := s.Read(record)
		if err != nil {
			s.log.Error("a spooled update cannot be read and is set aside", "error", err)
			record.Lane = 0
			unread = append(unread, record)
			continue
		}
		arrivals = append(arrivals, arrival)
	}
	return arrivals, s.setAside(unread)
}

// setAside puts records that cannot be read into the quarantine. If that fails, they wait in the spool: what somebody
// wrote is not thrown away. Nobody knows whose they are, so nobody waits behind them.
func (s *Spool) setAside(unread []folder.Record) error {
	if len(unread) == 0 {
		return nil
	}
	if err := s.folder.Quarantine().Keep(unread); err != nil {
		return fmt.Errorf("set spooled updates aside: %w", err)
	}
	s.metrics.Parked.WithLabelValues("spool").Add(float64(len(unread)))
	return nil
}

// lane is the lane of a record.
func (s *Spool) lane(record folder.Record) int {
	arrival, err := s.Read(record)
	if err != nil {
		return unreadable
	}
	return s.laneOf(arrival)
}

// laneOf is the lane of an arrival; none without a store.
func (s *Spool) laneOf(a storage.Arrival) int {
	if s.store == nil {
		return 0
	}
	shard, err := s.shard(a)
	if err != nil {
		return unreadable
	}
	return shard + 1
}

func (s *Spool) shard(a storage.Arrival) (int, error) {
	if a.To == "" {
		return s.store.ShardOf(a.Chat), nil
	}
	shard, err := s.store.ShardOfID(a.To)
	if err != nil {
		return 0, fmt.Errorf("find the shard of an arrival: %w", err)
	}
	return shard, nil
}
