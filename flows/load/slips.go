package load

import "strings"

// plainer says a fault in YAML with what to write.
func plainer(src *source, at position, message string) string {
	line := ""
	if at.line >= 1 && at.line <= len(src.lines) {
		line = src.lines[at.line-1]
	}
	switch {
	case strings.Contains(line, "\t"):
		return "a tab stands in this line; YAML is indented with spaces"
	case strings.Contains(message, "mapping value is not allowed"):
		return "a text with a colon must stand in quotes, for example " + quotedExample(line)
	case strings.Contains(message, "cannot start any token"):
		return "a text that begins with this character must stand in quotes (" + message + ")"
	}
	return message
}

// quotedExample is the line with its value in quotes.
func quotedExample(line string) string {
	key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
	if !ok {
		return `text: "Mood: how was it?"`
	}
	return key + `: "` + strings.ReplaceAll(strings.Trim(value, `"`), `"`, `\"`) + `"`
}
