package export

import "footing/flows/export/disclosure"

// Reason is why a stored answer is not exported.
type Reason string

// The reasons in order of precedence. Each answer is counted once, under the first reason that applies.
const (
	Withdrawn   Reason = "withdrawn"    // the person left with it, or it belongs to a participation before this one
	NoConsent   Reason = "no_consent"   // no research consent at the moment of writing
	Kept        Reason = "private"      // private, hidden, unknown or from behind a hidden question, without that consent
	Superseded  Reason = "superseded"   // changed by the person: the later answer stands
	Outdated    Reason = "outdated"     // its question depended on an answer that was changed later
	Unplaced    Reason = "unplaced"     // the due time of its check-in is not known
	PartialWeek Reason = "partial_week" // before the person's first whole week, or in the week of the cut-off
	Recent      Reason = "recent"       // in the last days before the cut-off
	Tailed      Reason = "tail"         // in the 0 to 5 weeks that are cut from everybody's end
	Coarsened   Reason = "coarsened"    // unscored: part of no domain's level
	Capped      Reason = "capped"       // after the last week of a coarsened export
	SmallGroup  Reason = "small_group"  // dropped because too few people share the person's combination
)

// Reasons lists them in order.
func Reasons() []Reason {
	return []Reason{
		Withdrawn, NoConsent, Kept, Superseded, Outdated, Unplaced, PartialWeek, Recent, Tailed, Coarsened, Capped,
		SmallGroup,
	}
}

// about says what each reason means, for the recipient.
func (r Reason) about() string {
	switch r {
	case Withdrawn:
		return "The person left without leaving it to research, or it belongs to a participation that they ended before this one."
	case NoConsent:
		return "There was no consent to research at the moment of writing."
	case Superseded:
		return "The person changed it: the later answer stands."
	case Kept:
		return "Kept private or hidden, from behind a question that could have been hidden, or of a question that this installation " +
			"no longer knows, and no consent to use such answers. Only the people without that consent are counted."
	case Outdated:
		return "Its question followed from an earlier answer that the person then changed."
	case Unplaced:
		return "It is not recorded when its check-in was due."
	case PartialWeek:
		return "Before the person's first whole week, or in a week (in a coarsened export two) that the cut at the end divides."
	case Recent:
		return "In the last days before the cut-off, which are left out."
	case Tailed:
		return "In the last weeks of the person before those days: none to five weeks are cut at everybody's end."
	case Coarsened:
		return "Not on a scale, declined, or about safety: a coarsened export shows the levels of four domains only."
	case Capped:
		return "After the last week of a coarsened export."
	case SmallGroup:
		return "It would have set its person apart from all but a few others."
	}
	return ""
}

// counts are the numbers of stored, exported and omitted answers. Stored is the sum of the other two.
type counts struct {
	stored, exported int
	left             map[Reason]int
	people           map[Reason]int // whose answers were omitted
	one              map[Reason]bool
}

func newCounts() counts {
	return counts{left: map[Reason]int{}, people: map[Reason]int{}, one: map[Reason]bool{}}
}

// leave counts omitted answers of one person.
func (c *counts) leave(r Reason, n int) {
	if n > 0 {
		c.left[r] += n
		c.one[r] = true
	}
}

// person ends what is counted of one person.
func (c *counts) person() {
	for r := range c.one {
		c.people[r]++
	}
	clear(c.one)
}

// tellable are the answers left out for one reason as a recipient may know them. How many were private, hidden or
// behind those is not for them, because the number follows from how people answered; they learn how many people keep
// those to themselves. Numbers about people who are not in the export follow the rule for cells, and tables tell none.
func (x *run) tellable(r Reason) leftOut {
	l := leftOut{Reason: r, About: r.about()}
	n, people := x.counts.left[r], x.counts.people[r]
	switch {
	case r == Kept:
		if closed := x.people.consenting - x.people.private; closed >= disclosure.SmallestCell {
			few := disclosure.Rounded(closed)
			l.People = &few
		}
		return l
	case x.Level == Tables && n > 0:
		return l
	case r == Withdrawn, r == NoConsent:
		if people < disclosure.SmallestCell && n > 0 {
			return l
		}
		n = disclosure.Rounded(n)
	}
	l.N = &n
	return l
}

// audience is how many people there were.
type audience struct {
	patients, withdrawn, refused, consenting, private int
	short                                             int // consenting, but without a whole week yet
	dropped                                           int // consenting, but in too small a group
	exported                                          int
	versions                                          map[int]int // of the consent text, for the people exported
}

// take counts one participant.
func (a *audience) take(s *story) {
	switch {
	case !s.patient:
		return
	case s.exportable():
		a.consenting++
		if s.private {
			a.private++
		}
	case !s.left.IsZero():
		a.withdrawn++
	default:
		a.refused++
	}
	a.patients++
}
