package main

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"footing/flows/export"
	"footing/storage"
)

// crowd is everybody in the store, in order of their pseudonyms in one study.
type crowd struct {
	store  *storage.Store
	people []pseudonymous
}

type pseudonymous struct{ name, id string }

// gather names everybody. What it holds is a few words for each participant.
func gather(ctx context.Context, store *storage.Store, study string) (*crowd, error) {
	key, err := store.StudyKey(ctx, study)
	if err != nil {
		return nil, err
	}
	c := &crowd{store: store}
	for id, err := range store.Everyone(ctx) {
		if err != nil {
			return nil, err
		}
		c.people = append(c.people, pseudonymous{export.Pseudonym(key, id), id})
	}
	slices.SortFunc(c.people, func(a, b pseudonymous) int { return cmp.Compare(a.name, b.name) })
	c.people = slices.Compact(c.people)
	return c, nil
}

// readAhead is how many participants are read while one is being written.
const readAhead = 16

// arrival is one participant as read.
type arrival struct {
	person export.Person
	err    error
}

// read goes through everybody, in order, reading a few ahead.
func (c *crowd) read(ctx context.Context) iter.Seq2[export.Person, error] {
	return func(yield func(export.Person, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := make(chan chan arrival, readAhead)
		go func() {
			defer close(queue)
			for _, p := range c.people {
				result := make(chan arrival, 1)
				select {
				case queue <- result:
				case <-ctx.Done():
					return
				}
				go func() {
					facts, err := c.store.Facts(ctx, p.id, time.Time{})
					result <- arrival{export.Person{Pseudonym: p.name, Facts: facts}, err}
				}()
			}
		}()
		for result := range queue {
			one := <-result
			if !yield(one.person, one.err) || one.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(export.Person{}, err)
		}
	}
}
