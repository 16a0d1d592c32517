package digest

import (
	"fmt"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/record"
)

// safety adds what is said of safety: the most important alert, what the patient asked to be told, and what they said
// when asked about safety. In every form of the panel stands what is more than a plain "no".
func (v *view) safety(p *portrait, h history, unalerted bool) {
	if line, open := v.alertLine(h.alerts); line != "" {
		p.safety, p.importance = append(p.safety, line), redOrNote
		if open {
			p.importance = openAlert
		}
	}
	if line := v.askedLine(h); line != "" {
		p.asked, p.importance = line, min(p.importance, askedToTalk)
	}
	if p.apart != "" {
		return
	}
	p.said = v.safetySaid(h, unalerted)
	if line := v.noticeLine(h); line != "" && !unalerted {
		p.said += " " + line
	}
	for _, n := range slices.Concat(h.notices, h.open) {
		if unalerted || v.has("notice.rule."+n.Rule) || !v.thisWeek(n.at) {
			continue
		}
		p.worth = true
		if n.Level == string(flows.Note) {
			p.importance = min(p.importance, redOrNote)
		}
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

// noticeLine tells of the week's notices beyond the safety line, oldest first: that a note was sent, and answers that
// are not to safety questions. A notice based only on hidden or private answers is omitted.
func (v *view) noticeLine(h history) string {
	var lines, noted []string
	for _, n := range h.notices {
		answers, told := v.evidence(h.withheld, n)
		switch {
		case v.has("notice.rule."+n.Rule) || !told:
			continue
		case answers == "" && len(n.Codes) > 0: // the safety line says it
		case answers == "" || n.urgency > mildest:
			lines = append(lines, v.say("notice.plain", "date", v.date(n.said)))
			continue
		default:
			lines = append(lines, v.say("notice.answers", "date", v.date(n.said), "answers", answers))
		}
		if n.Level == string(flows.Note) {
			noted = append(noted, v.weekday(n.said))
		}
	}
	for _, n := range h.open {
		if v.thisWeek(n.at) {
			noted = append(noted, v.weekday(n.at))
		}
	}
	if len(noted) > 0 {
		lines = append(lines, v.say("notice.noted", "days", strings.Join(slices.Compact(noted), ", ")))
	}
	return strings.Join(lines, " ")
}

// mildest is the urgency of the last level that this release knows.
const mildest = 2

// askedLine is what the patient chose to have said, without any answer, oldest first.
func (v *view) askedLine(h history) string {
	var lines []string
	for _, n := range h.notices {
		if key := "notice.rule." + n.Rule; v.has(key) {
			lines = append(lines, v.say(key, "date", v.date(n.said)))
		}
	}
	return strings.Join(slices.Compact(lines), " ")
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
		if !ok || at.of.Theme == 0 { // the safety line says what was answered to those
			continue
		}
		if words, ok := v.words(answer{Response: record.Response{Codes: strings.Split(code, ",")}, place: at}); ok {
			parts = append(parts, v.label(at)+words)
		}
	}
	return strings.Join(parts, "; "), told
}
