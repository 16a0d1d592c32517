package flows

// checkTaps answers everything with the best there is and counts. The best option of a scored item is that
// with the highest score, of any other item the first.
func (d *draft) checkTaps(c checkin) {
	answers, taps, private := map[string]Answer{}, 0, false
	for _, s := range c.parts {
		for i := range s.Items {
			item := &s.Items[i]
			if s.items[i].when.broken || len(item.Options) == 0 && !item.Kind.Typed() || !asked(item, answers, nil) {
				continue
			}
			if !item.FollowUp {
				taps += item.taps()
			} else if item.When != nil && d.once(s.src, s.items[i].followUp) {
				s.src.complain(s.items[i].followUp, "`%s` is asked in the %s even when every answer is the best, so it is not a follow-up", item.ID, c.name)
			}
			answers[item.ID] = best(item)
			private = private || s.Private && item.Kind != Information
		}
	}
	also := ""
	if private {
		taps++ // whether to share something
		also = ", one of them for sharing,"
	}
	if limit := d.protocol.Limits.Taps; taps > limit && limit > 0 {
		d.main.complain(c.at, "the %s costs %d taps%s when nothing is low; limits.taps allows %d", c.name, taps, also, limit)
	}
}

// taps is what an answer costs at least.
func (i *Item) taps() int {
	if i.Kind == Several {
		return 2 // one of the options, and "Done"
	}
	return 1
}

func best(item *Item) Answer {
	switch item.Kind {
	case Several:
		return Answer{Codes: []string{item.Options[0].Code}}
	case Number:
		return Answer{Code: "number", Value: &item.Max}
	case Time, Date, Text:
		return Answer{Code: Written}
	case Choice, Scale, YesNo, Information:
	}
	top := item.Options[0]
	for _, option := range item.Options {
		if option.Value != nil && (top.Value == nil || item.Score(*option.Value) > item.Score(*top.Value)) {
			top = option
		}
	}
	return top.answer()
}
