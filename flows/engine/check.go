package engine

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
)

// keys lists every text key of the conversation, one a line: the key, then its placeholders besides {clinic}.
//
//go:embed keys.txt
var keys string

// buttonKeys lists the keys of button labels.
//
//go:embed buttons.txt
var buttonKeys string

// Check lists the texts that a protocol's wordings lack, the placeholders that are never filled, and the claims that
// nothing holds. A protocol with a
// fault must not run, because a missing safety text cannot be made up.
func Check(p *flows.Protocol) []flows.TextFault {
	var faults []flows.TextFault
	for _, locale := range slices.Sorted(maps.Keys(p.Wordings)) {
		missing := map[string][]string{} // by what comes before the last dot
		for line := range strings.Lines(keys) {
			fields := strings.Fields(line)
			if len(fields) == 0 {
				continue
			}
			text, ok := p.Wordings[locale][fields[0]]
			if !ok {
				prefix := fields[0][:strings.LastIndex(fields[0], ".")+1]
				missing[prefix] = append(missing[prefix], "`"+fields[0]+"`")
				continue
			}
			if limit := roomFor(fields[0]); flows.Units(text) > limit {
				faults = append(faults, flows.TextFault{Locale: locale, Key: fields[0], Message: fmt.Sprintf(
					"`%s` has %d characters; there is room for %d", fields[0], flows.Units(text), limit)})
			}
			for _, name := range placeholders(text) {
				if name != "clinic" && !slices.Contains(fields[1:], name) {
					faults = append(faults, flows.TextFault{Locale: locale, Key: fields[0], Message: fmt.Sprintf(
						"`%s` cannot name {%s}, which is never filled there%s", fields[0], name, fills(fields[1:]))})
				}
			}
		}
		for _, prefix := range slices.Sorted(maps.Keys(missing)) {
			faults = append(faults, flows.TextFault{Locale: locale, Key: prefix, Message: "missing here: " +
				strings.Join(missing[prefix], ", ")})
		}
	}
	return slices.Concat(faults, checkPrompts(p), checkClaims(p))
}

// fills lists the placeholders that a text may use.
func fills(names []string) string {
	all := "; there is {clinic}"
	for _, name := range names {
		all += ", {" + name + "}"
	}
	return all
}

// placeholders are the names in braces.
func placeholders(text string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			return names
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return names
		}
		names = append(names, name)
		text = after
	}
}

// roomFor is the length limit of a text that Telegram or a phone shows in less room than a message.
func roomFor(key string) int {
	refusals := []string{
		"command.unknown", "command.patients_only", "command.after_stop", "command.set_up_first",
		"command.needs_care",
	}
	switch {
	case key == "profile.about":
		return 120
	case key == "profile.description":
		return 512
	case strings.HasPrefix(key, "toast."):
		return 200
	case slices.Contains(strings.Fields(buttonKeys), key):
		return 40
	case strings.HasPrefix(key, "discreet.command."), strings.HasPrefix(key, "command.") &&
		!slices.Contains(refusals, key):
		return 256
	}
	return turn.Longest
}
