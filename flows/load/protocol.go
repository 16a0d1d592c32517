package load

import (
	"slices"
	"time"

	"footing/flows"
)

// readProtocol reads protocol.yaml, with the checks that need no other file.
func (d *reading) readProtocol() {
	m := d.open(protocolFile)
	if m == nil {
		return
	}
	d.main = m.src
	p := d.protocol
	p.ID = scalar(m.need("id"), parseIdentifier)
	p.Version = scalar(m.need("version"), parseCount)
	p.Title = scalar(m.need("title"), parseText)
	p.Origin = readOrigin(m)
	limits, window := m.need("limits").mapping(), m.need("window").mapping()
	p.Limits = readLimits(limits)
	p.Window = readWindow(window)
	p.Digest = readDigest(m.need("digest").mapping())
	for _, entry := range m.need("rotation").items() {
		d.readSlot(entry.mapping())
	}
	p.Session = d.readSessionRules(m.maybe("session").mapping())
	for _, entry := range m.maybe("after_session").items() {
		d.sessions = append(d.sessions, entry.position())
		p.AfterSession = append(p.AfterSession, d.readSession(entry))
	}
	for _, entry := range m.maybe("random").items() {
		d.readRandom(entry.mapping())
	}
	for _, entry := range m.maybe("prompts").items() {
		d.readPrompt(entry.mapping())
	}
	if v := m.maybe("rotation"); v.node != nil && len(p.Rotation) == 0 {
		v.complain("the rotation has no check-in")
	}
	d.checkGaps(window, limits)
	m.done()
}

// readOrigin reads the three keys that say where a text comes from.
func readOrigin(m *mapping) flows.Origin {
	return flows.Origin{
		Licence: scalar(m.need("licence"), parseLicence),
		Source:  scalar(m.need("source"), parseText),
		Review:  scalar(m.need("review"), parseText),
	}
}

func readLimits(m *mapping) flows.Limits {
	if m == nil {
		return flows.Limits{}
	}
	before := len(*m.src.problems)
	limits := flows.Limits{
		MinimumGap: scalar(m.need("minimum_gap"), parseLength),
		QuietFrom:  scalar(m.need("quiet_from"), flows.ParseClock),
		QuietTo:    scalar(m.need("quiet_to"), flows.ParseClock),
		Earliest:   scalar(m.need("earliest"), flows.ParseClock),
		Latest:     scalar(m.need("latest"), flows.ParseClock),
		Taps:       scalar(m.need("taps"), parseCount),
		FollowUps:  1,
	}
	if v := m.maybe("follow_ups"); v.node != nil {
		limits.FollowUps = scalar(v, parseCount)
	}
	suggested := m.need("suggested")
	for _, entry := range suggested.items() {
		limits.Suggested = append(limits.Suggested, scalar(entry, flows.ParseClock))
	}
	m.done()
	if len(*m.src.problems) == before {
		checkHours(m, limits)
	}
	return limits
}

// checkHours checks that the hours are consistent.
func checkHours(m *mapping, limits flows.Limits) {
	quiet := &flows.Protocol{Limits: limits}
	if limits.Latest < limits.Earliest {
		m.maybe("latest").complain("the latest hour, %s, is before the earliest, %s", limits.Latest, limits.Earliest)
		return
	}
	for key, hour := range map[string]flows.Clock{"earliest": limits.Earliest, "latest": limits.Latest} {
		if quiet.Quiet(hour) {
			m.maybe(key).complain("%s lies in the quiet hours, %s to %s", hour, limits.QuietFrom, limits.QuietTo)
		}
	}
	entries := m.maybe("suggested").items()
	if len(entries) == 0 {
		m.maybe("suggested").complain("no hour is suggested; write for example [\"12:00\", \"18:00\"]")
	}
	for i, hour := range limits.Suggested {
		switch {
		case hour < limits.Earliest || hour > limits.Latest:
			entries[i].complain("%s is suggested, but only %s to %s can be chosen", hour, limits.Earliest, limits.Latest)
		case quiet.Quiet(hour):
			entries[i].complain("%s is suggested, but lies in the quiet hours, %s to %s", hour, limits.QuietFrom, limits.QuietTo)
		case slices.Contains(limits.Suggested[:i], hour):
			entries[i].complain("%s is suggested twice", hour)
		}
	}
}

