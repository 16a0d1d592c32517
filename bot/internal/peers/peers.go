// Package peers remembers which shards of the same store other processes were last seen to hold, and whether they
// vouched for their part. This process sees what waits in its own outboxes only, so a guard vouches for the whole
// service only while each peer vouches for its part.
//
// Make Peers with New and tell it with See of every look at the store. Missing and Unvouched then tell what is lacking.
// What was last seen holds for a while, because a look can fail and a shard changes hands now and then.
package peers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"footing/bot/internal/loop"
	"footing/storage"
)

// Peers are what other processes were last seen to hold.
type Peers struct {
	all  int           // shards of the store
	hold time.Duration // how long what was seen holds

	mu     sync.Mutex
	shards map[int]sight
	poll   loop.Reading // zero: it is nobody else's
}

// sight is a shard of another process, as it was last seen.
type sight struct {
	at      loop.Reading
	since   loop.Reading // since when others have been seen to hold it
	vouched loop.Reading // when its process was last seen to vouch for it; zero: never
	red     bool         // its process has last said that a human must look
}

// New makes Peers of a store with so many shards. What is seen holds for the given time.
func New(all int, hold time.Duration) *Peers {
	return &Peers{all: all, hold: hold, shards: make(map[int]sight)}
}

// See notes what a look at the store has found. Of what did not answer, as the error says, the last word holds.
func (p *Peers) See(now loop.Reading, found storage.Others, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := maps.Clone(p.shards)
	maps.DeleteFunc(p.shards, func(shard int, _ sight) bool { return !storage.FailedOn(err, shard) })
	for shard, word := range found.Shards {
		s, known := before[shard]
		if !known {
			s.since = now
		}
		s.at, s.red = now, word == storage.Red
		if word == storage.Well {
			s.vouched = now
		}
		p.shards[shard] = s
	}
	switch {
	case found.Poll:
		p.poll = now
	case !storage.FailedOn(err, p.all):
		p.poll = loop.Reading{}
	}
}

// Missing lists the shards that no peer was seen to hold lately, but for those that this process holds, and tells
// whether no peer was seen to poll.
func (p *Peers) Missing(now loop.Reading, here func(shard int) bool) (shards []int, poll bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for shard := range p.all {
		if !here(shard) && !p.lately(now, p.shards[shard].at) {
			shards = append(shards, shard)
		}
	}
	return shards, !p.lately(now, p.poll)
}

// Vouched is when the peer that holds a shard was last seen to vouch for it; zero if it does not, or nobody does.
func (p *Peers) Vouched(now loop.Reading, shard int) loop.Reading {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.shards[shard]; !s.red && p.lately(now, s.at) {
		return s.vouched
	}
	return loop.Reading{}
}

// Unvouched says, in words for an operator, which shards peers work on that something is red for, or, if strict, that
// nothing was heard of for too long: there may be alerts that nobody is called about.
func (p *Peers) Unvouched(now loop.Reading, strict bool) (red []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var bad, silent []int
	for shard := range p.all {
		s, theirs := p.shards[shard]
		switch {
		case !theirs:
		case s.red:
			bad = append(bad, shard)
		case strict && !p.lately(now, s.vouched) && !p.lately(now, s.since):
			silent = append(silent, shard)
		}
	}
	if len(bad) > 0 {
		red = append(red, fmt.Sprintf("the process that works on %s says that something is red: look at its own /alarms",
			Numbered(bad, p.all)))
	}
	if len(silent) > 0 {
		red = append(red, fmt.Sprintf("the process that works on %s has not vouched for it for over %s: "+
			"it hangs, or has no dead man's switch in its settings", Numbered(silent, p.all), p.hold))
	}
	return red
}

func (p *Peers) lately(now, at loop.Reading) bool { return !at.IsZero() && now.Since(at) < p.hold }

// Numbered names shards for an operator.
func Numbered(shards []int, all int) string {
	if len(shards) == all {
		return "any shard"
	}
	return "shard " + strings.Trim(strings.ReplaceAll(fmt.Sprint(slices.Clone(shards)), " ", ", "), "[]")
}
