package digest

import (
	"fmt"
	"strings"
)

// block is a portrait within the panel's message: the answers in one line, and an empty line after it.
func (p portrait) block() string {
	lines := append([]string{p.head}, p.first()...)
	lines = append(lines, fold(p.themes, 1)...)
	if p.chosen != "" {
		lines = append(lines, p.chosen)
	}
	return join(append(lines, p.talk...)) + "\n"
}

// line is a portrait in a list: what is urgent keeps its own lines, all else is one.
func (v *view) line(p portrait) string {
	head := p.head
	if p.way != "" {
		head += between + v.say("line.way", "what", p.way)
	}
	return join(append([]string{head}, p.first()...))
}

// fold makes at most so many lines of the parts (at least one, if there are any), the last one holding what
// is left over.
func fold(parts []string, limit int) []string {
	limit = max(1, limit)
	if len(parts) <= limit {
		return parts
	}
	lines := append([]string{}, parts[:limit-1]...)
	rest := make([]string, 0, len(parts))
	for _, part := range parts[limit-1:] {
		rest = append(rest, strings.TrimSuffix(part, "."))
	}
	return append(lines, strings.Join(rest, "; "))
}

// join puts lines under each other; a line stays one line whatever it was made from.
func join(lines []string) string {
	whole := make([]string, 0, len(lines))
	for _, line := range lines {
		whole = append(whole, flat(line))
	}
	return strings.Join(whole, "\n")
}

// panel is the message for the whole panel, in the fullest form that fits: everybody's block; else blocks
// for those who need attention and a line for each of the rest; else a line each. What is cut off is counted.
// The portraits come in the order in which they are to be named.
func (v *view) panel(portraits []portrait) string {
	if len(portraits) == 0 {
		return v.frame([]string{v.say("empty")}, "")
	}
	blocks := make([]string, 0, len(portraits))
	lines := make([]string, 0, len(portraits))
	urgent := 0
	for _, p := range portraits {
		if p.rank < ordinary {
			urgent++
		}
		blocks = append(blocks, p.block())
		lines = append(lines, v.line(p))
	}
	if text, ok := v.fill(blocks, len(blocks), urgent); ok {
		return text
	}
	mixed := append(blocks[:urgent:urgent], lines[urgent:]...)
	if text, ok := v.fill(mixed, urgent, urgent); ok {
		return text
	}
	text, _ := v.fill(lines, 0, urgent)
	return clip(text, textUnits)
}

// fill writes as many entries as fit, from the front, and counts the rest; false where fewer than the least
// fit. The first so many entries are urgent, which the count of the rest says.
func (v *view) fill(entries []string, least, urgent int) (text string, fits bool) {
	shown, used := 0, 0
	for shown < len(entries) && used <= textUnits {
		used += units(entries[shown]) + 1
		shown++
	}
	for ; shown >= least; shown-- {
		rest := ""
		if left := len(entries) - shown; left > 0 {
			rest = v.say("rest", "n", fmt.Sprint(left), "urgent", fmt.Sprint(max(0, urgent-shown)))
		}
		text = v.frame(append(entries[:shown:shown], rest), v.say("relationship")+"\n"+v.say("footer"))
		if units(text) <= textUnits {
			return text, true
		}
	}
	return text, false
}

// frame puts the heading above the entries and the foot below.
func (v *view) frame(entries []string, foot string) string {
	body := strings.Trim(strings.Join(entries, "\n"), "\n")
	parts := []string{v.say("heading", "date", v.date(v.until)), body, foot}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}
