package digest

import (
	"slices"
	"strings"
)

// mapLines is how many lines the map should have at least.
const mapLines = 3

// summary is a portrait as a message of its own, at most 10 lines, in this order: who it is and what arrived, safety,
// the best news, the map, one prompt, the next appointment, and what the map cannot say. The map gets the lines
// that the rest leaves over, and the week's answers in words the one after that, if there is one.
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

// below is what follows the map. Whoever chose to share something is heard, however much else there is to say.
func (v *view) below(p portrait, talk []string) []string {
	lines := slices.Concat([]string{p.chosen}, talk, []string{
		strings.TrimSpace(p.next + " " + p.goal),
		v.say("relationship") + " " + v.say("summary.footer"),
	})
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

func (v *view) summaryOf(p portrait, lines []string) Summary {
	return Summary{
		ID: p.id, Code: p.code, Text: clip(join(lines), textUnits), Attention: p.rank < ordinary,
		Brief: clip(join(v.brief(p)), textUnits), Prompt: p.prompt.theme, Fresh: p.prompt.fresh,
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

// talkLines are the prompt, below the question that some prompts must not come without.
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

// brief is a portrait just before an appointment: three lines, of which the first two are never left out.
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
