package load

import (
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/load/internal/condition"
)

// Defaults for the range of a number, the end of a scale and the length of a text.
const (
	defaultScaleTop = 4
	widestScale     = 10
	defaultNumber   = 100
	defaultText     = 1000
	longestText     = 3000
)

func (d *reading) readItem(s *sheet, m *mapping) {
	if m == nil {
		return
	}
	item := flows.Item{ID: scalar(m.need("id"), parseIdentifier), Kind: flows.Choice}
	written := writtenItem{id: m.maybe("id").position(), followUp: m.maybe("follow_up").position()}
	item.Line = written.id.line
	if v := m.maybe("kind"); v.node != nil {
		if kind := scalar(v, parseKind); kind != "" {
			item.Kind = kind
		}
	}
	if v := m.maybe("follow_up"); v.node != nil {
		kind := scalar(v, parseFollowUp)
		item.FollowUp, item.Safety = kind == aFollowUp || kind == safetyFollowUp, kind == safetyFollowUp
	}
	if v := m.maybe("hidden"); v.node != nil {
		item.Hidden = scalar(v, parseFlag)
	}
	if v := m.maybe("on_phrase"); v.node != nil {
		item.OnPhrase = scalar(v, parseFlag)
		d.checkOnPhrase(s, item, v)
	}
	for _, entry := range m.maybe("windows").items() {
		item.Windows = append(item.Windows, scalar(entry, parseCount))
	}
	written.when = readRule(m.maybe("when"))
	if item.FollowUp && !written.when.given {
		s.src.complain(written.followUp, "a follow-up needs a condition; write `when:`")
	}
	item.Safety = item.Safety || item.FollowUp && s.Theme == 0
	readRange(&item, m)
	readOptions(&item, m)
	readScoring(&item, m)
	readVersions(s, &item, m)
	m.done()
	d.checkItemID(s, item.ID, written.id)
	s.Items = append(s.Items, item)
	s.items = append(s.items, written)
}

// checkOnPhrase checks that exactly one safety question is asked when somebody writes one of the phrases.
func (d *reading) checkOnPhrase(s *sheet, item flows.Item, v value) {
	if item.OnPhrase && s.Theme != 0 {
		v.complain("only a question of safety (`theme: 0`) can be asked when somebody writes one of the phrases")
		return
	}
	for _, other := range append(d.inOrder(), s) {
		for i := range other.Items {
			if item.OnPhrase && other.Items[i].OnPhrase {
				v.complain("`%s` is asked then already, at %s:%d; one question is enough", other.Items[i].ID, other.src.name,
					other.Items[i].Line)
				return
			}
		}
	}
}

// readRange reads the limits of a scale or a number, and the longest length of a text.
func readRange(item *flows.Item, m *mapping) {
	low, high := m.maybe("min"), m.maybe("max")
	if low.node != nil && item.Kind != flows.Scale && item.Kind != flows.Number {
		low.complain("`min` belongs to items of the kinds `%s` and `%s`", flows.Scale, flows.Number)
	}
	if high.node != nil && item.Kind != flows.Scale && item.Kind != flows.Number && item.Kind != flows.Text {
		high.complain("`max` belongs to items of the kinds `%s`, `%s` and `%s`", flows.Scale, flows.Number, flows.Text)
	}
	switch item.Kind {
	case flows.Scale:
		item.Max = defaultScaleTop
	case flows.Number:
		item.Max = defaultNumber
	case flows.Text:
		item.Max = defaultText
	case flows.Choice, flows.Several, flows.YesNo, flows.Time, flows.Date, flows.Information:
		return
	}
	if low.node != nil {
		item.Min = scalar(low, parseWhole)
	}
	if high.node != nil {
		item.Max = scalar(high, parseWhole)
	}
	switch {
	case item.Max <= item.Min:
		high.complain("the highest, %d, must be above the lowest, %d", item.Max, item.Min)
		item.Max = item.Min + 1
	case item.Kind == flows.Scale && item.Max-item.Min > widestScale:
		high.complain("a scale has room for %d steps, from %d to %d for example; for more use the kind `%s`",
			widestScale+1, item.Min, item.Min+widestScale, flows.Number)
		item.Max = item.Min + widestScale
	case item.Kind == flows.Text && item.Max > longestText:
		high.complain("a message has room for %d characters", longestText)
	}
}

