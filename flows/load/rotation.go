package load

import (
	"slices"

	"footing/flows"
)

// readSlot reads one check-in of the rotation.
func (d *reading) readSlot(m *mapping) {
	if m == nil {
		return
	}
	slot := flows.Slot{
		ID:  scalar(m.need("id"), parseIdentifier),
		Day: scalar(m.need("day"), parseWeekday),
	}
	if v := m.maybe("duty_hours"); v.node != nil {
		slot.DutyHours = scalar(v, parseLength)
	}
	places := writtenSlot{at: m.at, names: map[string]position{}}
	slot.Weeks, slot.Turns = d.readWeeks(m, places.names)
	m.done()
	if slot.ID == flows.SessionSlot {
		m.maybe("id").complain("`%s` is the check-in after sessions; choose another id", flows.SessionSlot)
	}
	for _, other := range d.protocol.Rotation {
		if other.ID == slot.ID && slot.ID != "" {
			m.maybe("id").complain("there is another check-in `%s`", slot.ID)
		}
	}
	d.protocol.Rotation = append(d.protocol.Rotation, slot)
	d.slots = append(d.slots, places)
}

// readWeeks reads the questionnaires of each week, with all turns written out.
func (d *reading) readWeeks(m *mapping, names map[string]position) (asked, turns [][]string) {
	var weeks [][]turn
	for _, entry := range m.need("weeks").items() {
		weeks = append(weeks, d.readWeek(entry, names))
	}
	v := m.maybe("weeks")
	if v.node != nil && len(weeks) == 0 {
		v.complain("a check-in needs at least one week, for example [[safety, safe]]")
	}
	cycle := rounds(weeks)
	if len(weeks)*cycle > longestCycle {
		v.complain("it takes %d weeks until this comes round again; %d are the most", len(weeks)*cycle, longestCycle)
		cycle = 1
	}
	for _, week := range weeks {
		for _, t := range week {
			if len(t) > 1 {
				turns = append(turns, t)
			}
		}
	}
	return writtenOut(weeks, cycle), turns
}

// turn is one position in a week: one questionnaire, or several that alternate each time the week recurs.
type turn []string

// longestCycle is the largest number of weeks before the cycle repeats.
const longestCycle = 52

// rounds is how often the weeks repeat until all turns are back at their beginning.
func rounds(weeks [][]turn) int {
	n := 1
	for _, week := range weeks {
		for _, t := range week {
			if len(t) > 0 {
				n = n / commonDivisor(n, len(t)) * len(t)
			}
		}
		if n > longestCycle {
			break
		}
	}
	return n
}

func commonDivisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// writtenOut repeats the weeks for the given number of rounds, with every turn resolved.
func writtenOut(weeks [][]turn, rounds int) [][]string {
	var all [][]string
	for round := range rounds {
		for _, week := range weeks {
			var ids []string
			for _, t := range week {
				if len(t) > 0 {
					ids = append(ids, t[round%len(t)])
				}
			}
			all = append(all, ids)
		}
	}
	return all
}

// readWeek reads the questionnaires of one week. A nested list holds questionnaires that alternate.
func (d *reading) readWeek(v value, names map[string]position) []turn {
	var week []turn
	var seen []string
	entries := v.items()
	for _, entry := range entries {
		var t turn
		alternatives := []value{entry}
		if list, isList := entry.sequence(); isList {
			alternatives = entry.items()
			if len(list.Values) < 2 {
				entry.complain("questionnaires that take turns are at least two")
			}
		}
		for _, one := range alternatives {
			if id := d.readName(one, seen, names); id != "" {
				t, seen = append(t, id), append(seen, id)
			}
		}
		week = append(week, t)
	}
	if _, isList := v.sequence(); isList && len(entries) == 0 {
		v.complain("a week needs at least one questionnaire")
	}
	return week
}

// readName reads a questionnaire's id and notes that it is asked.
func (d *reading) readName(v value, seen []string, names map[string]position) string {
	id := scalar(v, parseIdentifier)
	if id == "" {
		return ""
	}
	if slices.Contains(seen, id) {
		v.complain("`%s` stands twice in this week", id)
		return ""
	}
	if _, named := names[id]; !named {
		names[id] = v.position()
	}
	if !slices.Contains(d.order, id) {
		d.order = append(d.order, id)
	}
	return id
}

// readSession reads what is asked after one session.
func (d *reading) readSession(v value) []string {
	var asked []string
	for _, entry := range v.items() {
		if id := d.readName(entry, asked, d.named); id != "" {
			asked = append(asked, id)
		}
	}
	if _, isList := v.sequence(); isList && len(asked) == 0 {
		v.complain("a check-in needs at least one questionnaire")
	}
	return asked
}
