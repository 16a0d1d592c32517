package digest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
)

// block is a portrait in the panel's message: the answers on one line, and an empty line after it.
func (p portrait) block() string {
	lines := append([]string{p.head}, p.first()...)
	lines = append(lines, fold(p.themes, 1)...)
	lines = append(lines, p.chosen)
	if !p.worth {
		lines = append(lines, p.said)
	}
	lines = slices.DeleteFunc(append(lines, p.talk...), func(line string) bool { return line == "" })
	return join(lines) + "\n"
}

// line is a portrait in a list: urgent parts keep their own lines, and the rest becomes one line, with the map only if
// mapped.
func (v *view) line(p portrait, mapped bool) string {
	head := p.head
	if p.barrier != "" && mapped && (!p.unknown || p.importance > redOrNote) {
		head += between + v.say("line.way", "what", p.barrier)
	}
	if p.chosen != "" { // the patient was told that it appears in the summary
		head += between + v.say("others.shared")
	}
	return join(append([]string{head}, p.first()...))
}

// fold turns the parts into at most limit lines (at least one, if there are parts). The last line holds the remainder.
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

// join puts each line on its own row, after removing line breaks within it.
func join(lines []string) string {
	whole := make([]string, 0, len(lines))
	for _, line := range lines {
		whole = append(whole, flat(line))
	}
	return strings.Join(whole, "\n")
}

// panel is the message for the whole panel, in the fullest form that fits a phone screen without scrolling. The forms
// are, in order: a block for everybody; blocks for those who need attention and a line for each of the others; a line
// for everybody; the others gathered in a few lines by main barrier. If many people need attention, they take the space
// and come first. The portraits keep their order.
func (v *view) panel(portraits []portrait) string {
	if len(portraits) == 0 {
		if len(v.unread) > 0 { // who cannot be read is on the list all the same
			return v.frame(nil, "")
		}
		return v.frame([]string{v.say("empty")}, "")
	}
	var blocks, lines, heads []string
	urgent := 0
	for _, p := range portraits {
		if p.importance < ordinary {
			urgent++
		}
		blocks, lines, heads = append(blocks, p.block()), append(lines, v.line(p, true)), append(heads, v.line(p, false))
	}
	heads = append(heads[:urgent], "")
	full, short := v.gather(portraits[urgent:], urgent == 0, mostNamed), v.gather(portraits[urgent:], urgent == 0,
		fewNamed)
	for _, form := range [][]string{
		blocks,
		slices.Concat(blocks[:urgent], lines[urgent:]),
		lines,
		slices.Concat(blocks[:urgent], full),
		slices.Concat(heads, full),
	} {
		if text := v.frame(form, v.foot()); rows(text) <= screenRows && flows.Units(text) <= textUnits {
			return text
		}
	}
	return v.fill(heads[:urgent], short)
}

// fill writes as many entries as fit one Telegram message, counts the rest, and puts the lines of below underneath.
func (v *view) fill(entries, below []string) string {
	for left := range len(entries) + 1 {
		shown := slices.Clone(entries[:len(entries)-left])
		if left > 0 {
			shown = append(shown, v.say("rest", "n", fmt.Sprint(left)))
		}
		if text := v.frame(slices.Concat(shown, []string{""}, below), v.foot()); flows.Units(text) <= textUnits {
			return text
		}
	}
	return flows.Clip(v.frame(below, v.foot()), textUnits)
}

// What a six-inch phone shows of a message above its buttons: rows and characters per row.
const screenRows, screenColumns = 30, 38

// rows is the number of rows that a text takes on a phone.
func rows(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		n += max(1, (flows.Units(strings.TrimSuffix(line, "\n"))+screenColumns-1)/screenColumns)
	}
	return n
}

func (v *view) foot() string { return v.say("relationship") + " " + v.say("footer") }

// frame adds the heading above the entries and the foot below.
func (v *view) frame(entries []string, foot string) string {
	body := strings.Trim(strings.Join(entries, "\n"), "\n")
	parts := []string{v.say("heading", "date", v.date(v.morning.Add(-time.Nanosecond))), "", body, foot}
	if len(v.unread) > 0 {
		parts[1] = v.say("unread", "codes", strings.Join(v.unread, ", "))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}