func readDigest(m *mapping) flows.DigestRules {
	if m == nil {
		return flows.DigestRules{}
	}
	before := len(*m.src.problems)
	rules := flows.DigestRules{
		Day:    scalar(m.need("day"), parseWeekday),
		Hour:   scalar(m.need("hour"), flows.ParseClock),
		Recent: scalar(m.need("recent"), parseCount),
		Least:  scalar(m.need("least"), parseCount),
		MaxAge: scalar(m.need("max_age"), parseLength),
		Low:    scalar(m.need("low"), parseDecimal),
	}
	readMap(m, &rules)
	for _, entry := range m.need("order").items() {
		theme := scalar(entry, parseTheme)
		if theme > 0 && slices.Contains(rules.Order, theme) {
			entry.complain("theme %d stands here for the second time", theme)
		}
		rules.Order = append(rules.Order, theme)
	}
	m.done()
	if len(*m.src.problems) == before && rules.Least > rules.Recent {
		m.maybe("least").complain("a level is made of the last %d answers, so it cannot need %d", rules.Recent, rules.Least)
	}
	return rules
}

func readWindow(m *mapping) flows.Window {
	if m == nil {
		return flows.Window{}
	}
	before := len(*m.src.problems)
	window := flows.Window{
		Deadline:   scalar(m.need("deadline"), parseLength),
		Inactivity: scalar(m.need("inactivity"), parseLength),
	}
	reminder := m.need("reminder")
	entries := []value{reminder}
	if _, several := reminder.sequence(); several {
		entries = reminder.items()
		if len(entries) == 0 || len(entries) > 2 {
			reminder.complain("there can be one reminder, or two; write for example 90m, or [90m, 3h]")
		}
	}
	for n, entry := range entries {
		after := scalar(entry, parseLength)
		switch {
		case len(*m.src.problems) > before:
		case after >= window.Deadline:
			entry.complain("the reminder would come when the check-in is over; it must be shorter than the deadline, %s",
				lengthText(window.Deadline))
		case n > 0 && after <= window.Reminders[n-1]:
			entry.complain("the second reminder comes after the first, %s", lengthText(window.Reminders[n-1]))
		}
		window.Reminders = append(window.Reminders, after)
	}
	m.done()
	return window
}

// readSessionRules reads the optional session rules. Without them only the check-ins after a session are about
// sessions.
func (d *reading) readSessionRules(m *mapping) flows.SessionRules {
	rules := flows.SessionRules{Length: 50 * time.Minute, After: 2 * time.Hour, Within: 14 * 24 * time.Hour}
	if m == nil {
		return rules
	}
	for key, length := range map[string]*time.Duration{
		"length": &rules.Length, "after": &rules.After,
		"within": &rules.Within,
	} {
		if v := m.maybe(key); v.node != nil {
			*length = scalar(v, parseLength)
			if key != "within" && *length > 24*time.Hour {
				v.complain("`%s` can be a day at most", key)
			}
		}
	}
	for _, entry := range m.maybe("themes").items() {
		theme := scalar(entry, parseTheme)
		if slices.Contains(rules.Themes, theme) {
			entry.complain("theme %d stands here for the second time", theme)
		}
		rules.Themes = append(rules.Themes, theme)
	}
	for _, entry := range m.maybe("also").items() {
		id := scalar(entry, parseIdentifier)
		if id != "" && !slices.Contains(d.order, id) {
			entry.complain("no check-in of the rotation asks `%s`", id)
		}
		rules.Also = append(rules.Also, id)
	}
	m.done()
	return rules
}

// checkGaps checks that one check-in ends before the next begins, on the default days.
func (d *reading) checkGaps(window, limits *mapping) {
	gap := d.shortestGap()
	if d.protocol.Window.Deadline >= gap && window != nil {
		window.maybe("deadline").complain("check-ins follow each other after %s, so the deadline must be shorter",
			lengthText(gap))
	}
	if d.protocol.Limits.MinimumGap > gap && limits != nil {
		limits.maybe("minimum_gap").complain("check-ins follow each other after %s, so the gap cannot be longer",
			lengthText(gap))
	}
}

// shortestGap is the shortest time between two check-ins on their default days.
func (d *reading) shortestGap() time.Duration {
	const day, week = 24 * time.Hour, 7
	least := week * day
	for i, a := range d.protocol.Rotation {
		for _, b := range d.protocol.Rotation[:i] {
			apart := (int(a.Day) - int(b.Day) + week) % week
			least = min(least, time.Duration(apart)*day, time.Duration(week-apart)*day)
		}
	}
	return least
}
