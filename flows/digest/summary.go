package digest

import (
	"slices"
	"strings"

	"footing/flows"
)

// mapLines is the least number of lines for the map.
const mapLines = 3

// summary is a portrait as a message of its own, at most 12 lines in this order: who it is; alerts; what they asked to
// talk about; the safety line; silence, or else the best news; the map; one prompt; how the check-ins ended; the next
// appointment with goal and step; and the limits of the map. The map gets the remaining lines. If one more line is
// free, the week's answers follow in words.
func (v *view) summary(p portrait) Summary {
	above := written(p.title, strings.Join(p.safety, " "), strings.TrimSpace(p.asked+" "+p.chosen), p.said)
	if p.barrier == "" { // nothing was asked, or nothing may be shown
		return v.summaryOf(p, append(above, written(p.quiet, v.delivery(p))...))
	}
	news := p.news
	if p.quiet != "" {
		news = p.quiet
	}
	above = append(written(append(above, news)...), v.say("map.title"))
	below := v.below(p, v.talkLines(p))
	if len(above)+len(below)+mapLines > summaryLines { // two lines of talk become one
		below = v.below(p, []string{strings.Join(v.talkLines(p), " ")})
	}
	left := summaryLines - len(above) - len(below)
	rows := fold(p.rows, left)
	if len(rows) < left && len(p.themes) > 0 {
		rows = append(rows[:len(rows):len(rows)], v.say("summary.week", "answers", strings.Join(p.themes, "; ")))
	}
	return v.summaryOf(p, append(append(above, rows...), below...))
}

// below are the lines after the map.
func (v *view) below(p portrait, talk []string) []string {
	return slices.Concat(written(talk...), written(
		v.delivery(p),
		strings.TrimSpace(p.next+" "+p.goal),
		v.say("relationship")+" "+v.say("summary.footer"),
	))
}

// written keeps the lines that are not empty.
func written(lines ...string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return line == "" })
}

func (v *view) summaryOf(p portrait, lines []string) Summary {
	return Summary{
		ID: p.id, Code: p.code, Text: flows.Clip(join(lines), textUnits), Attention: p.importance < ordinary,
		Brief: flows.Clip(join(v.brief(p)), textUnits), Prompt: p.prompt.theme, Number: p.prompt.number,
		Fresh: p.prompt.fresh, Chart: p.chart,
	}
}

// delivery is how the week's check-ins ended, and whether messages arrive at all. Unanswered is not undelivered.
func (v *view) delivery(p portrait) string {
	if p.week == "" {
		return ""
	}
	line := v.say("week", "what", p.week)
	if p.reach != "" {
		line += between + p.reach
	}
	return line
}

// talkLines are the prompt and, for some themes, the question that must precede it.
func (v *view) talkLines(p portrait) []string {
	switch {
	case p.prompt.line == "":
		return nil
	case inward(p.prompt.theme):
		return []string{v.say("first"), p.prompt.line}
	default:
		return []string{p.prompt.line}
	}
}

// brief is a portrait for just before an appointment: three lines. How the check-ins ended and what is said of safety
// are never omitted.
func (v *view) brief(p portrait) []string {
	head := p.head
	if p.reach != "" {
		head += between + p.reach
	}
	lines := written(head, strings.Join(written(append(slices.Clone(p.safety), p.asked, p.said, p.quiet)...), " "))
	if p.barrier == "" {
		return lines
	}
	talk := v.talkLines(p)
	if len(talk) == 0 && len(p.talk) > 0 {
		talk = p.talk[:1]
	}
	return append(lines, written(strings.Join(talk, " "))...)
}
