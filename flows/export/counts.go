package export

// Reason is why an answer that is stored is not exported.
type Reason string

// The reasons, in the order in which they are asked. Each answer is counted once, under the first that fits.
const (
	Withdrawn   Reason = "withdrawn"    // the person left, or it belongs to a participation that they ended
	NoConsent   Reason = "no_consent"   // no research consent at the moment of writing
	Superseded  Reason = "superseded"   // changed by the person: the later answer stands
	Kept        Reason = "private"      // private, hidden or of a question no longer known, without the consent for those
	Outdated    Reason = "outdated"     // its question followed from an answer that was changed
	Unplaced    Reason = "unplaced"     // it is not known when its check-in was due
	PartialWeek Reason = "partial_week" // before the person's first whole week, or in a week that the cut-off divides
	Recent      Reason = "recent"       // of the last days before the cut-off
	Coarsened   Reason = "coarsened"    // not on a scale: it counts for no domain's level
	Capped      Reason = "capped"       // after the last week of a coarsened export
	SmallGroup  Reason = "small_group"  // it would have singled its person out
)

// Reasons lists them in order.
func Reasons() []Reason {
	return []Reason{
		Withdrawn, NoConsent, Superseded, Kept, Outdated, Unplaced, PartialWeek, Recent, Coarsened, Capped, SmallGroup,
	}
}

// about says what each reason means, for the recipient.
func (r Reason) about() string {
	switch r {
	case Withdrawn:
		return "The person left, or the answer belongs to a participation that they ended."
	case NoConsent:
		return "There was no consent to research at the moment of writing."
	case Superseded:
		return "The person changed it: the later answer stands."
	case Kept:
		return "Kept private or hidden, or of a question that this installation no longer knows, and no consent to use such answers."
	case Outdated:
		return "Its question followed from an earlier answer that the person then changed."
	case Unplaced:
		return "It is not recorded when its check-in was due."
	case PartialWeek:
		return "Before the person's first whole week, or in a week that the truncation divides."
	case Recent:
		return "In the last days before the cut-off, which are left out."
	case Coarsened:
		return "Not on a scale, declined, or about safety: a coarsened export shows the levels of four domains only."
	case Capped:
		return "After the last week of a coarsened export."
	case SmallGroup:
		return "It would have set its person apart from all but a few others."
	}
	return ""
}

// counts is how many answers were stored, exported and left out. The three add up.
type counts struct {
	stored, exported int
	left             map[Reason]int
}

func newCounts() counts { return counts{left: map[Reason]int{}} }

// leave counts answers that are left out.
func (c *counts) leave(r Reason, n int) {
	if n > 0 {
		c.left[r] += n
	}
}

// audience is how many people there were.
type audience struct {
	patients, withdrawn, refused, consenting, private int
	short                                             int // consenting, but without a whole week yet
	dropped                                           int // consenting, but in too small a group
	exported                                          int
	versions                                          map[int]int // of the consent text, of those exported
}

// take counts one participant.
func (a *audience) take(s *story) {
	switch {
	case !s.patient:
		return
	case s.left:
		a.withdrawn++
	case !s.research:
		a.refused++
	default:
		a.consenting++
		if s.private {
			a.private++
		}
	}
	a.patients++
}
