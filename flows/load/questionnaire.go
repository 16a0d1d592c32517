package load

import (
	"slices"

	"footing/flows"
)

// readQuestionnaire reads a questionnaire's file; nil if it cannot be used at all.
func (d *reading) readQuestionnaire(file File) *sheet {
	id, m := file.Name, d.open(file.Path)
	if m == nil {
		return nil
	}
	q := &flows.Questionnaire{
		ID:      scalar(m.need("id"), parseIdentifier),
		Version: scalar(m.need("version"), parseCount),
		Origin:  readOrigin(m),
		Theme:   scalar(m.need("theme"), parseTheme),
		File:    m.src.name,
	}
	if v := m.maybe("private"); v.node != nil {
		q.Private = scalar(v, parseFlag)
	}
	if v := m.maybe("locked"); v.node != nil {
		q.Locked = readLocks(v.mapping())
	}
	if q.ID != "" && q.ID != id {
		m.maybe("id").complain("the id is `%s`, but the file is named after `%s`; they must be the same", q.ID, id)
	}
	q.ID = id
	s := &sheet{Questionnaire: q, src: m.src}
	for _, entry := range m.need("items").items() {
		d.readItem(s, entry.mapping())
	}
	if v := m.maybe("items"); v.node != nil && len(q.Items) == 0 {
		v.complain("a questionnaire needs at least one item")
	}
	for _, entry := range m.maybe("alerts").items() {
		d.readAlert(s, entry.mapping())
	}
	m.done()
	return s
}

// reserved are the words of the condition language, which cannot be item ids.
func reserved() []string {
	return []string{
		"and", "or", "not", "in", "true", "false", "nil", "let", "if", "else", "matches", "contains",
		"known", "answered", "declined", "selected", "sum", "mean", "previous", "days_since",
	}
}

// checkItemID reports an id that is taken or that a condition could not name.
func (d *reading) checkItemID(s *sheet, id string, at position) {
	if id == "" {
		return
	}
	if slices.Contains(reserved(), id) {
		s.src.complain(at, "`%s` means something in conditions and cannot be an item's id", id)
	}
	if id[0] >= '0' && id[0] <= '9' {
		s.src.complain(at, "`%s` begins with a digit; begin with a letter, so that conditions can name it", id)
	}
	for _, other := range append(d.inOrder(), s) {
		for i := range other.Items {
			if other.Items[i].ID == id {
				s.src.complain(at, "there is another item `%s`, at %s:%d; ids are unique over the whole protocol", id,
					other.src.name, other.Items[i].Line)
				d.unsure = true
			}
		}
	}
}

func (d *reading) readAlert(s *sheet, m *mapping) {
	if m == nil {
		return
	}
	alert := flows.Alert{
		ID:    scalar(m.need("id"), parseIdentifier),
		Level: scalar(m.need("level"), parseLevel),
		Line:  m.maybe("id").position().line,
	}
	rule := readRule(m.need("when"))
	if v := m.maybe("at_end"); v.node != nil {
		alert.AtEnd = scalar(v, parseFlag)
		if alert.AtEnd && alert.Level == flows.Red {
			v.complain("a red alert ends the check-in, so it cannot wait for its end; take `at_end` away, or make it a note")
		}
	}
	m.done()
	for _, other := range append(d.inOrder(), s) {
		for _, a := range other.Alerts {
			if a.ID == alert.ID && a.ID != "" {
				m.maybe("id").complain("there is another alert `%s`, at %s:%d", a.ID, other.src.name, a.Line)
			}
		}
	}
	s.Alerts = append(s.Alerts, alert)
	s.alerts = append(s.alerts, rule)
}

func readRule(v value) writtenRule {
	if v.node == nil {
		return writtenRule{}
	}
	return writtenRule{given: true, text: scalar(v, parseText), at: v.position()}
}
