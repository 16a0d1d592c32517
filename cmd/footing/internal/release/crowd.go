package release

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"footing/flows/export"
	"footing/storage"
)

// Crowd is everybody in the store, in order of their pseudonyms in one study.
type Crowd struct {
	store  *storage.Store
	people []pseudonymous
}

type pseudonymous struct {
	name, id string
	tail     int
	key      uint64
}

// clinicKey names the key that is the same for all studies. No study can have this name.
const clinicKey = "all studies"

// Gather lists everybody. It holds little of each participant in memory.
func Gather(ctx context.Context, store *storage.Store, study string) (*Crowd, error) {
	key, err := store.StudyKey(ctx, study)
	if err != nil {
		return nil, err
	}
	all, err := store.StudyKey(ctx, clinicKey)
	if err != nil {
		return nil, err
	}
	c := &Crowd{store: store}
	for id, err := range store.Everyone(ctx) {
		if err != nil {
			return nil, err
		}
		c.people = append(c.people, pseudonymous{
			name: export.Pseudonym(key, id), id: id, tail: export.Tail(all, id), key: export.CellKey(all, id),
		})
	}
	slices.SortFunc(c.people, func(a, b pseudonymous) int { return cmp.Compare(a.name, b.name) })
	c.people = slices.Compact(c.people)
	return c, nil
}

// Len is the number of people.
func (c *Crowd) Len() int { return len(c.people) }

// readAhead is the number of participants read while one is being written.
const readAhead = 16

// readPerson is one participant as read.
type readPerson struct {
	person export.Person
	err    error
}

// Read goes through everybody in order, reading a few ahead.
func (c *Crowd) Read(ctx context.Context) iter.Seq2[export.Person, error] {
	return func(yield func(export.Person, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := make(chan chan readPerson, readAhead)
		go func() {
			defer close(queue)
			for _, p := range c.people {
				result := make(chan readPerson, 1)
				select {
				case queue <- result:
				case <-ctx.Done():
					return
				}
				go func() {
					facts, err := c.store.Facts(ctx, p.id, time.Time{})
					result <- readPerson{export.Person{Pseudonym: p.name, Tail: p.tail, Key: p.key, Facts: facts}, err}
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
