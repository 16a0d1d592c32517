package folder

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// drainLane is drain for the records of one lane. Lanes are drained beside each
// other.
func (s *records) drainLane(ctx context.Context, lane int, accept func(batch []frame) error) error {
	s.draining.RLock()
	defer s.draining.RUnlock()
	s.mu.Lock()
	if s.lanes[lane] == nil {
		s.lanes[lane] = &sync.Mutex{}
	}
	own := s.lanes[lane]
	s.mu.Unlock()
	own.Lock()
	defer own.Unlock()
	return s.drainAll(ctx, func(at span) bool { return at.lane == lane }, accept)
}

// sort asks for the lane of each record that has none. Nobody but a whole drain
// takes any of these away meanwhile.
func (s *records) sort(lane func(frame) int) error {
	s.draining.RLock()
	defer s.draining.RUnlock()
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
