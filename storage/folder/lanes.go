package folder

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// drain hands the records of a lane to accept, oldest first, in batches, and
// drops each batch when accept has returned nil. Lanes are drained beside each
// other. Queue.DrainLane says the rest.
func (s *records) drain(ctx context.Context, lane int, accept func(batch []frame) error) error {
	own := s.lane(lane)
	own.Lock()
	defer own.Unlock()
	for {
		batch, at, err := s.oldest(func(at span) bool { return at.lane == lane })
		if err != nil {
			return fmt.Errorf("drain %s: %w", s.path, err)
		}
		if len(batch) == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("drain %s: %w", s.path, err)
		}
		if err := accept(batch); err != nil {
			return fmt.Errorf("drain %s: %w", s.path, err)
		}
		if err := s.drop(at); err != nil {
			return fmt.Errorf("drain %s: %w", s.path, err)
		}
	}
}

// lane is held through a whole drain of the lane.
func (s *records) lane(lane int) *sync.Mutex {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lanes[lane] == nil {
		s.lanes[lane] = &sync.Mutex{}
	}
	return s.lanes[lane]
}

// sort asks for the lane of each record that has none. Nobody takes any of
// these away meanwhile.
func (s *records) sort(lane func(frame) int) error {
	for {
		batch, at, err := s.oldest(func(at span) bool { return at.lane == 0 })
		if err != nil {
			return fmt.Errorf("sort %s: %w", s.path, err)
		}
		if len(batch) == 0 {
			return nil
		}
		found := make(map[int64]int, len(batch)) // by offset
		for i, f := range batch {
			found[at[i].offset] = lane(f)
		}
		s.assign(found)
	}
}

func (s *records) assign(found map[int64]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.waiting {
		if lane, ok := found[s.waiting[i].offset]; ok {
			s.waiting[i].lane = lane
		}
	}
}

// lanesInUse lists the lanes in which records wait.
func (s *records) lanesInUse() (lanes []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.waiting {
		if !slices.Contains(lanes, at.lane) {
			lanes = append(lanes, at.lane)
		}
	}
	slices.Sort(lanes)
	return lanes
}
