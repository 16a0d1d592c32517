package simulator

import (
	"regexp"
	"strings"
)

// tags are the HTML tags that Telegram knows.
const tags = " b strong i em u ins s strike del code pre a blockquote span tg-spoiler tg-emoji tg-time "

var tag = regexp.MustCompile(`^<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>`)

// balanced refuses a text whose marks do not fit together. It does not render them: marks that fit stay in the text,
// and count for its length. A bot that sends what people wrote has no use for parse modes.
func balanced(mode, text string) error {
	switch strings.ToLower(mode) {
	case "html":
		return balancedHTML(text)
	case "markdown":
		return balancedMarkdown(text, "*_`", "")
	case "markdownv2":
		return balancedMarkdown(text, "*_`~", ">#+-=|{}.!")
	}
	return bad("unsupported parse_mode")
}

func balancedHTML(text string) error {
	type start struct {
		name string
		at   int
	}
	var open []start
	for at := 0; at < len(text); at++ {
		if text[at] != '<' {
			continue
		}
		found := tag.FindStringSubmatch(text[at:])
		if found == nil {
			return bad("can't parse entities: Unsupported start tag at byte offset %d", at)
		}
		name := strings.ToLower(found[2])
		switch {
		case !strings.Contains(tags, " "+name+" "):
			return bad("can't parse entities: Unsupported start tag %q at byte offset %d", name, at)
		case found[1] == "":
			open = append(open, start{name, at})
		case len(open) == 0:
			return bad("can't parse entities: Unexpected end tag at byte offset %d", at)
		case open[len(open)-1].name != name:
			return bad("can't parse entities: Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"",
				at, open[len(open)-1].name, name)
		default:
			open = open[:len(open)-1]
		}
		at += len(found[0]) - 1
	}
	if len(open) > 0 {
		return bad("can't parse entities: Can't find end tag corresponding to start tag %q", open[len(open)-1].name)
	}
	return nil
}

// balancedMarkdown wants an even number of each mark, and every reserved character behind a backslash.
func balancedMarkdown(text, marks, reserved string) error {
	first := map[byte]int{} // of the marks that are open, where
	for at := 0; at < len(text); at++ {
		c := text[at]
		_, code := first['`']
		switch {
		case c == '\\':
			at++
		case code && c != '`':
		case strings.IndexByte(marks, c) >= 0:
			if _, open := first[c]; open {
				delete(first, c)
			} else {
				first[c] = at
			}
		case strings.IndexByte(reserved, c) >= 0:
			return bad("can't parse entities: Character '%c' is reserved and must be escaped with the preceding '\\'", c)
		}
	}
	for _, c := range []byte(marks) {
		if at, open := first[c]; open {
			return bad("can't parse entities: Can't find end of the entity starting at byte offset %d", at)
		}
	}
	return nil
}
