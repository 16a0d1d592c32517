package digest

import (
	"fmt"
	"slices"
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

// mostAlerts is how many alerts the line names.
const mostAlerts = 3

// alertLine tells of the week's alerts, each with what was last done about it, and how many others there are.
// Unacknowledged alerts come before acknowledged ones, the latest first, and are told however old they are.
func (v *view) alertLine(alerts []*alert) (line string, open bool) {
	var shown []*alert
	unseen := 0
	for _, a := range slices.Backward(alerts) {
		if isOpen := a.seen.IsZero(); isOpen {
			shown = slices.Insert(shown, unseen, a)
			unseen++
		} else if v.thisWeek(a.at) {
			shown = append(shown, a)
		}
	}
	rest := shown[min(mostAlerts, len(shown)):]
	var lines []string
	for _, a := range shown[:len(shown)-len(rest)] {
		lines = append(lines, v.standing(a))
	}
	if len(rest) > 0 {
		lines = append(lines, v.say("alert.more", "n", fmt.Sprint(len(rest)),
			"unseen", fmt.Sprint(max(0, unseen-mostAlerts))))
	}
	return strings.Join(lines, " "), unseen > 0
}

// standing says how it stands with an alert: what was last done about it, or that nobody has seen it.
func (v *view) standing(a *alert) string {
	key := "alert.seen"
	switch tried := a.last.Act == record.NoAnswer; {
	case a.seen.IsZero() && tried:
		key = "alert.tried_again"
	case a.seen.IsZero() && a.again:
		key = "alert.reopened"
	case a.seen.IsZero():
		key = "alert.open"
	case tried && !a.last.Next.IsZero():
		key = "alert.tried"
	case tried:
		key = "alert.tried_once"
	case a.last.Act == record.Contact, a.last.Act == record.Elsewhere:
		key = "alert." + string(a.last.Act)
	}
	by, at := a.seenBy, a.seen
	if key != "alert.seen" {
		by, at = a.last.Name, a.last.at
	}
	return v.say(key, "short", name(a.Short), "when", v.moment(a.said), "name", name(by), "seen", v.moment(at),
		"next", v.moment(a.last.Next))
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
			shown, text = n, v.say(key, "date", v.date(n.said), "answers", answers)
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
