package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// masters is how many the cluster has.
const masters = 3

// handOver is how long several processes take to share the shards, which each does when it renews its leases.
const handOver = 15 * time.Second

// processes measures several processes of serve on a Redis Cluster, and prints a table.
func (b *bench) processes(ctx context.Context, people int) error {
	var names []string
	var measured [][]measure
	for _, count := range b.Processes {
		var list []measure
		for run := range b.Runs {
			b.say("%s, processes: %d, run %d of %d", persons(people), count, run+1, b.Runs)
			m, err := b.together(ctx, count, people)
			b.say("")
			if err != nil {
				return fmt.Errorf("measure %d processes with %s: %w", count, persons(people), err)
			}
			list = append(list, m)
		}
		names, measured = append(names, fmt.Sprint(count)), append(measured, list)
	}
	title := fmt.Sprintf("Processes on a Redis Cluster of %d masters (appendfsync always), %s at a time, of %d", masters,
		persons(people), max(people, b.Population))
	return b.print(title, columns(names, measured, rows()))
}

// together lets so many processes serve the same people.
func (b *bench) together(ctx context.Context, count, people int) (m measure, err error) {
	enrolled := max(people, b.Population)
	on := side{nodes: masters}
	s, err := b.set(ctx, on, wanted{Seats: people, People: enrolled, Others: clinicians(enrolled)})
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, s.strike(ctx)) }()
	if err := s.seed(ctx, enrolled); err != nil {
		return m, err
	}
	for range count {
		if _, err := s.serve(ctx, "serve"); err != nil {
			return m, err
		}
	}
	if count > 1 {
		if err := s.wait(ctx, handOver); err != nil {
			return m, err
		}
	}
	return s.load(ctx, b.Time)
}
