package flows

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
)

// Random is a check-in at random moments within a window of the day, drawn for each participant and date.
type Random struct {
	Slot                   // its id, what is asked, and its duty hours; the weekday means nothing
	From, To Clock         // the window: from the first to before the second
	Count    int           // so many moments a day
	Gap      time.Duration // two of them are at least so far apart
	Days     []time.Weekday
}

// Moments are the random moments of one date, in order, for the participant with this seed. The result is
// deterministic. Every arrangement that keeps the gap is equally likely.
func (r Random) Moments(seed string, date time.Time) []Clock {
	if !slices.Contains(r.Days, date.Weekday()) {
		return nil
	}
	apart := int(r.Gap / time.Minute)
	free := int(r.To-r.From) - (r.Count-1)*apart // the minutes that are left when the gaps are taken out
	if free < 1 {
		return nil
	}
	moments := make([]Clock, r.Count)
	for n := range moments {
		sum := sha256.Sum256(fmt.Appendf(nil, "random\x00%s\x00%s\x00%s\x00%d", seed, r.ID, date.Format(time.DateOnly), n))
		moments[n] = Clock(binary.BigEndian.Uint64(sum[:8]) % uint64(free)) //nolint:gosec // free is small and positive
	}
	slices.Sort(moments)
	for n := range moments {
		moments[n] += r.From + Clock(n*apart)
	}
	return moments
}

// Slots are the check-ins of the rotation, followed by the random ones.
func (p *Protocol) Slots() []Slot {
	slots := slices.Clone(p.Rotation)
	for _, r := range p.Random {
		slots = append(slots, r.Slot)
	}
	return slots
}

// MomentID is the id of the n-th moment's slot, from 0.
func (r Random) MomentID(n int) string { return fmt.Sprintf("%s.%d", r.ID, n+1) }

// Drawn finds a check-in at drawn moments by its id.
func (p *Protocol) Drawn(id string) (Random, bool) {
	n := slices.IndexFunc(p.Random, func(r Random) bool { return r.ID == id })
	if n < 0 {
		return Random{}, false
	}
	return p.Random[n], true
}
