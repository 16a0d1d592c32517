package state

import (
	"slices"
	"time"

	"footing/flows/record"
)

// Swap is a post that somebody else holds for a day or a shift. The office decides when it begins and ends.
type Swap struct {
	ID   string      `json:"id" cbor:"1,keyasint,omitempty"`
	Post record.Role `json:"post" cbor:"2,keyasint,omitempty"`
	// whose post it is; empty on a patient's side once they have left
	Of    Contact   `json:"of" cbor:"3,keyasint,omitzero"`
	Who   Contact   `json:"who" cbor:"4,keyasint,omitzero"` // who holds it meanwhile
	From  time.Time `json:"from" cbor:"5,keyasint,omitzero"`
	Until time.Time `json:"until" cbor:"6,keyasint,omitzero"`
	By    string    `json:"by,omitempty" cbor:"7,keyasint,omitempty"`    // participant id of who asked for it
	Said  bool      `json:"said,omitempty" cbor:"8,keyasint,omitempty"`  // Who has agreed
	Begun bool      `json:"begun,omitempty" cbor:"9,keyasint,omitempty"` // Who is called
	// Over: the swap has ended, but Who has seen an alert of this patient that is not over, and may still say what came
	// of it. Only on a patient's side.
	Over bool `json:"over,omitempty" cbor:"10,keyasint,omitempty"`
	// Leave: it follows from a leave of Of. Who is empty where nobody is there who could stand in: then the post is passed
	// over.
	Leave bool `json:"leave,omitempty" cbor:"11,keyasint,omitempty"`
}

// Posts lists the posts that can be swapped, in the order of the ladder.
func Posts() []record.Role { return []record.Role{record.Backup, record.Lead, record.Night} }

// Holder is where a team has the holder of one of the posts, nil where nobody holds it.
func (l *Team) Holder(post record.Role) **Contact {
	switch post {
	case record.Backup:
		return &l.Backup
	case record.Lead:
		return &l.Lead
	default:
		return &l.Night
	}
}

// Swapped finds the swap of a post that holds now; nil if its owner holds it.
func (l *Team) Swapped(post record.Role) *Swap {
	for n := range l.Swaps {
		if s := &l.Swaps[n]; s.Post == post && !s.Over {
			return s
		}
	}
	return nil
}

// PassesOver reports whether nobody holds a post now because its owner is on leave.
func (l *Team) PassesOver(post record.Role) bool {
	s := l.Swapped(post)
	return s != nil && s.Leave && s.Who.ID == ""
}

// Without leaves out a person's own posts, because nobody is called about themselves. Where they hold somebody else's
// for a while, its owner stays, unless they are on leave; where somebody else holds theirs, it stays empty.
func (l Team) Without(self string) Team {
	var kept Team
	for _, s := range l.Coming {
		if s, ok := s.besides(self); ok {
			kept.Coming = append(kept.Coming, s)
		}
	}
	for _, post := range Posts() {
		c, s := *l.Holder(post), l.Swapped(post)
		switch {
		case s != nil && s.Of.ID == self, c != nil && c.ID == self && s == nil:
		case s != nil && s.Who.ID == self && s.Leave:
			kept.Swaps = append(kept.Swaps, s.nobody())
		case s != nil && c != nil && c.ID == self:
			*kept.Holder(post) = &s.Of
		default:
			*kept.Holder(post) = c
			if s != nil {
				kept.Swaps = append(kept.Swaps, *s)
			}
		}
	}
	return kept
}

// besides is a swap to come as it is about the patients of somebody, who is not called about them. False if it changes
// nothing there.
func (s Swap) besides(self string) (Swap, bool) {
	switch {
	case s.Of.ID == self, s.Who.ID == self && !s.Leave:
		return s, false
	case s.Who.ID == self:
		return s.nobody(), true
	default:
		return s, true
	}
}

// nobody is the same swap where nobody holds the post.
func (s Swap) nobody() Swap {
	s.Who = Contact{}
	return s
}

// Team says who holds which post, as last told by the office. The owner's own posts are left out, and so are those that
// they hold for somebody else.
func (d *Desk) Team(self string) Team { return Roster{Staff: d.Staff, Swaps: d.Swaps}.Team(self) }

// Team is the same for anybody who is told the roster.
func (r Roster) Team(self string) Team {
	var team Team
	for _, post := range Posts() {
		for _, c := range slices.Backward(r.Staff) {
			if c.Role != post || c.ID == self {
				continue
			}
			holder := c
			for _, s := range r.Swaps {
				if s.Leave && s.Who.ID == self {
					s = s.nobody()
				}
				if s, ok := s.besides(self); ok && s.Said && !s.Begun && s.Post == post && s.Of.ID == c.ID {
					team.Coming = append(team.Coming, s)
				}
				if s.Begun && s.Post == post && s.Of.ID == c.ID && (s.Leave || s.Who.ID != self) {
					holder, team.Swaps = s.Who, append(team.Swaps, s)
				}
			}
			if holder.ID != "" {
				*team.Holder(post) = &holder
			}
			break
		}
	}
	return team
}

// lentFirst reports whether somebody holds the post of whom the patient wants to be told first. An excluded person
// does not take that place.
func (t *Ties) lentFirst(c Contact) bool {
	s := t.Swapped(record.Backup)
	return s != nil && s.Who.ID == c.ID && s.Of.ID == t.First && !t.LeavesOut(c.ID)
}
