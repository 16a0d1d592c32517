package digest

import (
	"fmt"
	"strings"

	"footing/flows/record"
)

// safety adds the safety lines: the most important alert, then the week's most urgent notice.
func (v *view) safety(p *portrait, h history) {
	if line, open := v.alertLine(h.alerts); line != "" {
		p.safety, p.rank = append(p.safety, line), safetyLine
		if open {
			p.rank = openAlert
		}
	}
	if line := v.noticeLine(h); line != "" {
		p.safety, p.rank = append(p.safety, line), min(p.rank, safetyLine)
	}
}

// alertLine tells of the latest alert and how many others there are. Unacknowledged alerts come before acknowledged
// ones, and are told however old they are.
func (v *view) alertLine(alerts []*alert) (line string, open bool) {
	var shown *alert
	all, unseen := 0, 0
	for _, a := range alerts {
		isOpen := a.seen.IsZero()
		if !isOpen && !v.thisWeek(a.at) {
			continue
		}
		all++
		if isOpen {
			unseen++
		}
		if isOpen || unseen == 0 {
			shown = a
		}
	}
	if shown == nil {
		return "", false
	}
	switch {
	case shown.seen.IsZero() && shown.again:
		line = v.say("alert.reopened", "short", name(shown.Short), "when", v.moment(shown.at))
	case shown.seen.IsZero():
		line = v.say("alert.open", "short", name(shown.Short), "when", v.moment(shown.at))
	default:
		line = v.say(
			"alert.seen", "short", name(shown.Short), "when", v.moment(shown.at),
			"name", name(shown.seenBy), "seen", v.moment(shown.seen),
		)
	}
	if all > 1 {
		line += " " + v.say("alert.more", "n", fmt.Sprint(all-1), "unseen", fmt.Sprint(max(0, unseen-1)))
	}
	return line, unseen > 0
}

// noticeLine tells of the week's most urgent notice (the latest of its level) and how many other check-ins had one. A
// notice based only on hidden or private answers is omitted, unless its rule has a text of its own that names no answer
// ("asks you to know").
func (v *view) noticeLine(h history) string {
	var shown *notice
	var text string
	count := 0
	for _, n := range h.notices {
		answers, told := v.evidence(h.withheld, n)
		key := "notice.rule." + n.Rule
		switch {
		case v.has(key):
		case !told:
			continue
		case answers == "" || !v.has("notice."+n.Level):
			key = "notice.plain"
		default:
			key = "notice." + n.Level
		}
		count++
		if shown == nil || n.urgency < shown.urgency || n.urgency == shown.urgency && n.at.After(shown.at) {
			shown, text = n, v.say(key, "date", v.date(n.at), "answers", answers)
		}
	}
	if count > 1 {
		text += " " + v.say("notice.more", "n", fmt.Sprint(count-1))
	}
	return text
}

// evidence puts a notice's "item=code" pairs into words. It omits items that are hidden or private now, or were when
// they were answered; told is false if nothing else is left.
func (v *view) evidence(w withheld, n *notice) (words string, told bool) {
	var parts []string
	told = len(n.Codes) == 0
	for _, pair := range n.Codes {
		id, code, _ := strings.Cut(pair, "=")
		at, ok := v.items[id]
		if w.answers[askedItem{n.Occasion, id}] || ok && (at.of.Private || at.item.Hidden) {
			continue
		}
		told = true
		if !ok {
			continue
		}
		if words, ok := v.words(answer{Response: record.Response{Codes: strings.Split(code, ",")}, place: at}); ok {
			parts = append(parts, v.label(at)+words)
		}
	}
	return strings.Join(parts, "; "), told
}
