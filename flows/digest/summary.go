package digest

import (
	"slices"
	"strings"

	"footing/flows"
)

// mapLines is the least number of lines for the map.
const mapLines = 3

// summary is a portrait as a message of its own, at most 10 lines in this order: who it is and what arrived, safety,
// the best news, the map, one prompt, the next appointment, and the limits of the map. The map gets the remaining
// lines. If one more line is free, the week's answers follow in words.
func (v *view) summary(p portrait) Summary {
	above := []string{v.delivery(p)}
	if len(p.safety) > 0 {
		above = append(above, strings.Join(p.safety, " "))
	}
	if p.way == "" { // nothing was asked, or nothing may be shown
		return v.summaryOf(p, above)
	}
	if p.news != "" {
		above = append(above, p.news)
	}
	above = append(above, v.say("map.title"))
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

// below are the lines after the map. What a patient chose to share is always included.
func (v *view) below(p portrait, talk []string) []string {
	lines := slices.Concat([]string{p.chosen}, talk, []string{
		strings.TrimSpace(p.next + " " + p.goal),
		v.say("relationship") + " " + v.say("summary.footer"),
	})
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

func (v *view) summaryOf(p portrait, lines []string) Summary {
	return Summary{
		ID: p.id, Code: p.code, Text: flows.Clip(join(lines), textUnits), Attention: p.rank < ordinary,
		Brief: flows.Clip(join(v.brief(p)), textUnits), Prompt: p.prompt.theme, Fresh: p.prompt.fresh,
		Chart: p.chart,
	}
}

// delivery is the first line: how the week's check-ins ended, and whether messages arrive at all.
func (v *view) delivery(p portrait) string {
	if p.reach == "" {
		return p.head
	}
	return p.head + between + p.reach
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

// brief is a portrait for just before an appointment: three lines, the first two of which are never omitted.
func (v *view) brief(p portrait) []string {
	lines := []string{v.delivery(p)}
	if len(p.safety) > 0 {
		lines = append(lines, strings.Join(p.safety, " "))
	}
	if p.way == "" {
		return lines
	}
	if talk := v.talkLines(p); len(talk) > 0 {
		if len(lines) == 1 {
			lines = append(lines, p.talk[0])
		}
		return append(lines, strings.Join(talk, " "))
	}
	if p.news != "" && len(lines) == 1 {
		lines = append(lines, p.news)
	}
	return append(lines, p.talk[0])
}
