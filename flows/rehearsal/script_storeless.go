package rehearsal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
)

// storeless is a script while the store is away: engine.Bare decides, and what follows is done at once.
type storeless struct {
	*Script
	bare    engine.Bare
	lost    bool           // what is sent cannot be kept
	alone   bool           // no routes are known
	alarms  string         // "arrive", "are on their way" or "are refused"
	channel bool           // there is a second channel
	refuses engine.Refusal // why no press is taken in; empty: they are
	calls   []*emergency
	careful map[string]bool // who has said that their phone may be seen
}

// emergency is an alarm that is called out without a turn, until somebody presses on it.
type emergency struct {
	evidence, patient string
	said              time.Time
	reached           []string // the names of those who have the alarm
	paged             bool
	at                time.Time // when the first of them had it, or the second channel
	acted             engine.Acted
}

// leave takes the store away: "the store is away", or "the store is away, as of 2026-01-02", with what was last
// checked.
func (s *Script) leave(line string) error {
	essentials := s.Plan.Essentials()
	if _, day, dated := strings.Cut(line, ", as of "); dated {
		checked, err := time.ParseInLocation(time.DateOnly, day, s.Plan.Clinic.Location())
		if err != nil {
			return fmt.Errorf("read when the plan was checked: %w", err)
		}
		essentials.Checked = checked
	}
	s.Rehearsal.storeless = &storeless{
		Script: s, bare: engine.NewBare(essentials), alarms: "arrive", careful: map[string]bool{},
	}
	return nil
}

// line plays a line that makes sense only while the store is away. It reports whether this is one.
func (b *storeless) line(line string) (bool, error) {
	alarms, alarm := strings.CutPrefix(line, "alarms ")
	unread, alert := strings.CutPrefix(line, "no turn can go on with the alert of ")
	at, when := strings.CutPrefix(line, "at ")
	why, refuses := strings.CutPrefix(line, "presses are refused: ")
	var err error
	switch {
	case line == "nothing can be kept":
		b.lost = true
	case line == "no routes are known":
		b.alone = true
	case line == "there is a second channel":
		b.channel = true
	case line == "nobody presses":
		for _, c := range b.calls {
			b.show(c.patient, nil, b.bare.Stands(b.route(c.patient), c.evidence, engine.Acted{}, b.Rehearsal.Now))
		}
	case alarm:
		b.alarms = alarms
	case refuses:
		b.refuses = engine.Refusal(why)
	case alert:
		b.unread(unread)
	case when:
		b.Rehearsal.Now, err = b.timeOf(at)
	default:
		return false, nil
	}
	return true, err
}

// came answers an update.
func (b *storeless) came(id string, e state.Event) {
	if b.bare.AsksForCare(b.route(id), e) {
		b.careful[id] = true
	}
	route, now := b.route(id), b.Rehearsal.Now
	if b.refuses != "" {
		b.show(id, e, b.bare.Refused(route, e, b.refuses))
		return
	}
	for _, c := range b.calls {
		switch {
		case b.bare.Pressed(e, c.evidence):
			c.acted = engine.Acted{Name: b.Rehearsal.Role(id).State.Desk.Name, At: now}
			b.show(id, e, b.bare.Toast(route, e, true))
			b.show(c.patient, nil, b.bare.Stands(b.route(c.patient), c.evidence, c.acted, now))
			return
		case b.bare.Opens(e, c.evidence):
			b.show(id, e, b.bare.Opened(route, e, c.acted, now))
			return
		}
	}
	handling := engine.Handling{Kept: !b.lost, Known: route.Chat != 0, At: now}
	if b.bare.Plea(route, e) == engine.PleaRed {
		b.call(id, route, e, &handling)
	}
	b.show(id, e, b.bare.Answer(route, e, handling))
}

// call calls the first step of a route, and uses the second channel where Telegram carries no alarm. An alarm on which
// nobody has pressed is not begun again, but whom it has not reached is tried again.
func (b *storeless) call(id string, route state.Route, e state.Event, handling *engine.Handling) {
	n := slices.IndexFunc(b.calls, func(c *emergency) bool { return c.patient == id && c.acted.Name == "" })
	if n < 0 {
		n = len(b.calls)
		b.calls = append(b.calls, &emergency{evidence: e.Head().ID, patient: id, said: b.Rehearsal.Now})
	}
	c, now := b.calls[n], b.Rehearsal.Now
	for _, step := range route.Steps[:min(1, len(route.Steps))] {
		for _, person := range step.People {
			switch {
			case slices.Contains(c.reached, person.Name):
			case b.alarms == "arrive":
				alarm := b.bare.Alarm(route, b.route(person.ID), engine.Emergency{Alert: c.evidence, First: c.said, N: 1}, now)
				b.show(person.ID, nil, []state.Effect{alarm})
				c.reached, c.at = append(c.reached, person.Name), now
			case b.alarms == "are on their way":
				handling.Trying = append(handling.Trying, person.Name)
			}
		}
	}
	rings := b.channel && (route.None() || len(route.Steps) > 0)
	if rings && len(c.reached) == 0 && !c.paged {
		fmt.Fprintf(&b.Out, "  page: %s\n", b.bare.Page(c.evidence))
		c.paged, c.at = true, now
	}
	handling.Called, handling.Channel, handling.At = c.reached, c.paged, c.at
}

// unread tells the first step that no turn can go on with somebody's alert.
func (b *storeless) unread(name string) {
	id := b.Rehearsal.Who(b.Chat(name))
	route := b.route(id)
	for _, step := range route.Steps[:min(1, len(route.Steps))] {
		for _, c := range step.People {
			b.show(c.ID, nil, []state.Effect{b.bare.Unread(route, b.route(c.ID), "", b.Rehearsal.Now)})
		}
	}
}

// route is the last that was written for somebody, or none.
func (b *storeless) route(id string) state.Route {
	role := b.Rehearsal.Role(id)
	if role == nil || b.alone {
		return state.Route{}
	}
	if route := engine.RouteOf(b.Plan, role.State); !route.Gone {
		route.Careful = route.Careful || b.careful[id]
		return route.At(b.Rehearsal.Now)
	}
	return state.Route{}
}

// show writes down what somebody gets, and puts it on their phone.
func (b *storeless) show(id string, e state.Event, effects []state.Effect) {
	b.watch(id, e, effects)
	for _, effect := range effects {
		b.Rehearsal.effect(b.Rehearsal.Role(id), "", effect)
	}
}
