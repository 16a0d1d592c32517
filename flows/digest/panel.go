package digest

import (
	"fmt"
	"slices"
	"strings"

	"footing/flows"
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

// line is a portrait in a list: what is urgent keeps its own lines, all else is one, in which the map may be left out.
func (v *view) line(p portrait, mapped bool) string {
	head := p.head
	if p.way != "" && mapped {
		head += between + v.say("line.way", "what", p.way)
	}
	if p.chosen != "" { // the patient has been told that it is in the summary
		head += between + v.say("others.shared")
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

// panel is the message for the whole panel, in the fullest form that a phone shows without scrolling: everybody's
// block; else blocks for those who need attention and a line for each of the rest; else a line for everybody; else the
// rest gathered in a few lines, by what is most in the way. Where many need attention they take the space and come
// first. The portraits come in the order in which they are to be named.
func (v *view) panel(portraits []portrait) string {
	if len(portraits) == 0 {
		return v.frame([]string{v.say("empty")}, "")
	}
	var blocks, lines, heads []string
	urgent := 0
	for _, p := range portraits {
		if p.rank < ordinary {
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

// fill writes as many entries as Telegram takes, from the front, counts the rest, and puts the other lines below.
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
	return clip(v.frame(below, v.foot()), textUnits)
}

// What a phone of six inches shows of a message at once, above its buttons: so many lines of so many characters.
const screenRows, screenColumns = 30, 38

// rows is how many lines a text takes on a phone.
func rows(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		n += max(1, (flows.Units(strings.TrimSuffix(line, "\n"))+screenColumns-1)/screenColumns)
	}
	return n
}

func (v *view) foot() string { return v.say("relationship") + " " + v.say("footer") }

// frame puts the heading above the entries and the foot below.
func (v *view) frame(entries []string, foot string) string {
	body := strings.Trim(strings.Join(entries, "\n"), "\n")
	parts := []string{v.say("heading", "date", v.date(v.until)), "", body, foot}
	if len(v.unread) > 0 {
		parts[1] = v.say("unread", "codes", strings.Join(v.unread, ", "))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}