// readOptions reads the options, or derives them from the kind.
func readOptions(item *flows.Item, m *mapping) {
	if !ownOptions(item.Kind) {
		if v := m.maybe("options"); v.node != nil && item.Kind != "" {
			v.complain("an item of the kind `%s` has no options of its own", item.Kind)
		}
		item.Options = kindOptions(item)
		return
	}
	for _, entry := range m.need("options").items() {
		readOption(item, entry.mapping())
	}
	if v := m.maybe("options"); v.node != nil && len(item.Options) < 2 {
		v.complain("an item needs at least two options")
	}
}

// ownOptions tells whether the author lists the options of this kind.
func ownOptions(k flows.ItemKind) bool { return k == flows.Choice || k == flows.Several }

// kindOptions are the options that follow from the kind.
func kindOptions(i *flows.Item) []flows.Option {
	switch i.Kind {
	case flows.Scale:
		var options []flows.Option
		for value := i.Min; value <= i.Max; value++ {
			options = append(options, flows.Option{Code: strconv.Itoa(value), Value: &value})
		}
		return options
	case flows.YesNo:
		return []flows.Option{{Code: flows.No}, {Code: flows.Yes}}
	case flows.Information:
		return []flows.Option{{Code: flows.OK}}
	case flows.Choice, flows.Several, flows.Number, flows.Time, flows.Date, flows.Text:
	}
	return nil
}

// readScoring reads which values are good.
func readScoring(item *flows.Item, m *mapping) {
	v := m.maybe("scoring")
	if v.node == nil {
		return
	}
	item.Scoring = scalar(v, parseScoring)
	if !item.Scored() {
		v.complain("`scoring` says which values are good, but no option has a value")
	}
}

func readOption(item *flows.Item, m *mapping) {
	if m == nil {
		return
	}
	option := flows.Option{Code: scalar(m.need("code"), parseIdentifier)}
	if v := m.maybe("value"); v.node != nil {
		before := len(*m.src.problems)
		value := scalar(v, parseWhole)
		if len(*m.src.problems) == before {
			option.Value = &value
		}
		if item.Kind == flows.Several {
			v.complain("several answers together have no value; leave it out")
			option.Value = nil
		}
	}
	readLow(&option, item, m)
	if v := m.maybe("action"); v.node != nil {
		option.Action = scalar(v, parseAction)
		if item.Kind == flows.Several {
			v.complain("an option of the kind `%s` is only ticked, so it can have no action", flows.Several)
		}
	}
	if v := m.maybe("exclusive"); v.node != nil {
		if option.Exclusive = scalar(v, parseFlag); option.Exclusive && item.Kind != flows.Several {
			v.complain("only an option of the kind `%s` can exclude the others; of `%s` there is one answer anyway",
				flows.Several, item.Kind)
		}
	}
	m.done()
	switch {
	case option.Code == "":
		return
	case flows.Declined(option.Code):
		m.maybe("code").complain("every item has `%s` already; leave it out", option.Code)
	case option.Code == "text" || option.Code == "intro":
		m.maybe("code").complain("`%s` names a text of the item and cannot be a code", option.Code)
	case option.Code == flows.Done && item.Kind == flows.Several:
		m.maybe("code").complain("`%s` ends the choosing and cannot be a code", flows.Done)
	case slices.Contains(condition.CodesOf(item), option.Code):
		m.maybe("code").complain("the code `%s` stands here for the second time", option.Code)
	}
	item.Options = append(item.Options, option)
}
